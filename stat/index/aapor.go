package index

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Dispositions are the numbers of sampled cases by final disposition, or the sums of their base
// weights when they were drawn with unequal probabilities (AAPOR, Standard Definitions, 10th
// edition 2023). All are ≥ 0.
type Dispositions struct {
	I  float64 // complete interviews (1.1)
	P  float64 // partial interviews (1.2)
	R  float64 // refusals and break-offs (2.1)
	NC float64 // non-contacts (2.2)
	O  float64 // other eligible non-interviews (2.3)
	UH float64 // unknown if there is an eligible household or unit (3.1, 3.2)
	UO float64 // unknown, other (3.3–3.9)
	NE float64 // not eligible (4): only used to estimate e
}

// Rates are the outcome rates of a survey, each between 0 and 1 and NaN when its denominator is
// zero. With D = I+P+R+NC+O the known eligible, U = UH+UO and e the part of the unknown that is
// taken as eligible:
//
//	RR1 = I/(D+U)        RR2 = (I+P)/(D+U)
//	RR3 = I/(D+e·U)      RR4 = (I+P)/(D+e·U)
//	RR5 = I/D            RR6 = (I+P)/D
//	COOP1 = I/(I+P+R+O)  COOP2 = (I+P)/(I+P+R+O)
//	COOP3 = I/(I+P+R)    COOP4 = (I+P)/(I+P+R)
//	REF1 = R/(D+U)       REF2 = R/(D+e·U)            REF3 = R/D
//	CON1 = (I+P+R+O)/(D+U), CON2 with D+e·U, CON3 with D
//	LOC1 = D/(D+U)       LOC2 = D/(D+e·U)            (location, not a rate of AAPOR's)
//
// A rate is quoted with its name and, for RR3, RR4, REF2 and CON2, with e.
type Rates struct {
	E                            float64
	RR1, RR2, RR3, RR4, RR5, RR6 float64
	COOP1, COOP2, COOP3, COOP4   float64
	REF1, REF2, REF3             float64
	CON1, CON2, CON3             float64
	LOC1, LOC2                   float64
}

// Eligibility estimates e by proportional allocation (the CASRO method): the part of the eligible
// among the cases whose eligibility is known,
//
//	e = D / (D + NE)
//
// NaN when there is no such case.
func (d Dispositions) Eligibility() float64 { return d.known() / (d.known() + d.NE) }

// Rates computes all rates with the given e between 0 and 1, usually Eligibility.
func (d Dispositions) Rates(e float64) (Rates, error) {
	for _, count := range []struct {
		name string
		n    float64
	}{{"I", d.I}, {"P", d.P}, {"R", d.R}, {"NC", d.NC}, {"O", d.O}, {"UH", d.UH}, {"UO", d.UO}, {"NE", d.NE}} {
		if reason := badWeight(count.n); reason != "" {
			return Rates{}, fault(reason, count.name, count.n, 0)
		}
	}
	if e < 0 || e > 1 || math.IsNaN(e) && d.UH+d.UO > 0 {
		return Rates{}, fault(stat.OutOfRange, "e", e, 0)
	}
	all := d.known() + d.UH + d.UO
	eligible := d.known()
	if d.UH+d.UO > 0 {
		eligible += e * (d.UH + d.UO)
	}
	ip := d.I + d.P
	contacted := ip + d.R + d.O
	return Rates{
		E:   e,
		RR1: d.I / all, RR2: ip / all, RR3: d.I / eligible, RR4: ip / eligible, RR5: d.I / d.known(), RR6: ip / d.known(),
		COOP1: d.I / contacted, COOP2: ip / contacted, COOP3: d.I / (ip + d.R), COOP4: ip / (ip + d.R),
		REF1: d.R / all, REF2: d.R / eligible, REF3: d.R / d.known(),
		CON1: contacted / all, CON2: contacted / eligible, CON3: contacted / d.known(),
		LOC1: d.known() / all, LOC2: d.known() / eligible,
	}, nil
}

// known are the cases known to be eligible.
func (d Dispositions) known() float64 { return d.I + d.P + d.R + d.NC + d.O }
