// Package driver analyses what drives an outcome: how much the ratings of price, staff or speed
// account for overall satisfaction.
//
// # Symbols
//
// y is the outcome, x_1 … x_p are the drivers, w the weights of the n rows used. R_xx are the
// (weighted) correlations of the drivers, r their correlations with the outcome. On variables of
// mean 0 and variance 1
//
//	β = R_xx⁻¹ r,   R² = β'r
//
// R² is between 0 and 1, unit-free, and R²(S) is that of the drivers in S alone.
//
// # Regression
//
// Regress is least squares, Σ w(y − a − b'x)² → min, with the errors
//
//	classical   σ²A⁻¹,  A = X'WX,  σ² = Σwe²/(n−p−1)
//	HC0         A⁻¹ (Σ s s') A⁻¹,  s = w·e·x               (White 1980)
//	HC1         HC0·n/(n−p−1)
//	HC3         HC0 with s/(1−h),  h = w·x'A⁻¹x            (MacKinnon and White 1985)
//	design      HC0·n/(n−1), for weights of a sample       (Binder 1983; R: svyglm)
//
// b has the unit of y over that of x; β_j = b_j·s_j/s_y is unit-free. With collinear drivers the
// b_j become uncertain: VIF_j = (R_xx⁻¹)_jj is the factor by which the variance of b_j grows.
//
// # Importance
//
// There is no unique way to share R² out among correlated drivers. Moments.Importance offers
//
//	LMG      φ_j = 1/p Σ_k mean over S∌j, |S|=k of R²(S∪j) − R²(S)
//	         (Lindeman, Merenda and Gold 1980, p. 119; the Shapley value; Grömping 2006)
//	Johnson  Σ_k Λ_jk² ω_k²,  Λ = R_xx^½,  ω = Λ⁻¹r   (Johnson 2000; the same as Genizi 1993)
//	CAR      ω_j²                                      (Zuber and Strimmer 2011)
//	Pratt    β_j r_j                                   (Pratt 1987; may be negative)
//	First    r_j²
//	Last     β_j²/VIF_j = R² − R²(all but j)
//	BetaSquared β_j²
//
// The first four sum to R². LMG is the one to report; Johnson is near it and costs nothing with
// many drivers. Moments.Dominance keeps the increase of R² apart by the size of S (Budescu 1993;
// Azen and Budescu 2003). All 2^p subsets are passed through by a recursion whose cost is about
// 3·2^p multiplications, exact up to 25 drivers. Bootstrap gives percentile intervals.
//
// Moments.Ridge is the regression with penalty λΣβ² (Hoerl and Kennard 1970):
//
//	β = ((n−1)R_xx + λI)⁻¹ (n−1)r,   or with n for n−1, the scale of MASS::lm.ridge
//
// # Categorical outcomes
//
// Logistic is the binary logit of an outcome of 0 and 1, Ordinal the proportional-odds logit of
// an ordered one (McCullagh 1980):
//
//	P(y=1) = 1/(1+e^(−a−b'x)),   P(Y≤k) = 1/(1+e^(b'x−ζ_k))
//
// e^b is the factor by which the odds (of higher categories) grow with a step of the driver.
//
// # Penalty and reward
//
// PenaltyReward asks whether a driver hurts when it is bad or pleases when it is good: the outcome
// is regressed on the dummies [x_j ≤ low] and [x_j ≥ high] (Brandt 1987).
//
// # Pruning
//
// Moments.Prune proposes which candidates need not stay: those that hardly go together with the
// outcome, |r| < 0.1, and of two that say the same, |r| ≥ 0.8, the one that goes less with the
// outcome. The bounds can be set.
//
// # Missing values
//
// are left out by rows (Listwise), or by pairs in what rests on correlations alone (Pairwise).
// Every result says how it was done and how many rows are behind it. Pairwise correlations can
// contradict each other: that is an Inconsistent or Singular error, never a silent result.
//
// # Errors
//
// Every error is a *stat.Error: a driver that is constant (`driver: "q3" is constant`) or a
// combination of others (Singular), too few rows, infinite values and bad weights with their row,
// a logit whose outcomes the drivers separate (NoConvergence, with iterations and distance).
//
// # Checked against
//
// R 4.2: lm, glm, cor, cov.wt; MASS 7.3 (polr, lm.ridge); survey 4.1 (svyglm, svyolr); car 3.1
// (vif); relaimpo 2.2 (calc.relimp with lmg, last, first, betasq, pratt, genizi and car).
//
// # Sources
//
// Azen, R. and Budescu, D. V. (2003) Psychological Methods 8:129, doi:10.1037/1082-989X.8.2.129.
// Belsley, D. A., Kuh, E. and Welsch, R. E. (1980) Regression Diagnostics. Binder, D. A. (1983)
// International Statistical Review 51:279. Brandt, D. R. (1987) Journal of Services Marketing
// 1(3):61. Budescu, D. V. (1993) Psychological Bulletin 114:542. Cohen, J. (1988) Statistical Power
// Analysis for the Behavioral Sciences. Efron, B. and Tibshirani, R. J. (1993) An Introduction to
// the Bootstrap. Genizi, A. (1993) Statistica Sinica 3:407. Grömping, U. (2006) Journal of
// Statistical Software 17(1), doi:10.18637/jss.v017.i01. Hoerl, A. E. and Kennard, R. W. (1970)
// Technometrics 12:55. Hoerl, A. E., Kennard, R. W. and Baldwin, K. F. (1975) Communications in
// Statistics 4:105. Johnson, J. W. (2000) Multivariate Behavioral Research 35:1. Lawless, J. F. and
// Wang, P. (1976) Communications in Statistics A 5:307. Lindeman, R. H., Merenda, P. F. and Gold,
// R. Z. (1980) Introduction to Bivariate and Multivariate Analysis. MacKinnon, J. G. and White, H.
// (1985) Journal of Econometrics 29:305. McCullagh, P. (1980) Journal of the Royal Statistical
// Society B 42:109. McFadden, D. (1974) in Zarembka, P., Frontiers in Econometrics. Mikulić, J. and
// Prebežac, D. (2008) Managing Service Quality 18:559. Nagelkerke, N. J. D. (1991) Biometrika
// 78:691. Pratt, J. W. (1987) Dividing the indivisible, in Proceedings of the Second Tampere
// Conference in Statistics. White, H. (1980) Econometrica 48:817. Zuber, V. and Strimmer, K. (2011)
// Statistical Applications in Genetics and Molecular Biology 10(1):34.
package driver
