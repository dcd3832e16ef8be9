package api

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/foreign"
)

// mappingRoutes are those of files of outside surveys on their way into a wave.
func (a *API) mappingRoutes() {
	const one = "/response-batches/{id}"
	get(a, "/waves/{code}/response-batches", "list-response-batches", auth.ImportRun, a.listResponseBatches)
	get(a, one, "get-response-batch", auth.ImportRun, a.getResponseBatch)
	get(a, one+"/profile", "response-batch-profile", auth.ImportRun, a.responseBatchProfile)
	get(a, one+"/outcome", "response-batch-outcome", auth.ImportRun, a.responseBatchOutcome)
	get(a, one+"/mapping", "get-response-batch-mapping", auth.ImportRun, a.getForeignMapping)
	putFile(a, one+"/mapping", "put-response-batch-mapping", auth.ImportRun, a.putForeignMapping)
	post(a, one+"/use", "use-response-mapping", auth.ImportRun, a.useForeignMapping)
	post(a, one+"/header", "use-response-batch-header", auth.ImportRun, a.useForeignHeader)
	post(a, one+"/save", "save-response-mapping", auth.ImportRun, a.saveForeignMapping)
	post(a, one+"/import", "import-response-batch", auth.ImportRun, a.runResponseBatch)
	post(a, one+"/stop", "stop-response-batch", auth.ImportRun, a.stopResponseBatch)
	post(a, one+"/undo", "undo-response-batch", auth.ImportRun, a.undoResponseBatch)
	get(a, "/response-mappings", "list-response-mappings", auth.ImportRun, a.listForeignMappings)
	del(a, "/response-mappings/{name}", "delete-response-mapping", auth.ImportRun, a.deleteForeignMapping)

	a.raw("POST", "/waves/{code}/response-batches", auth.ImportRun, a.uploadResponses)
	a.raw("GET", one+"/mapping.yaml", auth.ImportRun, a.foreignMappingFile)
	a.raw("PUT", one+"/mapping.yaml", auth.ImportRun, a.loadForeignMapping)
	a.raw("GET", one+"/faults/{file}", auth.ImportRun, a.responseBatchFaults)
	a.describeMapping()
}

func (a *API) listResponseBatches(ctx context.Context, in *struct {
	WaveIn
	PageIn
},
) (List[ResponseBatch], error) {
	v, err := a.view(ctx, auth.ImportRun, in.Code)
	if err != nil {
		return List[ResponseBatch]{}, err
	}
	all, err := a.Responses.Batches(ctx, v.wave.ID)
	if err != nil {
		return List[ResponseBatch]{}, err
	}
	views := make([]ResponseBatch, 0, len(all))
	for i := range all {
		views = append(views, responseBatchView(ctx, &all[i], v.wave))
	}
	return pageOf(views, in.Cursor, in.Limit)
}

// ResponseBatchIn names a batch.
type ResponseBatchIn struct {
	ID string `path:"id" maxLength:"40"`
}

// shown is a batch as it is answered.
func (a *API) shown(ctx context.Context, b response.Batch, err error) (ResponseBatch, error) {
	if err != nil {
		return ResponseBatch{}, err
	}
	wave, err := a.Programmes.Wave(ctx, b.Wave)
	return responseBatchView(ctx, &b, wave), err
}

func (a *API) getResponseBatch(ctx context.Context, in *ResponseBatchIn) (ResponseBatch, error) {
	b, err := a.Responses.Batch(ctx, in.ID)
	return a.shown(ctx, b, err)
}

func (a *API) responseBatchProfile(ctx context.Context, in *ResponseBatchIn) (ResponseProfile, error) {
	p, err := a.Responses.Profiled(ctx, in.ID)
	return profileView(&p), err
}

func (a *API) responseBatchOutcome(ctx context.Context, in *ResponseBatchIn) (ResponseOutcome, error) {
	o, err := a.Responses.Outcome(ctx, in.ID)
	return outcomeView(ctx, &o), err
}

func (a *API) getForeignMapping(ctx context.Context, in *ResponseBatchIn) (BatchMapping, error) {
	b, err := a.Responses.Batch(ctx, in.ID)
	if err != nil {
		return BatchMapping{}, err
	}
	m, faults, err := a.Responses.Mapping(ctx, in.ID)
	if err != nil {
		return BatchMapping{}, err
	}
	batch, err := a.shown(ctx, b, nil)
	return BatchMapping{Mapping: m, Faults: faultViews(ctx, faults), Batch: batch}, err
}

func (a *API) putForeignMapping(ctx context.Context, in *struct {
	ResponseBatchIn
	Body foreign.Mapping
},
) (BatchMapping, error) {
	b, faults, err := a.Responses.PutMapping(ctx, in.ID, in.Body)
	if err != nil {
		return BatchMapping{}, err
	}
	batch, err := a.shown(ctx, b, nil)
	return BatchMapping{Mapping: in.Body, Faults: faultViews(ctx, faults), Batch: batch}, err
}

func (a *API) useForeignMapping(ctx context.Context, in *struct {
	ResponseBatchIn
	Body struct {
		Name string `json:"name,omitempty" maxLength:"320" doc:"of a saved mapping; without it the suggested one"`
	}
},
) (ResponseBatch, error) {
	b, err := a.Responses.UseMapping(ctx, in.ID, in.Body.Name)
	return a.shown(ctx, b, err)
}

func (a *API) useForeignHeader(ctx context.Context, in *struct {
	ResponseBatchIn
	Body struct {
		Row  int `json:"row" minimum:"1" maximum:"1000000"`
		Rows int `json:"rows" minimum:"1" maximum:"3"`
	}
},
) (ResponseBatch, error) {
	b, err := a.Responses.UseHeader(ctx, in.ID, foreign.Header{Row: in.Body.Row, Rows: in.Body.Rows})
	return a.shown(ctx, b, err)
}

