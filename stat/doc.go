// Package stat is the statistics of Manyi: pure functions from counts and sums to figures
// with an error.
//
// Three packages make the beginning:
//
//   - stat holds Estimate, the only form in which a figure with an error is shown, Student's t
//     and the comparison of two independent estimates;
//   - stat/design computes design-based means and composite scores from grouped sums;
//   - stat/index holds the measures of customer satisfaction (boxes, NPS, 0–100 scores) and the
//     roll-up of an indicator tree by importance.
//
// Conventions. Nothing here reads a clock, a file or a random source. What is mathematically
// undefined (a mean of no answers) is NaN or an undefined Estimate, never an error; errors are
// for data that cannot be used (a stratum with one sampled unit under the rule "fail"); misuse
// panics. Functions work on sufficient statistics, so that the same function serves a slice and
// a cell of the cube.
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
