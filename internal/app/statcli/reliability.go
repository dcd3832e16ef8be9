package statcli

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/scale"
)

// reliabilityOptions are the flags of `manyi stat reliability`.
type reliabilityOptions struct {
	items, reverse, missing []string
	min, max                float64
}

func (s Shell) reliabilityCommand() *cobra.Command {
	var o reliabilityOptions
	cmd := s.verb("reliability FILE --items COLUMNS", "reliability of a scale: alpha, omega, KMO, Bartlett, AVE", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.reliability(args[0], o) })
	flags := cmd.Flags()
	flags.StringSliceVar(&o.items, "items", nil, "columns of the scale; q1-5 stands for q1 to q5")
	flags.StringSliceVar(&o.reverse, "reverse", nil, "items that point the other way: recoded to min + max - x")
	flags.Float64Var(&o.min, "min", 1, "lowest possible answer")
	flags.Float64Var(&o.max, "max", 0, "highest possible answer (for --reverse)")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	return cmd
}

type reliabilityResult struct {
	Rows          int         `json:"rows"`
	N             int         `json:"n"` // complete rows
	Reversed      []string    `json:"reversed"`
	Alpha         num         `json:"alpha"`
	AlphaSE       num         `json:"alpha_se"`
	AlphaCI95     bounds      `json:"alpha_ci95"` // Feldt
	AlphaStandard num         `json:"alpha_standardised"`
	Lambda6       num         `json:"lambda6"`
	AverageR      num         `json:"average_r"`
	Items         []itemJSON  `json:"items"`
	KMO           num         `json:"kmo"`
	Bartlett      chiJSON     `json:"bartlett"`
	Factor        *factorJSON `json:"factor"` // null: fewer than three items, or the model cannot be fitted (notes)
	Notes         []string    `json:"notes"`  // in the language of the terminal
}

type itemJSON struct {
	Name            string `json:"name"`
	AlphaIfDropped  num    `json:"alpha_if_dropped"`
	StandardDropped num    `json:"alpha_standardised_if_dropped"`
	ItemRest        num    `json:"item_rest"`
	ItemTotal       num    `json:"item_total"`
	MSA             num    `json:"msa"`
	Loading         num    `json:"loading"` // standardised, of the factor; null without it
}

type chiJSON struct {
	X2 num `json:"x2"`
	DF num `json:"df"`
	P  num `json:"p"`
}

// factorJSON is the confirmatory analysis of the items as one scale.
type factorJSON struct {
	Omega   num     `json:"omega"`
	OmegaSE num     `json:"omega_se"`
	CR      num     `json:"cr"`
	AVE     num     `json:"ave"`
	Fit     fitJSON `json:"fit"`
}

type fitJSON struct {
	chiJSON
	CFI   num `json:"cfi"`
	TLI   num `json:"tli"`
	RMSEA num `json:"rmsea"`
	SRMR  num `json:"srmr"`
}

func (c *call) reliability(path string, o reliabilityOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	items, err1 := f.columns("--items", o.items...)
	reverse, err2 := f.columns("--reverse", o.reverse...)
	err = errors.Join(needed("--items", len(o.items) > 0), err1, err2)
	if err == nil {
		for _, name := range reverse {
			err = errors.Join(err, choice("--reverse", name, items...))
		}
		if len(reverse) > 0 && o.max <= o.min {
			err = errors.Join(err, needed("--max", false))
		}
	}
	if err != nil {
		return err
	}
	if err := f.read(items...); err != nil {
		return err
	}
	d, err := f.data(items, o.missing)
	if err != nil {
		return err
	}
	for _, name := range reverse {
		column := d.Columns[slices.Index(items, name)]
		for i, x := range column {
			if x < o.min || x > o.max {
				return &stat.Error{Package: "scale", Reason: stat.OutOfRange, Subject: d.Name(slices.Index(items, name)), Row: i + 1, Got: x}
			}
			column[i] = o.min + o.max - x
		}
	}
	result, err := c.scaleOf(d, reverse)
	if err != nil {
		return err
	}
	return c.print(result, func() { c.reliabilityTable(result) })
}

