package api

import (
	"context"

	"manyi.dev/manyi/internal/directory/customer"
)

func (a *API) getCustomerSchema(ctx context.Context, _ *struct{}) (customer.Schema, error) {
	return a.Customers.Schema(ctx)
}

// SchemaIn is a schema.
type SchemaIn struct {
	Body customer.Schema
}

func (a *API) setCustomerSchema(ctx context.Context, in *SchemaIn) error {
	return a.Customers.SetSchema(ctx, auditor(ctx), in.Body)
}

func (a *API) customerSchemaUse(ctx context.Context, _ *struct{}) (customer.SchemaUse, error) {
	return a.Customers.SchemaUse(ctx)
}
