package statcli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/kano"
)

// kanoOptions are the flags of `manyi stat kano`.
type kanoOptions struct {
	features, missing                    []string
	functional, dysfunctional, important string
	by, weights, table                   string
}

// endings are the usual names of the columns of a feature's two questions.
var endings = [][2]string{{"_functional", "_dysfunctional"}, {"_func", "_dysf"}, {"_func", "_dysfunc"}, {"_f", "_d"}, {"_pos", "_neg"}, {"_正向", "_反向"}}

func (s Shell) kanoCommand() *cobra.Command {
	var o kanoOptions
	cmd := s.verb("kano FILE [--features F1,F2]", "which features customers expect, want or do not care for", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.kano(args[0], o) })
	flags := cmd.Flags()
	flags.StringSliceVar(&o.features, "features", nil, "features: the columns' names without their endings (default: all)")
	flags.StringVar(&o.functional, "functional", "", "ending of the columns of functional questions (default: as usual, such as _functional or _func)")
	flags.StringVar(&o.dysfunctional, "dysfunctional", "", "ending of the columns of dysfunctional questions")
	flags.StringVar(&o.important, "importance", "", "ending of the columns of stated importance")
	flags.StringVar(&o.by, "by", "", "column of segments")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	flags.StringVar(&o.weights, "weights", "", "column of weights")
	flags.StringVar(&o.table, "table", "berger", "evaluation table: berger, pouliot or four-levels")
	return cmd
}

type kanoResult struct {
	Rows     int        `json:"rows"`
	Wording  string     `json:"wording"` // how the answers were worded
	Table    string     `json:"table"`
	By       *string    `json:"by"`
	Features []kanoJSON `json:"features"`
}

type kanoJSON struct {
	Feature       string         `json:"feature"`
	Group         *string        `json:"group"`
	N             int64          `json:"n"`
	Counts        map[string]num `json:"counts"` // by letter: A, O, M, I, R, Q
	Category      string         `json:"category"`
	Better        measure        `json:"better"`
	Worse         measure        `json:"worse"`
	Strength      num            `json:"category_strength"`
	Total         num            `json:"total_strength"`
	Fong          fongJSON       `json:"fong"`
	Functional    measure        `json:"functional_mean"`
	Dysfunctional measure        `json:"dysfunctional_mean"`
	Continuous    string         `json:"continuous_category"`
	Importance    *measure       `json:"importance"`
}

type fongJSON struct {
	Difference  num  `json:"difference"`
	Critical    num  `json:"critical"`
	Significant bool `json:"significant"`
}

func (c *call) kano(path string, o kanoOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	err = choice("--table", o.table, "berger", "pouliot", "four-levels")
	if (o.functional == "") != (o.dysfunctional == "") {
		err = errors.Join(err, needed("--functional", o.functional != ""), needed("--dysfunctional", o.dysfunctional != ""))
	}
	by, err1 := f.column("--by", o.by)
	weights, err2 := f.column("--weights", o.weights)
	if err := errors.Join(err, err1, err2); err != nil {
		return err
	}
	if err := f.questions(&o); err != nil {
		return err
	}
	columns := []string{by, weights}
	for _, feature := range o.features {
		columns = append(columns, feature+o.functional, feature+o.dysfunctional)
		if o.important != "" {
			columns = append(columns, feature+o.important)
		}
	}
	if err := f.read(columns...); err != nil {
		return err
	}
	result, err := f.kano(o, by, weights)
	if err != nil {
		return err
	}
	return c.print(result, func() { c.kanoTable(result) })
}

// questions finds the endings and the features when they are not given, and checks that the columns are there.
func (f *file) questions(o *kanoOptions) error {
	has := func(name string) bool { return slices.Contains(f.table.Header, name) }
	with := func(e [2]string) (features []string) {
		for _, name := range f.table.Header {
			if feature, ok := strings.CutSuffix(name, e[0]); ok && feature != "" && has(feature+e[1]) {
				features = append(features, feature)
			}
		}
		return features
	}
	if o.functional == "" {
		o.functional, o.dysfunctional = endings[0][0], endings[0][1]
		for _, e := range endings {
			if found := with(e); len(found) > 0 && (len(o.features) == 0 || slices.Contains(found, o.features[0])) {
				o.functional, o.dysfunctional = e[0], e[1]
				break
			}
		}
	}
	if len(o.features) == 0 {
		o.features = with([2]string{o.functional, o.dysfunctional})
	}
	if len(o.features) == 0 {
		return errs.New(errs.Invalid, "stat.kano.no_features").At("--features").
			With("functional", o.functional).With("dysfunctional", o.dysfunctional).With("columns", f.header())
	}
	var faults []error
	for j, feature := range o.features {
		o.features[j] = strings.TrimSpace(feature)
		for _, ending := range []string{o.functional, o.dysfunctional, o.important} {
			if ending != "" {
				_, err := f.column("--features", o.features[j]+ending)
				faults = append(faults, err)
			}
		}
	}
	return errors.Join(faults...)
}

