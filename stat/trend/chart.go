package trend

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// ChartOptions are the options of the control charts; the zero value gives 3-sigma limits around the
// mean of the data.
type ChartOptions struct {
	Sigmas float64 // half width of the limits in standard errors; 0 stands for 3
	// Fixed says that Centre is given, from a target or an earlier period in control; otherwise it is
	// estimated from the data.
	Fixed  bool
	Centre float64
}

// Chart is a Shewhart control chart (Montgomery 2013, Introduction to Statistical Quality Control,
// chapters 6 and 7): points, and limits between which a process in control stays.
type Chart struct {
	Points    []float64
	Centre    float64
	SE        []float64 // standard error of each point under control
	Low, High []float64 // control limits of each point
	Out       []int     // points beyond their limits, in the order given
}

// PChart is the chart of shares x/n of periods or units:
//
//	centre P = Σ x / Σ n,   limits P ± k·√(P(1−P)/n_i), cut to [0, 1]
//
// A point is out when it lies beyond the limits before the cut, as it must. The error names the
// first point whose x and n are no count.
func PChart(x, n []float64, o ChartOptions) (*Chart, error) {
	if err := lengths("n", len(n), len(x)); err != nil {
		return nil, err
	}
	c := &Chart{Points: make([]float64, len(x)), SE: make([]float64, len(x)), Centre: o.Centre}
	var sx, sn float64
	for i := range x {
		if !(x[i] >= 0 && x[i] <= n[i] && n[i] > 0 && n[i] < 1e100) {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "count", Row: i + 1, Got: x[i], Want: n[i]}
		}
		c.Points[i] = x[i] / n[i]
		sx, sn = sx+x[i], sn+n[i]
	}
	if !o.Fixed {
		c.Centre = sx / sn
	}
	if !(c.Centre >= 0 && c.Centre <= 1) {
		return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "centre", Got: c.Centre}
	}
	for i := range x {
		c.SE[i] = math.Sqrt(c.Centre * (1 - c.Centre) / n[i])
	}
	c.limit(o)
	for i := range x {
		c.Low[i], c.High[i] = max(0, c.Low[i]), min(1, c.High[i])
	}
	return c, nil
}

// limit computes limits and the points beyond them from centre and standard errors.
func (c *Chart) limit(o ChartOptions) {
	k := o.Sigmas
	if k == 0 {
		k = 3
	}
	if !(k > 0) {
		panic("trend: limits of a chart need a positive number of sigmas")
	}
	for i, se := range c.SE {
		low, high := c.Centre-k*se, c.Centre+k*se
		if c.Points[i] < low || c.Points[i] > high {
			c.Out = append(c.Out, i)
		}
		c.Low, c.High = append(c.Low, low), append(c.High, high)
	}
}

// Subgroup is the sample of one period for a chart of means.
type Subgroup struct {
	N     int     // answers, ≥ 1; ≥ 2 where the spread is used
	Mean  float64 // x̄_i
	SD    float64 // s_i with n−1; used by MeansS
	Range float64 // highest minus lowest value; used by MeansR
}

// MeansKnown is the chart of means when the standard deviation σ > 0 of single answers is known:
// limits x̿ ± k·σ/√n_i, with the centre x̿ = Σ n x̄ / Σ n.
func MeansKnown(groups []Subgroup, sigma float64, o ChartOptions) (*Chart, error) {
	if !(sigma > 0) || math.IsInf(sigma, 0) {
		return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "sigma", Got: sigma}
	}
	return means(groups, 1, sigma, o)
}

// MeansS is the chart of means with σ from the standard deviations of the subgroups. For subgroups
// of one size it is the textbook's σ̂ = s̄/c4(n) (Montgomery 2013, section 6.3.1); for unequal ones
// the weighted mean of s_i/c4(n_i) with minimum variance, weights
//
//	h_i = c4² / (1 − c4²)        (Burr 1969, J. Qual. Technol. 1)
//
// where c4(n) = √(2/(n−1))·Γ(n/2)/Γ((n−1)/2).
func MeansS(groups []Subgroup, o ChartOptions) (*Chart, error) {
	if err := checkGroups(groups, 2); err != nil {
		return nil, err
	}
	var sum, weights float64
	for i, g := range groups {
		if !(g.SD >= 0) || math.IsInf(g.SD, 0) {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "SD", Row: i + 1, Got: g.SD}
		}
		c := c4(g.N)
		h := c * c / (1 - c*c)
		sum, weights = sum+h*g.SD/c, weights+h
	}
	return means(groups, 2, sum/weights, o)
}

