package testcases

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat/htest"
	"manyi.dev/manyi/stat/internal/conform"
)

func tables(s *conform.Suite) {
	s.On("chisq_rxc", func(c *conform.Case) (any, error) {
		rows, columns := crossed(c)
		names, levels, table, err := crosstab(c, rows, columns)
		if err != nil {
			return nil, err
		}
		t, err := htest.Independence(table)
		named := func(values [][]float64) conform.Obj {
			return conform.Obj{"rows": names, "cols": levels, "values": values}
		}
		return conform.Obj{
			"table": named(table), "x2": t.Pearson.X2, "df": t.Pearson.DF, "p": t.Pearson.P, "cramers_v": t.CramerV,
			"contingency_c": t.Contingency, "expected": named(t.Expected), "stdres": named(t.Standardised), "small_expected_cells": t.SmallCells,
		}, err
	})
	s.On("chisq_2x2", fourfold)
	s.On("gof", goodness)
	s.On("mcnemar", mcnemar)
}

// crossed are the variables of "segment x sat".
func crossed(c *conform.Case) (rows, columns string) {
	m := regexp.MustCompile(`([a-z_0-9]+) x ([a-z_0-9]+)`).FindStringSubmatch(c.What)
	if m == nil {
		panic("the case does not say which variables are crossed")
	}
	return m[1], m[2]
}

func crosstab(c *conform.Case, rows, columns string) (names, levels []string, table [][]float64, err error) {
	r, k := factor(c, rows), factor(c, columns)
	table, err = htest.Crosstab(r, k)
	return r.Levels, k.Levels, table, err
}

func fourfold(c *conform.Case) (any, error) {
	names, levels, table, err := crosstab(c, "wave", "top2")
	if err != nil {
		return nil, err
	}
	t, err := htest.Independence(table)
	if err != nil {
		return nil, err
	}
	counts := whole(table)
	exact, err := htest.Fisher(counts)
	if err != nil {
		return nil, err
	}
	odds, err := htest.OddsRatio(counts)
	return conform.Obj{
		"table": conform.Obj{"rows": names, "cols": levels, "values": table},
		"x2":    t.Pearson.X2, "p": t.Pearson.P, "x2_yates": t.Corrected.X2, "p_yates": t.Corrected.P,
		"phi": t.Phi, "fisher_p": exact, "or_sample": odds.Ratio,
	}, err
}

func whole(table [][]float64) (t htest.Fourfold) {
	for i, row := range t {
		for j := range row {
			t[i][j] = int64(table[i][j])
		}
	}
	return t
}

// goodness reads ".4,.3,.2,.1 (order basic,plus,pro,vip)".
func goodness(c *conform.Case) (any, error) {
	m := regexp.MustCompile(`fit of ([a-z_0-9]+) .*against ([0-9.,\s]+)\(order ([^)]+)\)`).FindStringSubmatch(c.What)
	if m == nil {
		return nil, fmt.Errorf("the case does not say the shares: %s", c.What)
	}
	order := strings.Split(m[3], ",")
	counts := make([]float64, len(order))
	for _, label := range c.Table("").Text(m[1]) {
		i := slices.Index(order, label)
		if i < 0 {
			return nil, fmt.Errorf("no share of %q", label)
		}
		counts[i]++
	}
	var shares []float64
	for _, text := range strings.Split(strings.TrimSpace(m[2]), ",") {
		share, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return nil, err
		}
		shares = append(shares, share)
	}
	t, err := htest.GoodnessOfFit(counts, shares)
	return conform.Obj{"statistic": t.X2, "p": t.P, "parameter": []float64{t.DF}}, err
}

// mcnemar compares the top 2 boxes of sat_before and sat.
func mcnemar(c *conform.Case) (any, error) {
	var t htest.Fourfold
	after := c.Table("").Float("sat")
	for i, before := range c.Table("").Float("sat_before") {
		row, column := 0, 0
		if before >= 4 {
			row = 1
		}
		if after[i] >= 4 {
			column = 1
		}
		t[row][column]++
	}
	m, err := htest.McNemar(t)
	return conform.Obj{
		"table": conform.Obj{"values": t},
		"x2":    m.Plain.X2, "p": m.Plain.P, "x2_cc": m.Corrected.X2, "p_cc": m.Corrected.P, "exact_p": m.Exact,
	}, err
}
