package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/sheet"
)

// The bounds of an import through the console.
const (
	maxUnitFile   = 20 << 20
	maxUnitFaults = 10_000
	maxUnitRows   = 500 // changes told
)

// UnitImport is a line of the answer to an import: how far it is, and at the end what it did or would do, or what failed.
type UnitImport struct {
	Done    int          `json:"done,omitempty"`
	Total   int          `json:"total,omitempty"`
	Report  *UnitReport  `json:"report,omitempty"`
	Problem *UnitProblem `json:"problem,omitempty"`
}

// UnitReport is what an import did, or would do.
type UnitReport struct {
	DryRun    bool            `json:"dry_run"`
	Rows      int             `json:"rows"`
	Created   int             `json:"created"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Faulty    int             `json:"faulty"`
	Ignored   []string        `json:"ignored" doc:"columns that are none of ours"`
	Faults    []UnitFault     `json:"faults" doc:"up to ten thousand"`
	Changes   []UnitImportRow `json:"changes" doc:"the first five hundred"`
}

// UnitFault is what is wrong with a row.
type UnitFault struct {
	Row    int    `json:"row"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// UnitImportRow is what a row does.
type UnitImportRow struct {
	Row  int    `json:"row"`
	Code string `json:"code"`
	What string `json:"what" enum:"created,changed"`
}

// UnitProblem is a failure that came when the answer had begun.
type UnitProblem struct {
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

// importUnits takes a table as the body of the request; with ?dry=yes it is only checked. Faulty rows are left out with
// ?partial=yes, else nothing is written when there are any.
func (a *API) importUnits(w http.ResponseWriter, r *http.Request) error {
	slow(w)
	q := r.URL.Query()
	o := directory.Options{DryRun: q.Get("dry") == "yes", Partial: q.Get("partial") == "yes"}
	if text := q.Get("from"); text != "" {
		from, err := calendar.ParseDate(text)
		if err != nil {
			return errs.New(errs.Invalid, "directory.edit.day").At("from")
		}
		o.ValidFrom = from
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUnitFile))
	if err != nil {
		return errs.New(errs.Invalid, "directory.import.large").With("limit", maxUnitFile>>20).Because(err)
	}
	table, err := sheet.OpenBytes(content)
	if err != nil {
		return err
	}
	defer table.Close()
	return a.runImport(w, r, table, o)
}

// runImport imports a table and tells how far it is: a line of JSON at a time, the last with the end.
func (a *API) runImport(w http.ResponseWriter, r *http.Request, table *sheet.Table, o directory.Options) error {
	var done, total atomic.Int64
	o.Told = func(at, of int) { done.Store(int64(at)); total.Store(int64(of)) }
	type end struct {
		report directory.Report
		err    error
	}
	ended := make(chan end, 1)
	go func() { // the writer of the record store must never wait for a slow browser
		report, err := a.Directory.Import(context.WithoutCancel(r.Context()), auditor(r.Context()), table, o)
		ended <- end{report, err}
	}()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	begun, out := false, json.NewEncoder(w)
	line := func(v UnitImport) error {
		if !begun {
			w.Header().Set("Content-Type", "application/x-ndjson")
			begun = true
		}
		if err := out.Encode(v); err != nil {
			return err
		}
		return http.NewResponseController(w).Flush()
	}
	var gone error // who left still has his import finished
	for {
		select {
		case <-tick.C:
			if total.Load() > 0 && gone == nil {
				gone = line(UnitImport{Done: int(done.Load()), Total: int(total.Load())})
			}
		case e := <-ended:
			if e.err != nil && !begun {
				return e.err
			}
			if gone != nil {
				return nil
			}
			return line(importEnd(r.Context(), &e.report, e.err))
		}
	}
}

func importEnd(ctx context.Context, r *directory.Report, err error) UnitImport {
	lang := language(ctx)
	if err != nil {
		p := &UnitProblem{Key: "problem.server"}
		if all := errs.All(err); len(all) > 0 {
			p = &UnitProblem{all[0].Key, i18n.T(lang, all[0].Key, all[0].Args)}
		}
		return UnitImport{Problem: p}
	}
	v := &UnitReport{
		DryRun: r.DryRun, Rows: r.Rows, Created: r.Created, Changed: r.Changed, Unchanged: r.Unchanged, Ignored: append([]string{}, r.Ignored...),
		Faults: []UnitFault{}, Changes: []UnitImportRow{},
	}
	bad := map[int]bool{}
	for _, e := range r.Errors {
		bad[e.Row] = true
		if len(v.Faults) < maxUnitFaults {
			v.Faults = append(v.Faults, UnitFault{e.Row, e.Code, i18n.T(lang, e.Err.Key, e.Err.Args)})
		}
	}
	v.Faulty = len(bad)
	for _, c := range r.Changes[:min(len(r.Changes), maxUnitRows)] {
		v.Changes = append(v.Changes, UnitImportRow(c))
	}
	return UnitImport{Report: v}
}

// unitTable exports the tree of a day as far as the actor may see it: units.csv and units.xlsx. Its columns are those of an
// import, so that a table can go out, be changed and come back.
func (a *API) unitTable(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil {
		return err
	}
	if kind != "units" {
		return errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	day, err := a.asOf(r.URL.Query().Get("as_of"))
	if err != nil {
		return err
	}
	tree, err := a.Directory.Tree(ctx, day)
	if err != nil {
		return err
	}
	seen, err := a.sight(ctx, auth.DirectoryRead)
	if err != nil {
		return err
	}
	lang := language(ctx)
	out := sendTable(w, "units-"+string(day), format)
	keys := []string{"unit_code", "unit_name", "unit_name_en", "unit_type", "unit_parent", "unit_manager", "unit_from"}
	if err := out.Header(words(lang, keys...)...); err != nil {
		return err
	}
	for i := range tree.Units {
		u := &tree.Units[i]
		if !seen.unit(u.ID) {
			continue
		}
		parent := ""
		if u.Parent >= 0 && seen.unit(u.ParentID) {
			parent = tree.Units[u.Parent].Code
		}
		if err := out.Row(u.Code, u.Name["zh"], u.Name["en"], u.Type, parent, u.Manager, string(u.ValidFrom)); err != nil {
			return err
		}
	}
	if book, ok := out.(*sheet.BookWriter); ok {
		if err := codebook(book, lang, keys); err != nil {
			return err
		}
	}
	return out.Close()
}

// describeDirectory adds the routes that do not go through huma.
func (a *API) describeDirectory() {
	o := a.huma.OpenAPI()
	param := func(name, in string) *huma.Param {
		return &huma.Param{Name: name, In: in, Required: in == "path", Schema: &huma.Schema{Type: "string"}}
	}
	lines := o.Components.Schemas.Schema(reflect.TypeFor[UnitImport](), true, "UnitImport")
	o.AddOperation(&huma.Operation{
		OperationID: "import-units", Method: http.MethodPost, Path: prefix + "/unit-imports",
		Summary:    "Import a table of units, CSV or XLSX, as the body of the request; dry=yes only checks it. The answer is a line of JSON at a time",
		Parameters: []*huma.Param{param("dry", "query"), param("partial", "query"), param("from", "query")},
		Responses: map[string]*huma.Response{
			"200":     {Description: "OK", Content: map[string]*huma.MediaType{"application/x-ndjson": {Schema: lines}}},
			"default": a.problemResponse(),
		},
	})
	o.AddOperation(&huma.Operation{
		OperationID: "unit-table", Method: http.MethodGet, Path: prefix + "/unit-tables/{file}",
		Summary:    "The tree of a day as units.csv or units.xlsx",
		Parameters: []*huma.Param{param("file", "path"), param("as_of", "query")},
		Responses: map[string]*huma.Response{
			"200": {Description: "OK", Content: map[string]*huma.MediaType{"application/octet-stream": {}}}, "default": a.problemResponse(),
		},
	})
}
