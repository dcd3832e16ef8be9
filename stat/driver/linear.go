package driver

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
	"manyi.dev/manyi/stat/internal/glm"
)

// Linear is a linear regression of the outcome on the drivers.
type Linear struct {
	Base
	R2         float64 // 1 − Σwe²/Σw(y−ȳ)², 0…1
	AdjustedR2 float64 // 1 − (1−R²)(n−1)/(n−p−1)
	Sigma      float64 // √(Σwe²/(n−p−1)), in units of the outcome
	F          float64 // (R²/p)/((1−R²)/(n−p−1))
	P          float64 // probability of a larger F if no driver had an effect
	DF1, DF2   float64 // p and n−p−1
	Beta       []float64
	Residuals  []float64 // of the rows used, in their order

	fitted
}

// Regress is the least squares regression with an intercept, weighted by w, over the rows with
// all values; Model.Missing must be Listwise. Its coefficients come from Coefficients.
func Regress(d stat.Data, m Model) (*Linear, error) {
	r, err := whole(d, m, len(m.Drivers)+1)
	if err != nil {
		return nil, err
	}
	return r.regress()
}

// whole are the rows of a model that needs all values.
func whole(d stat.Data, m Model, least int) (*rows, error) {
	r, err := need(d, m)
	if err != nil {
		return nil, err
	}
	if m.Missing != Listwise {
		return nil, fail(stat.Unknown, fmt.Sprintf("treatment of missing values %q in a regression", m.Missing))
	}
	r.listwise()
	return r, r.checkVaries(least)
}

// problem is what package glm is given.
func (r *rows) problem(intercept bool) glm.Data {
	g := glm.Data{Package: "driver", Outcome: r.outcome, Names: r.names, X: r.columns[1:], Y: r.columns[0], W: r.weights}
	if intercept {
		g.Names = append([]string{"(Intercept)"}, g.Names...)
		g.X = append([][]float64{slices.Repeat([]float64{1}, r.N)}, g.X...)
	}
	return g
}

func (r *rows) regress() (*Linear, error) {
	g := r.problem(true)
	fit, err := glm.Linear(g)
	if err != nil {
		return nil, err
	}
	l := &Linear{Base: r.Base, DF1: float64(len(r.names)), Beta: make([]float64, len(r.names)), Residuals: make([]float64, r.N)}
	l.DF2 = float64(r.N) - l.DF1 - 1
	l.R2 = 1 - fit.Deviance/fit.NullDeviance
	l.AdjustedR2 = 1 - (1-l.R2)*float64(r.N-1)/l.DF2
	variance := fit.Deviance / l.DF2
	l.Sigma = math.Sqrt(variance)
	l.F = l.R2 / l.DF1 / ((1 - l.R2) / l.DF2)
	l.P = dist.FP(l.F, l.DF1, l.DF2)
	floats.SubTo(l.Residuals, r.columns[0], fit.Eta)
	for j := range l.Beta {
		l.Beta[j] = fit.Coef[j+1] * math.Sqrt(r.square(j+1)/r.square(0))
	}
	l.fitted = fitted{base: r.Base, names: g.Names, fit: fit, sigma2: variance, df: l.DF2, linear: true}
	return l, nil
}

// square is Σ w (x−m)² of a column.
func (r *rows) square(j int) float64 {
	mean := floats.Dot(r.weights, r.columns[j]) / r.SumW
	sum := 0.0
	for i, x := range r.columns[j] {
		sum += r.weights[i] * (x - mean) * (x - mean)
	}
	return sum
}

// Coefficients are the intercept and the slopes with errors of the kind, on n−p−1 degrees of
// freedom. An unknown kind panics.
func (l *Linear) Coefficients(kind Errors) []Coefficient { return l.coefficients(kind) }