// kano evaluates the features.
func (f *file) kano(o kanoOptions, by, weights string) (*kanoResult, error) {
	var w []float64
	var err error
	if weights != "" {
		if w, err = f.numbers(weights, nil); err != nil {
			return nil, err
		}
	}
	var all []string
	for _, feature := range o.features {
		for _, ending := range []string{o.functional, o.dysfunctional} {
			f.blank(feature+ending, o.missing)
			all = append(all, f.text[feature+ending]...)
		}
	}
	wording, _ := kano.Detect(all)
	table := map[string]kano.Table{"berger": kano.Berger(), "pouliot": kano.Pouliot(), "four-levels": kano.FourLevels()}[o.table]
	r := &kanoResult{Rows: len(f.rows), Wording: wording.Name, Table: o.table}
	if by != "" {
		r.By = &by
	}
	for _, feature := range o.features {
		a := kano.Answers{Weights: w}
		if a.Functional, err = f.levels(wording, feature+o.functional); err != nil {
			return nil, err
		}
		if a.Dysfunctional, err = f.levels(wording, feature+o.dysfunctional); err != nil {
			return nil, err
		}
		if o.important != "" {
			a.Importance = kano.Importance(f.text[feature+o.important])
		}
		if by == "" {
			found, err := kano.Analyse(a, table)
			if err != nil {
				return nil, err
			}
			r.Features = append(r.Features, featureOf(feature, nil, found, o.important != ""))
			continue
		}
		groups := f.factor(by, nil)
		found, err := kano.BySegment(a, table, groups)
		if err != nil {
			return nil, err
		}
		for g, one := range found {
			r.Features = append(r.Features, featureOf(feature, &groups.Levels[g], one, o.important != ""))
		}
	}
	return r, nil
}

// blank empties the cells of a column that stand for no answer.
func (f *file) blank(name string, m codes) {
	for i, cell := range f.text[name] {
		if m.missing(cell) {
			f.text[name][i] = ""
		}
	}
}

// levels are the answers of a column; a text nobody knows names its column and row.
func (f *file) levels(w kano.Wording, name string) ([]kano.Level, error) {
	found, err := w.Levels(f.text[name])
	var e *stat.Error
	if errors.As(err, &e) && e.Row > 0 && e.Row <= len(f.rows) {
		return nil, errs.New(errs.Invalid, "stat.kano.answer").At(f.at(f.rows[e.Row-1])).With("column", name).
			With("value", f.text[name][e.Row-1]).With("wording", w.Name)
	}
	return found, err
}

func featureOf(feature string, group *string, r kano.Result, importance bool) kanoJSON {
	j := kanoJSON{
		Feature: feature, Group: group, N: r.N, Counts: map[string]num{}, Category: r.Category.String(), Better: measureOf(r.Better),
		Worse: measureOf(r.Worse), Strength: num(r.Strength), Total: num(r.Total), Functional: measureOf(r.Functional),
		Dysfunctional: measureOf(r.Dysfunctional), Continuous: r.Continuous.String(),
		Fong: fongJSON{num(r.Significance.Difference), num(r.Significance.Critical), r.Significance.Significant},
	}
	for _, k := range kano.Categories() {
		j.Counts[k.String()] = num(r.Counts.Of(k))
	}
	if importance {
		m := measureOf(r.Importance)
		j.Importance = &m
	}
	return j
}

func (c *call) kanoTable(r *kanoResult) {
	c.line("stat.kano.head", "rows", r.Rows, "wording", r.Wording, "table", r.Table)
	g := c.grid(1, "stat.col.feature")
	if r.By != nil {
		g.column(*r.By, true)
	}
	g.column(c.t("stat.col.n"), false)
	for _, k := range kano.Categories() {
		g.column(k.String(), false)
	}
	g.column(c.t("stat.col.category"), true)
	for _, key := range []string{"stat.col.better", "stat.col.worse", "stat.col.strength", "stat.col.total"} {
		g.column(c.t(key), false)
	}
	g.column(c.t("stat.col.fong"), true)
	for _, f := range r.Features {
		cells := []string{f.Feature}
		if r.By != nil {
			cells = append(cells, *f.Group)
		}
		cells = append(cells, fixed(float64(f.N), 0))
		for _, k := range kano.Categories() {
			digits := 0
			if n := float64(f.Counts[k.String()]); n != float64(int64(n)) {
				digits = 1
			}
			cells = append(cells, fixed(float64(f.Counts[k.String()]), digits))
		}
		significant := c.t("stat.no")
		if f.Fong.Significant {
			significant = c.t("stat.yes")
		}
		name := ""
		if f.Category != "" {
			name = f.Category + " " + c.t("stat.kano.category."+f.Category)
		}
		g.add(append(cells, name, fixed(float64(f.Better.Value), 3), fixed(float64(f.Worse.Value), 3), fixed(float64(f.Strength), 3),
			fixed(float64(f.Total), 3), significant)...)
	}
	g.print()
}
