// Package trend says what changed over time, and whether it is more than chance.
//
// # Between two waves
//
// Independent compares waves of different respondents, Dependent waves whose estimates have a known
// covariance, OverlapCovariance gives that covariance from the size of the overlap and a
// correlation, Overlapping and Paired compute everything from the answers:
//
//	V(b − a) = V(a) + V(b) − 2c,    V(b/a) ≈ (b/a)²·(V(b)/b² + V(a)/a² − 2c/(ab))
//
// (Kish 1965, section 12.4). The change comes in points and relative to the first wave.
//
// # A process in periods
//
// PChart (shares), MeansKnown, MeansS and MeansR (means) are Shewhart's control charts; EWMA and
// CUSUM find small lasting shifts sooner (Montgomery 2013, chapters 6, 7 and 9). Signals applies the
// Western Electric and Nelson rules to a chart. Under finds stretches of periods below a target.
//
// # The effect of a measure
//
// DiD compares the change of units with the measure with that of units without it
// (difference in differences), with errors robust to dependence within units; Interrupted fits level
// and trend of one series before and after (segmented regression), with errors robust to
// dependence between periods; RegressionToMean asks whether units chosen for their low figures rose
// by more than such units do anyway.
//
// # Errors and bad data
//
// Errors are *stat.Error and name column, row or period. NaN, infinite and empty input give an error
// or an undefined figure, never a panic; misuse (a run of 0 periods, λ outside (0, 1]) panics.
//
// Checked against R: lm with the sandwich formulas in plain R (CR1, HC1, Newey–West with Bartlett's
// weights), t.test(paired = TRUE), cov.wt, cor.test, integrate for d2; Montgomery's (2013) example of
// a shifted process for EWMA and CUSUM.
package trend
