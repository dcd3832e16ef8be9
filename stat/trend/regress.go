package trend

import (
	"math"

	gonum "gonum.org/v1/gonum/stat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/glm"
)

// Regression is a check whether units that were chosen since they were low (or high) changed by more
// than they would have anyway: an extreme first measurement is partly chance, and the second is
// nearer to the mean of all (Galton 1886; Barnett, van der Pols and Dobson 2005, Int. J. Epidemiol. 34).
type Regression struct {
	Correlation float64 // r of the first with the second measurement over all units
	// Chosen and Others are the mean changes of both groups.
	Chosen, Others float64
	// Expected is the change of the chosen units that the regression line of the others' relation
	// between first and second measurement leads to.
	Expected float64
	// Beyond is the change of the chosen beyond that: the coefficient of chosen in the analysis of
	// covariance after = α + β·before + δ·chosen, with n − 3 degrees of freedom.
	Beyond stat.Estimate
	P      float64 // two-sided, of δ = 0
	// Oldham is the correlation of the change with the mean of both measurements (Oldham 1962; Pitman and
	// Morgan 1939): about 0 when the spread of the units stayed the same, so that rises of low and falls of
	// high ones are regression to the mean alone; negative when the units really came closer. NaN when one of
	// the two does not vary.
	Oldham, OldhamP float64
}

// RegressionToMean checks the chosen units against all the others; before and after hold one value per
// unit, at least four units with one chosen and two others.
func RegressionToMean(before, after []float64, chosen []bool) (*Regression, error) {
	if err := checkUnits(before, after, chosen); err != nil {
		return nil, err
	}
	n := len(before)
	x := [][]float64{ones(n), before, make([]float64, n)}
	r := &Regression{Correlation: gonum.Correlation(before, after, nil)}
	change, level := make([]float64, n), make([]float64, n)
	var first, count float64
	for i, c := range chosen {
		change[i], level[i] = after[i]-before[i], (before[i]+after[i])/2
		if c {
			x[2][i] = 1
			count++
			first += before[i]
			r.Chosen += change[i]
		} else {
			r.Others += change[i]
		}
	}
	r.Chosen, r.Others, first = r.Chosen/count, r.Others/(float64(n)-count), first/count
	f, err := glm.Linear(glm.Data{Package: pkg, Names: []string{"intercept", "before", "chosen"}, Outcome: "after", X: x, Y: after})
	if err != nil {
		return nil, err
	}
	c := coefficients([]string{"intercept", "before", "chosen"}, f, classical(f, n), float64(n-3), n)
	r.Beyond, r.P = c[2].Estimate, c[2].P
	r.Expected = f.Coef[0] + f.Coef[1]*first - first
	r.Oldham = gonum.Correlation(change, level, nil)
	df := float64(n - 2)
	r.OldhamP = stat.StudentP(r.Oldham*math.Sqrt(df/((1-r.Oldham)*(1+r.Oldham))), df)
	return r, nil
}

func checkUnits(before, after []float64, chosen []bool) error {
	if err := lengths("second measurement", len(after), len(before)); err != nil {
		return err
	}
	if err := lengths("choice", len(chosen), len(before)); err != nil {
		return err
	}
	if err := finite("first measurement", before); err != nil {
		return err
	}
	if err := finite("second measurement", after); err != nil {
		return err
	}
	in := 0
	for _, c := range chosen {
		if c {
			in++
		}
	}
	if in < 1 {
		return &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "chosen units", Want: 1}
	}
	if others := len(chosen) - in; others < 2 || len(chosen) < 4 {
		return &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "units", Got: float64(len(chosen)), Want: 4}
	}
	return nil
}

// Regress is the change of units that regression to the mean alone leads to when the second
// measurement of the chosen units alone is known (Davis 1976, Am. J. Epidemiol. 104):
//
//	(1 − r)·(μ − x̄)
//
// with x̄ the first mean of the chosen units, μ that of all, and the reliability r in [0, 1]: the
// correlation of two measurements of units that do not change, which the normal–normal model of
// package rank gives as τ²/(τ² + v).
func Regress(all, chosen, reliability float64) float64 {
	if !(reliability >= 0 && reliability <= 1) {
		panic("trend: reliability outside [0, 1]")
	}
	return (1 - reliability) * (all - chosen)
}