func (a *API) saveForeignMapping(ctx context.Context, in *struct {
	ResponseBatchIn
	Body struct {
		Name string `json:"name" maxLength:"320"`
	}
},
) (ResponseBatch, error) {
	if err := a.Responses.SaveMapping(ctx, auditor(ctx), in.ID, in.Body.Name); err != nil {
		return ResponseBatch{}, err
	}
	return a.getResponseBatch(ctx, &in.ResponseBatchIn)
}

// runResponseBatch opens a planned wave, which is a permission of its own.
func (a *API) runResponseBatch(ctx context.Context, in *ResponseBatchIn) (ResponseBatch, error) {
	b, err := a.Responses.Batch(ctx, in.ID)
	if err != nil {
		return ResponseBatch{}, err
	}
	wave, err := a.Programmes.Wave(ctx, b.Wave)
	if err == nil && wave.State == programme.Planned {
		err = allowed(ctx, auth.WaveChange)
	}
	if err != nil {
		return ResponseBatch{}, err
	}
	b, err = a.Responses.RunBatch(ctx, auditor(ctx), in.ID)
	return a.shown(ctx, b, err)
}

func (a *API) stopResponseBatch(ctx context.Context, in *ResponseBatchIn) (ResponseBatch, error) {
	b, err := a.Responses.StopBatch(ctx, in.ID)
	return a.shown(ctx, b, err)
}

func (a *API) undoResponseBatch(ctx context.Context, in *ResponseBatchIn) (ResponseBatch, error) {
	b, err := a.Responses.UndoBatch(ctx, auditor(ctx), in.ID)
	return a.shown(ctx, b, err)
}

func (a *API) listForeignMappings(ctx context.Context, in *PageIn) (List[SavedMapping], error) {
	all, err := a.Responses.SavedMappings(ctx)
	if err != nil {
		return List[SavedMapping]{}, err
	}
	views := make([]SavedMapping, 0, len(all))
	for _, m := range all {
		views = append(views, SavedMapping{m.Name, m.Questionnaire, m.By, m.ChangedAt.Time()})
	}
	return pageOf(views, in.Cursor, in.Limit)
}

func (a *API) deleteForeignMapping(ctx context.Context, in *struct {
	Name string `path:"name" maxLength:"320"`
},
) error {
	return a.Responses.ForgetMapping(ctx, auditor(ctx), in.Name)
}

// uploadResponses takes a file as the body of the request.
func (a *API) uploadResponses(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := a.view(ctx, auth.ImportRun, r.PathValue("code"))
	if err != nil {
		return err
	}
	slow(w)
	b, err := a.Responses.Upload(ctx, auditor(ctx), v.wave, r.URL.Query().Get("file"), r.Body)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, responseBatchView(ctx, &b, v.wave))
}

// foreignMappingFile is the mapping as the file that manyi import takes.
func (a *API) foreignMappingFile(w http.ResponseWriter, r *http.Request) error {
	content, err := a.Responses.MappingFile(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="mapping.yaml"`)
	_, err = w.Write(content)
	return err
}

func (a *API) loadForeignMapping(w http.ResponseWriter, r *http.Request) error {
	content, err := io.ReadAll(io.LimitReader(r.Body, definition.MaxBytes+1))
	if err != nil {
		return errs.New(errs.Invalid, "request.shape").Because(err)
	}
	b, err := a.Responses.LoadMapping(r.Context(), r.PathValue("id"), content)
	view, err := a.shown(r.Context(), b, err)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, view)
}

// responseBatchFaults is the table of what is wrong with the rows of a file.
func (a *API) responseBatchFaults(w http.ResponseWriter, r *http.Request) error {
	_, format, err := fileName(r.PathValue("file"))
	if err != nil {
		return err
	}
	list, err := a.Responses.BatchFaults(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	lang := language(r.Context())
	out := sendTable(w, "faults", format)
	if err := out.Header(words(lang, "row", "column", "value", "fault")...); err != nil {
		return err
	}
	for _, f := range list {
		if err := out.Row(f.Row, f.Column, f.Value, i18n.T(lang, f.Err.Key, f.Err.Args)); err != nil {
			return err
		}
	}
	return out.Close()
}

// describeMapping adds the routes that do not go through huma.
func (a *API) describeMapping() {
	o := a.huma.OpenAPI()
	describe := func(id, method, path, summary, status, kind string, params ...*huma.Param) {
		o.AddOperation(&huma.Operation{
			OperationID: id, Method: method, Path: prefix + path, Summary: summary, Parameters: params,
			Responses: map[string]*huma.Response{
				status: {Description: "OK", Content: map[string]*huma.MediaType{kind: {}}}, "default": a.problemResponse(),
			},
		})
	}
	param := func(name, in string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Schema: &huma.Schema{Type: "string"}}
	}
	const one = "/response-batches/{id}"
	describe("upload-responses", http.MethodPost, "/waves/{code}/response-batches",
		"Upload a table of responses of an outside survey, CSV or XLSX, as the body of the request", "201", "application/json", param("code", "path"), param("file", "query"))
	describe("response-mapping-file", http.MethodGet, one+"/mapping.yaml", "The mapping as the file that manyi import responses takes", "200", "application/yaml", param("id", "path"))
	describe("load-response-mapping", http.MethodPut, one+"/mapping.yaml", "Take a mapping from a file, as the body of the request", "200", "application/json", param("id", "path"))
	describe("response-batch-faults", http.MethodGet, one+"/faults/{file}", "What is wrong with the rows: faults.csv or faults.xlsx", "200", "application/octet-stream",
		param("id", "path"), param("file", "path"))
}
