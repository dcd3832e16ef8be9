package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// batchRoutes are those of files on their way into the archive, and out of it.
func (a *API) batchRoutes() {
	get(a, "/customer-batches", "list-customer-batches", auth.CustomerImport, a.listBatches)
	get(a, "/customer-batches/{id}", "get-customer-batch", auth.CustomerImport, a.getBatch)
	get(a, "/customer-batches/{id}/preview", "preview-customer-batch", auth.CustomerImport, a.previewBatch)
	post(a, "/customer-batches/{id}/check", "check-customer-batch", auth.CustomerImport, a.checkBatch)
	post(a, "/customer-batches/{id}/load", "load-customer-batch", auth.CustomerImport, a.moveBatch((*customer.Service).Load))
	post(a, "/customer-batches/{id}/cancel", "cancel-customer-batch", auth.CustomerImport, a.moveBatch((*customer.Service).Cancel))
	post(a, "/customer-batches/{id}/undo", "undo-customer-batch", auth.CustomerImport, a.moveBatch((*customer.Service).Undo))
	get(a, "/customer-mappings", "list-customer-mappings", auth.CustomerImport, a.listMappings)
	put(a, "/customer-mappings", "save-customer-mapping", auth.CustomerImport, a.saveMapping)
	get(a, "/waves/{code}/erasures", "list-wave-erasures", auth.ProgrammeRead, a.waveErasures)
	put(a, "/customer-mappings/name", "rename-customer-mapping", auth.CustomerImport, a.renameMapping)
	del(a, "/customer-mappings", "delete-customer-mapping", auth.CustomerImport, a.deleteMapping)

	a.raw("POST", "/customer-batches", auth.CustomerImport, a.uploadBatch)
	a.raw("GET", "/customer-batches/{id}/faults/{file}", auth.CustomerImport, a.batchFaults)
	a.raw("GET", "/customer-tables/{file}", auth.CustomerRead, a.customerTable)
	a.describeBatches()
}

// CustomerBatch is a file on its way into the archive.
type CustomerBatch struct {
	ID         string            `json:"id"`
	File       string            `json:"file"`
	State      string            `json:"state" enum:"uploaded,checking,checked,importing,stopping,done,cancelled,failed,undoing,undone"`
	Mapping    map[string]string `json:"mapping"`
	Total      int               `json:"total" doc:"rows of the file, 0 until it was checked"`
	Seen       int               `json:"seen" doc:"rows done"`
	Created    int               `json:"created"`
	Changed    int               `json:"changed"`
	Unchanged  int               `json:"unchanged"`
	Faulty     int               `json:"faulty"`
	Problem    string            `json:"problem,omitempty" doc:"what ended it, in words"`
	By         string            `json:"by"`
	CreatedAt  time.Time         `json:"created_at"`
	FinishedAt *time.Time        `json:"finished_at,omitempty"`
}

func batchView(ctx context.Context, b *customer.Batch) CustomerBatch {
	v := CustomerBatch{
		ID: b.ID, File: b.File, State: string(b.State), Mapping: b.Mapping, Total: b.Total, Seen: b.Seen, Created: b.Created, Changed: b.Changed,
		Unchanged: b.Unchanged, Faulty: b.Faulty, By: b.By.Name, CreatedAt: b.CreatedAt.Time(),
	}
	if v.Mapping == nil {
		v.Mapping = map[string]string{}
	}
	if b.Problem != "" {
		v.Problem = i18n.T(language(ctx), b.Problem, nil)
	}
	if b.FinishedAt != 0 {
		at := b.FinishedAt.Time()
		v.FinishedAt = &at
	}
	return v
}

func (a *API) listBatches(ctx context.Context, in *PageIn) (List[CustomerBatch], error) {
	all, err := a.Customers.Batches(ctx)
	if err != nil {
		return List[CustomerBatch]{}, err
	}
	views := make([]CustomerBatch, 0, len(all))
	for i := range all {
		views = append(views, batchView(ctx, &all[i]))
	}
	return pageOf(views, in.Cursor, in.Limit)
}

