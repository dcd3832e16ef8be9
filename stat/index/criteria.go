package index

import (
	"math"

	gonum "gonum.org/v1/gonum/stat"

	"manyi.dev/manyi/stat"
)

// The weights below come from the values themselves: units (branches, brands) in the rows, criteria
// in the columns, every value a score of a unit where more is better. They say by which criteria the
// units differ, not what matters to customers.

// Entropy are weights by the information in the criteria.
type Entropy struct {
	Entropy []float64 // e_j by criterion, between 0 and 1; 1 when all units are the same
	Weights []float64 // sum 1; NaN throughout when no criterion differs between units
}

// EntropyWeights are (Shannon 1948; Hwang and Yoon 1981, section 3.2) with n units
//
//	p_ij = x_ij / Σ_i x_ij
//	e_j  = −1/ln n · Σ_i p_ij ln p_ij      (0·ln 0 = 0)
//	w_j  = (1 − e_j) / Σ_j (1 − e_j)
//
// of values ≥ 0. They depend on where the scale has its zero; MinMax before makes them independent
// of zero and unit. Errors name the criterion with a missing or negative value, or with none above 0.
func EntropyWeights(values stat.Data) (*Entropy, error) {
	if err := checkCriteria(values); err != nil {
		return nil, err
	}
	n := values.Rows()
	result := &Entropy{Entropy: make([]float64, len(values.Columns))}
	weights := make([]float64, len(values.Columns))
	for j, column := range values.Columns {
		var sum, information float64
		for i, x := range column {
			if x < 0 {
				return nil, &stat.Error{Package: pkg, Reason: stat.Negative, Subject: values.Name(j), Row: i + 1}
			}
			sum += x
		}
		if sum == 0 {
			return nil, fault(stat.Constant, values.Name(j), 0, 0)
		}
		for _, x := range column {
			if x > 0 {
				information -= x / sum * math.Log(x/sum)
			}
		}
		result.Entropy[j] = information / math.Log(float64(n))
		weights[j] = 1 - result.Entropy[j]
	}
	result.Weights = shares(weights)
	return result, nil
}

// MinMax maps each criterion linearly to 0 (worst unit) … 1 (best unit). cost[j] marks a criterion
// where less is better, such as waiting time; nil stands for none. The error names a constant one.
func MinMax(values stat.Data, cost []bool) (stat.Data, error) {
	if err := checkCriteria(values); err != nil {
		return stat.Data{}, err
	}
	if cost != nil && len(cost) != len(values.Columns) {
		return stat.Data{}, fault(stat.Lengths, "cost", float64(len(cost)), float64(len(values.Columns)))
	}
	scaled := stat.Data{Names: values.Names}
	for j, column := range values.Columns {
		low, high := column[0], column[0]
		for _, x := range column {
			low, high = min(low, x), max(high, x)
		}
		if low == high {
			return stat.Data{}, fault(stat.Constant, values.Name(j), 0, 0)
		}
		if cost != nil && cost[j] {
			low, high = high, low
		}
		out := make([]float64, len(column))
		for i, x := range column {
			out[i] = (x - low) / (high - low)
		}
		scaled.Columns = append(scaled.Columns, out)
	}
	return scaled, nil
}

// CVWeights are the criteria's coefficients of variation, scaled to the sum 1: w_j ∝ s_j/x̄_j with
// the n−1 standard deviation. The error names a criterion whose mean is not above zero.
func CVWeights(values stat.Data) ([]float64, error) {
	if err := checkCriteria(values); err != nil {
		return nil, err
	}
	cv := make([]float64, len(values.Columns))
	for j, column := range values.Columns {
		mean, sd := gonum.MeanStdDev(column, nil)
		if !(mean > 0) {
			return nil, fault(stat.OutOfRange, "mean of "+values.Name(j), mean, 0)
		}
		cv[j] = sd / mean
	}
	return shares(cv), nil
}

// CRITIC are weights by contrast and conflict (Diakoulaki, Mavrotas and Papayannakis 1995,
// Computers & Operations Research 22): with s_j the standard deviation of the criterion after MinMax
// and r_jk the correlations
//
//	w_j ∝ s_j · Σ_k (1 − r_jk)
//
// so that a criterion that repeats others weighs little. cost as in MinMax; the correlations are
// those of the scaled criteria.
func CRITIC(values stat.Data, cost []bool) ([]float64, error) {
	scaled, err := MinMax(values, cost)
	if err != nil {
		return nil, err
	}
	weights := make([]float64, len(scaled.Columns))
	for j, column := range scaled.Columns {
		var conflict float64
		for k, other := range scaled.Columns {
			if k != j {
				conflict += 1 - gonum.Correlation(column, other, nil)
			}
		}
		weights[j] = gonum.StdDev(column, nil) * conflict
	}
	return shares(weights), nil
}

func checkCriteria(values stat.Data) error {
	if err := values.Check(pkg); err != nil {
		return err
	}
	if values.Rows() < 2 {
		return fault(stat.TooFewRows, "units", float64(values.Rows()), 2)
	}
	for j, column := range values.Columns {
		for i, x := range column {
			if math.IsNaN(x) {
				return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: values.Name(j), Row: i + 1}
			}
		}
	}
	return nil
}
