package rank

import (
	"math"
	"slices"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/dist"
)

// FunnelOptions are the options of funnels; the zero value gives limits of 95 % and 99.8 % around
// the mean of all units.
type FunnelOptions struct {
	Levels []float64 // of the limits, each in (0, 1); nil: 0.95 and 0.998
	// Fixed says that Centre is given, such as a target; otherwise it is the mean of all units.
	Fixed  bool
	Centre float64
	// Overdispersed widens the limits by √φ when the units differ more than by chance (Spiegelhalter
	// 2005, Statistics in Medicine 24, section 4), with φ = max(1, mean of z²) after the 10 % of z at
	// either end have been pulled in to the quantiles of 10 and 90 %.
	Overdispersed bool
	Names         []string // of the units, for errors; nil numbers them
}

// Funnel compares each unit with limits that are the wider the smaller its base is:
//
//	shares:  P ± z·√(φ·P(1−P)/n_i)
//	means:   μ ± z·√(φ·v_i)
type Funnel struct {
	Centre float64
	Phi    float64   // overdispersion φ, 1 when not asked for
	Z      []float64 // distance from the centre in standard errors √φ·…, by unit
	Limits []Limits  // by level
}

// Limits are the limits of one level.
type Limits struct {
	Level     float64
	Low, High []float64 // by unit
	Outside   []int     // the units beyond them, |z| > z(level), in the order given
}

// FunnelShares compares shares x/n; the limits of a share may lie outside [0, 1].
func FunnelShares(x, n []float64, o FunnelOptions) (*Funnel, error) {
	if err := checkCounts(x, n, o.Names); err != nil {
		return nil, err
	}
	var sx, sn float64
	p, v := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		p[i] = x[i] / n[i]
		sx, sn = sx+x[i], sn+n[i]
	}
	centre := sx / sn
	if o.Fixed {
		centre = o.Centre
	}
	if !(centre > 0 && centre < 1) {
		return nil, &stat.Error{Package: pkg, Reason: stat.OutOfRange, Subject: "centre", Got: centre}
	}
	for i := range v {
		v[i] = centre * (1 - centre) / n[i]
	}
	return newFunnel(p, v, centre, o)
}

// FunnelMeans compares means (or any figures with a normal error); the centre is the one weighted
// by the inverse variances.
func FunnelMeans(units []stat.Estimate, o FunnelOptions) (*Funnel, error) {
	v, err := variances(units, NormalOptions{Names: o.Names})
	if err != nil {
		return nil, err
	}
	y := make([]float64, len(units))
	var sw, swy float64
	for i, u := range units {
		y[i] = u.Value()
		sw, swy = sw+1/v[i], swy+y[i]/v[i]
	}
	centre := swy / sw
	if o.Fixed {
		centre = o.Centre
	}
	if math.IsNaN(centre) || math.IsInf(centre, 0) {
		return nil, &stat.Error{Package: pkg, Reason: stat.NotFinite, Subject: "centre", Got: centre}
	}
	return newFunnel(y, v, centre, o)
}

func newFunnel(y, v []float64, centre float64, o FunnelOptions) (*Funnel, error) {
	levels := o.Levels
	if levels == nil {
		levels = []float64{0.95, 0.998}
	}
	f := &Funnel{Centre: centre, Phi: 1, Z: make([]float64, len(y))}
	for i := range y {
		f.Z[i] = (y[i] - centre) / math.Sqrt(v[i])
	}
	if o.Overdispersed {
		f.Phi = overdispersion(f.Z)
		for i := range f.Z {
			f.Z[i] /= math.Sqrt(f.Phi)
		}
	}
	for _, level := range levels {
		if !(level > 0 && level < 1) {
			panic("rank: level of a funnel outside (0, 1)")
		}
		z := dist.NormalQuantile((1 + level) / 2)
		limits := Limits{Level: level}
		for i := range y {
			half := z * math.Sqrt(f.Phi*v[i])
			limits.Low = append(limits.Low, centre-half)
			limits.High = append(limits.High, centre+half)
			if math.Abs(f.Z[i]) > z {
				limits.Outside = append(limits.Outside, i)
			}
		}
		f.Limits = append(f.Limits, limits)
	}
	return f, nil
}

// overdispersion is φ with the z winsorised at 10 and 90 %.
func overdispersion(z []float64) float64 {
	sorted := slices.Clone(z)
	slices.Sort(sorted)
	cut := len(z) / 10
	var sum float64
	for _, x := range sorted {
		x = min(max(x, sorted[cut]), sorted[len(sorted)-1-cut])
		sum += x * x
	}
	return max(1, sum/float64(len(z)))
}
