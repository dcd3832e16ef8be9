// Package testcases answers the reference cases of tests.json with stat/htest.
package testcases

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
)

const level = 0.95

// Suite answers tests.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "tests.json"}
	proportions(s)
	means(s)
	groups(s)
	tables(s)
	associations(s)
	weighted(s)
	s.On("power_n", power)
	s.On("p_adjust", adjust)
	return s
}

// factor is a column as a factor. Its levels come in the order in which the file lists them somewhere, since R
// sorts by the language of the machine; otherwise in the order of the numbers, or of the code points.
func factor(c *conform.Case, column string) stat.Factor {
	f := stat.NewFactor(c.Table("").Text(column))
	if listed := listing(c, f.Levels); listed != nil {
		return reorder(f, func(a, b string) int { return cmp.Compare(slices.Index(listed, a), slices.Index(listed, b)) })
	}
	values := map[string]float64{}
	for _, level := range f.Levels {
		x, err := strconv.ParseFloat(level, 64)
		if err != nil {
			return f
		}
		values[level] = x
	}
	return reorder(f, func(a, b string) int { return cmp.Compare(values[a], values[b]) })
}

// listing is where the file lists all of the levels: the sides of a table or the means of groups.
func listing(c *conform.Case, levels []string) []string {
	for _, other := range c.Siblings() {
		var lists [][]string
		for _, side := range []string{"rows", "cols"} {
			if other.Has("table", side) {
				lists = append(lists, other.Strings("table", side))
			}
		}
		if other.Has("group_means") {
			lists = append(lists, other.Keys("group_means"))
		}
		for _, list := range lists {
			if slices.Equal(slices.Sorted(slices.Values(list)), levels) {
				return list
			}
		}
	}
	return nil
}

func reorder(f stat.Factor, compare func(a, b string) int) stat.Factor {
	sorted := stat.Factor{Codes: make([]int32, len(f.Codes)), Levels: slices.SortedFunc(slices.Values(f.Levels), compare)}
	for i, code := range f.Codes {
		sorted.Codes[i] = -1
		if code >= 0 {
			sorted.Codes[i] = int32(slices.Index(sorted.Levels, f.Levels[code]))
		}
	}
	return sorted
}

// split is a column in groups.
func split(c *conform.Case, column, by string) (names []string, groups [][]float64, err error) {
	f := factor(c, by)
	groups, err = htest.Split(c.Table("").Float(column), f)
	return f.Levels, groups, err
}

// waves are the values of a column in each wave, the first wave first.
func waves(c *conform.Case, column string) (first, second []float64, err error) {
	_, groups, err := split(c, column, "wave")
	if err != nil {
		return nil, nil, err
	}
	if len(groups) != 2 {
		return nil, nil, fmt.Errorf("%d waves", len(groups))
	}
	return groups[0], groups[1], nil
}

// variables are what the case's text names, as in "of score by segment"; the given names stand in when it names
// none.
func variables(text, y, by string) (string, string) {
	if m := regexp.MustCompile(`of ([a-z_0-9]+) by ([a-z_0-9]+)`).FindStringSubmatch(text); m != nil {
		return m[1], m[2]
	}
	return y, by
}

func interval(i htest.Interval) []float64 { return []float64{i.Low, i.High} }

// power reads the arguments from the names of the results: prop_70_vs_75_p80, t_d02_p90.
func power(c *conform.Case) (any, error) {
	answer := conform.Obj{}
	for _, key := range c.Keys() {
		var n float64
		var err error
		if m := regexp.MustCompile(`^prop_(\d+)_vs_(\d+)_p(\d+)$`).FindStringSubmatch(key); m != nil {
			n, err = htest.SizeShares(fraction(m[1]), fraction(m[2]), fraction(m[3]), htest.Plan{})
		} else if m := regexp.MustCompile(`^t_d(\d+)_p(\d+)$`).FindStringSubmatch(key); m != nil {
			// d02 is 0.2: the first digit stands before the point.
			delta, _ := strconv.ParseFloat(m[1][:1]+"."+m[1][1:], 64)
			n, err = htest.SizeMeans(delta, 1, fraction(m[2]), htest.Plan{})
		} else {
			err = fmt.Errorf("unknown %s", key)
		}
		if err != nil {
			return nil, err
		}
		answer[key] = n
	}
	return answer, nil
}

// fraction is the number whose decimals are the digits: 0.7 for "70".
func fraction(digits string) float64 {
	x, _ := strconv.ParseFloat("0."+digits, 64)
	return x
}

func adjust(c *conform.Case) (any, error) {
	p := c.Nums("p")
	answer := conform.Obj{"p": p}
	for _, key := range c.Keys() {
		if key == "p" {
			continue
		}
		adjusted, err := htest.Adjust(p, adjustment(key))
		if err != nil {
			return nil, err
		}
		answer[key] = adjusted
	}
	return answer, nil
}

// adjustment is the method R calls by this name.
func adjustment(name string) htest.Adjustment {
	switch strings.ToLower(name) {
	case "bh", "fdr":
		return htest.BenjaminiHochberg
	case "by":
		return htest.BenjaminiYekuteli
	}
	return htest.Adjustment(strings.ToLower(name))
}
