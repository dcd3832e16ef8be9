package pls

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/internal/par"
)

// Resampling are the options of Bootstrap. The zero value is 1000 resamples and 95 % intervals.
type Resampling struct {
	Resamples int     // 0 is 1000
	Level     float64 // of the intervals; 0 is 0.95
}

// Interval is a confidence interval.
type Interval struct{ Low, High float64 }

// Resampled is a figure with its bootstrap error.
type Resampled struct {
	Figure
	// Estimate is the figure of all respondents with the standard deviation over resamples as its
	// standard error and infinite degrees of freedom.
	Estimate stat.Estimate
	Bias     float64 // mean over resamples less the figure
	// Percentile are the (1 − level)/2 and (1 + level)/2 quantiles of the resamples (interpolated,
	// definition 7 of Hyndman and Fan 1996).
	Percentile Interval
	// BCa is the bias-corrected and accelerated interval; NaN when the resamples lie all on one side
	// of the figure. Both intervals are NaN when the figure is undefined in a resample.
	BCa Interval
}

// Bootstrapped is the result of Bootstrap.
type Bootstrapped struct {
	Resamples int // asked for
	// Failed are the resamples left out because an item did not vary in them, items or predecessors
	// were collinear, or the iteration did not converge.
	Failed  int
	Level   float64
	Figures []Resampled
}

// Find is the figure of that kind; ok is false when the model has no such figure.
func (b *Bootstrapped) Find(f Figure) (found Resampled, ok bool) {
	i := slices.IndexFunc(b.Figures, func(r Resampled) bool { return r.Figure == f })
	if i < 0 {
		return Resampled{}, false
	}
	return b.Figures[i], true
}

// jackknifeGroups is the largest number of parts whose omission gives the acceleration of BCa.
const jackknifeGroups = 500

