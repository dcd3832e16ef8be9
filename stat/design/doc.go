// Package design estimates figures of sample surveys with the variance their design gives them:
// means, totals, proportions, ratios, quantiles, regressions and tests of association, for the
// whole sample and for domains.
//
// There are two ways in, and they give the same figures. New takes the rows of a sample. Design
// takes grouped sums, as a query over millions of answers returns them.
//
// # Notation
//
// Row k has the weight w_k ≥ 0, usually the inverse of its probability of being drawn. Units of
// the first stage (PSUs) i were drawn in strata h, n_h of N_h. A domain is a part of the rows.
// Sums run over the rows of the domain that have the value in question.
//
// # Estimators
//
// A figure θ̂ that is a function of totals has, to first order (Taylor), the variance of the total of
// its linearised values z_k (Särndal, Swensson & Wretman 1992, Model Assisted Survey Sampling,
// sections 5.5 and 5.6; Lumley 2010, Complex Surveys, appendix C):
//
//	total        T̂ = Σ w·y           z_k = w_k·y_k
//	mean         ȳ = Σ w·y / Σ w     z_k = w_k·(y_k − ȳ) / Σw
//	ratio        R̂ = Σ w·y / Σ w·x   z_k = w_k·(y_k − R̂·x_k) / Σw·x
//	regression   A(θ̂) = Σ w·s = 0    z_k = A⁻¹·w_k·s_k   (Binder 1983)
//
// and z_k = 0 for all other rows. A share, a top-2-box, an NPS or a 0–100 score is the mean of
// another y. A method of one's own needs only its z: Survey.Covariance.
//
// # Variance
//
//	V̂ = Σ_h (1 − n_h/N_h) · n_h/(n_h − 1) · Σ_i (z_hi − z̄_h)²,    z_hi = Σ_{k in PSU i} z_k
//
// With replacement N_h is infinite. PSUs without anybody in the domain count with z = 0, so that
// a domain keeps the whole design. When every stage has its populations, the variance within PSUs
// is added stage by stage, times the sampling fractions of the stages before (sections 4.3 and
// 4.4 there); otherwise the first stage stands for all ("ultimate clusters"). After an adjustment
// of the weights (package weight) z is replaced by what the adjustment does not explain.
//
// Degrees of freedom are PSUs minus strata (R: degf), of a domain those with members in it;
// intervals use Student's t. One respondent has a mean but no error (NaN). A stratum with one PSU
// has no variance of its own: Lonely says what is done.
//
// The design effect (Kish 1965, Survey Sampling, section 8.2) compares V̂ with simple random
// sampling of as many respondents: Estimate.Deff with replacement, Estimate.DeffFinite without,
// from a population of Σw.
//
// # Grouped sums
//
// From histograms (Cell, Design.Mean) or power sums (Moments, Design.MeanOf) by stratum and PSU.
// When every respondent is a PSU, Σ z² over a stratum is
//
//	(Σ w²y² − 2ȳ·Σ w²y + ȳ²·Σ w²) / (Σw)²
//
// and with clusters z_hi is (Σ wy − ȳ·Σ w)/Σw over the PSU, so that no row is needed. A composite
// score (the node of an indicator tree) has z_k = Σ_j a_j·w_k·(y_kj − ȳ_j)/W_j; the caller brings
// Σz and Σz² from a second pass over the respondents (Design.Composite).
//
// # Shares near 0 and 1
//
// LogitInterval, BetaInterval, AsinInterval, LikelihoodInterval, ScoreInterval and
// AgrestiCoullInterval stay inside [0, 1]; Estimate.Interval is the plain (Wald) interval.
//
// # Replicates
//
// JK1, JKn and Bootstrap make replicate weights and GivenReplicates takes those that came with
// the data; Replicates.Estimate is the error of any statistic.
//
// # Errors
//
// Every error is a *stat.Error: slices of unequal length, negative, missing or infinite weights,
// infinite values, a population smaller than its sample, a stratum with one PSU under Fail,
// collinear columns, a regression that does not converge. Missing values are NaN and leave their
// row out. Units of a result are those of y.
//
// The package is checked against R's survey 4.1.1: svydesign, svymean, svytotal, svyratio,
// svyby, svycontrast, svyquantile, svyciprop, svychisq, svyttest, svyglm, svyolr, as.svrepdesign.
package design
