// Package stat is the statistics of Manyi: pure functions from counts and sums to figures
// with an error.
//
// The packages, each a page of its own:
//
//   - stat holds what all share: Estimate, the only form in which a figure with an error is shown;
//     Data and Factor, the tables and groupings that methods take; Error, which says what is
//     wrong with data and where; Student's t; the comparison of two independent estimates
//   - stat/design estimates means, totals, shares, quantiles, regressions and tests of association
//     under a survey design, from rows or from grouped sums
//   - stat/weight makes weights: post-stratification, raking, calibration, trimming, non-response
//   - stat/sample draws samples, allocates them to strata and says how large they must be
//   - stat/htest tests hypotheses, with effect sizes and power
//   - stat/scale says how well items measure: reliability, validity, factor analysis
//   - stat/driver says which items drive an outcome
//   - stat/pls estimates path models of satisfaction (ACSI, ECSI, CCSI) and the 0–100 index
//   - stat/sem fits covariance-based structural equation models by maximum likelihood
//   - stat/kano evaluates Kano questionnaires
//   - stat/index holds measures of satisfaction, the roll-up of an indicator tree, ways to set
//     importances, and outcome rates
//   - stat/rank ranks units with the uncertainty of their ranks
//   - stat/trend follows figures over waves: change, control charts, difference in differences
//   - stat/profile describes the columns of a table of text
//
// Conventions. Nothing here reads a clock or a file; a random method takes its source, and gives
// the same result for the same source on any number of processors. Missing values are NaN. What
// is mathematically undefined (a mean of no answers) is NaN or an undefined Estimate, never an
// error; errors are for data that cannot be used (a stratum with one sampled unit under the rule
// "fail"), and are *Error; misuse panics. An iteration that does not converge is an error with the
// number of iterations and the distance left. Functions that serve a query work on sufficient
// statistics, so that the same function serves a slice and a cell of the cube.
//
// Sources, cited by author and year: Kish, L. (1965) Survey Sampling; Särndal, C.-E., Swensson,
// B. and Wretman, J. (1992) Model Assisted Survey Sampling; Lumley, T. (2010) Complex Surveys: A
// Guide to Analysis Using R; Korn, E. L. and Graubard, B. I. (1998) Confidence intervals for
// proportions with small expected number of positive counts, Survey Methodology 24; Satterthwaite,
// F. E. (1946) An approximate distribution of estimates of variance components, Biometrics 2;
// Welch, B. L. (1947), Biometrika 34; Reichheld, F. F. (2003) The one number you need to grow,
// Harvard Business Review 81. Reference values come from R's package survey (version 4.1.1);
// testdata/README.md says how.
package stat
