// Package csmcases answers the reference cases of csm.json.
package csmcases

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/index"
	"manyi.dev/manyi/stat/internal/conform"
)

// Suite answers csm.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "csm.json"}
	s.On("nps", nps)
	s.On("nps_weighted*", npsWeighted)
	s.On("nps_difference*", npsDifference)
	s.On("boxes_missing*", boxesMissing)
	s.On("boxes*", boxes)
	s.On("ipa*", ipa)
	s.On("ahp.*", ahp)
	s.On("entropy*", entropy)
	s.On("eb.beta_binomial*", betaBinomial)
	s.On("eb.normal*", normal)
	s.On("funnel*", funnel)
	s.On("index.composite*", composite)
	s.On("control.p_chart*", pChart)
	s.On("fleiss_kappa*", fleiss)
	return s
}

// find is the first group of the pattern in what the case says of itself.
func find(c *conform.Case, pattern string) []string {
	found := regexp.MustCompile(pattern).FindStringSubmatch(c.What)
	if found == nil {
		panic(fmt.Sprintf("no %q in %q", pattern, c.What))
	}
	return found[1:]
}

// tens is the scale of the recommendation item.
func tens() index.Scale { return span(0, 10) }

// span is the scale low, low+1, …, high.
func span(low, high float64) index.Scale {
	var values []float64
	for v := low; v <= high; v++ {
		values = append(values, v)
	}
	return index.NewScale(values...)
}

// limits are the end points of a scale given as "(1..5)" in this case or another of the file.
func limits(c *conform.Case) (low, high float64) {
	for _, from := range append([]*conform.Case{c}, c.Siblings()...) {
		found := regexp.MustCompile(`\((\d+)\.\.(\d+)\)`).FindStringSubmatch(from.What + " " + from.Notes)
		if found == nil {
			continue
		}
		low, _ = strconv.ParseFloat(found[1], 64)
		high, _ = strconv.ParseFloat(found[2], 64)
		return low, high
	}
	panic("the file names no scale")
}

func ci95(e stat.Estimate) []float64 { return []float64{e.Low(), e.High()} }

func nps(c *conform.Case) (any, error) {
	column := strings.ToLower(find(c, `(?i)\b(nps)\b`)[0])
	t, err := index.NewTally(tens(), c.Table("").Float(column), nil)
	if err != nil {
		return nil, err
	}
	n := t.NPS()
	return conform.Obj{
		"promoters": n.Promoters.Value(), "passives": n.Passives.Value(), "detractors": n.Detractors.Value(),
		"nps": n.Score.Value(), "n": n.Score.N(), "se_n": index.Uncorrected(n.Score).SE(), "se_n1": n.Score.SE(), "ci95": ci95(n.Score),
	}, nil
}

func npsDifference(c *conform.Case) (any, error) {
	named := find(c, `of (\w+) \w+ and \w+`)[0]
	table := c.Table("")
	if !table.Has(named) {
		named = strings.TrimSuffix(named, "s")
	}
	groups := c.Keys("nps")
	labels, answers := table.Text(named), table.Float("nps")
	values, errors, scores := conform.Obj{}, conform.Obj{}, make([]stat.Estimate, len(groups))
	for g, name := range groups {
		var own []float64
		for i, label := range labels {
			if label == name {
				own = append(own, answers[i])
			}
		}
		t, err := index.NewTally(tens(), own, nil)
		if err != nil {
			return nil, err
		}
		scores[g] = t.NPS().Score
		values[name], errors[name] = scores[g].Value(), scores[g].SE()
	}
	diff, p := stat.Difference(scores[0], scores[1])
	return conform.Obj{"nps": values, "se": errors, "diff": diff.Value(), "z": diff.Value() / diff.SE(), "p": p}, nil
}

func boxes(c *conform.Case) (any, error) {
	column := find(c, `of (\w+) \(`)[0]
	low, high := limits(c)
	scale := span(low, high)
	t, err := index.NewTally(scale, c.Table("").Float(column), nil)
	if err != nil {
		return nil, err
	}
	distribution := conform.Obj{}
	for _, share := range t.Distribution() {
		distribution[strconv.FormatFloat(share.Value, 'f', -1, 64)] = share.Share.Value()
	}
	top2 := t.Mean(scale.TopBox(2))
	// With the variance p(1−p)/n the effective base of the score interval is n: Wilson's own interval.
	from, to := design.ScoreInterval(index.Uncorrected(top2), 0.95)
	return conform.Obj{
		"top2": top2.Value(), "top1": t.Mean(scale.TopBox(1)).Value(), "bottom2": t.Mean(scale.BottomBox(2)).Value(),
		"net": t.Mean(scale.NetBox(2, 2)).Value(), "mean": t.Mean(scale).Value(), "index_0_100": t.Mean(scale.Score(low, high)).Value(),
		"distribution": distribution, "wilson_top2": []float64{from, to},
	}, nil
}

