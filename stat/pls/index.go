package pls

import (
	"math"

	"manyi.dev/manyi/stat"
)

// index reports the 0–100 index and the effects on it.
func (r *Result) index() {
	p, s := r.plan, r.space
	for l := range r.Constructs {
		r.Constructs[l].IndexSD = math.NaN()
	}
	if !p.model.hasIndex() {
		return
	}
	r.Impact = square(s.total, s.constructs)
	for l := range r.Constructs {
		mean, sd := s.indexOf(p, l)
		n := float64(r.N)
		r.Constructs[l].IndexSD = math.Abs(sd)
		r.Constructs[l].Index = stat.New(stat.Parts{
			Value: mean, Variance: sd * sd / n, SRSVariance: sd * sd / n, DF: n - 1, N: int64(r.N), SumW: n, SumW2: n,
		})
	}
	for i := range r.Impact {
		for j := range r.Impact {
			r.Impact[i][j] = s.impact(p, i, j)
		}
	}
}

// indexOf is the mean of the index of a construct and by how much it moves with a standard deviation
// of the composite, negative when the two run against each other; NaN when the weights cancel out.
func (s *space) indexOf(p *plan, construct int) (mean, sd float64) {
	block, reach := p.blocks[construct], 0.0
	for i := block.from; i < block.to; i++ {
		scale, raw := p.model.scaleOf(p.items[i]), s.w[i]/s.sd[i]
		mean += raw * (s.mean[i] - scale.Low)
		reach += raw * (scale.High - scale.Low)
	}
	if reach == 0 {
		return math.NaN(), math.NaN()
	}
	return 100 * mean / reach, 100 / reach
}

// impact is the total effect on the 0–100 index: the standardised one times the ratio of the
// standard deviations of the two indices.
func (s *space) impact(p *plan, to, from int) float64 {
	_, effect := s.indexOf(p, to)
	_, cause := s.indexOf(p, from)
	return s.total[to*s.constructs+from] * effect / cause
}

// Rows are the rows of the data that were used, in order; scores are in this order.
func (r *Result) Rows() []int { return r.sample.rows }

// Scores are the values of a construct for each respondent used, standardised: Σ_k w_k·(x_k − x̄_k)/s_k.
func (r *Result) Scores(construct int) []float64 {
	block := r.plan.blocks[construct]
	scores := make([]float64, r.N)
	for i := range scores {
		scores[i] = dot(r.space.w[block.from:block.to], r.sample.row(i)[block.from:block.to])
	}
	return scores
}

// IndexScores are the values of the 0–100 index of a construct for each respondent used:
//
//	100·Σ_k v_k·(x_k − low_k) / Σ_k v_k·(high_k − low_k)   with v_k = w_k/s_k
//
// They are NaN when the model has no scale. Negative weights can take a value out of 0 to 100.
func (r *Result) IndexScores(construct int) []float64 {
	mean, sd := math.NaN(), math.NaN()
	if r.plan.model.hasIndex() {
		mean, sd = r.space.indexOf(r.plan, construct)
	}
	scores := r.Scores(construct)
	for i := range scores {
		scores[i] = mean + sd*scores[i]
	}
	return scores
}
