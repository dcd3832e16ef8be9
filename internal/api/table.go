package api

import (
	"context"
	"net/http"
	"strconv"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/sheet"
)

// grid is a table on its way into a file.
type grid struct {
	keys []string // of the columns' names and meanings in the catalogue
	rows [][]any
}

// table exports what a wave's page shows: tree.xlsx, units.csv, items.xlsx, item.csv?item=CODE.
func (a *API) table(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	kind, format, err := fileName(r.PathValue("file"))
	if err != nil {
		return err
	}
	in := DashboardIn{WaveIn{r.PathValue("code")}, BasisIn{q.Get("unit"), q.Get("weights"), q.Get("design")}}
	var g grid
	switch kind {
	case "tree":
		g, err = a.treeGrid(ctx, in)
	case "units":
		g, err = a.unitGrid(ctx, in, q.Get("sort"))
	case "item":
		g, err = a.itemGrid(ctx, in, q.Get("item"))
	default:
		err = errs.New(errs.NotFound, "request.format").With("name", r.PathValue("file"))
	}
	if err != nil {
		return err
	}
	out := sendTable(w, in.Code+"-"+kind, format)
	lang := language(ctx)
	if err := out.Header(words(lang, g.keys...)...); err != nil {
		return err
	}
	for _, row := range g.rows {
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	if book, ok := out.(*sheet.BookWriter); ok {
		if err := codebook(book, lang, g.keys); err != nil {
			return err
		}
	}
	return out.Close()
}

// codebook says on a sheet of its own what every column of a table means.
func codebook(book *sheet.BookWriter, lang i18n.Lang, keys []string) error {
	if err := book.Sheet(i18n.T(lang, "export.sheet.codebook", nil)); err != nil {
		return err
	}
	if err := book.Header(i18n.T(lang, "export.codebook.column", nil), i18n.T(lang, "export.codebook.meaning", nil)); err != nil {
		return err
	}
	for i, name := range words(lang, keys...) {
		if err := book.Row(name, i18n.T(lang, "table.about."+keys[i], nil)); err != nil {
			return err
		}
	}
	return nil
}

// sendTable begins a table that is downloaded as CSV or XLSX.
func sendTable(w http.ResponseWriter, name, format string) sheet.Writer {
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+format+`"`)
	if format == "csv" {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		return sheet.NewCSV(w)
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return sheet.NewBook(w)
}

// words translates column names.
func words(lang i18n.Lang, keys ...string) []string {
	list := make([]string, len(keys))
	for i, k := range keys {
		list[i] = i18n.T(lang, "table."+k, nil)
	}
	return list
}

// cells of a figure: value, error, bounds, base, effective base.
func figureCells(f *Figure) []any {
	if f == nil || f.Value == nil {
		n := any(nil) // withheld figures have no base
		if f != nil && f.N > 0 {
			n = f.N
		}
		return []any{nil, nil, nil, nil, n, nil}
	}
	return []any{*f.Value, orNil(f.SE), orNil(f.Low), orNil(f.High), f.N, orNil(f.NEff)}
}

func orNil(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func changeCells(c *Change) []any {
	if c == nil {
		return []any{nil, nil, nil, nil}
	}
	return []any{orNil(c.Value), orNil(c.P), c.Verdict, c.Against.Code}
}

func (a *API) treeGrid(ctx context.Context, in DashboardIn) (grid, error) {
	lang := language(ctx)
	d, err := a.dashboard(ctx, &in)
	if err != nil {
		return grid{}, err
	}
	g := grid{keys: []string{
		"code", "indicator", "level", "importance", "share", "department", "target",
		"score", "se", "low", "high", "n", "n_eff", "change", "p", "verdict", "against", "items",
	}}
	for _, n := range d.Tree {
		department := any(nil)
		if n.Department != nil {
			department = n.Department.Name.In(lang)
		}
		row := []any{n.Code, n.Name.In(lang), n.Level, n.Importance, n.Share, department, orNil(n.Target)}
		row = append(row, figureCells(&n.Score)...)
		row = append(row, changeCells(n.Change)...)
		items := ""
		for i, code := range n.Items {
			if i > 0 {
				items += " "
			}
			items += code
		}
		g.rows = append(g.rows, append(row, items))
	}
	return g, nil
}

func (a *API) unitGrid(ctx context.Context, in DashboardIn, sort string) (grid, error) {
	lang := language(ctx)
	list, err := a.waveUnits(ctx, &unitsIn{in, sort})
	if err != nil {
		return grid{}, err
	}
	g := grid{keys: []string{
		"code", "unit", "type", "responses",
		"score", "se", "low", "high", "n", "n_eff", "change", "p", "verdict", "against", "top2", "nps",
	}}
	for _, u := range list.Items {
		row := []any{u.Unit.Code, u.Unit.Name.In(lang), u.Unit.Type, u.Responses}
		row = append(row, figureCells(&u.Score)...)
		row = append(row, changeCells(u.Change)...)
		g.rows = append(g.rows, append(row, valueOf(u.Top2), valueOf(u.NPS)))
	}
	return g, nil
}

func valueOf(f *Figure) any {
	if f == nil {
		return nil
	}
	return orNil(f.Value)
}

func (a *API) itemGrid(ctx context.Context, in DashboardIn, item string) (grid, error) {
	lang := language(ctx)
	v, err := a.waveItem(ctx, &itemIn{in, item})
	if err != nil {
		return grid{}, err
	}
	g := grid{keys: []string{"answer", "text", "n", "share", "weighted_share", "low", "high"}}
	for _, b := range v.Distribution {
		code := any(b.Code)
		if n, err := strconv.Atoi(b.Code); err == nil {
			code = n
		}
		row := []any{code, b.Text.In(lang), nil, nil, nil, nil, nil}
		if !b.Merged {
			row = []any{code, b.Text.In(lang), b.N, b.Share, b.WeightedShare, orNil(b.Low), orNil(b.High)}
		}
		g.rows = append(g.rows, row)
	}
	if v.Others != nil {
		g.rows = append(g.rows, []any{nil, i18n.T(lang, "table.others", nil), v.Others.N, v.Others.Share, nil, nil, nil})
	}
	return g, nil
}
