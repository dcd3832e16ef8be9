package index_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat/index"
)

var nan = math.NaN()

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return (math.IsNaN(x) && math.IsNaN(y)) || math.Abs(x-y) < 1e-15
	})
}

func TestScales(t *testing.T) {
	t.Parallel()
	rating := index.NewScale(1, 2, 3, 4, 5, nan) // category 6: not applicable
	reversed := index.NewScale(5, 4, 3, 2, 1)
	tens := index.NewScale(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	tests := []struct {
		name      string
		got, want index.Scale
	}{
		{"top box", rating.TopBox(1), index.Scale{nan, 0, 0, 0, 0, 1, nan}},
		{"top 2 box", rating.TopBox(2), index.Scale{nan, 0, 0, 0, 1, 1, nan}},
		{"top 2 box, best first", reversed.TopBox(2), index.Scale{nan, 1, 1, 0, 0, 0}},
		{"top 9 of 5", rating.TopBox(9), index.Scale{nan, 1, 1, 1, 1, 1, nan}},
		{"top 0", rating.TopBox(0), index.Scale{nan, 0, 0, 0, 0, 0, nan}},
		{"score", rating.Score(1, 5), index.Scale{nan, 0, 25, 50, 75, 100, nan}},
		{"score turned round", rating.Score(5, 1), index.Scale{nan, 100, 75, 50, 25, 0, nan}},
		{"nps", tens.NPS(), index.Scale{nan, -100, -100, -100, -100, -100, -100, -100, 0, 0, 100, 100}},
		{"none", index.Scale{nan, nan}.TopBox(2), index.Scale{nan, nan}},
	}
	for _, test := range tests {
		if !same(test.got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, test.got, test.want)
		}
	}
	if low, high := rating.Bounds(); low != 1 || high != 5 {
		t.Errorf("bounds %v to %v, want 1 to 5", low, high)
	}
}

// bank is a tree of two levels: service (0.5) of two leaves 2:1, hall (0.3) with two items, price (0.2).
func bank(service, root index.Missing) []index.Node {
	return []index.Node{{Code: "all", Missing: root, Children: []index.Node{
		{Code: "service", Importance: "0.5", Missing: service, Children: []index.Node{
			{Code: "speed", Importance: "2", Items: []string{"q1"}},
			{Code: "manner", Importance: "1", Items: []string{"q2"}},
		}},
		{Code: "hall", Importance: "0.30", Items: []string{"q3", "q4"}},
		{Code: "price", Importance: "0.2", Items: []string{"q5"}},
		{Code: "aside", Importance: "0", Items: []string{"q6"}},
	}}}
}

func TestRoll(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		service, root index.Missing
		items         []float64
		all, srv, hal float64
		coefficients  []float64 // of the root
	}{
		{
			"complete", "", "",
			[]float64{90, 60, 70, 50, 40, 0},
			0.5*80 + 0.3*60 + 0.2*40, 80, 60,
			[]float64{1.0 / 3, 1.0 / 6, 0.15, 0.15, 0.2, 0},
		},
		{
			"an item of a leaf is missing", "", "",
			[]float64{90, 60, 70, nan, 40, 0},
			0.5*80 + 0.3*70 + 0.2*40, 80, 70,
			[]float64{1.0 / 3, 1.0 / 6, 0.3, 0, 0.2, 0},
		},
		{
			"a leaf is missing", "", "",
			[]float64{nan, 60, 70, 50, 40, 0},
			0.5*60 + 0.3*60 + 0.2*40, 60, 60,
			[]float64{0, 0.5, 0.15, 0.15, 0.2, 0},
		},
		{
			"incomplete below, renormalised above", index.Incomplete, "",
			[]float64{nan, 60, 70, 50, 40, 0},
			0.6*60 + 0.4*40, nan, 60,
			[]float64{0, 0, 0.3, 0.3, 0.4, 0},
		},
		{"incomplete to the top", index.Incomplete, index.Incomplete, []float64{nan, 60, 70, 50, 40, 0}, nan, nan, 60, nil},
		{
			"a child without importance may be missing", index.Incomplete, index.Incomplete,
			[]float64{90, 60, 70, 50, 40, nan},
			0.5*80 + 0.3*60 + 0.2*40, 80, 60,
			[]float64{1.0 / 3, 1.0 / 6, 0.15, 0.15, 0.2, 0},
		},
		{"nothing", "", "", []float64{nan, nan, nan, nan, nan, nan}, nan, nan, nan, nil},
	}
	for _, test := range tests {
		tree, err := index.NewTree(bank(test.service, test.root))
		if err != nil {
			t.Fatal(err)
		}
		r := tree.Roll(test.items)
		for code, want := range map[string]float64{"all": test.all, "service": test.srv, "hall": test.hal} {
			at, _ := tree.Find(code)
			if got := r.Scores[at]; math.Abs(got-want) > 1e-12 || math.IsNaN(got) != math.IsNaN(want) {
				t.Errorf("%s: %s = %v, want %v", test.name, code, got, want)
			}
		}
		if !same(r.Coefficients[0], test.coefficients) {
			t.Errorf("%s: coefficients %v, want %v", test.name, r.Coefficients[0], test.coefficients)
		}
	}
}

