package statcli

import (
	"errors"
	"math"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/htest"
)

// tableOptions are the flags of `manyi stat table`.
type tableOptions struct {
	plan          plan
	rows, columns string
	percent       string
	missing       []string
}

func (s Shell) tableCommand() *cobra.Command {
	var o tableOptions
	cmd := s.verb("table FILE --rows COLUMN --columns COLUMN", "cross table with shares, their intervals and a test", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.table(args[0], o) })
	flags := cmd.Flags()
	flags.StringVar(&o.rows, "rows", "", "column whose levels make the rows")
	flags.StringVar(&o.columns, "columns", "", "column whose levels make the columns")
	flags.StringVar(&o.percent, "percent", "column", "shares of the column, of the row or of the total")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	o.plan.bind(flags)
	return cmd
}

type tableResult struct {
	Rows    int         `json:"rows"`
	N       int         `json:"n"` // with both
	Row     string      `json:"row_variable"`
	Column  string      `json:"column_variable"`
	Percent string      `json:"percent"` // of what the shares are: column, row, total
	Design  *designJSON `json:"design"`  // null: counts of a simple random sample
	Levels  tableLevels `json:"levels"`
	Cells   []cellJSON  `json:"cells"`
	RaoF    *testJSON   `json:"rao_scott"` // with a design
	ChiSq   *tableChi   `json:"chi_square"`
	CramerV num         `json:"cramer_v"`
	Small   *int        `json:"small_cells"` // expected counts below 5; null with a design
}

type tableLevels struct {
	Rows    []string `json:"rows"`
	Columns []string `json:"columns"`
}

type cellJSON struct {
	Row    string `json:"row"`
	Column string `json:"column"`
	N      int    `json:"n"`
	SumW   num    `json:"sum_w"`
	Share  num    `json:"share"`
	SE     num    `json:"se"`
	CI95   bounds `json:"ci95"` // logit interval; Korn and Graubard's for shares of 0 and 1
	StdRes num    `json:"standardised_residual"`
}

type testJSON struct {
	F   num `json:"f"`
	DF1 num `json:"df1"`
	DF2 num `json:"df2"`
	P   num `json:"p"`
}

type tableChi struct {
	chiJSON
	Yates num `json:"p_yates"` // of a 2×2 table
}

func (c *call) table(path string, o tableOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	rows, err1 := f.column("--rows", o.rows)
	columns, err2 := f.column("--columns", o.columns)
	err = errors.Join(needed("--rows", o.rows != ""), needed("--columns", o.columns != ""), err1, err2,
		choice("--percent", o.percent, "column", "row", "total"), o.plan.check(f))
	if err != nil {
		return err
	}
	if err := f.read(append(o.plan.columns(), rows, columns)...); err != nil {
		return err
	}
	a, b := both(f.factor(rows, o.missing), f.factor(columns, o.missing))
	survey, err := o.plan.survey(f)
	if err != nil {
		return err
	}
	r := &tableResult{Rows: len(f.rows), Row: rows, Column: columns, Percent: o.percent, Levels: tableLevels{a.Levels, b.Levels}}
	if o.plan.given() {
		j := o.plan.json(survey)
		r.Design = &j
	}
	if err := r.cells(survey, a, b); err != nil {
		return err
	}
	if err := r.test(survey, a, b); err != nil {
		return err
	}
	return c.print(r, func() { c.crossTable(r) })
}

// both are the factors over the rows that have a level of each; levels that do not occur there go.
func both(a, b stat.Factor) (stat.Factor, stat.Factor) {
	la, lb := make([]string, a.Rows()), make([]string, b.Rows())
	keptA, keptB := make([]bool, len(a.Levels)), make([]bool, len(b.Levels))
	for i := range la {
		if x, y := a.Codes[i], b.Codes[i]; x >= 0 && y >= 0 {
			la[i], lb[i] = a.Levels[x], b.Levels[y]
			keptA[x], keptB[y] = true, true
		}
	}
	return recode(la, a.Levels, keptA), recode(lb, b.Levels, keptB)
}

// recode makes a factor of labels with the kept levels, in their order.
func recode(labels, levels []string, kept []bool) stat.Factor {
	f := stat.Factor{Codes: make([]int32, len(labels)), Levels: []string{}}
	code := map[string]int32{"": -1}
	for k, level := range levels {
		if kept[k] {
			code[level] = int32(len(f.Levels))
			f.Levels = append(f.Levels, level)
		}
	}
	for i, label := range labels {
		f.Codes[i] = code[label]
	}
	return f
}