// Bootstrap draws respondents with replacement, estimates the model again and reports the spread of
// all figures. Each resample starts from the weights of all respondents; a composite that comes out
// with the opposite sign is turned round. It fails when less than half of the resamples can be
// estimated. The result depends on the source only.
func (r *Result) Bootstrap(o Resampling, src rand.Source) (*Bootstrapped, error) {
	if o.Resamples == 0 {
		o.Resamples = 1000
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	if !(o.Level > 0 && o.Level < 1) {
		panic("pls: confidence level outside (0, 1)")
	}
	if o.Resamples < 2 {
		return nil, tooFew(o.Resamples, 2, "resamples")
	}
	figures := r.plan.figures()
	draws := r.resample(o.Resamples, len(figures), src)
	b := &Bootstrapped{Resamples: o.Resamples, Failed: o.Resamples - len(draws), Level: o.Level}
	if len(draws) < max(2, o.Resamples/2) {
		e := fault(stat.TooFewRows, "resamples")
		e.Got, e.Want = float64(len(draws)), float64(max(2, o.Resamples/2))
		return nil, e
	}
	whole := make([]float64, len(figures))
	r.space.figures(r.plan, whole)
	acceleration := r.acceleration(len(figures))
	b.Figures = make([]Resampled, len(figures))
	par.Do(len(figures), func(f int) {
		values := make([]float64, len(draws))
		for i, draw := range draws {
			values[i] = draw[f]
		}
		sort.Float64s(values)
		b.Figures[f] = summary(values, whole[f], acceleration[f], o.Level)
		b.Figures[f].Figure = figures[f]
		b.Figures[f].Estimate = stat.New(stat.Parts{
			Value: whole[f], Variance: variance(values), SRSVariance: math.NaN(), DF: math.Inf(1),
			N: int64(r.N), SumW: float64(r.N), SumW2: float64(r.N),
		})
	})
	return b, nil
}

// worker is what a core needs to estimate resamples.
type worker struct {
	*space
	sums    *moments
	weights []float64 // how often each respondent is in
}

func (r *Result) newWorker() *worker {
	return &worker{newSpace(r.plan), newMoments(r.sample.items), make([]float64, r.N)}
}

// refit estimates from w.sums, starting from and turned towards the given weights.
func (w *worker) refit(p *plan, of *sample, start []float64) bool {
	if w.load(w.sums, of) >= 0 {
		return false
	}
	copy(w.next, start)
	if _, _, err := w.estimate(p); err != nil {
		return false
	}
	w.align(p, start)
	return true
}

// chunk is how many resamples a core takes at a time, so that its working space is made once for all.
const chunk = 16

// resample are the figures of the resamples that could be estimated, in order.
func (r *Result) resample(resamples, figures int, src rand.Source) [][]float64 {
	streams := par.NewStreams(src)
	draws := make([][]float64, resamples)
	values := make([]float64, resamples*figures)
	par.Do((resamples+chunk-1)/chunk, func(c int) {
		w := r.newWorker()
		for i := c * chunk; i < min(resamples, (c+1)*chunk); i++ {
			w.draw(streams.At(i))
			w.sums.reset()
			w.sums.addRows(r.sample, w.weights)
			if w.refit(r.plan, r.sample, r.space.w) {
				draws[i] = values[i*figures : (i+1)*figures]
				w.figures(r.plan, draws[i])
			}
		}
	})
	return slices.DeleteFunc(draws, func(d []float64) bool { return d == nil })
}

// draw draws as many respondents as there are, with replacement.
func (w *worker) draw(random *rand.Rand) {
	clear(w.weights)
	n := len(w.weights)
	for range n {
		w.weights[random.IntN(n)]++
	}
}

// acceleration of each figure, from leaving out one respondent at a time, or one of jackknifeGroups
// parts when there are more: Σ d³ / 6(Σ d²)^1.5 with d the mean over the parts less the figure
// without the part (Efron 1987).
func (r *Result) acceleration(figures int) []float64 {
	groups := min(r.N, jackknifeGroups)
	whole := newMoments(r.sample.items)
	whole.addRows(r.sample, ones(r.N))
	left := make([][]float64, groups)
	par.Do((groups+chunk-1)/chunk, func(c int) {
		w, part := r.newWorker(), newMoments(r.sample.items)
		for g := c * chunk; g < min(groups, (c+1)*chunk); g++ {
			part.reset()
			for i := g; i < r.N; i += groups {
				part.add(r.sample.row(i), 1)
			}
			w.sums.minus(whole, part)
			if w.refit(r.plan, r.sample, r.space.w) {
				left[g] = make([]float64, figures)
				w.figures(r.plan, left[g])
			}
		}
	})
	left = slices.DeleteFunc(left, func(d []float64) bool { return d == nil })
	a := make([]float64, figures)
	for f := range a {
		mean := 0.0
		for _, values := range left {
			mean += values[f] / float64(len(left))
		}
		squares, cubes := 0.0, 0.0
		for _, values := range left {
			d := mean - values[f]
			squares += d * d
			cubes += d * d * d
		}
		if squares > 0 {
			a[f] = cubes / (6 * math.Pow(squares, 1.5))
		}
	}
	return a
}

// summary of the sorted resamples of a figure.
func summary(sorted []float64, whole, acceleration, level float64) Resampled {
	mean := 0.0
	for _, x := range sorted {
		mean += x / float64(len(sorted))
	}
	low, high := (1-level)/2, (1+level)/2
	s := Resampled{
		Bias:       mean - whole,
		Percentile: Interval{quantile(sorted, low), quantile(sorted, high)},
		BCa:        Interval{math.NaN(), math.NaN()},
	}
	if math.IsNaN(mean) {
		s.Percentile = s.BCa
		return s
	}
	below, equal := 0.0, 0.0
	for _, x := range sorted {
		switch near := math.Abs(x-whole) <= 1e-9*math.Abs(whole); {
		case near:
			equal++
		case x < whole:
			below++
		}
	}
	share := (below + equal/2) / float64(len(sorted))
	if share <= 0 || share >= 1 || math.IsNaN(whole) {
		return s
	}
	z0 := dist.NormalQuantile(share)
	bound := func(p float64) float64 {
		z := z0 + dist.NormalQuantile(p)
		return quantile(sorted, dist.Normal(z0+z/(1-acceleration*z)))
	}
	s.BCa = Interval{bound(low), bound(high)}
	return s
}

// quantile interpolates between the order statistics at 1 + (n − 1)p.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	if math.IsNaN(at) { // a bound of BCa without a meaning
		return at
	}
	i := min(int(at), len(sorted)-2)
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// variance with n − 1.
func variance(values []float64) float64 {
	mean, squares := 0.0, 0.0
	for _, x := range values {
		mean += x / float64(len(values))
	}
	for _, x := range values {
		squares += (x - mean) * (x - mean)
	}
	return squares / float64(len(values)-1)
}
