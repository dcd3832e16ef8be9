package index

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
)

// AHPOptions are the options of AHP; the zero value is Saaty's method.
type AHPOptions struct {
	// Tolerance is how far a_ij·a_ji may be from 1; 0 stands for 10⁻⁶. Judgements typed with two
	// decimals, such as 0.33 for a third, need 0.02.
	Tolerance float64
}

// AHP are the weights of n criteria from judgements of their relative importance in pairs (Saaty
// 1980, The Analytic Hierarchy Process).
type AHP struct {
	Weights   []float64 // principal right eigenvector, sum 1
	LambdaMax float64   // its eigenvalue, ≥ n; n when the judgements are consistent
	CI        float64   // consistency index (λmax − n)/(n − 1); NaN for n = 1
	// RI is the mean consistency index of random judgements: 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32,
	// 1.41, 1.45, 1.49 for n = 1 … 10 (Saaty 1980); NaN above.
	RI float64
	// CR is the consistency ratio CI/RI, 0 for n ≤ 2, where judgements cannot contradict each other.
	// Judgements above 0.1 should be gone through again.
	CR float64
	// GeometricMean are the weights by the geometric means of the rows (Crawford and Williams 1985,
	// Journal of Mathematical Psychology 29), sum 1; equal to Weights for n ≤ 3.
	GeometricMean []float64
}

// NewAHP computes the weights from the matrix of judgements: a_ij > 0 says how many times as
// important criterion i is as criterion j, a_ji = 1/a_ij and a_ii = 1. The error names the first
// cell that is not positive or not the reciprocal of its mirror image.
func NewAHP(judgements [][]float64, o AHPOptions) (*AHP, error) {
	if err := checkJudgements(judgements, o.Tolerance); err != nil {
		return nil, err
	}
	n := len(judgements)
	a := mat.NewDense(n, n, nil)
	for i, row := range judgements {
		a.SetRow(i, row)
	}
	var eigen mat.Eigen
	if !eigen.Factorize(a, mat.EigenRight) {
		return nil, &stat.Error{Package: pkg, Reason: stat.NoConvergence, Subject: "eigenvalues of the judgements", Distance: math.NaN()}
	}
	values := eigen.Values(nil)
	at := 0
	for i, v := range values {
		if real(v) > real(values[at]) {
			at = i
		}
	}
	// The matrix is positive, so its largest eigenvalue is real and simple, with a vector of one sign.
	var vectors mat.CDense
	eigen.VectorsTo(&vectors)
	weights, means := make([]float64, n), make([]float64, n)
	for i, row := range judgements {
		weights[i] = real(vectors.At(i, at))
		for _, x := range row {
			means[i] += math.Log(x) / float64(n)
		}
		means[i] = math.Exp(means[i])
	}
	result := &AHP{Weights: shares(weights), LambdaMax: real(values[at]), GeometricMean: shares(means), RI: math.NaN()}
	result.CI = (result.LambdaMax - float64(n)) / float64(n-1)
	if n <= len(randomIndex) {
		result.RI = randomIndex[n-1]
	}
	if n > 2 {
		result.CR = result.CI / result.RI
	}
	return result, nil
}

// randomIndex is Saaty's RI for 1, 2, … criteria.
var randomIndex = [...]float64{0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49}

func checkJudgements(a [][]float64, tolerance float64) error {
	if len(a) == 0 {
		return fault(stat.Empty, "judgements", 0, 0)
	}
	if tolerance == 0 {
		tolerance = 1e-6
	}
	for _, row := range a {
		if len(row) != len(a) {
			return fault(stat.Lengths, "judgements", float64(len(row)), float64(len(a)))
		}
	}
	for i, row := range a {
		for j, x := range row {
			switch {
			case math.IsNaN(x) || math.IsInf(x, 0):
				return fault(stat.NotFinite, cell("judgements", i, j), x, 0)
			case x <= 0:
				return fault(stat.OutOfRange, cell("judgements", i, j), x, 0)
			case i >= j && !(math.Abs(x*a[j][i]-1) <= tolerance):
				return fault(stat.Inconsistent, cell("judgements", i, j), x, 1/a[j][i])
			}
		}
	}
	return nil
}

// shares scales x to the sum 1.
func shares(x []float64) []float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	scaled := make([]float64, len(x))
	for i, v := range x {
		scaled[i] = v / sum
	}
	return scaled
}
