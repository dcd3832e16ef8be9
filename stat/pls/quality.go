package pls

import "math"

// SRMR is the standardised root mean square residual: √(mean (r − r̂)²) over the correlations of the
// items on and below the diagonal. Between blocks the model implies r̂ = λ_i·ρ·λ_j with ρ the
// correlation of the constructs: as observed (saturated) or as the paths imply it (estimated).
// Within a block the composite model leaves the correlations as observed; the factor model implies
// λ_i·λ_j within blocks of mode A.
type SRMR struct {
	Saturated, Estimated             float64 // composite model
	FactorSaturated, FactorEstimated float64 // factor model for blocks of mode A
}

// consist computes communalities, reliabilities and GoF.
func (r *Result) consist() {
	p, s := r.plan, r.space
	shared, items, explained, endogenous := 0.0, 0, 0.0, 0
	for l, block := range p.blocks {
		c := &r.Constructs[l]
		load := s.rw[l*s.items+block.from : l*s.items+block.to]
		sum := 0.0
		for _, x := range load {
			sum += x
		}
		squares := dot(load, load)
		c.Communality = squares / float64(block.len())
		c.Redundancy = c.R2 * c.Communality
		c.AVE, c.RhoA, c.RhoC, c.Alpha = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		if p.mode(l) == ModeA {
			c.AVE = c.Communality
			c.RhoC = sum * sum / (sum*sum + float64(block.len()) - squares)
			c.RhoA, c.Alpha = s.rhoA(block), s.alpha(block)
		}
		if block.len() > 1 {
			shared += squares
			items += block.len()
		}
		if len(p.pred[l]) > 0 {
			explained += c.R2
			endogenous++
		}
	}
	r.GoF = math.Sqrt(explained / float64(endogenous) * shared / float64(items))
}

// rhoA is (w'w)²·w'(S − diag S)w / w'(ww' − diag ww')w.
func (s *space) rhoA(block span) float64 {
	if block.len() == 1 {
		return 1
	}
	w2, observed, implied := 0.0, 0.0, 0.0
	for i := block.from; i < block.to; i++ {
		w2 += s.w[i] * s.w[i]
		for j := block.from; j < block.to; j++ {
			if i != j {
				ww := s.w[i] * s.w[j]
				observed += ww * s.r[i*s.items+j]
				implied += ww * ww
			}
		}
	}
	return w2 * w2 * observed / implied
}

// alpha is k/(k − 1)·(1 − k/ΣΣr).
func (s *space) alpha(block span) float64 {
	if block.len() == 1 {
		return 1
	}
	k, sum := float64(block.len()), 0.0
	for i := block.from; i < block.to; i++ {
		for j := block.from; j < block.to; j++ {
			sum += s.r[i*s.items+j]
		}
	}
	return k / (k - 1) * (1 - k/sum)
}

// discriminate computes both heterotrait–monotrait ratios.
func (r *Result) discriminate() {
	s, blocks := r.space, r.plan.blocks
	as := func(x float64) float64 { return x }
	for _, kind := range []struct {
		of  func(float64) float64
		out *[][]float64
	}{{as, &r.HTMT}, {math.Abs, &r.HTMTAbs}} {
		within := make([]float64, len(blocks))
		ratio := make([][]float64, len(blocks))
		for i, a := range blocks {
			within[i] = 1
			if a.len() > 1 {
				within[i] = s.meanCorrelation(a, a, kind.of)
			}
			ratio[i] = make([]float64, len(blocks))
			for j := range blocks {
				ratio[i][j] = math.NaN()
				if j < i {
					ratio[i][j] = s.meanCorrelation(a, blocks[j], kind.of) / math.Sqrt(within[i]*within[j])
				}
			}
		}
		*kind.out = ratio
	}
}

// meanCorrelation is the mean of f(r) over pairs of different items, one from each block.
func (s *space) meanCorrelation(a, b span, f func(float64) float64) float64 {
	sum, n := 0.0, 0
	for i := a.from; i < a.to; i++ {
		for j := b.from; j < b.to; j++ {
			if i != j {
				sum += f(s.r[i*s.items+j])
				n++
			}
		}
	}
	return sum / float64(n)
}

// FornellLarcker is the table of the criterion: √AVE on the diagonal (NaN for mode B), the
// correlations of the constructs below it, NaN above. Each √AVE should exceed the correlations in
// its row and column.
func (r *Result) FornellLarcker() [][]float64 {
	table := make([][]float64, len(r.Constructs))
	for i := range table {
		table[i] = make([]float64, len(table))
		for j := range table {
			switch {
			case j < i:
				table[i][j] = r.Correlations[i][j]
			case j == i:
				table[i][j] = math.Sqrt(r.Constructs[i].AVE)
			default:
				table[i][j] = math.NaN()
			}
		}
	}
	return table
}

func (s *space) srmr(p *plan) SRMR {
	estimated := s.implied(p)
	return SRMR{
		Saturated: s.residual(p, s.c, false), Estimated: s.residual(p, estimated, false),
		FactorSaturated: s.residual(p, s.c, true), FactorEstimated: s.residual(p, estimated, true),
	}
}

// implied are the correlations of the constructs that the paths imply: those of exogenous constructs
// are as observed, disturbances are uncorrelated with everything before them.
func (s *space) implied(p *plan) []float64 {
	l := s.constructs
	c := append([]float64(nil), s.c...)
	for k, j := range p.order {
		if len(p.pred[j]) == 0 {
			continue
		}
		for _, i := range p.before(k) {
			c[j*l+i] = 0
			for _, h := range p.pred[j] {
				c[j*l+i] += s.b[j*l+h] * c[h*l+i]
			}
			c[i*l+j] = c[j*l+i]
		}
	}
	return c
}

// before are the constructs that precede the k-th of p.order; exogenous ones come first whatever
// their place, since nothing explains them.
func (p *plan) before(k int) (list []int) {
	for n, i := range p.order {
		if n < k || n > k && len(p.pred[i]) == 0 {
			list = append(list, i)
		}
	}
	return list
}

func (s *space) residual(p *plan, between []float64, factor bool) float64 {
	sum := 0.0
	for l, a := range p.blocks {
		for m, b := range p.blocks[:l+1] {
			if l == m && !(factor && p.mode(l) == ModeA) {
				continue
			}
			for i := a.from; i < a.to; i++ {
				for j := b.from; j < min(b.to, i); j++ {
					implied := s.rw[l*s.items+i] * between[l*s.constructs+m] * s.rw[m*s.items+j]
					residual := s.r[i*s.items+j] - implied
					sum += residual * residual
				}
			}
		}
	}
	return math.Sqrt(sum / float64(s.items*(s.items+1)/2))
}