func (a *API) getBatch(ctx context.Context, in *CustomerIn) (CustomerBatch, error) {
	b, err := a.Customers.Batch(ctx, in.ID)
	return batchView(ctx, &b), err
}

// BatchPreview is what an uploaded file looks like.
type BatchPreview struct {
	Header    []string          `json:"header"`
	Rows      [][]string        `json:"rows" doc:"the first five"`
	Format    string            `json:"format" enum:"csv,xlsx"`
	Encoding  string            `json:"encoding,omitempty"`
	Suggested map[string]string `json:"suggested" doc:"field by column"`
	Fields    []string          `json:"fields" doc:"the fields there are; attributes are attribute.CODE"`
}

func (a *API) previewBatch(ctx context.Context, in *CustomerIn) (BatchPreview, error) {
	p, err := a.Customers.Preview(ctx, in.ID)
	if err != nil {
		return BatchPreview{}, err
	}
	return BatchPreview{
		Header: p.Header, Rows: p.Rows, Format: p.Format, Encoding: p.Encoding, Suggested: p.Suggested, Fields: customer.Fields,
	}, nil
}

// MappingIn says which column is which field.
type MappingIn struct {
	CustomerIn
	Body struct {
		Mapping map[string]string `json:"mapping"`
	}
}

func (a *API) checkBatch(ctx context.Context, in *MappingIn) (CustomerBatch, error) {
	b, err := a.Customers.Check(ctx, in.ID, in.Body.Mapping)
	return batchView(ctx, &b), err
}

func (a *API) moveBatch(act func(*customer.Service, context.Context, string) (customer.Batch, error)) func(context.Context, *CustomerIn) (CustomerBatch, error) {
	return func(ctx context.Context, in *CustomerIn) (CustomerBatch, error) {
		b, err := act(a.Customers, ctx, in.ID)
		return batchView(ctx, &b), err
	}
}

// CustomerMapping is a mapping that was saved.
type CustomerMapping struct {
	Name      string            `json:"name"`
	Mapping   map[string]string `json:"mapping" doc:"field by column"`
	ChangedAt time.Time         `json:"changed_at"`
}

func (a *API) listMappings(ctx context.Context, in *PageIn) (List[CustomerMapping], error) {
	all, err := a.Customers.Mappings(ctx)
	if err != nil {
		return List[CustomerMapping]{}, err
	}
	views := make([]CustomerMapping, 0, len(all))
	for _, m := range all {
		views = append(views, CustomerMapping{Name: m.Name, Mapping: m.Mapping, ChangedAt: m.ChangedAt.Time()})
	}
	return pageOf(views, in.Cursor, in.Limit)
}

// RenameMappingIn gives a saved mapping another name.
type RenameMappingIn struct {
	Body struct {
		From string `json:"from" maxLength:"400"`
		To   string `json:"to" maxLength:"100"`
	}
}

func (a *API) renameMapping(ctx context.Context, in *RenameMappingIn) error {
	return a.Customers.RenameMapping(ctx, auditor(ctx), in.Body.From, in.Body.To)
}

// MappingNameIn names a saved mapping.
type MappingNameIn struct {
	Name string `query:"name" required:"true" maxLength:"400"`
}

func (a *API) deleteMapping(ctx context.Context, in *MappingNameIn) error {
	return a.Customers.DeleteMapping(ctx, auditor(ctx), in.Name)
}

// NamedMappingIn is a mapping to keep.
type NamedMappingIn struct {
	Body struct {
		Name    string            `json:"name" maxLength:"100"`
		Mapping map[string]string `json:"mapping"`
	}
}

func (a *API) saveMapping(ctx context.Context, in *NamedMappingIn) error {
	return a.Customers.SaveMapping(ctx, auditor(ctx), customer.NamedMapping{Name: in.Body.Name, Mapping: in.Body.Mapping})
}

