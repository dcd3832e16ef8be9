package statcli

import (
	"strings"

	"manyi.dev/manyi/stat/sample"
)

// collect reads the drawn rows again, with all their cells, and writes them to --out.
func (c *call) collect(f *file, o sampleOptions, r *sampleResult, drawn sample.Sample) error {
	weights := drawn.Weights()
	r.N = len(drawn.Units)
	sum, i, next := 0.0, 0, 0
	for row, err := range f.table.Rows() {
		if err != nil {
			return err
		}
		if next < len(drawn.Units) && drawn.Units[next] == i {
			cells := make([]string, len(row.Cells))
			for j, cell := range row.Cells {
				cells[j] = strings.Clone(cell)
			}
			pi := drawn.Probability[next]
			r.Units = append(r.Units, drawnUnit{row.Number, cells, num(pi), num(weights[next])})
			if pi >= 1 {
				r.Certainty++
			}
			sum += weights[next]
			next++
		}
		i++
	}
	r.SumW = num(sum)
	if o.out == "" {
		return nil
	}
	at := map[int]int{}
	for k, unit := range drawn.Units {
		at[unit] = k
	}
	err := c.write(f, o.out, []string{"inclusion_probability", "weight"}, drawn.Units, func(i int) []any {
		return []any{drawn.Probability[at[i]], weights[at[i]]}
	})
	if err == nil {
		r.Out = &o.out
	}
	return err
}

// maxShown is how many drawn units the table lists when they are written to a file anyway.
const maxShown = 10

func (c *call) sampleTable(r *sampleResult) {
	c.line("stat.sample.head", "method", r.Method, "n", r.N, "frame", r.Frame, "sum", fixed(float64(r.SumW), 2))
	if r.Seed != nil {
		c.line("stat.sample.seed", "seed", *r.Seed)
	} else {
		c.line("stat.sample.started", "start", plain(*r.Start))
	}
	if r.Certainty > 0 && r.Certainty < r.N {
		c.line("stat.sample.certainty", "count", r.Certainty)
	}
	if len(r.Allocation) > 0 {
		c.blank()
		g := c.grid(1, "stat.col.stratum", "stat.col.size", "stat.col.sd", "stat.col.exact", "stat.col.n")
		for _, a := range r.Allocation {
			g.add(a.Stratum, fixed(float64(a.Size), 0), fixed(float64(a.SD), 3), fixed(float64(a.Exact), 3), fixed(float64(a.N), 0))
		}
		g.print()
	}
	c.blank()
	g := c.grid(0, "stat.col.row")
	for _, name := range r.Columns {
		g.column(name, true)
	}
	g.column(c.t("stat.col.probability"), false)
	g.column(c.t("stat.col.weight"), false)
	shown := r.Units
	if r.Out != nil {
		shown = shown[:min(len(shown), maxShown)]
	}
	for _, u := range shown {
		cells := append([]string{fixed(float64(u.Row), 0)}, u.Cells...)
		g.add(append(cells, fixed(float64(u.Probability), 5), fixed(float64(u.Weight), 4))...)
	}
	g.print()
	if len(shown) < len(r.Units) {
		c.line("stat.sample.more", "count", len(r.Units)-len(shown))
	}
	if r.Out != nil {
		c.line("stat.written", "path", *r.Out, "column", "inclusion_probability, weight")
	}
}
