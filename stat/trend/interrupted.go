package trend

import (
	"math"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/glm"
)

// InterruptedOptions are the options of Interrupted; the zero value takes the periods as independent.
type InterruptedOptions struct {
	W []float64 // weights of the periods ≥ 0, such as their numbers of answers; nil: all are 1
	// NeweyWest asks for errors that hold when neighbouring periods are correlated.
	NeweyWest bool
	Lag       int // of NeweyWest, up to which periods are correlated; 0 stands for ⌊4(n/100)^(2/9)⌋, at least 1
}

// Segments is an interrupted time series.
type Segments struct {
	Level       stat.Estimate // β₀: level at the first period
	Trend       stat.Estimate // β₁: change per period before the interruption
	LevelChange stat.Estimate // β₂: jump at the first period after it
	TrendChange stat.Estimate // β₃: what the change per period gained
	LevelP      float64       // two-sided, of no jump
	TrendP      float64       // two-sided, of no change of trend
	Fitted      []float64     // by period
	// Counterfactual is what the trend before leads to, by period: β₀ + β₁t.
	Counterfactual []float64
	// DurbinWatson is Σ (e_t − e_{t−1})²/Σ e²: about 2 when neighbouring residuals do not correlate,
	// below when they resemble each other and NeweyWest is called for. NaN for a perfect fit.
	DurbinWatson float64
	Lag          int // of NeweyWest, 0 without
}

// Interrupted fits a straight line with a break to a series of consecutive periods t = 0, 1, …
// (segmented regression; Wagner et al. 2002, J. Clin. Pharm. Ther. 27), D = 1 from the period start on,
//
//	y_t = β₀ + β₁t + β₂D_t + β₃(t − start)·D_t + e_t
//
// by least squares with n − 4 degrees of freedom. Errors are the classical ones, or those of Newey and West
// (1987, Econometrica 55) with Bartlett's weights and the factor n/(n−4) (R: sandwich::NeweyWest with
// prewhite = FALSE, adjust = TRUE). At least two periods are needed on either side, and five in all; the
// series has no gaps.
func Interrupted(y []float64, start int, o InterruptedOptions) (*Segments, error) {
	n := len(y)
	if n < 5 || start < 2 || n-start < 2 {
		return nil, &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "periods before and after", Got: float64(max(0, min(start, n-start))), Want: 2}
	}
	if o.W != nil && len(o.W) != n {
		return nil, &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "weights", Got: float64(len(o.W)), Want: float64(n)}
	}
	x := [][]float64{ones(n), make([]float64, n), make([]float64, n), make([]float64, n)}
	for t := range n {
		x[1][t] = float64(t)
		if t >= start {
			x[2][t], x[3][t] = 1, float64(t-start)
		}
	}
	names := []string{"level", "trend", "level change", "trend change"}
	f, err := glm.Linear(glm.Data{Package: pkg, Names: names, Outcome: "series", X: x, Y: y, W: o.W})
	if err != nil {
		return nil, err
	}
	s := &Segments{Fitted: f.Eta, DurbinWatson: durbinWatson(y, f.Eta)}
	cov := classical(f, n)
	if o.NeweyWest {
		if s.Lag = o.Lag; s.Lag == 0 {
			s.Lag = max(1, int(4*math.Pow(float64(n)/100, 2.0/9)))
		}
		if s.Lag < 0 || s.Lag >= n {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "lag", Got: float64(s.Lag)}
		}
		cov = around(f.Bread, neweyWest(f, s.Lag))
		cov.ScaleSym(float64(n)/float64(n-4), cov)
	}
	c := coefficients(names, f, cov, float64(n-4), n)
	s.Level, s.Trend, s.LevelChange, s.TrendChange = c[0].Estimate, c[1].Estimate, c[2].Estimate, c[3].Estimate
	s.LevelP, s.TrendP = c[2].P, c[3].P
	for t := range n {
		s.Counterfactual = append(s.Counterfactual, f.Coef[0]+f.Coef[1]*float64(t))
	}
	return s, nil
}

func durbinWatson(y, fitted []float64) float64 {
	var steps, squares, before float64
	for t := range y {
		e := y[t] - fitted[t]
		if t > 0 {
			steps += (e - before) * (e - before)
		}
		squares += e * e
		before = e
	}
	return steps / squares
}
