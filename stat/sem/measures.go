package sem

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"manyi.dev/manyi/stat/internal/dist"
)

// Measures say how well a model fits. They are NaN where undefined, as TLI and RMSEA are for a model
// without degrees of freedom.
type Measures struct {
	ChiSquare  float64 // n·F of the likelihood ratio test against unrestricted covariances
	DF         int
	P          float64
	CFI, TLI   float64 // against the model of independent variables
	RMSEA      float64 // √(max(χ² − df, 0)/(n·df))
	RMSEALow   float64 // bounds of the 90 % interval of RMSEA
	RMSEAHigh  float64
	SRMR       float64 // √(mean of squared residual correlations), diagonal included
	LogLike    float64
	AIC, BIC   float64
	Parameters int
}

func (e *estimation) measures(sample int) Measures {
	n, k := float64(sample), float64(e.observed)
	fit, _ := e.imply(e.theta)
	m := Measures{ChiSquare: n * max(fit, 0), Parameters: len(e.free)}
	m.DF = e.observed*(e.observed+1)/2 - m.Parameters
	df := float64(m.DF)
	m.P = dist.ChiSquareP(m.ChiSquare, df)

	independent := -e.logDet
	for i := range e.observed {
		independent += math.Log(e.s.At(i, i))
	}
	baseline, baseDF := n*independent, k*(k-1)/2
	m.CFI = 1
	if worse := max(m.ChiSquare-df, baseline-baseDF, 0); worse > 0 {
		m.CFI = 1 - max(m.ChiSquare-df, 0)/worse
	}
	m.TLI = (baseline/baseDF - m.ChiSquare/df) / (baseline/baseDF - 1)
	m.RMSEA = math.Sqrt(max(m.ChiSquare-df, 0) / (n * df))
	if m.DF == 0 {
		m.TLI, m.RMSEA = math.NaN(), math.NaN()
	}
	m.RMSEALow = math.Sqrt(noncentrality(m.ChiSquare, df, 0.95) / (n * df))
	m.RMSEAHigh = math.Sqrt(noncentrality(m.ChiSquare, df, 0.05) / (n * df))

	squares := 0.0
	for i := range e.observed {
		for j := range i + 1 {
			residual := (e.s.At(i, j) - e.sigma.At(i, j)) / math.Sqrt(e.s.At(i, i)*e.s.At(j, j))
			squares += residual * residual
		}
	}
	m.SRMR = math.Sqrt(squares / (k * (k + 1) / 2))
	m.LogLike = -n / 2 * (k*math.Log(2*math.Pi) + fit + e.logDet + k)
	m.AIC = -2*m.LogLike + 2*float64(m.Parameters)
	m.BIC = -2*m.LogLike + math.Log(n)*float64(m.Parameters)
	return m
}

// noncentrality is the λ at which P(X ≤ x) of the noncentral χ² is p, 0 when it is less for λ = 0.
func noncentrality(x, df, p float64) float64 {
	if !(df > 0) || math.IsNaN(x) {
		return math.NaN()
	}
	if below(x, df, 0) < p {
		return 0
	}
	low, high := 0.0, x+10
	for below(x, df, high) > p {
		low, high = high, 2*high
	}
	for high-low > 1e-12*high {
		middle := (low + high) / 2
		if middle == low || middle == high {
			break
		}
		if below(x, df, middle) > p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// below is P(X ≤ x) of the noncentral χ²: central ones with df + 2j degrees of freedom, mixed with
// the Poisson probabilities of j with mean λ/2. From one j to the one before, the central one grows
// by (x/2)^a·e^(−x/2)/Γ(a + 1) with a = df/2 + j.
func below(x, df, lambda float64) (sum float64) {
	if lambda == 0 || !(x > 0) {
		return 1 - dist.ChiSquareP(x, df)
	}
	mean, half := lambda/2, x/2
	logMean, logHalf := math.Log(mean), math.Log(half)
	spread := 10*math.Sqrt(mean) + 20
	last := math.Ceil(mean + spread)
	central := mathext.GammaIncReg(df/2+last, half)
	for j := last; j >= max(0, mean-spread); j-- {
		gamma, _ := math.Lgamma(j + 1)
		sum += math.Exp(j*logMean-mean-gamma) * central
		a := df/2 + j - 1
		gamma, _ = math.Lgamma(a + 1)
		central += math.Exp(a*logHalf - half - gamma)
	}
	return sum
}
