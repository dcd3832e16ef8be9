package trend

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/glm"
)

// DiD are the rows of a difference-in-differences analysis: answers of units with and without a
// measure, before and after it. NaN is missing.
type DiD struct {
	Y       []float64
	Treated []float64 // 1: the row's unit got the measure, before or after; 0: it did not
	After   []float64 // 1: the row is from the time after the measure; 0: before
	// Clusters are what was given the measure, or was drawn, as one, such as outlets; the zero Factor makes each row its
	// own, which is right only when rows depend on each other in no way.
	Clusters   stat.Factor
	W          []float64 // weights ≥ 0; nil: all are 1
	Covariates stat.Data // may be empty
}

// DiDResult is the effect of the measure.
type DiDResult struct {
	// Effect is the coefficient of treated × after: the change of the treated beyond that of the
	// others.
	Effect stat.Estimate
	P      float64
	// Coefficients are (Intercept), treated, after, treated × after and the covariates.
	Coefficients []Coefficient
	// Before and After are the (weighted) means of the others (0) and the treated (1); NaN for an empty cell.
	Before, After [2]float64
	Clusters      int
	Rows, Dropped int // rows used, and rows left out since a value was missing
}

// Estimate fits by least squares
//
//	y = β₀ + β₁·treated + β₂·after + δ·treated·after + γ'x + e
//
// with errors robust to any dependence within clusters (Liang and Zeger 1986; CR1 of Cameron and
// Miller 2015, J. Human Resources 50): with s_g the sum of w·e·x over the rows of cluster g,
//
//	V = G/(G−1) · (n−1)/(n−p) · A⁻¹ (Σ_g s_g s_g') A⁻¹,   A = X'WX
//
// and G − 1 degrees of freedom (R: sandwich::vcovCL of lm, type HC1). δ is the effect of the measure if both
// groups would otherwise have changed alike. With few clusters, below about 30, the errors are too
// small. Errors name a column that is constant or collinear, such as a group without rows after.
func (d DiD) Estimate() (*DiDResult, error) {
	rows, err := d.rows()
	if err != nil {
		return nil, err
	}
	take := func(x []float64) []float64 { return stat.Data{Columns: [][]float64{x}}.Take(rows).Columns[0] }
	y, treated, after := take(d.Y), take(d.Treated), take(d.After)
	both := make([]float64, len(rows))
	for i := range both {
		both[i] = treated[i] * after[i]
	}
	names := []string{"(Intercept)", "treated", "after", "treated × after"}
	x := [][]float64{ones(len(rows)), treated, after, both}
	for j, column := range d.Covariates.Columns {
		x = append(x, take(column))
		name := d.Covariates.Name(j)
		if j < len(d.Covariates.Names) {
			name = d.Covariates.Names[j]
		}
		names = append(names, name)
	}
	var w []float64
	if d.W != nil {
		w = take(d.W)
	}
	if len(rows) <= len(x) {
		return nil, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "regression", Got: float64(len(rows)), Want: float64(len(x) + 1)}
	}
	f, err := glm.Linear(glm.Data{Package: pkg, Names: names, X: x, Y: y, W: w})
	if err != nil {
		return nil, err
	}
	code, clusters := d.clusters(rows)
	if clusters < 2 {
		return nil, &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "clusters", Got: float64(clusters), Want: 2}
	}
	cov := around(f.Bread, clusterMeat(f, code, clusters))
	g, n, p := float64(clusters), float64(len(rows)), float64(len(x))
	cov.ScaleSym(g/(g-1)*(n-1)/(n-p), cov)
	result := &DiDResult{
		Coefficients: coefficients(names, f, cov, g-1, len(rows)),
		Clusters:     clusters, Rows: len(rows), Dropped: len(d.Y) - len(rows),
	}
	result.Effect, result.P = result.Coefficients[3].Estimate, result.Coefficients[3].P
	result.Before, result.After = cellMeans(y, treated, after, w)
	return result, nil
}

// rows are those without a missing value.
func (d DiD) rows() ([]int, error) {
	columns := [][]float64{d.Treated, d.After}
	if d.W != nil {
		columns = append(columns, d.W)
	}
	columns = append(columns, d.Covariates.Columns...)
	if len(d.Y) == 0 {
		return nil, &stat.Error{Package: pkg, Reason: stat.Empty, Subject: "data"}
	}
	if len(d.Covariates.Columns) > 0 {
		if err := d.Covariates.Check(pkg); err != nil {
			return nil, err
		}
	}
	for _, column := range columns {
		if err := lengths("columns", len(column), len(d.Y)); err != nil {
			return nil, err
		}
	}
	if d.Clusters.Rows() != 0 && d.Clusters.Rows() != len(d.Y) {
		return nil, &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "clusters", Got: float64(d.Clusters.Rows()), Want: float64(len(d.Y))}
	}
	if err := binary("treated", d.Treated); err != nil {
		return nil, err
	}
	if err := binary("after", d.After); err != nil {
		return nil, err
	}
	_, complete := stat.Data{Columns: append([][]float64{d.Y}, columns...)}.Complete()
	rows := complete[:0]
	for _, i := range complete {
		if d.Clusters.Rows() == 0 || d.Clusters.Codes[i] >= 0 {
			rows = append(rows, i)
		}
	}
	return rows, nil
}

// clusters numbers the clusters that have rows.
func (d DiD) clusters(rows []int) (code []int32, count int) {
	code = make([]int32, len(rows))
	if d.Clusters.Rows() == 0 {
		for k := range rows {
			code[k] = int32(k)
		}
		return code, len(rows)
	}
	number := map[int32]int32{}
	for k, i := range rows {
		c := d.Clusters.Codes[i]
		if _, ok := number[c]; !ok {
			number[c] = int32(len(number))
		}
		code[k] = number[c]
	}
	return code, len(number)
}

func cellMeans(y, treated, after, w []float64) (before, later [2]float64) {
	var sums, weights [2][2]float64
	for i, v := range y {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		t, a := int(treated[i]), int(after[i])
		sums[a][t] += weight * v
		weights[a][t] += weight
	}
	for t := range 2 {
		before[t], later[t] = math.NaN(), math.NaN()
		if weights[0][t] > 0 {
			before[t] = sums[0][t] / weights[0][t]
		}
		if weights[1][t] > 0 {
			later[t] = sums[1][t] / weights[1][t]
		}
	}
	return before, later
}
