// Package sem estimates structural equation models from covariances by maximum likelihood: latent
// variables measured by items with error, and regressions between variables, latent or observed. It
// is the second opinion on a path model of package pls: it separates what items share from their
// errors and tests the model as a whole, but wants more respondents, roughly normal answers and a
// model that is right.
//
// # The model
//
// All variables v, observed and latent, stand in one system (McArdle and McDonald 1984):
//
//	v = A·v + u      cov(u) = S
//	Σ(θ) = F (I − A)⁻¹ S (I − A)⁻ᵀ Fᵀ
//
// A holds loadings (item ← factor) and regressions (outcome ← predictor), S the variances and
// covariances of what nothing explains, F picks the observed variables. Model says which elements
// are free. Effects must not lead back to where they came from. Observed predictors count as random
// variables like all others (lavaan: fixed.x = FALSE); this changes the likelihood and AIC, not the
// effects.
//
// # Estimation
//
// With the sample covariances S_n (divisor n) of k observed variables, θ minimises
//
//	F(θ) = log|Σ| + tr(S_n·Σ⁻¹) − log|S_n| − k
//
// (Jöreskog 1969) by Fisher scoring. The standard errors come from the expected information:
// cov(θ̂) = 2/n · H⁻¹ with H_ab = tr(Σ⁻¹·∂Σ/∂θ_a·Σ⁻¹·∂Σ/∂θ_b), those of standardised effects from the
// delta method.
//
// # Fit
//
//	χ²      n·F with df = k(k + 1)/2 − parameters
//	CFI     1 − max(χ² − df, 0)/max(χ² − df, χ²₀ − df₀, 0)            (Bentler 1990)
//	TLI     (χ²₀/df₀ − χ²/df)/(χ²₀/df₀ − 1)                            (Tucker, Lewis 1973)
//	RMSEA   √(max(χ² − df, 0)/(n·df)), bounds from the noncentral χ²   (Browne, Cudeck 1992)
//	SRMR    √(mean of squared residual correlations)                   (Bentler 1995)
//	log L   −n/2·(k·log 2π + log|Σ| + tr(S_n·Σ⁻¹)); AIC, BIC with the number of parameters
//
// where χ²₀ and df₀ belong to the model of independent variables.
//
// # Errors
//
// A model that is not identified is "parameters: collinear variables"; a search that does not end
// says after how many steps and how much the fit function still fell.
//
// # Checked against
//
// R: lavaan 0.6-14, sem(estimator = "ML"), on two real surveys: measures of fit, loadings and paths,
// standardised and not, with their standard errors.
//
// # Sources
//
// Bollen, K. A. (1989) Structural Equations with Latent Variables, chapters 4 and 8; McArdle, J. J.
// and McDonald, R. P. (1984) Some algebraic properties of the reticular action model, British Journal
// of Mathematical and Statistical Psychology 37, 234–251; Jöreskog, K. G. (1969) A general approach
// to confirmatory maximum likelihood factor analysis, Psychometrika 34, 183–202; Hägglund, G. (1982)
// Factor analysis by instrumental variables methods, Psychometrika 47, 209–222; Rosseel, Y. (2012)
// lavaan: an R package for structural equation modeling, Journal of Statistical Software 48(2).
package sem