// slow gives a request the time that a large file needs.
func slow(w http.ResponseWriter) {
	control, until := http.NewResponseController(w), time.Now().Add(15*time.Minute)
	_ = control.SetReadDeadline(until) // not every writer has deadlines; the server's then hold
	_ = control.SetWriteDeadline(until)
}

// uploadBatch takes a file as the body of the request.
func (a *API) uploadBatch(w http.ResponseWriter, r *http.Request) error {
	slow(w)
	b, err := a.Customers.Upload(r.Context(), auditor(r.Context()), r.URL.Query().Get("file"), r.Body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(batchView(r.Context(), &b))
}

// batchFaults is the table of what is wrong with the rows of a file.
func (a *API) batchFaults(w http.ResponseWriter, r *http.Request) error {
	_, format, err := fileName(r.PathValue("file"))
	if err != nil {
		return err
	}
	list, err := a.Customers.Faults(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	lang := language(r.Context())
	out := sendTable(w, "faults", format)
	if err := out.Header(words(lang, "row", "column", "fault")...); err != nil {
		return err
	}
	for _, f := range list {
		if err := out.Row(f.Row, f.Column, i18n.T(lang, f.Key, f.Args)); err != nil {
			return err
		}
	}
	return out.Close()
}

// customerTable exports the customers of a list: with ?clear=yes the contact points in clear, which is audited.
func (a *API) customerTable(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), r.URL.Query()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil {
		return err
	}
	if kind != "customers" {
		return errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	clear, p := v.Get("clear") == "yes", auth.CustomerRead
	if clear {
		p = auth.CustomerReveal
		if err := allowed(ctx, p); err != nil {
			return err
		}
	}
	q, err := a.customerQuery(ctx, &CustomersIn{
		Q: v.Get("q"), Unit: v.Get("unit"), Stage: v.Get("stage"), Status: v.Get("status"), Attribute: v.Get("attribute"), Value: v.Get("value"),
	}, p)
	if err != nil {
		return err
	}
	names, err := a.unitNames(ctx)
	if err != nil {
		return err
	}
	codes := map[string]string{}
	for id, u := range names {
		codes[id] = u.Code
	}
	slow(w)
	return a.Customers.Export(ctx, auditor(ctx), q, clear, codes, sendTable(w, "customers", format))
}

// describeBatches adds the routes that do not go through huma.
func (a *API) describeBatches() {
	o := a.huma.OpenAPI()
	param := func(name, in string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Schema: &huma.Schema{Type: "string"}}
	}
	answer := func(status, kind string) map[string]*huma.Response {
		return map[string]*huma.Response{status: {Description: "OK", Content: map[string]*huma.MediaType{kind: {}}}, "default": a.problemResponse()}
	}
	o.AddOperation(&huma.Operation{
		OperationID: "upload-customer-batch", Method: http.MethodPost, Path: prefix + "/customer-batches",
		Summary:    "Upload a table of customers, CSV or XLSX, as the body of the request",
		Parameters: []*huma.Param{param("file", "query")}, Responses: answer("201", "application/json"),
	})
	o.AddOperation(&huma.Operation{
		OperationID: "customer-batch-faults", Method: http.MethodGet, Path: prefix + "/customer-batches/{id}/faults/{file}",
		Summary:    "What is wrong with the rows: faults.csv or faults.xlsx",
		Parameters: []*huma.Param{param("id", "path"), param("file", "path")}, Responses: answer("200", "application/octet-stream"),
	})
	o.AddOperation(&huma.Operation{
		OperationID: "customer-table", Method: http.MethodGet, Path: prefix + "/customer-tables/{file}",
		Summary: "customers as .csv or .xlsx, with the filters of the list; clear=yes for contact points in clear",
		Parameters: []*huma.Param{
			param("file", "path"), param("q", "query"), param("unit", "query"), param("stage", "query"), param("status", "query"),
			param("attribute", "query"), param("value", "query"), param("clear", "query"),
		},
		Responses: answer("200", "application/octet-stream"),
	})
}
