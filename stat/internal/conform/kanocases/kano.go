// Package kanocases answers the reference cases of kano.json.
package kanocases

import (
	"fmt"
	"slices"
	"strings"

	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/kano"
)

// Suite answers kano.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "kano.json"}
	s.On("table*", table)
	s.On("timko*", timko)
	s.On("*", questionnaire)
	return s
}

// table answers the evaluation table whose levels the case names.
func table(c *conform.Case) (any, error) {
	words := kano.Wordings()[slices.IndexFunc(kano.Wordings(), func(w kano.Wording) bool { return w.Name == "words" })]
	rows, err := words.Levels(c.Strings("rows"))
	if err != nil {
		return nil, err
	}
	columns, err := words.Levels(c.Strings("cols"))
	if err != nil {
		return nil, err
	}
	t := kano.Berger()
	if !slices.Contains(rows, kano.Tolerate) {
		t = kano.FourLevels()
	}
	values := make([][]string, len(rows))
	for i, f := range rows {
		for _, d := range columns {
			values[i] = append(values[i], t.Category(f, d).String())
		}
	}
	return conform.Obj{"rows": c.Strings("rows"), "cols": c.Strings("cols"), "values": values}, nil
}

// timko answers the coefficients of counts that the case gives.
func timko(c *conform.Case) (any, error) {
	count := func(category kano.Category) float64 { return c.Num("counts", category.String()) }
	n := kano.Counts{
		A: count(kano.Attractive), O: count(kano.OneDimensional), M: count(kano.MustBe),
		I: count(kano.Indifferent), R: count(kano.Reverse), Q: count(kano.Questionable),
	}
	return conform.Obj{"counts": counts(n), "better": n.Better(), "worse": n.Worse()}, nil
}

func counts(n kano.Counts) conform.Obj {
	o := conform.Obj{}
	for _, category := range kano.Categories() {
		o[category.String()] = n.Of(category)
	}
	return o
}

// questionnaire answers the features that are the keys of the case's result.
func questionnaire(c *conform.Case) (any, error) {
	t := c.Table("")
	var all []string
	for _, feature := range c.Keys() {
		for _, name := range []string{column(t, feature, "functional"), column(t, feature, "dysfunctional")} {
			all = append(all, t.Text(name)...)
		}
	}
	wording, _ := kano.Detect(all)
	got := conform.Obj{}
	for _, feature := range c.Keys() {
		a := kano.Answers{
			Functional:    levels(wording, t.Text(column(t, feature, "functional"))),
			Dysfunctional: levels(wording, t.Text(column(t, feature, "dysfunctional"))),
		}
		if c.Has(feature, "importance_mean") {
			a.Importance = kano.Importance(t.Text(column(t, feature, "importance")))
		}
		r, err := kano.Analyse(a, kano.Berger())
		if err != nil {
			return nil, err
		}
		got[feature] = conform.Obj{
			"counts": counts(r.Counts), "better": r.Better.Value(), "worse": r.Worse.Value(),
			"category": r.Category.String(), "category_strength": r.Strength, "total_strength": r.Total,
			"fong_significant": r.Significance.Significant, "fong_lhs": r.Significance.Difference, "fong_rhs": r.Significance.Critical,
			"dumouchel_func_mean": r.Functional.Value(), "dumouchel_dysf_mean": r.Dysfunctional.Value(),
			"n": r.N, "importance_mean": r.Importance.Value(),
		}
	}
	return got, nil
}

// levels are the levels of the texts; a text no wording knows is a missing answer, as in the reference.
func levels(w kano.Wording, texts []string) []kano.Level {
	list := make([]kano.Level, len(texts))
	for i, text := range texts {
		list[i] = w.Level(text)
	}
	return list
}

// column is the name of a feature's column of a kind: "F1_func", "F1_functional", "F1.dysfunctional question".
func column(t *conform.Table, feature, kind string) string {
	for _, name := range t.Names {
		rest, ok := strings.CutPrefix(name, feature)
		if !ok || rest == "" || '0' <= rest[0] && rest[0] <= '9' {
			continue
		}
		word := strings.ToLower(strings.TrimLeft(rest, "_.- "))
		if strings.HasPrefix(word, kind[:3]) {
			return name
		}
	}
	panic(fmt.Sprintf("%s has no %s column of %s", t.Path, kind, feature))
}