// scaleOf is what the answers say of the items as a scale.
func (c *call) scaleOf(d stat.Data, reversed []string) (*reliabilityResult, error) {
	m, err := scale.Covariance(d)
	if err != nil {
		return nil, err
	}
	a, err := scale.Alpha(m)
	if err != nil {
		return nil, err
	}
	r := &reliabilityResult{
		Rows: d.Rows(), N: m.N, Reversed: list(reversed), Alpha: num(a.Raw.Value()), AlphaSE: num(a.Raw.SE()), AlphaStandard: num(a.Standardised),
		Lambda6: num(a.Lambda6), AverageR: num(a.AverageR), Notes: []string{},
	}
	r.AlphaCI95[0], r.AlphaCI95[1] = a.Interval(0.95)
	kmo, err := scale.KMO(m)
	if err != nil {
		return nil, err
	}
	for j, item := range a.Items {
		r.Items = append(r.Items, itemJSON{
			item.Name, num(item.AlphaIfDropped), num(item.StdIfDropped), num(item.RRest), num(item.RTotal), num(kmo.MSA[j]), undefined,
		})
	}
	b, err := scale.Bartlett(m)
	if err != nil {
		return nil, err
	}
	r.KMO, r.Bartlett = num(kmo.KMO), chiJSON{num(b.ChiSquare), num(b.DF), num(b.P)}
	one, err := scale.OneFactor(m)
	if err != nil {
		r.Notes = append(r.Notes, c.t("stat.reliability.no_factor", "why", c.words(err)))
		return r, nil
	}
	k, fit := one.Factors[0], one.Fit
	r.Factor = &factorJSON{
		Omega: num(k.Omega.Value()), OmegaSE: num(k.Omega.SE()), CR: num(k.CR), AVE: num(k.AVE),
		Fit: fitJSON{chiJSON{num(fit.ChiSquare), num(fit.DF), num(fit.P)}, num(fit.CFI), num(fit.TLI), num(fit.RMSEA), num(fit.SRMR)},
	}
	for j, loading := range one.Loadings {
		r.Items[j].Loading = num(loading.Standardised)
		if loading.Residual < 0 {
			r.Notes = append(r.Notes, c.t("stat.reliability.heywood", "item", loading.Item))
		}
	}
	return r, nil
}

func (c *call) reliabilityTable(r *reliabilityResult) {
	c.line("stat.reliability.head", "items", len(r.Items), "n", r.N, "rows", r.Rows)
	g := c.grid(1, "stat.col.measure", "stat.col.value", "stat.col.se", "stat.col.ci95")
	add := func(key string, value num, rest ...string) {
		g.add(append([]string{c.t(key), fixed(float64(value), 4)}, append(rest, "", "")[:2]...)...)
	}
	add("stat.reliability.alpha", r.Alpha, fixed(float64(r.AlphaSE), 4), between(r.AlphaCI95[0], r.AlphaCI95[1], 4))
	add("stat.reliability.standardised", r.AlphaStandard)
	add("stat.reliability.lambda6", r.Lambda6)
	if f := r.Factor; f != nil {
		add("stat.reliability.omega", f.Omega, fixed(float64(f.OmegaSE), 4))
		add("stat.reliability.cr", f.CR)
		add("stat.reliability.ave", f.AVE)
	}
	add("stat.reliability.average_r", r.AverageR)
	add("stat.reliability.kmo", r.KMO)
	g.print()
	c.line("stat.reliability.bartlett", "x2", fixed(float64(r.Bartlett.X2), 2), "df", fixed(float64(r.Bartlett.DF), 0), "p", pText(float64(r.Bartlett.P)))
	if f := r.Factor; f != nil {
		c.line("stat.reliability.fit", "x2", fixed(float64(f.Fit.X2), 2), "df", fixed(float64(f.Fit.DF), 0), "p", pText(float64(f.Fit.P)),
			"cfi", fixed(float64(f.Fit.CFI), 3), "tli", fixed(float64(f.Fit.TLI), 3), "rmsea", fixed(float64(f.Fit.RMSEA), 3),
			"srmr", fixed(float64(f.Fit.SRMR), 3))
	}
	c.blank()
	g = c.grid(1, "stat.col.item", "stat.col.alpha_dropped", "stat.col.item_rest", "stat.col.item_total", "stat.col.loading", "stat.col.msa")
	for _, i := range r.Items {
		name := i.Name
		if slices.Contains(r.Reversed, name) {
			name += " " + c.t("stat.reliability.reversed")
		}
		g.add(name, fixed(float64(i.AlphaIfDropped), 4), fixed(float64(i.ItemRest), 4), fixed(float64(i.ItemTotal), 4),
			fixed(float64(i.Loading), 4), fixed(float64(i.MSA), 4))
	}
	g.print()
	for _, note := range r.Notes {
		c.line("stat.note", "text", note)
	}
}
