package conform

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// The harness itself must not let a wrong answer pass.
func TestCompareFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	want, err := decode([]byte(`{"a": 1, "b": [1, null, "x"], "m": {"rows": ["r"], "values": [[2]]}, "i": "Inf"}`))
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for name, c := range map[string]struct {
		got    any
		faults int
	}{
		"right":          {Obj{"a": 1 + 1e-10, "b": []any{1, nan, "x"}, "m": Matrix([][]float64{{2}}), "i": math.Inf(1), "more": 7}, 0},
		"number":         {Obj{"a": 1.1, "b": []any{1, nan, "x"}, "m": Matrix([][]float64{{2}}), "i": math.Inf(1)}, 1},
		"not a number":   {Obj{"a": nan, "b": []any{1, nan, "x"}, "m": Matrix([][]float64{{2}}), "i": math.Inf(1)}, 1},
		"missing member": {Obj{"b": []any{1, nan, "x"}, "m": Matrix([][]float64{{2}}), "i": math.Inf(1)}, 1},
		"too short":      {Obj{"a": 1, "b": []any{1, nan}, "m": Matrix([][]float64{{2}}), "i": math.Inf(1)}, 1},
		"text and null":  {Obj{"a": 1, "b": []any{1, 0, "y"}, "m": Matrix([][]float64{{2}}), "i": math.Inf(1)}, 2},
		"matrix":         {Obj{"a": 1, "b": []any{1, nil, "x"}, "m": Matrix([][]float64{{3}}), "i": 5}, 2},
		"no object":      {3.0, 1},
	} {
		var o Outcome
		o.compare("case", want, normal(c.got), 1e-8, 1e-12)
		if len(o.Faults) != c.faults {
			t.Errorf("%s: %d faults, want %d: %v", name, len(o.Faults), c.faults, o.Faults)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, id string
		want        bool
	}{
		{"*.alpha", "synA.alpha", true},
		{"*.alpha", "synA.alphas", false},
		{"ahp.*", "ahp.three", true},
		{"a*b*c", "aXbYbZc", true},
		{"icc", "icc", true},
		{"icc", "iccs", false},
	} {
		if match(c.pattern, c.id) != c.want {
			t.Errorf("match(%q, %q) is not %v", c.pattern, c.id, c.want)
		}
	}
}

// Wrong, unknown and unreadable cases fail; only a proof excepts one.
func TestEveryStateOfACase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := `{"inputs": [], "cases": [
		{"id": "right", "result": 4, "tolerance": {"rel": 0, "abs": 0}},
		{"id": "wrong", "result": 5, "tolerance": {"rel": 0, "abs": 0}},
		{"id": "unheard_of", "result": 4, "tolerance": {"rel": 0, "abs": 0}},
		{"id": "proved", "result": 5, "tolerance": {"rel": 0, "abs": 0}},
		{"id": "unproved", "result": 5, "tolerance": {"rel": 0, "abs": 0}},
		{"id": "lost", "result": 4, "input": ["x/nowhere.csv"], "tolerance": {"rel": 0, "abs": 0}}]}`
	if err := os.WriteFile(filepath.Join(dir, "few.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &Suite{File: "few.json"}
	four := func(*Case) (any, error) { return 4, nil }
	s.On("right", four)
	s.On("wrong", four)
	s.OnUnless("proved", four, func(*Case) string { return "it is not the solution" })
	s.OnUnless("unproved", four, func(*Case) string { return "" })
	s.On("lost", func(c *Case) (any, error) { return len(c.Table("").Rows), nil })
	results, err := s.Run(&Dir{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]struct {
		state State
		fails bool
	}{
		"right": {Green, false}, "wrong": {Wrong, true}, "unheard_of": {Unseen, true},
		"proved": {Excepted, false}, "unproved": {Wrong, true}, "lost": {NotRun, true},
	}
	for _, r := range results {
		w := want[r.Case.ID]
		if r.State != w.state || (r.fault(false) != "") != w.fails {
			t.Errorf("%s is %s, fault %q", r.Case.ID, r.State, r.fault(false))
		}
		if r.State == NotRun && r.fault(true) != "" {
			t.Errorf("%s may be spared: %s", r.Case.ID, r.fault(true))
		}
	}
}
