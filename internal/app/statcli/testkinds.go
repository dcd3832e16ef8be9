package statcli

import (
	"math"
	"slices"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/htest"
)

// level is the confidence of intervals.
const level = 0.95

// two refuses other than two groups for a test of two.
func two(kind string, by stat.Factor) error {
	if len(by.Levels) == 2 {
		return nil
	}
	return errs.New(errs.Invalid, "stat.test.two").At("--kind").With("kind", kind).With("count", len(by.Levels))
}

// groupsOf are the values of each level and what describes them.
func (r *testResult) groupsOf(values []float64, by stat.Factor) ([][]float64, []htest.Group, error) {
	split, err := htest.Split(values, by)
	if err != nil {
		return nil, nil, err
	}
	groups, err := htest.DescribeAll(split)
	if err != nil {
		return nil, nil, err
	}
	for g, name := range by.Levels {
		k := groups[g]
		r.Groups = append(r.Groups, groupJSON{
			Name: name, N: int(k.N), Mean: num(k.Mean), SD: sd(k), SE: num(float64(sd(k)) / math.Sqrt(float64(k.N))),
			CI95: bounds{math.NaN(), math.NaN()}, Rank: undefined,
		})
		if one, err := htest.OneSample(k, 0); err == nil {
			r.Groups[g].CI95[0], r.Groups[g].CI95[1] = one.Diff.Interval(level)
		}
	}
	return split, groups, nil
}

func sd(g htest.Group) num {
	if g.N < 2 {
		return undefined
	}
	return num(math.Sqrt(g.Variance))
}

// means are the tests of means of independent groups.
func (r *testResult) means(o testOptions, values []float64, by stat.Factor) error {
	_, groups, err := r.groupsOf(values, by)
	if err != nil {
		return err
	}
	switch r.Kind {
	case testWelch, testStudent:
		if err := two(r.Kind, by); err != nil {
			return err
		}
		test := htest.Welch
		if r.Kind == testStudent {
			test = htest.Student
		}
		t, err := test(groups[0], groups[1])
		if err != nil {
			return err
		}
		r.Statistic = &statistic{"t", num(t.T), num(t.DF), undefined, num(t.P), undefined}
		r.pair(by.Levels[0], by.Levels[1], t)
		e, err := htest.Standardise(groups[0], groups[1])
		if err != nil {
			return err
		}
		ci := e.Interval(level)
		r.Effects = append(r.Effects, effect{"cohen_d", num(e.D), &bounds{ci.Low, ci.High}}, effect{"hedges_g", num(e.Hedges), nil},
			effect{"glass_delta", num(e.Glass), nil})
		return nil
	case testANOVA:
		a, err := htest.ANOVA(groups)
		if err != nil {
			return err
		}
		r.Statistic = &statistic{"f", num(a.F.F), num(a.DF1), num(a.DF2), num(a.P), undefined}
		r.Effects = append(r.Effects, effect{"eta2", num(a.Eta2), nil}, effect{"omega2", num(a.Omega2), nil}, effect{"epsilon2", num(a.Epsilon2), nil})
		for _, p := range a.Tukey(level) { // second minus first there
			r.Pairs = append(r.Pairs, pairJSON{
				A: by.Levels[p.A], B: by.Levels[p.B], Diff: num(-p.Diff), SE: undefined, CI95: bounds{-p.CI.High, -p.CI.Low},
				Statistic: num(p.Q), DF: num(a.DF2), P: undefined, PAdjusted: num(p.P),
			})
		}
		tukey := "tukey"
		r.Adjusted = &tukey
		return nil
	}
	f, err := htest.WelchANOVA(groups)
	if err != nil {
		return err
	}
	r.Statistic = &statistic{"f", num(f.F), num(f.DF1), num(f.DF2), num(f.P), undefined}
	all, err := htest.PairwiseWelch(groups)
	if err != nil {
		return err
	}
	for _, p := range all {
		r.pair(by.Levels[p.A], by.Levels[p.B], p.MeanTest)
	}
	return r.adjust(o)
}

// pair adds a comparison of two means.
func (r *testResult) pair(a, b string, t htest.MeanTest) {
	low, high := t.Diff.Interval(level)
	r.Pairs = append(r.Pairs, pairJSON{a, b, num(t.Diff.Value()), num(t.Diff.SE()), bounds{low, high}, num(t.T), num(t.DF), num(t.P), undefined})
}

