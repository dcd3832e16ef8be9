package statcli

import "math"

func (c *call) testTable(r *testResult) {
	c.line("stat.test.head", "kind", c.t("stat.test.kind."+r.Kind), "value", r.Value, "n", r.N, "rows", r.Rows)
	share := len(r.Groups) > 0 && r.Groups[0].Share
	ranked := r.Kind == testKruskal
	mean := "stat.col.mean"
	if share {
		mean = "stat.col.share"
	}
	g := c.grid(1, "stat.col.group", "stat.col.n")
	if r.Kind != testChiSquare {
		for _, key := range []string{mean, "stat.col.sd", "stat.col.se", "stat.col.ci95"} {
			g.column(c.t(key), false)
		}
	}
	if ranked {
		g.column(c.t("stat.col.mean_rank"), false)
	}
	for _, k := range r.Groups {
		cells := []string{k.Name, fixed(float64(k.N), 0)}
		if r.Kind != testChiSquare {
			cells = append(cells, fixed(float64(k.Mean), 4), fixed(float64(k.SD), 4), fixed(float64(k.SE), 4), between(k.CI95[0], k.CI95[1], 4))
		}
		if ranked {
			cells = append(cells, fixed(float64(k.Rank), 2))
		}
		g.add(cells...)
	}
	g.print()
	c.blank()
	if s := r.Statistic; s != nil {
		c.line("stat.test.statistic", "name", c.t("stat.test.statistic."+s.Name), "value", fixed(float64(s.Value), 4), "df", degrees(*s), "p", pText(float64(s.P)))
		if !math.IsNaN(float64(s.Exact)) {
			c.line("stat.test.exact", "p", pText(float64(s.Exact)))
		}
	}
	c.pairTable(r)
	for _, e := range r.Effects {
		text := fixed(float64(e.Value), 4)
		if e.Name == "small_cells" {
			text = fixed(float64(e.Value), 0)
		}
		if e.CI95 != nil {
			text += " (" + between(e.CI95[0], e.CI95[1], 4) + ")"
		}
		c.line("stat.test.effect", "name", c.t("stat.test.effect."+e.Name), "value", text)
	}
}

// degrees shows degrees of freedom, "–" when there are none.
func degrees(s statistic) string {
	one, other := short(float64(s.DF1)), short(float64(s.DF2))
	if math.IsNaN(float64(s.DF2)) {
		return one
	}
	return one + ", " + other
}

// short shows a whole number as one.
func short(x float64) string {
	if x == math.Trunc(x) {
		return fixed(x, 0)
	}
	return fixed(x, 2)
}

func (c *call) pairTable(r *testResult) {
	if len(r.Pairs) == 0 {
		return
	}
	g := c.grid(1, "stat.col.pair", "stat.col.difference", "stat.col.se", "stat.col.ci95", "stat.col.statistic", "stat.col.df", "stat.col.p")
	if r.Adjusted != nil {
		g.column(c.t("stat.col.p_adjusted", "method", *r.Adjusted), false)
	}
	for _, p := range r.Pairs {
		cells := []string{
			p.A + " − " + p.B, fixed(float64(p.Diff), 4), fixed(float64(p.SE), 4), between(p.CI95[0], p.CI95[1], 4), fixed(float64(p.Statistic), 3),
			short(float64(p.DF)), chance(float64(p.P)),
		}
		if r.Adjusted != nil {
			cells = append(cells, chance(float64(p.PAdjusted)))
		}
		g.add(cells...)
	}
	g.print()
}
