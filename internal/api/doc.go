// Package api is the console's and the integrators' HTTP interface under /api/v1.
//
// A handler is: typed input → one use case → view. No SQL, no rules. The table of routes says for each
// the permission it needs; what a user may see of an object is decided by the org scope in scope.go, in
// one place, by today's tree (D12, D20). Errors are problem+json with our key and field.
//
// OpenAPI is generated from these types (`manyi openapi`), and the console's client from that.
package api
