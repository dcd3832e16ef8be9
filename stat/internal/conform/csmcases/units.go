package csmcases

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/index"
	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/rank"
	"manyi.dev/manyi/stat/scale"
	"manyi.dev/manyi/stat/trend"
)

func betaBinomial(c *conform.Case) (any, error) {
	table := c.Table("")
	x, n := table.Float("satisfied"), table.Float("n")
	m, err := rank.NewBetaBinomial(x, n, nil)
	if err != nil {
		return nil, err
	}
	raw := make([]float64, len(x))
	for i := range x {
		raw[i] = x[i] / n[i]
	}
	return conform.Obj{
		"P": m.P, "S": m.S, "rho": m.Rho, "M": m.M, "a": m.A, "b": m.B, "shrunk": m.Shrunk, "weight_on_own_rate": m.OwnWeight,
		"post_sd": m.SD, "rank_raw": rank.Competition(raw), "rank_shrunk": rank.Competition(m.Shrunk),
	}, nil
}

func normal(c *conform.Case) (any, error) {
	table := c.Table("")
	n, mean, sd := table.Float("n"), table.Float("mean"), table.Float("sd")
	units := make([]stat.Estimate, len(n))
	for i := range units {
		units[i] = stat.New(stat.Parts{Value: mean[i], Variance: sd[i] * sd[i] / n[i], DF: n[i] - 1, N: int64(n[i])})
	}
	m, err := rank.NewNormal(units, rank.NormalOptions{})
	if err != nil {
		return nil, err
	}
	return conform.Obj{
		"Q": m.Q, "tau2": m.Tau2, "mu": m.Mu, "se_mu": m.SEMu, "I2": m.I2,
		"shrinkage": m.Shrinkage, "shrunk": m.Shrunk, "post_sd_naive": m.NaiveSD,
	}, nil
}

// funnel reads the levels from the names of the lists: outside95 is 0.95, outside998 is 0.998.
func funnel(c *conform.Case) (any, error) {
	table := c.Table("")
	var lists []string
	var o rank.FunnelOptions
	for _, key := range c.Keys() {
		if digits, ok := strings.CutPrefix(key, "outside"); ok {
			level, err := strconv.ParseFloat("0."+digits, 64)
			if err != nil {
				return nil, err
			}
			lists, o.Levels = append(lists, key), append(o.Levels, level)
		}
	}
	f, err := rank.FunnelShares(table.Float("satisfied"), table.Float("n"), o)
	if err != nil {
		return nil, err
	}
	answer := conform.Obj{"P": f.Centre, "z": f.Z}
	names := table.Text("outlet")
	for l, key := range lists {
		outside := []string{}
		for _, i := range f.Limits[l].Outside {
			outside = append(outside, names[i])
		}
		answer[key] = outside
	}
	return answer, nil
}

func pChart(c *conform.Case) (any, error) {
	table := c.Table("")
	sigmas, err := strconv.ParseFloat(find(c, `\+-\s*([\d.]+)\s*sqrt`)[0], 64)
	if err != nil {
		return nil, err
	}
	chart, err := trend.PChart(table.Float("satisfied"), table.Float("n"), trend.ChartOptions{Sigmas: sigmas})
	if err != nil {
		return nil, err
	}
	out := []int{}
	for _, i := range chart.Out {
		out = append(out, i+1)
	}
	return conform.Obj{"center": chart.Centre, "lcl": chart.Low, "ucl": chart.High, "out": out}, nil
}

func fleiss(c *conform.Case) (any, error) {
	names := regexp.MustCompile(`\s*,\s*|\s+and\s+`).Split(find(c, `of ([\w,. ]+?) as \w+ raters`)[0], -1)
	k, err := scale.FleissKappa(c.Table("").Data(names...))
	if err != nil {
		return nil, err
	}
	return conform.Obj{"mean_agreement": k.Observed, "fleiss_kappa": k.Kappa.Value()}, nil
}

// npsWeighted is the mean of the scores under stratified sampling with the population sizes of the file.
func npsWeighted(c *conform.Case) (any, error) {
	table := c.Table("")
	weights, answers := table.Float("weight"), table.Float("nps")
	t, err := index.NewTally(tens(), answers, weights)
	if err != nil {
		return nil, err
	}
	sample, err := design.New(design.Spec{Weights: weights, Stages: []design.Stage{{
		Strata: stat.NewFactor(table.Text("stratum")), Population: table.Float("Nh"),
	}}})
	if err != nil {
		return nil, err
	}
	points, err := tens().Recode(tens().NPS(), answers)
	if err != nil {
		return nil, err
	}
	e, err := sample.Mean(points)
	if err != nil {
		return nil, err
	}
	n := t.NPS()
	z := stat.New(stat.Parts{Value: e.Value(), Variance: e.Variance(), DF: math.Inf(1), N: e.N()})
	return conform.Obj{
		"promoters": n.Promoters.Value(), "passives": n.Passives.Value(), "detractors": n.Detractors.Value(), "nps": n.Score.Value(),
		"estimate": e.Value(), "se": e.SE(), "ci95_normal": ci95(z), "ci95_t": ci95(e), "df": sample.DF(),
	}, nil
}
