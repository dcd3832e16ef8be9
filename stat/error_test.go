package stat_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"manyi.dev/manyi/stat"
)

func TestErrorSaysWhatAndWhere(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]*stat.Error{
		`design: stratum "B" has one PSU`:                                   {Package: "design", Reason: stat.LonelyUnit, Subject: `stratum "B"`},
		`driver: "q3" is constant`:                                          {Package: "driver", Reason: stat.Constant, Subject: `"q3"`},
		`weight: weights: a value is negative (row 7)`:                      {Package: "weight", Reason: stat.Negative, Subject: "weights", Row: 7},
		`pls: items: 2, at least 3 are needed`:                              {Package: "pls", Reason: stat.TooFewGroups, Subject: "items", Got: 2, Want: 3},
		`scale: rotation: no convergence after 90 iterations, distance 0.5`: {Package: "scale", Reason: stat.NoConvergence, Subject: "rotation", Iterations: 90, Distance: 0.5},
		`x: y: something new`:                                               {Package: "x", Reason: "something new", Subject: "y"},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err.Error(), want)
		}
	}
}

// A bare reason stands for every error of it, one that names a place only for itself.
func TestErrorsAreToldByTheirReason(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("wave 3: %w", &stat.Error{Package: "driver", Reason: stat.Constant, Subject: `"q3"`})
	for _, c := range []struct {
		target stat.Error
		want   bool
	}{
		{stat.Error{Reason: stat.Constant}, true},
		{stat.Error{Reason: stat.Singular}, false},
		{stat.Error{Package: "scale", Reason: stat.Constant}, false},
		{stat.Error{Reason: stat.Constant, Subject: `"q4"`}, false},
	} {
		if errors.Is(err, &c.target) != c.want {
			t.Errorf("errors.Is of %+v is not %v", c.target, c.want)
		}
	}
}

func TestDataIsCheckedAndCut(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for want, d := range map[string]stat.Data{
		"p: data: nothing to work on":                         {},
		"p: names: 1 values where 2 are needed":               {Names: []string{"a"}, Columns: [][]float64{{1}, {2}}},
		`p: "a" occurs twice`:                                 {Names: []string{"a", "a"}, Columns: [][]float64{{1}, {2}}},
		`p: "b": 1 values where 2 are needed`:                 {Names: []string{"a", "b"}, Columns: [][]float64{{1, 2}, {2}}},
		"p: column 2: a value is missing or infinite (row 1)": {Columns: [][]float64{{1}, {math.Inf(1)}}},
	} {
		if err := d.Check("p"); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	d := stat.Data{Names: []string{"a", "b"}, Columns: [][]float64{{1, nan, 3}, {4, 5, 6}}}
	whole, rows := d.Complete()
	if !slices.Equal(rows, []int{0, 2}) || !slices.Equal(whole.Columns[1], []float64{4, 6}) {
		t.Errorf("complete rows %v: %v", rows, whole.Columns)
	}
	b, err := d.Select("p", "b")
	if err != nil || !slices.Equal(b.Take([]int{2, 2, 0}).Columns[0], []float64{6, 6, 4}) {
		t.Errorf("selected %v, %v", b, err)
	}
	if _, err := d.Select("p", "c"); err == nil || err.Error() != `p: "c" is unknown` {
		t.Errorf("a column that is not there: %v", err)
	}
}

func TestFactor(t *testing.T) {
	t.Parallel()
	f := stat.NewFactor([]string{"south", "", "north", "south"})
	if !slices.Equal(f.Levels, []string{"north", "south"}) || !slices.Equal(f.Codes, []int32{1, -1, 0, 1}) {
		t.Errorf("%+v", f)
	}
	if y := f.Indicator(1); y[0] != 1 || !math.IsNaN(y[1]) || y[2] != 0 || y[3] != 1 {
		t.Errorf("indicator %v", y)
	}
}