// TestScoreIsTheMeanOfChildrenAsShown repeats every node by hand, and its items by the coefficients.
func TestScoreIsTheMeanOfChildrenAsShown(t *testing.T) {
	t.Parallel()
	tree, err := index.NewTree(bank("", ""))
	if err != nil {
		t.Fatal(err)
	}
	items := []float64{81.25, 62.5, 77.125, 50.0625, 99, 12}
	r := tree.Roll(items)
	for at := range tree.Len() {
		var byItems float64
		for j, a := range r.Coefficients[at] {
			byItems += a * items[j]
		}
		if math.Abs(byItems-r.Scores[at]) > 1e-12 {
			t.Errorf("%s: Σ a·ȳ = %v, score %v", tree.Code(at), byItems, r.Scores[at])
		}
		if len(tree.Children(at)) == 0 {
			continue
		}
		var byChildren float64
		for _, c := range tree.Children(at) {
			byChildren += tree.Share(c) * r.Scores[c]
		}
		if math.Abs(byChildren-r.Scores[at]) > 1e-12 {
			t.Errorf("%s: Σ share·S = %v, score %v", tree.Code(at), byChildren, r.Scores[at])
		}
	}
	// Importances that are no binary fractions must not disturb equal scores.
	level := tree.Roll([]float64{80, 80, 80, 80, 80, 80})
	for at, score := range level.Scores {
		if score != 80 {
			t.Errorf("%s: %v from eighties", tree.Code(at), score)
		}
	}
}

func TestOnly(t *testing.T) {
	t.Parallel()
	tree, err := index.NewTree(bank("", ""))
	if err != nil {
		t.Fatal(err)
	}
	r := tree.Roll([]float64{90, 60, nan, 50, 40, 1})
	for code, want := range map[string]int{"all": -1, "service": -1, "speed": 0, "hall": 3, "price": 4} {
		at, _ := tree.Find(code)
		if item, ok := r.Only(at); item != want || ok != (want >= 0) {
			t.Errorf("%s comes from item %d (%v), want %d", code, item, ok, want)
		}
	}
}

func TestThirdsAreExact(t *testing.T) {
	t.Parallel()
	tree, err := index.NewTree([]index.Node{{Code: "r", Children: []index.Node{
		{Code: "a", Importance: "0.1", Items: []string{"q1"}},
		{Code: "b", Importance: "0.10", Items: []string{"q2"}},
		{Code: "c", Importance: "0.100", Items: []string{"q3"}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for j, a := range tree.Roll([]float64{1, 2, 3}).Coefficients[0] {
		if a != 1.0/3 {
			t.Errorf("coefficient %d = %.20f", j, a)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	leaf := func(code, importance string) index.Node {
		return index.Node{Code: code, Importance: importance, Items: []string{"q"}}
	}
	parent := func(children ...index.Node) []index.Node {
		return []index.Node{{Code: "r", Importance: "1", Children: children}}
	}
	tests := []struct {
		nodes []index.Node
		want  index.Fault
	}{
		{parent(leaf("a", "1"), leaf("a", "1")), index.Fault{Code: "a", Reason: index.DuplicateCode}},
		{parent(leaf("a", "-1")), index.Fault{Code: "a", Reason: index.BadImportance}},
		{parent(leaf("a", "1/3")), index.Fault{Code: "a", Reason: index.BadImportance}},
		{parent(leaf("a", "1e3")), index.Fault{Code: "a", Reason: index.BadImportance}},
		{parent(leaf("a", "")), index.Fault{Code: "a", Reason: index.BadImportance}},
		{parent(leaf("a", "0"), leaf("b", "0.0")), index.Fault{Code: "r", Reason: index.NoImportance}},
		{[]index.Node{{Code: "r", Items: []string{"q"}, Children: []index.Node{leaf("a", "1")}}}, index.Fault{Code: "r", Reason: index.ItemsAndNodes}},
		{[]index.Node{{Code: "r", Missing: "zero"}}, index.Fault{Code: "r", Reason: index.UnknownMissing}},
	}
	for _, test := range tests {
		_, err := index.NewTree(test.nodes)
		var fault *index.Fault
		if !errors.As(err, &fault) || *fault != test.want {
			t.Errorf("%v: error %v, want %v", test.nodes, err, test.want)
		}
	}
}

func TestResiduals(t *testing.T) {
	t.Parallel()
	y := []index.Scale{index.NewScale(0, 50, 100), index.NewScale(1)}
	r := index.Residuals([]float64{0.25, 0}, y, []float64{60, nan}, []float64{8, 0})
	if !same(r[0], []float64{nan, 0.25 * -60 / 8, 0.25 * -10 / 8, 0.25 * 40 / 8}) || r[1] != nil {
		t.Errorf("residuals %v", r)
	}
}