// MeansR is the chart of means with σ from the ranges of the subgroups, σ̂ = mean of R_i/d2(n_i),
// with d2(n) the expected range of n standard normal values (Montgomery 2013, section 6.2.1). For
// up to 25 answers a period; with more the range says little and MeansS is right.
func MeansR(groups []Subgroup, o ChartOptions) (*Chart, error) {
	if err := checkGroups(groups, 2); err != nil {
		return nil, err
	}
	var sum float64
	d2 := map[int]float64{}
	for i, g := range groups {
		if !(g.Range >= 0) || math.IsInf(g.Range, 0) {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "range", Row: i + 1, Got: g.Range}
		}
		if g.N > 25 {
			return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "answers of a subgroup", Row: i + 1, Got: float64(g.N), Want: 25}
		}
		if d2[g.N] == 0 {
			d2[g.N] = expectedRange(g.N)
		}
		sum += g.Range / d2[g.N]
	}
	return means(groups, 2, sum/float64(len(groups)), o)
}

func means(groups []Subgroup, least int, sigma float64, o ChartOptions) (*Chart, error) {
	if err := checkGroups(groups, least); err != nil {
		return nil, err
	}
	c := &Chart{Centre: o.Centre}
	var sum, n float64
	for _, g := range groups {
		sum, n = sum+float64(g.N)*g.Mean, n+float64(g.N)
		c.Points = append(c.Points, g.Mean)
		c.SE = append(c.SE, sigma/math.Sqrt(float64(g.N)))
	}
	if !o.Fixed {
		c.Centre = sum / n
	}
	if math.IsNaN(c.Centre) || math.IsInf(c.Centre, 0) {
		return nil, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "centre", Got: c.Centre}
	}
	c.limit(o)
	return c, nil
}

func checkGroups(groups []Subgroup, least int) error {
	if len(groups) == 0 {
		return &stat.Error{Package: pkg, Reason: stat.Empty, Subject: "subgroups"}
	}
	for i, g := range groups {
		if g.N < least {
			return &stat.Error{Package: pkg, Reason: stat.TooFewRows, Subject: "subgroup", Row: i + 1, Got: float64(g.N), Want: float64(least)}
		}
		if math.IsNaN(g.Mean) || math.IsInf(g.Mean, 0) {
			return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "mean", Row: i + 1}
		}
	}
	return nil
}

// c4 is the expected standard deviation of n standard normal values.
func c4(n int) float64 {
	a, _ := math.Lgamma(float64(n) / 2)
	b, _ := math.Lgamma(float64(n-1) / 2)
	return math.Sqrt(2/float64(n-1)) * math.Exp(a-b)
}

// expectedRange is d2(n) = ∫ 1 − Φ(x)ⁿ − (1 − Φ(x))ⁿ dx.
func expectedRange(n int) float64 {
	const far = 9 // beyond which the integrand is below 10⁻¹⁷
	return 2 * quad.Fixed(func(x float64) float64 {
		p := dist.Normal(x)
		return 1 - math.Pow(p, float64(n)) - math.Pow(1-p, float64(n))
	}, 0, far, 200, nil, 0)
}

// lengths checks two parallel slices that must not be empty.
func lengths(subject string, got, want int) error {
	if want == 0 {
		return &stat.Error{Package: pkg, Reason: stat.Empty, Subject: subject}
	}
	if got != want {
		return &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: subject, Got: float64(got), Want: float64(want)}
	}
	return nil
}

// finite checks a series without gaps.
func finite(subject string, x []float64) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: subject, Row: i + 1}
		}
	}
	return nil
}

const pkg = "trend"