// adjust adjusts the p of several pairs.
func (r *testResult) adjust(o testOptions) error {
	if o.adjust == "none" || len(r.Pairs) < 2 {
		return nil
	}
	p := make([]float64, len(r.Pairs))
	for i := range p {
		p[i] = float64(r.Pairs[i].P)
	}
	adjusted, err := htest.Adjust(p, htest.Adjustment(o.adjust))
	if err != nil {
		return err
	}
	for i := range p {
		r.Pairs[i].PAdjusted = num(adjusted[i])
	}
	r.Adjusted = &o.adjust
	return nil
}

// ranks are the tests by ranks of independent groups.
func (r *testResult) ranks(o testOptions, values []float64, by stat.Factor) error {
	split, _, err := r.groupsOf(values, by)
	if err != nil {
		return err
	}
	if r.Kind == testMannWhitney {
		if err := two(r.Kind, by); err != nil {
			return err
		}
		t, err := htest.MannWhitney(split[0], split[1])
		if err != nil {
			return err
		}
		r.Statistic = &statistic{"u", num(t.U), undefined, undefined, num(t.Corrected.P), num(t.Exact)}
		r.Effects = append(r.Effects, effect{"auc", num(t.AUC), nil}, effect{"cliff_delta", num(t.CliffDelta), nil})
		return nil
	}
	t, err := htest.KruskalWallis(split)
	if err != nil {
		return err
	}
	r.Statistic = &statistic{"x2", num(t.X2), num(t.DF), undefined, num(t.P), undefined}
	r.Effects = append(r.Effects, effect{"epsilon2", num(t.Epsilon2), nil})
	for g := range r.Groups {
		r.Groups[g].Rank = num(t.MeanRanks[g])
	}
	for _, p := range t.Dunn() {
		r.Pairs = append(r.Pairs, pairJSON{
			A: by.Levels[p.A], B: by.Levels[p.B], Diff: num(t.MeanRanks[p.A] - t.MeanRanks[p.B]), SE: undefined,
			CI95: bounds{math.NaN(), math.NaN()}, Statistic: num(p.Z.Z), DF: undefined, P: num(p.P), PAdjusted: undefined,
		})
	}
	return r.adjust(o)
}

// proportions compares the shares of 1 in two groups.
func (r *testResult) proportions(_ testOptions, values []float64, by stat.Factor) error {
	if err := two(r.Kind, by); err != nil {
		return err
	}
	if i := slices.IndexFunc(values, func(x float64) bool { return !math.IsNaN(x) && x != 0 && x != 1 }); i >= 0 {
		return &stat.Error{Package: "htest", Reason: stat.OutOfRange, Subject: r.Value, Row: i + 1, Got: values[i]}
	}
	var counts [2]htest.Count
	for i, code := range by.Codes {
		if code >= 0 {
			counts[code].N++
			counts[code].X += values[i]
		}
	}
	t, err := htest.TwoShares(counts[0], counts[1])
	if err != nil {
		return err
	}
	for g, name := range by.Levels {
		w, err := htest.Wilson(counts[g], level)
		if err != nil {
			return err
		}
		p := counts[g].P()
		r.Groups = append(r.Groups, groupJSON{
			Name: name, N: int(counts[g].N), Mean: num(p), SD: undefined, SE: num(math.Sqrt(p * (1 - p) / counts[g].N)), CI95: bounds{w.Low, w.High},
			Rank: undefined, Share: true,
		})
	}
	ci := t.Newcombe(level)
	r.Statistic = &statistic{"z", num(t.Pooled.Z), undefined, undefined, num(t.Pooled.P), undefined}
	r.Pairs = append(r.Pairs, pairJSON{
		by.Levels[0], by.Levels[1], num(t.Diff.Value()), num(t.Diff.SE()), bounds{ci.Low, ci.High}, num(t.Pooled.Z), undefined, num(t.Pooled.P), undefined,
	})
	r.Effects = append(r.Effects, effect{"cohen_h", num(htest.CohenH(counts[0].P(), counts[1].P())), nil},
		effect{"x2_corrected", num(t.Corrected.X2), nil}, effect{"p_corrected", num(t.Corrected.P), nil})
	return nil
}

