// Package glm fits three regressions with case weights: the linear one, the binary logit and the
// proportional-odds logit of an ordered outcome. It returns what inference of any kind is made
// of: the coefficients θ̂, the inverse A⁻¹ of their information and the score of every row, so that
// with the design-based variance V̂ of the total of the scores
//
//	V̂(θ̂) = A⁻¹ · V̂(Σ s_i) · A⁻¹
//
// (Binder 1983; Huber 1967; White 1980). With weights that are frequencies, A⁻¹ itself is the
// covariance of the two logits, and σ̂²·A⁻¹ that of the linear regression.
//
// # Linear regression
//
// θ̂ minimises Σ w_i (y_i − x_i'θ)². The rows √w_i·(x_i, y_i) are reduced by Householder
// reflections to the triangle
//
//	R = ( R₁₁  r )    θ̂ = R₁₁⁻¹ r,   A⁻¹ = R₁₁⁻¹R₁₁⁻ᵀ = (X'WX)⁻¹,   Σ w e² = ρ²
//	    (  0   ρ )
//
// block by block of the rows and then once more over the stacked triangles (Golub and Van Loan
// 2013, sections 5.2 and 5.3), which never squares the condition of X. The score of a row is
// s_i = w_i e_i x_i.
//
// # Binary logit
//
// P(y=1) = μ = 1/(1 + e^(−x'θ)); iteratively reweighted least squares, each step being the linear
// regression of (y−μ)/(μ(1−μ)) on x with weights wμ(1−μ), halved while the deviance
// −2 Σ w log P(y_i) grows (McCullagh and Nelder 1989, sections 2.5 and 4.4).
// s_i = w_i (y_i − μ_i) x_i.
//
// # Proportional odds
//
// logit P(Y ≤ k) = ζ_k − x'β for ordered categories 1…K (McCullagh 1980); θ = (β, ζ_1 … ζ_{K−1}).
// For a row in category k, with a = ζ_k − x'β, b = ζ_{k−1} − x'β, F the logistic distribution and
// f = F(1−F),
//
//	ℓ   = log F(a) + log F(−b) + log(1 − e^(b−a))
//	ℓ_a = F(−a) + g,   ℓ_b = −F(b) − g,   g = 1/(e^(a−b) − 1)
//	−ℓ_aa = f(a) + g(1+g),   −ℓ_bb = f(b) + g(1+g),   −ℓ_ab = −g(1+g)
//
// where a = ∞ in the last and b = −∞ in the first category. Newton's method with the information
// −Σ w ∂²ℓ, halved while the likelihood falls or thresholds cross, starts from β = 0 and the
// thresholds of the plain proportions. The columns are standardised for it. The likelihood is
// concave (Pratt 1981).
//
// # Faults
//
// Columns that are constant or collinear are named (√(1−R²) with the columns before it below
// 10⁻⁷). A maximum at infinity, as when a combination of the columns separates the outcomes
// entirely, shows as non-convergence.
//
// # Sources
//
// Binder, D. A. (1983) International Statistical Review 51:279. Golub, G. H. and Van Loan, C. F.
// (2013) Matrix Computations. Huber, P. J. (1967) Proceedings of the Fifth Berkeley Symposium
// 1:221. McCullagh, P. (1980) Journal of the Royal Statistical Society B 42:109. McCullagh, P. and
// Nelder, J. A. (1989) Generalized Linear Models. Pratt, J. W. (1981) Journal of the American
// Statistical Association 76:103. White, H. (1980) Econometrica 48:817. Checked against R's lm and
// glm, MASS::polr, and svyglm and svyolr of survey 4.1.
package glm
