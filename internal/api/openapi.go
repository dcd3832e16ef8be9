package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/config"
)

// OpenAPI is the description of the interface, generated from the types.
func OpenAPI() ([]byte, error) {
	return New(Services{Config: &config.Config{}}).description()
}

func (a *API) description() ([]byte, error) {
	text, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func (a *API) serveOpenAPI(w http.ResponseWriter, r *http.Request) {
	text, err := a.description()
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // a reader that left is no fault
}

// describe adds the routes that do not go through huma.
func (a *API) describe() {
	o := a.huma.OpenAPI()
	registry := o.Components.Schemas
	param := func(name, in string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Schema: &huma.Schema{Type: "string"}}
	}
	answer := func(kind string) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{kind: {}}}, "default": a.problemResponse()}
	}
	o.AddOperation(&huma.Operation{
		OperationID: "public-form", Method: http.MethodGet, Path: prefix + "/links/{code}", Summary: "The questionnaire behind an open link",
		Parameters: []*huma.Param{param("code", "path")}, Responses: answer("application/json"),
	})
	receipt := &huma.Response{Description: "Stored; 200 when the same submission came before", Content: map[string]*huma.MediaType{
		"application/json": {Schema: registry.Schema(reflect.TypeFor[ReceiptBody](), true, "")},
	}}
	o.AddOperation(&huma.Operation{
		OperationID: "submit-response", Method: http.MethodPost, Path: prefix + "/links/{code}/responses", Summary: "Send a response through an open link",
		Parameters: []*huma.Param{param("code", "path"), param("Idempotency-Key", "header")},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: registry.Schema(reflect.TypeFor[SubmissionBody](), true, "")},
		}},
		Responses: map[string]*huma.Response{"200": receipt, "201": receipt, "default": a.problemResponse()},
	})
	o.AddOperation(&huma.Operation{
		OperationID: "wave-events", Method: http.MethodGet, Path: prefix + "/waves/{code}/events", Summary: "The wave's count of responses, live",
		Parameters: []*huma.Param{param("code", "path")}, Responses: answer("text/event-stream"),
	})
	o.AddOperation(&huma.Operation{
		OperationID: "link-qr", Method: http.MethodGet, Path: prefix + "/waves/{code}/links/{link}/qr.svg", Summary: "QR code of an open link",
		Parameters: []*huma.Param{param("code", "path"), param("link", "path")}, Responses: answer("image/svg+xml"),
	})
	o.AddOperation(&huma.Operation{
		OperationID: "wave-posters", Method: http.MethodGet, Path: prefix + "/waves/{code}/posters.pdf", Summary: "Printable posters of open links, of a unit or of all units",
		Parameters: []*huma.Param{param("code", "path"), param("unit", "query"), param("size", "query"), param("lang", "query")},
		Responses:  answer("application/pdf"),
	})
	o.AddOperation(&huma.Operation{
		OperationID: "export-file", Method: http.MethodGet, Path: prefix + "/waves/{code}/exports/{id}/file", Summary: "The file of an export, for its maker",
		Parameters: []*huma.Param{param("code", "path"), param("id", "path")}, Responses: answer("application/octet-stream"),
	})
	o.AddOperation(&huma.Operation{
		OperationID: "wave-table", Method: http.MethodGet, Path: prefix + "/waves/{code}/tables/{file}",
		Summary:    "tree, units or item as .csv or .xlsx",
		Parameters: []*huma.Param{param("code", "path"), param("file", "path"), param("unit", "query"), param("item", "query"), param("weights", "query"), param("design", "query"), param("sort", "query")},
		Responses:  answer("application/octet-stream"),
	})
}

func (a *API) problemResponse() *huma.Response {
	return &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")},
	}}
}
