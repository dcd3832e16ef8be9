package driver

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/glm"
)

// Logit is a logistic regression: of an outcome of 0 and 1, or with proportional odds of an
// ordered one.
type Logit struct {
	Base
	// Levels are the categories of an ordered outcome in ascending order, nil for 0 and 1.
	Levels       []float64
	LogLik       float64 // Σ w log P(y_i)
	Deviance     float64 // −2·LogLik
	NullDeviance float64 // that of the model without drivers
	// McFadden is 1 − D/D₀, 0…1 (McFadden 1974).
	McFadden float64
	// Nagelkerke is (1 − e^((D−D₀)/n)) / (1 − e^(−D₀/n)), 0…1, with n = Σw (Nagelkerke 1991).
	Nagelkerke float64
	// AUC is the probability that of two rows with y = 1 and y = 0 the former has the higher
	// fitted value, ties counted half: the area under the ROC curve. NaN for an ordered outcome.
	AUC        float64
	Iterations int

	fitted
}

// Logistic is the binary logit P(y=1) = 1/(1+e^(−a−b'x)) of an outcome of 0 and 1 over the rows
// with all values. It fails with NoConvergence when the drivers separate the outcomes entirely.
func Logistic(d stat.Data, m Model) (*Logit, error) {
	r, err := whole(d, m, len(m.Drivers)+1)
	if err != nil {
		return nil, err
	}
	g := r.problem(true)
	fit, err := glm.Logit(g)
	if err != nil {
		return nil, err
	}
	l := r.logit(fit, g.Names)
	l.AUC = area(fit.Eta, r.columns[0], r.weights)
	return l, nil
}

// Ordinal is the proportional-odds logit P(Y ≤ k) = 1/(1+e^(b'x−ζ_k)) of an ordered outcome over
// the rows with all values (McCullagh 1980); a positive slope b means higher categories. The
// distinct values of the outcome are its categories. It fails with NoConvergence when the drivers
// separate the outcomes entirely.
func Ordinal(d stat.Data, m Model) (*Logit, error) {
	r, err := whole(d, m, len(m.Drivers)+1)
	if err != nil {
		return nil, err
	}
	fit, err := glm.Ordinal(r.problem(false))
	if err != nil {
		return nil, err
	}
	names := slices.Clone(r.names)
	for k := range len(fit.Levels) - 1 {
		names = append(names, fmt.Sprintf("%s|%s", level(fit.Levels[k]), level(fit.Levels[k+1])))
	}
	l := r.logit(fit, names)
	l.Levels, l.AUC = fit.Levels, math.NaN()
	return l, nil
}

func level(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func (r *rows) logit(fit *glm.Fit, names []string) *Logit {
	l := &Logit{Base: r.Base, LogLik: -fit.Deviance / 2, Deviance: fit.Deviance, NullDeviance: fit.NullDeviance, Iterations: fit.Iterations}
	l.McFadden = 1 - fit.Deviance/fit.NullDeviance
	l.Nagelkerke = math.Expm1((fit.Deviance-fit.NullDeviance)/r.SumW) / math.Expm1(-fit.NullDeviance/r.SumW)
	l.fitted = fitted{base: r.Base, names: names, fit: fit, sigma2: 1, df: math.Inf(1)}
	return l
}

// Coefficients are the intercept and the slopes, or the slopes and the thresholds of an ordered
// outcome, with errors of the kind: normal under Classical, otherwise on n−p degrees of freedom.
// HC3, which is not defined here, or an unknown kind panics.
func (l *Logit) Coefficients(kind Errors) []Coefficient { return l.coefficients(kind) }

// area is the weighted Mann–Whitney probability.
func area(eta, y, w []float64) float64 {
	var ones, zeros, sum float64
	for i, r := range ranks(eta, w) { // share of all weight below and half of the ties, less ½
		if y[i] == 1 {
			ones += w[i]
			sum += w[i] * (r + 0.5)
		} else {
			zeros += w[i]
		}
	}
	// Among the ones themselves, the mean of that share is half of theirs.
	return (sum*(ones+zeros)/ones - ones/2) / zeros
}