func boxesMissing(c *conform.Case) (any, error) {
	column := find(c, `^(\w+)`)[0]
	scale := span(limits(c))
	t, err := index.NewTally(scale, c.Table("").Float(column), nil)
	if err != nil {
		return nil, err
	}
	return conform.Obj{
		"valid_n": t.Valid(), "missing": t.Missing, "top2": t.Mean(scale.TopBox(2)).Value(),
		"mean": t.Mean(scale).Value(), "sd": t.SD(), "median": t.Median(),
	}, nil
}

// byName pairs names with values.
func byName[T any](names []string, values []T) conform.Obj {
	o := conform.Obj{}
	for i, name := range names {
		o[name] = values[i]
	}
	return o
}

func ipa(c *conform.Case) (any, error) {
	table := c.Table("")
	_, top := limits(c)
	a, err := index.NewIPA(table.Float("importance"), table.Float("performance"), top, index.IPAOptions{})
	if err != nil {
		return nil, err
	}
	names := table.Text("attribute")
	return conform.Obj{
		"mean_importance": a.MeanImportance, "mean_performance": a.MeanPerformance,
		"median_importance": a.MedianImportance, "median_performance": a.MedianPerformance,
		"quadrant": byName(names, a.Quadrants), "gap": byName(names, a.Gap), "improvement_priority": byName(names, a.Priority),
		"weighted_index": a.Index,
	}, nil
}

func ahp(c *conform.Case) (any, error) {
	matrix := c.Matrix("matrix")
	a, err := index.NewAHP(matrix, index.AHPOptions{})
	if err != nil {
		return nil, err
	}
	return conform.Obj{
		"matrix": conform.Matrix(matrix), "weights": a.Weights, "lambda_max": a.LambdaMax,
		"ci": a.CI, "ri": a.RI, "cr": a.CR, "geometric_mean_weights": a.GeometricMean,
	}, nil
}

func entropy(c *conform.Case) (any, error) {
	names := c.Keys("cv_weights")
	values := c.Table("").Data(names...)
	weights := func(d stat.Data) (conform.Obj, error) {
		e, err := index.EntropyWeights(d)
		if err != nil {
			return nil, err
		}
		return conform.Obj{"entropy": byName(names, e.Entropy), "weights": byName(names, e.Weights)}, nil
	}
	plain, err := weights(values)
	if err != nil {
		return nil, err
	}
	scaled, err := index.MinMax(values, nil)
	if err != nil {
		return nil, err
	}
	minmax, err := weights(scaled)
	if err != nil {
		return nil, err
	}
	cv, err := index.CVWeights(values)
	if err != nil {
		return nil, err
	}
	critic, err := index.CRITIC(values, nil)
	if err != nil {
		return nil, err
	}
	return conform.Obj{"plain": plain, "minmax": minmax, "cv_weights": byName(names, cv), "critic_weights": byName(names, critic)}, nil
}

func composite(c *conform.Case) (any, error) {
	names, scores, weights := c.Keys("score"), c.Nums("score"), c.Nums("weight")
	root := index.Node{Code: "all", Importance: "1"}
	for i, name := range names {
		importance := strconv.FormatFloat(weights[i], 'f', -1, 64)
		root.Children = append(root.Children, index.Node{Code: "indicator " + name, Importance: importance, Items: []string{name}})
	}
	tree, err := index.NewTree([]index.Node{root})
	if err != nil {
		return nil, err
	}
	byItem := byName(names, scores)
	ordered := make([]float64, len(names))
	for i, item := range tree.Items() {
		ordered[i] = byItem[item].(float64)
	}
	at, ok := tree.Find(root.Code)
	if !ok {
		return math.NaN(), nil
	}
	return conform.Obj{"score": byItem, "weight": byName(names, weights), "all": tree.Roll(ordered).Scores[at]}, nil
}
