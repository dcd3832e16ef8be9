// Package scale measures how reliable and how valid the scales of a questionnaire are: whether
// items measure one thing, how precisely, and whether two scales measure different things.
//
// # Data
//
// Nearly everything follows from the covariance matrix of the items and the number of rows, so the
// methods take a Matrix: of raw data (Covariance, Correlation), of ordered categories
// (PolychoricMatrix) or out of a publication. Rows with a missing item do not count (listwise
// deletion; R's psych::alpha takes pairs). Items that point the other way must have been reversed.
// Written s_jk are covariances, r_jk correlations, p items, n rows, 1 the vector of ones.
//
// # Reliability of a sum
//
//	α   = p/(p−1)·(1 − Σs_jj/Σs_jk)              Alpha: Cronbach 1951; standardised: of r
//	λ6  = 1 − Σ(1−SMC_j)/Σr_jk                   Guttman 1945, SMC_j = 1 − 1/r^jj
//	λ4  = 4·cov(a,b)/var(a+b), 2r/(1+r)          SplitHalf: Guttman 1945, Spearman–Brown 1910
//	ω   = (Σλ)²/((Σλ)² + Σθ)                     OneFactor, CFA: McDonald 1999
//
// α equals the reliability when all items have the same true score up to a constant, and is below it
// otherwise; ω allows the items to differ. All lie below 1 and may be negative. The interval of α is
// Feldt's (1965), its standard error that of Duhachek & Iacobucci (2004, Journal of Applied
// Psychology 89); the standard error of ω is by the delta method.
//
// # Factor models
//
// PCA is the spectral decomposition R = VΛV'. Factors is the common factor model R = ΛΦΛ' + Ψ by
// maximum likelihood (Lawley & Maxwell 1971; Jöreskog 1967, Psychometrika 32) or least squares
// (Harman & Jones 1966, Psychometrika 31), with Varimax (Kaiser 1958, Psychometrika 23) or Oblimin
// (Jennrich & Sampson 1966, Psychometrika 31; Jennrich 2002, Psychometrika 67). For given
// uniquenesses the best loadings solve an eigenproblem, which leaves p unknowns in [0.005, 1];
// Newton steps with the exact Hessian, projected on that box, find a minimum to a slope below 1e-9.
// There may be several minima: when the first nine starting points do not agree, sixty-four more are
// tried. The result is at or below that of R's factanal, which keeps to few starting points. KMO and
// Bartlett say beforehand whether correlations are worth it.
//
// CFA is the confirmatory model S = ΛΦΛ' + Θ with one factor per item (Jöreskog 1969, Psychometrika
// 34), with χ² = n·F, CFI, TLI, RMSEA and SRMR as in lavaan. Nothing is bounded there: a negative
// residual variance shows a wrong model.
//
// # Validity
//
// CompositeReliability and AVE (Fornell & Larcker 1981, Journal of Marketing Research 18) say how
// well items measure their construct, HTMT (Henseler, Ringle & Sarstedt 2015, Journal of the Academy
// of Marketing Science 43) whether two constructs differ, VIF whether items repeat each other.
//
// # Ordered categories and raters
//
// Polychoric and Tetrachoric are correlations of the normal variables behind ordered categories
// (Olsson 1979, Psychometrika 44). CohenKappa, WeightedKappa and FleissKappa are agreement beyond
// chance (Cohen 1960, 1968; Fleiss 1971; errors: Fleiss, Cohen & Everitt 1969; Gwet 2008), ICC the
// intraclass correlations of Shrout & Fleiss (1979, Psychological Bulletin 86).
//
// # Errors
//
// Data that cannot be used give a *stat.Error that names the item: a constant item, an item that is
// a linear combination of those before it (share of its variance left below 1e-12), too few rows.
// An iteration that does not arrive is an error with its steps and distance, never a result. What is
// undefined is NaN: α without variance, κ when all chose one category, tests without a base.
//
// # Checked against
//
// R 4.2.2: psych 2.2.9 (alpha, KMO, fa, ICC, cohen.kappa), stats (factanal, varimax), GPArotation,
// lavaan 0.6-14 (cfa), polycor 0.8-1, and reference cases of fifty analyses. Two differences are
// known: polycor's maximum likelihood uses a simplex search that stops about 3e-4 short of the
// maximum, and the error of psych's weighted kappa takes a margin unweighted.
package scale

// pkg is the package in errors.
const pkg = "scale"
