package profile_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/stat/profile"
)

// R: as.numeric of each text.
func TestNumber(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for _, c := range []struct {
		text string
		want float64
	}{
		{"1e", 1},
		{"1e5", 1e5},
		{"0x1A", 26},
		{"Inf", inf},
		{"-inf", -inf},
		{"infinity", inf},
		{" 5 ", 5},
		{"+5", 5},
		{".5", .5},
		{"5.", 5},
		{"1e+", 1},
		{"1E-3", 1e-3},
		{"0x1p3", 8},
		{"5\t", 5},
		{"5\n", 5},
		{"1e400", inf},
		{"0x1.8p1", 3},
		{"0X1F", 31},
		{"1e-", 1},
		{"-7.25", -7.25},
	} {
		if x, ok := profile.Number(c.text); !ok || x != c.want {
			t.Errorf("%q is %g, %v, want %g", c.text, x, ok, c.want)
		}
	}
	for _, text := range []string{"", " ", "1d5", "0x", "1L", "NaN", "NA", ".", "TRUE", "1_000", "１", "\u00a05", "--1", "- 1", "1e5.5", "1 000", "infinit", "0x_1", "1,000", "+", "e5", "1e--"} {
		if x, ok := profile.Number(text); ok {
			t.Errorf("%q is the number %g", text, x)
		}
	}
}

// R: make.unique(c("a", "a", "a.1", "a", "", "")).
func TestUniqueNames(t *testing.T) {
	t.Parallel()
	got := profile.UniqueNames([]string{"a", "a", "a.1", "a", "", ""})
	if want := []string{"a", "a.2", "a.1", "a.3", "", ".1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	columns := profile.Profile([]string{"score", "city", "none", "score"}, [][]string{
		{"5", "北京", "", "1"},
		{"3.5", "NA", "", " "},
		{"", "", ""},
		{" 1 ", "北京", "", "2", "beyond"},
	})
	numbers, texts, none, spaces := columns[0], columns[1], columns[2], columns[3]
	// R: mean(c(5, 3.5, 1)), sd(c(5, 3.5, 1))
	if !numbers.Numeric || numbers.Blank != 1 || numbers.N != 3 || math.Abs(numbers.Mean-3.1666666666666665) > 1e-15 || math.Abs(numbers.SD-2.0207259421636903) > 1e-15 || numbers.Min != 1 || numbers.Max != 5 {
		t.Errorf("numbers: %+v", numbers)
	}
	if texts.Numeric || texts.Blank != 1 || texts.Distinct != 2 || texts.CodePoints != 6 || !math.IsNaN(texts.Mean) {
		t.Errorf("texts: %+v", texts)
	}
	if none.Numeric || none.Blank != 4 || none.Distinct != 0 {
		t.Errorf("blanks: %+v", none)
	}
	if spaces.Numeric || spaces.Name != "score.1" || spaces.Blank != 1 || spaces.Distinct != 3 {
		t.Errorf("a cell of spaces: %+v", spaces)
	}
}

func TestExtremes(t *testing.T) {
	t.Parallel()
	if one := profile.Describe("x", []string{"7"}); !one.Numeric || one.Mean != 7 || !math.IsNaN(one.SD) {
		t.Errorf("one number: %+v", one)
	}
	if c := profile.Describe("x", []string{"Inf", "1"}); !c.Numeric || !math.IsInf(c.Mean, 1) || !math.IsInf(c.Max, 1) || c.Min != 1 {
		t.Errorf("infinite: %+v", c)
	}
	large := profile.Describe("x", []string{"1000000001", "1000000002", "1000000003"})
	if large.Mean != 1000000002 || large.SD != 1 {
		t.Errorf("large numbers: %+v", large)
	}
}

// Shifting every number by a constant shifts the mean and leaves the spread; repeating the rows leaves both.
func TestShiftAndRepeat(t *testing.T) {
	t.Parallel()
	var cells, shifted []string
	for i := range 50 {
		x := float64(i*i%31) / 4
		cells, shifted = append(cells, fmt.Sprint(x)), append(shifted, fmt.Sprint(x+100))
	}
	a, b := profile.Describe("x", cells), profile.Describe("x", shifted)
	if math.Abs(b.Mean-a.Mean-100) > 1e-12 || math.Abs(b.SD-a.SD) > 1e-12 {
		t.Errorf("%+v shifted is %+v", a, b)
	}
	slices.Reverse(cells)
	if c := profile.Describe("x", slices.Concat(cells, cells)); math.Abs(c.Mean-a.Mean) > 1e-12 || c.N != 100 {
		t.Errorf("%+v repeated is %+v", a, c)
	}
}

func FuzzProfile(f *testing.F) {
	f.Add("a,b\n1,2\n,x")
	f.Add("a,a\nInf,-Inf\n1e308,1e308\nNaN")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		var rows [][]string
		for _, line := range strings.Split(text, "\n") {
			rows = append(rows, strings.Split(line, ","))
		}
		for _, c := range profile.Profile(rows[0], rows[1:]) {
			if c.N+c.Blank != len(rows)-1 {
				t.Errorf("%+v of %d rows", c, len(rows)-1)
			}
		}
	})
}

func ExampleProfile() {
	for _, c := range profile.Profile([]string{"id", "city", "score"}, [][]string{{"1", "北京", "8"}, {"2", "成都", ""}, {"3", "北京", "10"}}) {
		if c.Numeric {
			fmt.Printf("%s: %d numbers, %d blank, mean %g, from %g to %g\n", c.Name, c.N, c.Blank, c.Mean, c.Min, c.Max)
		} else {
			fmt.Printf("%s: %d texts, %d different\n", c.Name, c.N, c.Distinct)
		}
	}
	// Output:
	// id: 3 numbers, 0 blank, mean 2, from 1 to 3
	// city: 3 texts, 2 different
	// score: 2 numbers, 1 blank, mean 9, from 8 to 10
}
