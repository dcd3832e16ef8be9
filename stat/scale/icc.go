package scale

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Intraclass is one intraclass correlation.
type Intraclass struct {
	Value    float64 // at most 1; negative when raters disagree more than chance would
	F        float64 // of the hypothesis that it is zero
	DF1, DF2 float64
	P        float64
	Low      float64 // bounds of the confidence interval
	High     float64
}

// ICCs are the six intraclass correlations of Shrout & Fleiss (1979).
type ICCs struct {
	// Single is the reliability of one rating: [0] ICC1, every subject has raters of its own; [1]
	// ICC2, the raters are a sample of all raters (absolute agreement); [2] ICC3, these raters are
	// the only ones (consistency).
	Single [3]Intraclass
	// Mean is the reliability of the mean of the k raters, in the same order: ICC1k, ICC2k, ICC3k.
	// ICC3k is Cronbach's α.
	Mean     [3]Intraclass
	Raters   int
	Subjects int
	// MSB, MSJ, MSE and MSW are the mean squares between subjects, between raters, of the residuals
	// and within subjects.
	MSB, MSJ, MSE, MSW float64
}

// ICC are the intraclass correlations of k raters (columns) on n subjects (rows) with confidence
// intervals of the level; subjects with a missing rating do not count. From the two-way analysis of
// variance, MSW = (SSJ + SSE)/(n(k−1)),
//
//	ICC1 = (MSB − MSW)/(MSB + (k−1)·MSW)                     ICC1k = (MSB − MSW)/MSB
//	ICC2 = (MSB − MSE)/(MSB + (k−1)·MSE + k(MSJ − MSE)/n)    ICC2k = (MSB − MSE)/(MSB + (MSJ − MSE)/n)
//	ICC3 = (MSB − MSE)/(MSB + (k−1)·MSE)                     ICC3k = (MSB − MSE)/MSB
//
// Intervals as in Shrout & Fleiss (1979), those of ICC2 after McGraw & Wong (1996). A level of 0 is
// 0.95. Values are NaN when nothing varies. R: psych::ICC(lmer = FALSE).
func ICC(ratings stat.Data, level float64) (ICCs, error) {
	if level == 0 {
		level = 0.95
	}
	if !(level > 0 && level < 1) {
		panic("scale: confidence level outside (0, 1)")
	}
	if err := ratings.Check(pkg); err != nil {
		return ICCs{}, err
	}
	if len(ratings.Columns) < 2 {
		return ICCs{}, &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "raters", Got: 1, Want: 2}
	}
	complete, rows := ratings.Complete()
	if len(rows) < 2 {
		return ICCs{}, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "ratings", Got: float64(len(rows)), Want: 2}
	}
	c := meanSquares(complete)
	c.oneWay(level)
	c.random(level)
	c.fixed(level)
	return c, nil
}

// meanSquares is the two-way analysis of variance without replication.
func meanSquares(d stat.Data) ICCs {
	n, k := d.Rows(), len(d.Columns)
	c := ICCs{Raters: k, Subjects: n}
	subject, rater := make([]float64, n), make([]float64, k)
	grand := 0.0
	for j, column := range d.Columns {
		for i, x := range column {
			subject[i] += x / float64(k)
			rater[j] += x / float64(n)
			grand += x / float64(n*k)
		}
	}
	var ssb, ssj, sse float64
	for _, x := range subject {
		ssb += (x - grand) * (x - grand) * float64(k)
	}
	for j, column := range d.Columns {
		ssj += (rater[j] - grand) * (rater[j] - grand) * float64(n)
		for i, x := range column {
			e := x - subject[i] - rater[j] + grand
			sse += e * e
		}
	}
	c.MSB, c.MSJ, c.MSE = ssb/float64(n-1), ssj/float64(k-1), sse/float64((n-1)*(k-1))
	c.MSW = (ssj + sse) / float64(n*(k-1))
	return c
}

// ratio is the intraclass correlation with its F, its degrees of freedom and its exact interval,
// for one rating and for the mean of k: those of ICC1 and ICC3.
func (c *ICCs) ratio(within, df2, level float64) (single, mean Intraclass) {
	k, df1 := float64(c.Raters), float64(c.Subjects-1)
	f := c.MSB / within
	p := dist.FP(f, df1, df2)
	low := f / fQuantile((1+level)/2, df1, df2)
	high := f * fQuantile((1+level)/2, df2, df1)
	single = Intraclass{
		Value: (c.MSB - within) / (c.MSB + (k-1)*within), F: f, DF1: df1, DF2: df2, P: p,
		Low: (low - 1) / (low + k - 1), High: (high - 1) / (high + k - 1),
	}
	mean = Intraclass{
		Value: (c.MSB - within) / c.MSB, F: f, DF1: df1, DF2: df2, P: p,
		Low: 1 - 1/low, High: 1 - 1/high,
	}
	return single, mean
}

func (c *ICCs) oneWay(level float64) {
	c.Single[0], c.Mean[0] = c.ratio(c.MSW, float64(c.Subjects*(c.Raters-1)), level)
}

func (c *ICCs) fixed(level float64) {
	c.Single[2], c.Mean[2] = c.ratio(c.MSE, float64((c.Subjects-1)*(c.Raters-1)), level)
}

// random is ICC2, whose interval has approximate degrees of freedom.
func (c *ICCs) random(level float64) {
	n, k := float64(c.Subjects), float64(c.Raters)
	df1, df2 := n-1, (n-1)*(k-1)
	f := c.MSB / c.MSE
	p := dist.FP(f, df1, df2)
	r := (c.MSB - c.MSE) / (c.MSB + (k-1)*c.MSE + k*(c.MSJ-c.MSE)/n)
	fj := c.MSJ / c.MSE
	up := k*r*fj + n*(1+(k-1)*r) - k*r
	down := (n-1)*k*k*r*r*fj*fj + math.Pow(n*(1+(k-1)*r)-k*r, 2)
	v := (k - 1) * (n - 1) * up * up / down
	rest := k*c.MSJ + (k*n-k-n)*c.MSE
	fl, fh := fQuantile((1+level)/2, n-1, v), fQuantile((1+level)/2, v, n-1)
	low := n * (c.MSB - fl*c.MSE) / (fl*rest + n*c.MSB)
	high := n * (fh*c.MSB - c.MSE) / (rest + n*fh*c.MSB)
	c.Single[1] = Intraclass{Value: r, F: f, DF1: df1, DF2: df2, P: p, Low: low, High: high}
	c.Mean[1] = Intraclass{
		Value: (c.MSB - c.MSE) / (c.MSB + (c.MSJ-c.MSE)/n), F: f, DF1: df1, DF2: df2, P: p,
		Low: low * k / (1 + low*(k-1)), High: high * k / (1 + high*(k-1)),
	}
}

// fQuantile is the quantile of F, NaN without degrees of freedom.
func fQuantile(p, d1, d2 float64) float64 {
	if !(d1 > 0 && d2 > 0) || math.IsInf(d1, 0) || math.IsInf(d2, 0) {
		return math.NaN()
	}
	return dist.FQuantile(p, d1, d2)
}
