package rank

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/internal/par"
)

// Posterior is what a model knows about the true figures of the units.
type Posterior interface {
	// Below is the probability, by unit, that its true figure is under the target.
	Below(target float64) []float64
	// draw fills theta with one draw of the true figures of all units.
	draw(r *rand.Rand, theta []float64)
	units() int
}

// Below is Φ((target − θ̂_i)/SD_i), with the posterior normal that includes the error of μ.
func (m *Normal) Below(target float64) []float64 {
	p := make([]float64, len(m.Shrunk))
	for i, mean := range m.Shrunk {
		p[i] = dist.Normal((target - mean) / m.SD[i])
	}
	return p
}

func (m *Normal) units() int { return len(m.Shrunk) }

// draw takes μ first, which moves all units together, and then each unit given μ.
func (m *Normal) draw(r *rand.Rand, theta []float64) {
	shift := m.SEMu * r.NormFloat64()
	for i := range theta {
		theta[i] = m.Shrunk[i] + m.Shrinkage[i]*shift + m.NaiveSD[i]*r.NormFloat64()
	}
}

// Below is the distribution function of Beta(x_i + a, n_i − x_i + b) at the target; with ρ = 0, and
// where it is certain, 1 for a share under the target and 0 otherwise.
func (m *BetaBinomial) Below(target float64) []float64 {
	below := make([]float64, len(m.Shrunk))
	for i, p := range m.Shrunk {
		a, b := m.x[i]+m.A, m.n[i]-m.x[i]+m.B
		switch {
		case m.Rho == 0 || p == 0 || p == 1 || target <= 0 || target >= 1:
			if p < target {
				below[i] = 1
			}
		default:
			below[i] = mathext.RegIncBeta(a, b, target)
		}
	}
	return below
}

func (m *BetaBinomial) units() int { return len(m.Shrunk) }

func (m *BetaBinomial) draw(r *rand.Rand, theta []float64) {
	for i, p := range m.Shrunk {
		theta[i] = p
		if m.Rho == 0 || p == 0 || p == 1 {
			continue
		}
		x := distuv.Gamma{Alpha: m.x[i] + m.A, Beta: 1, Src: r}.Rand()
		y := distuv.Gamma{Alpha: m.n[i] - m.x[i] + m.B, Beta: 1, Src: r}.Rand()
		if x+y > 0 {
			theta[i] = x / (x + y)
		}
	}
}

// SimulateOptions are the options of Simulate; the zero value makes 95 % intervals from 10 000 draws.
type SimulateOptions struct {
	Draws int     // 0 stands for 10 000
	Level float64 // of the rank intervals; 0 stands for 0.95
	Top   int     // k of "among the best k"; 0 stands for 1
}

// Ranks is what may be said of the rank of each unit, 1 being the highest true figure.
type Ranks struct {
	Expected  []float64 // mean rank
	Median    []int
	Low, High []int     // interval of the rank
	Top       []float64 // probability of being among the best k
}

// Simulate draws the true figures of all units from the posterior many times, ranks them each time,
// and sums up the ranks by unit (Goldstein and Spiegelhalter 1996, JRSS A 159). The bounds of the
// interval are the (1−level)/2 and (1+level)/2 quantiles of the ranks drawn. Units that are drawn
// equal, because the model sees no difference between them, change places at random.
//
// The result depends on the source and not on the number of processors. With more than 2048 units
// the quantiles are exact to units/2048 ranks, rounded outwards.
func Simulate(p Posterior, src rand.Source, o SimulateOptions) (*Ranks, error) {
	if o.Draws == 0 {
		o.Draws = 10_000
	}
	if o.Level == 0 {
		o.Level = 0.95
	}
	if o.Top == 0 {
		o.Top = 1
	}
	if !(o.Level > 0 && o.Level < 1) {
		panic("rank: level outside (0, 1)")
	}
	k := p.units()
	if o.Draws < 0 || o.Draws > math.MaxInt32 {
		return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "draws", Got: float64(o.Draws)}
	}
	if o.Top < 0 || o.Top > k {
		return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "top", Got: float64(o.Top), Want: float64(k)}
	}
	t := newTable(k)
	streams := par.NewStreams(src)
	par.Do((o.Draws+batch-1)/batch, func(b int) {
		t.run(p, streams.At(b), min(batch, o.Draws-b*batch), o.Top)
	})
	return t.ranks(o), nil
}

// batch is the number of draws that share a stream.
const batch = 64

// maxBins bounds the memory of the table of ranks.
const maxBins = 2048

// table counts, by unit, how often each rank (or bin of ranks) was drawn.
type table struct {
	units, bins, width int
	counts             []uint32
	sums               []uint64
	top                []uint32
}

func newTable(k int) *table {
	width := (k + maxBins - 1) / maxBins
	bins := (k + width - 1) / width
	return &table{units: k, bins: bins, width: width, counts: make([]uint32, k*bins), sums: make([]uint64, k), top: make([]uint32, k)}
}

// drawn is a unit with its drawn figure.
type drawn struct {
	theta float64
	unit  int
}

// run adds draws to the table; additions of whole numbers commute, so the order of batches does
// not matter.
func (t *table) run(p Posterior, r *rand.Rand, draws, top int) {
	theta := make([]float64, t.units)
	order := make([]drawn, t.units)
	for range draws {
		p.draw(r, theta)
		for i, x := range theta {
			order[i] = drawn{x, i}
		}
		// Sorting does not keep the order of equal figures; after a shuffle it is random.
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		slices.SortFunc(order, func(a, b drawn) int {
			switch {
			case a.theta > b.theta:
				return -1
			case a.theta < b.theta:
				return 1
			}
			return 0
		})
		for at, d := range order {
			atomic.AddUint32(&t.counts[d.unit*t.bins+at/t.width], 1)
			atomic.AddUint64(&t.sums[d.unit], uint64(at)+1)
			if at < top {
				atomic.AddUint32(&t.top[d.unit], 1)
			}
		}
	}
}

func (t *table) ranks(o SimulateOptions) *Ranks {
	r := &Ranks{}
	draws := float64(o.Draws)
	for i := range t.units {
		counts := t.counts[i*t.bins : (i+1)*t.bins]
		low := t.quantile(counts, draws*(1-o.Level)/2)
		high := t.quantile(counts, draws*(1+o.Level)/2)
		r.Low = append(r.Low, low*t.width+1)
		r.High = append(r.High, min(t.units, (high+1)*t.width))
		r.Median = append(r.Median, min(t.units, t.quantile(counts, draws/2)*t.width+(t.width+1)/2))
		r.Expected = append(r.Expected, float64(t.sums[i])/draws)
		r.Top = append(r.Top, float64(t.top[i])/draws)
	}
	return r
}

// quantile is the first bin at which at least the given number of draws has been counted.
func (t *table) quantile(counts []uint32, draws float64) int {
	var sum float64
	for bin, c := range counts {
		sum += float64(c)
		if sum >= draws && sum > 0 {
			return bin
		}
	}
	return len(counts) - 1
}
