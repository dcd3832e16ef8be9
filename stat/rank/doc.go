// Package rank compares many units, such as branches, fairly: a small unit is easily the best or the
// worst by chance, so that a plain ranking rewards and punishes smallness.
//
// # Shrinkage
//
// The true figure θ_i of unit i is not known, only an estimate with error. Units of one kind
// resemble each other, so that their common mean μ and the spread τ of their true figures say something
// about each of them; the best guess lies between the unit's own figure and the mean,
//
//	θ̂_i = B_i μ + (1 − B_i) y_i,    B_i = error variance / (error variance + τ²)
//
// nearer to the mean the less is known about the unit (empirical Bayes: Efron and Morris 1975, JASA
// 70). Normal is the model for means and other figures with a normal error, with τ² by the method
// of DerSimonian and Laird (1986); BetaBinomial the one for shares x/n (Kleinman 1973). Both give
// every unit a posterior: shrunk figure, its standard deviation, and the probability of being under
// a target (Below).
//
// # Ranks and their errors
//
// Simulate draws the true figures from the posterior many times and ranks them each time (Goldstein
// and Spiegelhalter 1996, JRSS A 159): an interval for the rank, the expected rank and the
// probability of being among the best k. ByFigure ranks the figures themselves under a minimum-base
// rule; Competition is the bare ranking. Groups splits a ranking into groups that are not told apart
// from their leader.
//
// # Better or worse than the average
//
// Flags tests every unit against the average of all (analysis of means) and corrects for the number
// of tests (Holm 1979; Benjamini and Hochberg 1995). FunnelShares and FunnelMeans give limits around
// the average that widen as the base gets smaller (Spiegelhalter 2005), with the z of each unit.
//
// # Errors and bad data
//
// Errors are *stat.Error and name the unit: one without a figure, without a positive variance (the
// same answer from everybody), more successes than answers. NaN, infinite and empty input give an error or an
// undefined figure, never a panic; a level outside (0, 1) panics. Simulation takes a rand.Source and
// does not depend on the number of processors.
//
// Checked against R: the formulas in plain R for both models, funnels and flags; p.adjust; pbeta, pnorm; rank
// with ties.method = "min".
package rank
