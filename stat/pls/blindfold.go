package pls

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// DefaultOmission is the omission distance of Blindfold.
const DefaultOmission = 7

// Predictive is the cross-validated predictive relevance of a construct.
type Predictive struct {
	Construct string
	// Q2 is the cross-validated redundancy: the omitted answers are predicted from the predecessors of
	// the construct. NaN for a construct without predecessors. Above 0 the paths predict better than
	// the means do.
	Q2 float64
	// Communality is the same with the answers predicted from the score of the construct itself. It is
	// 0 for a single item, since the omitted answer is all the construct has.
	Communality float64
}

// Blindfold computes Stone and Geisser's Q² for every construct. The answers to a block's items are
// numbered down the columns, one after the other; in round d of D those numbered d, d + D, d + 2D, …
// are omitted and replaced by the means of the others, the model is estimated, and the omitted ones
// are predicted:
//
//	x̂_ik = m_k + s_k·λ_k·Σ_j β_j·Y_ij         (redundancy; communality: m_k + s_k·λ_k·Y_i)
//	Q²   = 1 − Σ_d Σ(x_ik − x̂_ik)² / Σ_d Σ(x_ik − m_k)²
//
// where m_k is the mean of the answers left, s_k and λ_k are the standard deviation and the loading
// after replacement, and x is standardised over all respondents so that items on different scales
// count alike. The distance D must not divide the number of respondents, else whole rows would be
// omitted; 0 is DefaultOmission, or the next larger number that does not.
//
// Sources: Stone (1974), Geisser (1974), Wold (1982); Tenenhaus et al. (2005), section 3.
func (r *Result) Blindfold(distance int) ([]Predictive, error) {
	if distance == 0 {
		distance = DefaultOmission
		for r.N%distance == 0 {
			distance++
		}
	}
	if distance < 2 || distance > r.N || r.N%distance == 0 {
		e := fault(stat.OutOfRange, "omission distance")
		e.Got = float64(distance)
		return nil, e
	}
	l := len(r.Constructs)
	rounds := make([]omission, l*distance)
	par.Do(len(rounds), func(i int) {
		rounds[i] = r.omit(i/distance, i%distance, distance)
	})
	list := make([]Predictive, l)
	for j := range list {
		sum := omission{}
		for _, o := range rounds[j*distance : (j+1)*distance] {
			if o.fault != nil {
				return nil, o.fault
			}
			sum.mean += o.mean
			sum.paths += o.paths
			sum.score += o.score
		}
		list[j] = Predictive{Construct: r.Constructs[j].Name, Q2: math.NaN(), Communality: 1 - sum.score/sum.mean}
		if len(r.plan.pred[j]) > 0 {
			list[j].Q2 = 1 - sum.paths/sum.mean
		}
	}
	return list, nil
}

// omission is what a round of blindfolding found: sums of squared errors of the three predictions.
type omission struct {
	mean, paths, score float64
	fault              *stat.Error
}

// omit does a round for a construct.
func (r *Result) omit(construct, first, distance int) (o omission) {
	p, n := r.plan, r.N
	block := p.blocks[construct]
	left := *r.sample
	left.z = append([]float64(nil), r.sample.z...)
	omitted := func(do func(row, item int)) {
		for at := first; at < n*block.len(); at += distance {
			do(at%n, block.from+at/n)
		}
	}
	sum, count := make([]float64, len(p.items)), make([]float64, len(p.items))
	omitted(func(row, item int) {
		sum[item] -= left.row(row)[item] // all add up to zero
		count[item]++
	})
	omitted(func(row, item int) { left.row(row)[item] = sum[item] / (float64(n) - count[item]) })
	w := r.newWorker()
	w.sums.addRows(&left, ones(n))
	standard := left
	standard.mean, standard.sd = make([]float64, len(p.items)), ones(len(p.items))
	if i := w.load(w.sums, &standard); i >= 0 {
		return omission{fault: fault(stat.Constant, "%q", p.items[i])}
	}
	copy(w.next, r.space.w)
	if _, _, err := w.estimate(p); err != nil {
		return omission{fault: err}
	}
	score := func(row, l int) (y float64) {
		for k := p.blocks[l].from; k < p.blocks[l].to; k++ {
			y += w.w[k] * (left.row(row)[k] - w.mean[k]) / w.sd[k]
		}
		return y
	}
	omitted(func(row, item int) {
		y, slope := 0.0, w.sd[item]*w.rw[construct*w.items+item]
		for _, j := range p.pred[construct] {
			y += w.b[construct*w.constructs+j] * score(row, j)
		}
		off := r.sample.row(row)[item] - left.row(row)[item] // left holds the mean here
		byPaths, byScore := off-slope*y, off-slope*score(row, construct)
		o.mean += off * off
		o.paths += byPaths * byPaths
		o.score += byScore * byScore
	})
	return o
}
