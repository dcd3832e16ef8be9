// Package weight adjusts survey weights to what is known of the population, and says what that does
// to precision.
//
// # Notation
//
// d_k is the weight of respondent k before an adjustment, w_k after it, g_k = w_k/d_k. A margin is a
// grouping with levels c and known totals N_c; an auxiliary variable x has a known total T_x.
//
// # Adjustments
//
//	PostStratify   w_k = d_k·N_c/Σ_c d           cells c; Cross makes cells of several groupings
//	Rake           margins in turn, until all are met (Deming and Stephan 1940)
//	Calibrate      w_k = d_k·F(x_k'λ) with Σ w_k·x_k = T (Deville and Särndal 1992)
//	                 Linear    F(u) = 1 + u
//	                 Raking    F(u) = exp(u)
//	                 Logit     F(u) = (L(U−1) + U(1−L)·e^(Au)) / (U−1 + (1−L)·e^(Au)),
//	                           A = (U−L)/((1−L)(U−1)), so that L < g < U
//	               Linear and Raking may be cut off at bounds L ≤ g ≤ U
//	GREG           the linear calibration of a survey: Σw·y is the generalised regression estimator
//	               Σd·y + (T − Σd·x)'β̂ (Särndal, Swensson and Wretman 1992, chapter 6)
//	Nonresponse    w_k = d_k·Σ_c d (sample) / Σ_c d (respondents), by class c
//	Trim           weights beyond the bounds are cut, the excess is spread over the others in equal
//	               absolute amounts, once or until none is beyond (R: survey::trimWeights)
//	Scale          w_k = d_k·T/Σd
//
// x holds an intercept (the size of the population), the levels of the margins and numbers. Newton's
// method with halved steps finds λ; raking works on the cells that the margins cross to, so that a
// million rows cost three passes.
//
// # Standard errors
//
// The error of an adjusted figure is that of what the adjustment does not explain (Särndal, Swensson
// and Wretman 1992, section 6.6; R survey 4.1 does the same). With the linearised values
// z_k = w_k·u_k, Adjusted.Residual puts in the place of u:
//
//	PostStratify   u_k − Σ_c w·u/Σ_c w
//	Rake           the residual of u on all margins by least squares without weights, which is what
//	               taking the means of each margin off, in turn, comes to
//	Calibrate      the residual of the regression of u on x weighted by d
//
// Adjusted.Apply gives such a survey. Nonresponse, Trim and Scale leave u alone: their errors are
// those of the weights taken as given.
//
// # Diagnostics
//
//	n_eff = (Σw)²/Σw²         Kish's effective base (Kish 1965, section 11.7)
//	deff  = n/n_eff = 1+CV²   design effect of weighting (Kish 1992)
//	efficiency = n_eff/n      share of the interviews that the weighting leaves
//	CV    = √(deff−1)         coefficient of variation of the weights, dividing by n
//
// Assess gives these with the range; Adjusted.Balances compares achieved totals with targets;
// Coverage names targets without respondents and respondents without a target.
//
// # Errors
//
// *stat.Error of package "weight": a target without respondents (`region "R9" has no respondents`), a
// missing level or weight with its row, margins whose totals differ, collinear auxiliaries, bounds
// that nothing satisfies, no convergence with iterations and distance (the largest deviation from a
// target, relative).
//
// # Sources
//
// Deming, W. E. and Stephan, F. F. (1940), doi:10.1214/aoms/1177731829; Deville, J.-C. and Särndal,
// C.-E. (1992), doi:10.1080/01621459.1992.10475217; Särndal, C.-E., Swensson, B. and Wretman, J. (1992)
// Model Assisted Survey Sampling; Holt, D. and Smith, T. M. F. (1979), Post stratification, JRSS A 142;
// Potter, F. (1990), A study of procedures to identify and trim extreme sampling weights, Proceedings
// of the ASA Section on Survey Research Methods; Kalton, G. and Flores-Cervantes, I. (2003), Weighting
// methods, Journal of Official Statistics 19; Kish, L. (1965) Survey Sampling; Kish, L. (1992),
// Weighting for unequal P_i, Journal of Official Statistics 8. Checked against R 4.2.2 with survey 4.1.1:
// postStratify, rake, calibrate, trimWeights, svymean, svytotal, svyby.
package weight