// chiSquare tests whether the value depends on the group, whatever the value is.
func (r *testResult) chiSquare(f *file, o testOptions) error {
	a, b := both(f.factor(o.by, nil), f.factor(o.value, o.missing))
	counts, err := htest.Crosstab(a, b)
	if err != nil {
		return err
	}
	t, err := htest.Independence(counts)
	if err != nil {
		return err
	}
	for g, name := range a.Levels {
		n := 0.0
		for _, x := range counts[g] {
			n += x
		}
		r.N += int(n)
		r.Groups = append(r.Groups, groupJSON{
			Name: name, N: int(n), Mean: undefined, SD: undefined, SE: undefined, CI95: bounds{math.NaN(), math.NaN()}, Rank: undefined,
		})
	}
	r.Statistic = &statistic{"x2", num(t.Pearson.X2), num(t.Pearson.DF), undefined, num(t.Pearson.P), undefined}
	r.Effects = append(r.Effects, effect{"cramer_v", num(t.CramerV), nil}, effect{"small_cells", num(float64(t.SmallCells)), nil})
	return nil
}

// paired are the tests of two values of the same respondents: value minus with.
func (r *testResult) paired(f *file, o testOptions) error {
	d, err := f.data([]string{o.value, o.with}, o.missing)
	if err != nil {
		return err
	}
	whole, _ := d.Complete()
	r.N = whole.Rows()
	for j, name := range whole.Names {
		k, err := htest.Describe(whole.Columns[j])
		if err != nil {
			return err
		}
		r.Groups = append(r.Groups, groupJSON{
			Name: name, N: int(k.N), Mean: num(k.Mean), SD: sd(k), SE: num(float64(sd(k)) / math.Sqrt(float64(k.N))), CI95: bounds{math.NaN(), math.NaN()},
			Rank: undefined,
		})
	}
	if r.Kind == testSignedRank {
		t, err := htest.SignedRank(whole.Columns[0], whole.Columns[1])
		if err != nil {
			return err
		}
		r.Statistic = &statistic{"v", num(t.V), undefined, undefined, num(t.Corrected.P), num(t.Exact)}
		r.Effects = append(r.Effects, effect{"rank_biserial", num(t.RankBiserial), nil})
		return nil
	}
	t, err := htest.Paired(whole.Columns[0], whole.Columns[1])
	if err != nil {
		return err
	}
	r.Statistic = &statistic{"t", num(t.T), num(t.DF), undefined, num(t.P), undefined}
	r.pair(o.value, o.with, t)
	return nil
}

// survey compares means under the design: every two groups, with the covariance of their means.
func (r *testResult) survey(f *file, o testOptions, values []float64, by stat.Factor) error {
	s, err := o.plan.survey(f)
	if err != nil {
		return err
	}
	j := o.plan.json(s)
	r.Design = &j
	e, err := s.MeansBy(values, by)
	if err != nil {
		return err
	}
	for g := range by.Levels {
		k := e.At(g)
		low, high := k.Interval(level)
		r.Groups = append(r.Groups, groupJSON{
			Name: by.Levels[g], N: int(k.N()), Mean: num(k.Value()), SD: undefined, SE: num(k.SE()), CI95: bounds{low, high}, Rank: undefined,
			Share: zeroOne(values),
		})
	}
	if len(by.Levels) == 2 {
		t, err := s.TTest(values, by) // second minus first there
		if err != nil {
			return err
		}
		diff := t.Difference.Linear(0, -1)
		low, high := diff.Interval(level)
		r.Statistic = &statistic{"t", num(-t.T), num(diff.DF()), undefined, num(t.P), undefined}
		r.Pairs = append(r.Pairs, pairJSON{
			by.Levels[0], by.Levels[1], num(diff.Value()), num(diff.SE()), bounds{low, high}, num(-t.T), num(diff.DF()), num(t.P), undefined,
		})
		return nil
	}
	for a := range by.Levels {
		for b := a + 1; b < len(by.Levels); b++ {
			weights := make([]float64, len(by.Levels))
			weights[a], weights[b] = 1, -1
			k := e.Contrast(weights...)
			low, high := k.Interval(level)
			t := k.Value() / k.SE()
			r.Pairs = append(r.Pairs, pairJSON{
				by.Levels[a], by.Levels[b], num(k.Value()), num(k.SE()), bounds{low, high}, num(t), num(k.DF()), num(stat.StudentP(t, k.DF())), undefined,
			})
		}
	}
	return r.adjust(o)
}
