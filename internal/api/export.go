package api

import (
	"context"
	"net/http"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/response"
)

func (a *API) exportRoutes() {
	get(a, "/waves/{code}/exports", "list-exports", auth.ResponseReadRows, a.listExports)
	post(a, "/waves/{code}/exports", "request-export", auth.ResponseReadRows, a.requestExport)
	del(a, "/waves/{code}/exports/{id}", "drop-export", auth.ResponseReadRows, a.dropExport)
	post(a, "/waves/{code}/exports/{id}/cancel", "cancel-export", auth.ResponseReadRows, a.cancelExport)
}

// ExportOptions say what an export holds and how.
type ExportOptions struct {
	Format   string `json:"format" enum:"csv,xlsx,sav"`
	States   string `json:"states,omitempty" enum:"complete,partial,all" doc:"complete: valid responses; partial: the partial ones, too; all: also invalid and excluded ones"`
	Unit     string `json:"unit,omitempty" maxLength:"40" doc:"code: only responses of the unit and what lies below it"`
	Values   string `json:"values,omitempty" enum:"codes,labels,both" doc:"what cells say of a choice; an SPSS file has codes with labels beside them"`
	Multiple string `json:"multiple,omitempty" enum:"columns,cell" doc:"columns: one per option, 1 chosen, 0 not"`
	Weights  string `json:"weights,omitempty" enum:"imported,none"`
	Receipts bool   `json:"receipts,omitempty" doc:"with receipts; never of an anonymous wave"`
}

// Export is a file with the responses of a wave, on its way or ready.
type Export struct {
	ID         string        `json:"id"`
	State      string        `json:"state" enum:"waiting,running,done,failed,cancelled"`
	Options    ExportOptions `json:"options"`
	Total      int           `json:"total" doc:"rows to be expected"`
	Rows       int           `json:"rows" doc:"rows written so far"`
	Shortened  int           `json:"shortened,omitempty" doc:"texts longer than the format can hold"`
	Size       int64         `json:"size,omitempty" doc:"bytes"`
	SHA256     string        `json:"sha256,omitempty"`
	CreatedAt  time.Time     `json:"created_at"`
	FinishedAt *time.Time    `json:"finished_at,omitempty"`
	ExpiresAt  time.Time     `json:"expires_at"`
}

func exportView(e *response.ExportFile) Export {
	o := e.Options
	return Export{
		ID: string(e.ID), State: string(e.State), Total: e.Total, Rows: e.Rows, Shortened: e.Shortened, Size: e.Size, SHA256: e.SHA256,
		CreatedAt: e.CreatedAt.Time(), FinishedAt: instant(e.FinishedAt), ExpiresAt: e.ExpiresAt.Time(),
		Options: ExportOptions{
			Format: o.Format, States: o.States, Unit: o.Unit, Values: o.Values, Multiple: o.Multiple, Weights: o.Weights, Receipts: o.Receipts,
		},
	}
}

// listExports lists the caller's own exports of a wave.
func (a *API) listExports(ctx context.Context, in *struct {
	WaveIn
	PageIn
},
) (List[Export], error) {
	v, err := a.view(ctx, auth.ResponseReadRows, in.Code)
	if err != nil {
		return List[Export]{}, err
	}
	all, err := a.Responses.Exports(ctx, actorOf(ctx).Audit(), v.wave.ID)
	if err != nil {
		return List[Export]{}, err
	}
	list := make([]Export, len(all))
	for i := range all {
		list[i] = exportView(&all[i])
	}
	return pageOf(list, in.Cursor, in.Limit)
}

func (a *API) requestExport(ctx context.Context, in *struct {
	WaveIn
	Body ExportOptions
},
) (Export, error) {
	v, err := a.view(ctx, auth.ResponseReadRows, in.Code)
	if err != nil {
		return Export{}, err
	}
	o := in.Body
	e, err := a.Responses.RequestExport(ctx, actorOf(ctx).Audit(), v.wave, response.ExportOptions{
		Format: o.Format, States: o.States, Unit: o.Unit, Values: o.Values, Multiple: o.Multiple, Weights: o.Weights, Receipts: o.Receipts,
		Language: language(ctx),
	})
	if err != nil {
		return Export{}, err
	}
	return exportView(&e), nil
}

// ExportIn names an export of a wave.
type ExportIn struct {
	WaveIn
	ID string `path:"id" maxLength:"40"`
}

// cancelExport answers with what the caller then has.
func (a *API) cancelExport(ctx context.Context, in *ExportIn) (List[Export], error) {
	v, err := a.view(ctx, auth.ResponseReadRows, in.Code)
	if err != nil {
		return List[Export]{}, err
	}
	if err := a.Responses.CancelExport(ctx, actorOf(ctx).Audit(), v.wave.ID, job.ID(in.ID)); err != nil {
		return List[Export]{}, err
	}
	return a.listExports(ctx, &struct {
		WaveIn
		PageIn
	}{WaveIn: in.WaveIn})
}

func (a *API) dropExport(ctx context.Context, in *ExportIn) error {
	v, err := a.view(ctx, auth.ResponseReadRows, in.Code)
	if err != nil {
		return err
	}
	return a.Responses.DropExport(ctx, actorOf(ctx).Audit(), v.wave.ID, job.ID(in.ID))
}

var exportTypes = map[string]string{
	response.FormatCSV:  "text/csv; charset=utf-8",
	response.FormatXLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	response.FormatSAV:  "application/x-spss-sav",
}

// exportFile sends a finished export to its maker. It may take longer than other answers.
func (a *API) exportFile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := a.view(ctx, auth.ResponseReadRows, r.PathValue("code"))
	if err != nil {
		return err
	}
	e, file, err := a.Responses.OpenExport(ctx, actorOf(ctx).Audit(), v.wave, job.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	defer file.Close()
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(2 * time.Hour)); err != nil {
		return err
	}
	name := v.wave.Code + "-" + e.FinishedAt.Time().In(a.Config.Zone).Format("20060102-1504") + "." + e.Options.Format
	w.Header().Set("Content-Type", exportTypes[e.Options.Format])
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("X-Checksum-Sha256", e.SHA256)
	http.ServeContent(w, r, "", e.FinishedAt.Time(), file)
	return nil
}
