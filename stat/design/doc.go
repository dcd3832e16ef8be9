// Package design estimates means and composite scores of a survey with their design-based
// variance, from grouped sums.
//
// # The estimator
//
// For respondents k with weights w and values y, the weighted mean over those who answered is a
// ratio of two totals and its variance is that of its linearised values (Taylor; Särndal,
// Swensson & Wretman 1992, section 5.5; Lumley 2010, section 2.2 and appendix C):
//
//	ȳ   = Σ w·y / W,                 W = Σ w  (over those who answered)
//	z_k = w_k·(y_k − ȳ) / W          0 for whoever did not answer or is outside the domain
//
// With strata h, primary sampling units (PSUs) i in them, n_h their number in the whole wave, and
// z_hi the sum of z over PSU i,
//
//	V̂(ȳ) = Σ_h n_h/(n_h − 1) · Σ_i (z_hi − z̄_h)²,     z̄_h = Σ_i z_hi / n_h
//
// the variance of with-replacement sampling of PSUs ("ultimate clusters"): PSUs without anybody
// in the domain count with z = 0, so that a domain keeps the whole design. Three designs share
// the formula:
//
//   - weights only: one stratum, each respondent is a PSU. Then z̄ = 0 and Σ z² is
//     Σ_v Σw²_v·(y_v − ȳ)² / W², so a histogram of n, Σw and Σw² per value is enough;
//   - stratified: each respondent is a PSU of its stratum; a histogram per stratum;
//   - clustered: a histogram (only Σw is used) per stratum and PSU.
//
// A composite score (the node of an indicator tree) has z_k = Σ_j a_j·w_k·(y_kj − ȳ_j)/W_j; the
// caller brings Σz and Σz² from a second pass over the respondents.
//
// # Degrees of freedom
//
// PSUs minus strata. For a figure of the whole wave they are counted in the whole wave, even when
// some left the item out (Design.DF; R: degf(design)). For a domain, such as one organisation
// unit, they are counted among its members (Design.DomainDF; R: degf(subset(design, …))).
//
// # A stratum with one PSU
//
// has no variance of its own. Lonely says what is done: fail, remove (its contribution is zero),
// or adjust, the default: it is centred at the mean of the whole wave, which for linearised
// values is zero, so it contributes z_h² (R: options(survey.lonely.psu = "adjust")).
package design
