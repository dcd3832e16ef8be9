// Package pls estimates path models of customer satisfaction by partial least squares: constructs
// such as quality, satisfaction and loyalty, each measured by some items, and the supposed effects
// between them. It yields the effects, how well they explain, how well the items measure, and an
// index of 0 to 100 for every construct.
//
// # The model
//
// Let x_k be the items, standardised with s² = Σ(x − x̄)²/(n − 1), R their correlations, and S the
// part of R within a block. A construct is the composite of its items,
//
//	Y_j = Σ_k w_k·x_k      over the items k of block j, with variance 1
//
// and the inner model is a set of regressions, one per construct that has predecessors:
//
//	Y_j = Σ_i β_ji·Y_i + ζ_j      over the predecessors i of j
//
// The paths must not lead back to where they came from.
//
// # The algorithm
//
// Weights start equal and are improved in turn (Wold 1982; Lohmöller 1989; Tenenhaus et al. 2005):
//
//  1. inner proxy   Z_j = Σ_i e_ji·Y_i over the neighbours of j. The schemes differ in e:
//     centroid   e = sign(cor(Y_i, Y_j))
//     factorial  e = cor(Y_i, Y_j)
//     path       e = β_ji for predecessors i (coefficients of their regression), cor(Y_i, Y_j) for successors
//  2. outer weights  mode A (reflective): w_k = cov(x_k, Z_j);  mode B (formative): w = S⁻¹·cov(x, Z_j)
//  3. w is scaled so that Y_j has variance 1; stop when no weight moves by more than the tolerance.
//
// All of it reads R only, so that an iteration costs the same for any number of respondents.
//
// # What is reported
//
//	loading          λ_k = cor(x_k, Y_j); cross-loading: with any other construct
//	communality      mean λ² of a block; for mode A the average variance extracted, AVE (Fornell, Larcker 1981)
//	ρ_C              (Σλ)² / ((Σλ)² + Σ(1 − λ²))                        (Jöreskog 1971; Werts et al. 1974)
//	ρ_A              (w'w)² · w'(S − diag S)w / w'(ww' − diag ww')w      (Dijkstra, Henseler 2015)
//	alpha            k/(k − 1) · (1 − k/ΣΣr)                             (Cronbach 1951), of standardised items
//	R², adjusted     1 − (1 − R²)(n − 1)/(n − k − 1)
//	f²               (R² − R² without the predecessor)/(1 − R²)          (Cohen 1988)
//	total effects    (I − B)⁻¹ − I; indirect effects: less B
//	HTMT             mean r between two blocks / √(product of the mean r within each)
//	                 signed (Henseler, Ringle, Sarstedt 2015) and of |r|; they differ where an r is negative
//	Fornell–Larcker  √AVE against the correlations of the construct
//	SRMR             √(mean (r − r̂)²) of composite and factor model      (Henseler et al. 2014)
//	GoF              √(mean communality of blocks with several items · mean R²)  (Tenenhaus et al. 2005)
//	Q²               1 − SSE/SSO of omitted answers, see Result.Blindfold (Stone 1974; Geisser 1974)
//	VIF              1/(1 − R²) on the other predecessors, or items of the block
//
// A single item has ρ_A = ρ_C = alpha = 1 by convention. Reliabilities and AVE of a block of mode B
// are NaN.
//
// # The index
//
// With a Scale the constructs are also reported from 0 to 100 (Fornell et al. 1996):
//
//	I = 100 · Σ_k v_k·(x_k − low_k) / Σ_k v_k·(high_k − low_k)      v_k = w_k/s_k
//
// on the unstandardised answers. The impact of one construct on another is its total effect times
// the ratio of the standard deviations of the two indices: by how many points the index of the
// effect moves with one point of the index of the cause.
//
// # Error
//
// Result.Bootstrap gives standard errors, percentile and BCa intervals (Efron 1987; Davison, Hinkley
// 1997, section 5.3) of paths, effects, weights, loadings, R², indices and impacts; Compare tests
// them between groups by permutation (Chin, Dibbern 2010). Both take a rand.Source and depend on
// nothing else.
//
// # Missing answers
//
// NaN is a missing answer. Respondents who lack one are left out (Listwise), or it is replaced by
// the mean of the item (MeanReplacement); Result says which, and how many were concerned.
//
// # Checked against
//
// R: semPLS 1.0-10 (sempls), plspm 0.5.1 (plspm) and seminr 2.3.1 (estimate_pls) on three real
// surveys and all schemes; mode B, Q², SRMR, adjusted R², VIF, acceleration and groups against the
// plain R in testdata/check.R; values printed in Monecke, A. and Leisch, F. (2012) semPLS:
// Structural Equation Modeling Using Partial Least Squares, Journal of Statistical Software 48(3),
// doi:10.18637/jss.v048.i03.
//
// # Sources
//
// Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M. and Lauro, C. (2005) PLS path modeling,
// Computational Statistics & Data Analysis 48, 159–205, doi:10.1016/j.csda.2004.03.005; Wold, H.
// (1982) Soft modeling: the basic design and some extensions; Lohmöller, J.-B. (1989) Latent Variable
// Path Modeling with Partial Least Squares; Dijkstra, T. K. and Henseler, J. (2015) Consistent
// partial least squares path modeling, MIS Quarterly 39, 297–316; Henseler, J., Ringle, C. M. and
// Sarstedt, M. (2015) A new criterion for assessing discriminant validity in variance-based
// structural equation modeling, Journal of the Academy of Marketing Science 43, 115–135; Henseler, J.
// et al. (2014) Common beliefs and reality about PLS, Organizational Research Methods 17, 182–209;
// Fornell, C. and Larcker, D. F. (1981) Evaluating structural equation models with unobservable
// variables and measurement error, Journal of Marketing Research 18, 39–50; Fornell, C. et al. (1996)
// The American Customer Satisfaction Index, Journal of Marketing 60, 7–18; Chin, W. W. and Dibbern, J.
// (2010) An introduction to a permutation based procedure for multi-group PLS analysis, in Handbook
// of Partial Least Squares; Efron, B. (1987) Better bootstrap confidence intervals, Journal of the
// American Statistical Association 82, 171–185.
package pls