// cells estimates the shares.
func (r *tableResult) cells(s *design.Survey, a, b stat.Factor) error {
	weights := s.Weights()
	counts, sums := make([]int, len(a.Levels)*len(b.Levels)), make([]float64, len(a.Levels)*len(b.Levels))
	for i, x := range a.Codes {
		if x >= 0 {
			at := int(x)*len(b.Levels) + int(b.Codes[i])
			counts[at]++
			sums[at] += weights[i]
			r.N++
		}
	}
	for i, row := range a.Levels {
		for j, column := range b.Levels {
			y := indicator(a, b, i, j, r.Percent)
			e, err := s.Mean(y)
			if err != nil {
				return err
			}
			low, high := design.LogitInterval(e, 0.95)
			if v := e.Value(); v == 0 || v == 1 {
				low, high = design.BetaInterval(e, 0.95)
			}
			at := i*len(b.Levels) + j
			r.Cells = append(r.Cells, cellJSON{row, column, counts[at], num(sums[at]), num(e.Value()), num(e.SE()), bounds{low, high}, undefined})
		}
	}
	return nil
}

// indicator is 1 in the cell, 0 in the rest of what the share is of, and missing elsewhere.
func indicator(a, b stat.Factor, row, column int, of string) []float64 {
	y := make([]float64, a.Rows())
	for i := range y {
		x, z := int(a.Codes[i]), int(b.Codes[i])
		switch {
		case x < 0, of == "column" && z != column, of == "row" && x != row:
			y[i] = math.NaN()
		case x == row && z == column:
			y[i] = 1
		}
	}
	return y
}

// test looks whether rows and columns are independent.
func (r *tableResult) test(s *design.Survey, a, b stat.Factor) error {
	if r.Design == nil {
		counts, err := htest.Crosstab(a, b)
		if err != nil {
			return err
		}
		t, err := htest.Independence(counts)
		if err != nil {
			return err
		}
		r.ChiSq = &tableChi{chiJSON{num(t.Pearson.X2), num(t.Pearson.DF), num(t.Pearson.P)}, num(t.Corrected.P)}
		r.CramerV, r.Small = num(t.CramerV), &t.SmallCells
		for at := range r.Cells {
			r.Cells[at].StdRes = num(t.Standardised[at/len(b.Levels)][at%len(b.Levels)])
		}
		return nil
	}
	t, err := s.Association(a, b)
	if err != nil {
		return err
	}
	r.RaoF = &testJSON{num(t.F.Statistic), num(t.F.NumDF), num(t.F.DenDF), num(t.F.P)}
	for _, row := range t.Shares { // V of the weighted table scaled to the respondents
		for j := range row {
			row[j] *= float64(t.N)
		}
	}
	v, err := htest.Independence(t.Shares)
	if err != nil {
		return err
	}
	r.CramerV = num(v.CramerV)
	return nil
}

func (c *call) crossTable(r *tableResult) {
	c.line("stat.table.head", "row", r.Row, "column", r.Column, "n", r.N, "rows", r.Rows, "percent", c.t("stat.percent."+r.Percent))
	g := c.grid(0)
	g.column(r.Row+" \\ "+r.Column, true)
	for _, level := range r.Levels.Columns {
		g.column(level, false)
		g.column(c.t("stat.col.ci95"), false)
		g.column(c.t("stat.col.n"), false)
	}
	wide := len(r.Levels.Columns)
	for i, row := range r.Levels.Rows {
		cells := []string{row}
		for _, cell := range r.Cells[i*wide : (i+1)*wide] {
			cells = append(cells, fixed(100*float64(cell.Share), 1)+" %", between(100*cell.CI95[0], 100*cell.CI95[1], 1), fixed(float64(cell.N), 0))
		}
		g.add(cells...)
	}
	g.print()
	if t := r.RaoF; t != nil {
		c.line("stat.table.rao_scott", "f", fixed(float64(t.F), 3), "df1", fixed(float64(t.DF1), 2), "df2", fixed(float64(t.DF2), 1), "p", pText(float64(t.P)),
			"v", fixed(float64(r.CramerV), 4))
	}
	if t := r.ChiSq; t != nil {
		c.line("stat.table.chi_square", "x2", fixed(float64(t.X2), 3), "df", fixed(float64(t.DF), 0), "p", pText(float64(t.P)), "v", fixed(float64(r.CramerV), 4))
		if *r.Small > 0 {
			c.line("stat.table.small", "count", *r.Small)
		}
	}
}
