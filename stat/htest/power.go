package htest

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// Plan says how a comparison is going to be tested. The zero value is a two-sided test at 5 % of two
// independent groups of n each.
type Plan struct {
	Alpha    float64 // the level of the test; 0 means 0.05
	OneSided bool
	// Strict counts a significant difference in the wrong direction as well, which only matters for
	// effects near 0.
	Strict bool
	// Single plans one group of n, or n pairs, instead of two groups of n each (PowerMeans and
	// SizeMeans only).
	Single bool
}

func (p Plan) alpha() (float64, error) {
	switch {
	case p.Alpha == 0:
		return 0.05, nil
	case p.Alpha > 0 && p.Alpha < 1:
		return p.Alpha, nil
	}
	return 0, fail(stat.OutOfRange, "alpha", p.Alpha, 0)
}

// tail is the probability of a false positive on one side.
func (p Plan) tail(alpha float64) float64 {
	if p.OneSided {
		return alpha
	}
	return alpha / 2
}

// PowerShares is the probability that the comparison of two shares p1 and p2, from n respondents each,
// becomes significant (Fleiss 1981, section 3.2; R: power.prop.test). With p̄ = (p1+p2)/2,
//
//	Φ( (√n·|p1−p2| − z(1−α/2)·√(2p̄(1−p̄))) / √(p1(1−p1)+p2(1−p2)) )
func PowerShares(p1, p2, n float64, plan Plan) (float64, error) {
	s, err := newShares(p1, p2, plan)
	if err != nil {
		return math.NaN(), err
	}
	if !(n > 0) || math.IsInf(n, 0) {
		return math.NaN(), fail(stat.OutOfRange, "n", n, 0)
	}
	return s.power(n), nil
}

// SizeShares is the number of respondents in each of two groups for which the comparison of the shares p1
// and p2 has the given power (see PowerShares); it is not rounded.
func SizeShares(p1, p2, power float64, plan Plan) (float64, error) {
	s, err := newShares(p1, p2, plan)
	if err != nil {
		return math.NaN(), err
	}
	alpha, _ := plan.alpha()
	if p1 == p2 {
		return math.NaN(), fail(stat.Infeasible, "power without a difference", 0, 0)
	}
	if !(power > alpha && power < 1) {
		return math.NaN(), fail(stat.OutOfRange, "power", power, alpha)
	}
	root := (s.critical*s.null + dist.NormalQuantile(power)*s.alternative) / math.Abs(p1-p2)
	n := root * root
	if root > 0 && (!plan.Strict || plan.OneSided) {
		return n, nil
	}
	return solveSize(0, power, s.power)
}

// shares is a planned comparison of two shares.
type shares struct {
	diff, critical, null, alternative float64
	strict                            bool
}

func newShares(p1, p2 float64, plan Plan) (shares, error) {
	alpha, err := plan.alpha()
	if err != nil {
		return shares{}, err
	}
	for i, p := range []float64{p1, p2} {
		if !(p > 0 && p < 1) {
			return shares{}, fail(stat.OutOfRange, []string{"p1", "p2"}[i], p, 0)
		}
	}
	return shares{
		diff:        math.Abs(p1 - p2),
		critical:    -dist.NormalQuantile(plan.tail(alpha)),
		null:        math.Sqrt((p1 + p2) * (1 - (p1+p2)/2)),
		alternative: math.Sqrt(p1*(1-p1) + p2*(1-p2)),
		strict:      plan.Strict && !plan.OneSided,
	}, nil
}

func (s shares) power(n float64) float64 {
	away, border := math.Sqrt(n)*s.diff, s.critical*s.null
	power := dist.Normal((away - border) / s.alternative)
	if s.strict {
		power += dist.Normal((-away - border) / s.alternative)
	}
	return power
}

// PowerMeans is the probability that the t test of a difference delta of means, of values with the standard
// deviation sd, becomes significant with n values in each group (R: power.t.test). With ν = 2(n−1) and
// λ = √(n/2)·δ/σ, or ν = n−1 and λ = √n·δ/σ for a single group or pairs (σ that of the differences),
//
//	P(T ≥ t(ν, 1−α/2)),  T noncentral t with ν degrees of freedom and noncentrality λ
//
// n must be at least 2 and need not be whole.
func PowerMeans(delta, sd, n float64, plan Plan) (float64, error) {
	alpha, err := checkMeans(delta, sd, plan)
	if err != nil {
		return math.NaN(), err
	}
	if !(n >= 2) || math.IsInf(n, 0) {
		return math.NaN(), fail(stat.OutOfRange, "n", n, 2)
	}
	return powerMeans(math.Abs(delta)/sd, n, plan.tail(alpha), plan), nil
}

// SizeMeans is the number of values in each group for which the t test of a difference delta has the given
// power (see PowerMeans); it is not rounded, and 2 when even less would do.
func SizeMeans(delta, sd, power float64, plan Plan) (float64, error) {
	alpha, err := checkMeans(delta, sd, plan)
	if err != nil {
		return math.NaN(), err
	}
	if delta == 0 {
		return math.NaN(), fail(stat.Infeasible, "power without a difference", 0, 0)
	}
	if !(power > alpha && power < 1) {
		return math.NaN(), fail(stat.OutOfRange, "power", power, alpha)
	}
	return solveSize(2, power, func(n float64) float64 {
		return powerMeans(math.Abs(delta)/sd, n, plan.tail(alpha), plan)
	})
}

func checkMeans(delta, sd float64, plan Plan) (alpha float64, err error) {
	switch {
	case math.IsNaN(delta) || math.IsInf(delta, 0):
		return 0, fail(stat.NotFinite, "delta", 0, 0)
	case !(sd > 0) || math.IsInf(sd, 0) || math.IsInf(delta/sd, 0):
		return 0, fail(stat.OutOfRange, "sd", sd, 0)
	}
	return plan.alpha()
}

func powerMeans(effect, n, tail float64, plan Plan) float64 {
	groups := 2.0
	if plan.Single {
		groups = 1
	}
	df := groups * (n - 1)
	lambda := math.Sqrt(n/groups) * effect
	t := studentCritical(tail, df)
	power := dist.NoncentralTP(t, df, lambda)
	if plan.Strict && !plan.OneSided {
		power += dist.NoncentralTP(t, df, -lambda)
	}
	return power
}

// studentCritical is the (1−tail)-quantile of Student's t, by its expansion around the normal quantile where
// df is so large that this is exact to the last digits (Fisher & Cornish 1960).
func studentCritical(tail, df float64) float64 {
	if df < 1e6 {
		return stat.StudentQuantile(1-tail, df)
	}
	z := -dist.NormalQuantile(tail)
	return z + z*(z*z+1)/(4*df) + z*(5*z*z*z*z+16*z*z+3)/(96*df*df)
}

// solveSize is the n ≥ least where power(n), which rises, reaches the wanted power.
func solveSize(least, want float64, power func(n float64) float64) (float64, error) {
	if power(least) >= want {
		return least, nil
	}
	low, high := least, max(4, 2*least)
	for power(high) < want {
		if low, high = high, 2*high; high > 1e15 {
			return math.NaN(), fail(stat.Infeasible, "power", 0, 0)
		}
	}
	return dist.Root(func(n float64) float64 { return power(n) - want }, low, high), nil
}
