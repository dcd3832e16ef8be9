// Package cube answers the one question Manyi asks of many responses: under this filter, by these
// few dimensions, give counts and sums per item and value. Engines return counts and sums only;
// package stat makes figures of them.
//
// A wave is a table of one row per response. Its Layout is fixed when it is created: dimensions
// (dense integer codes: unit, quarter, mode, stratum, PSU …) and items (a category, the chosen
// options of a multiple choice, or a number). Weights are kept beside the rows, one column per
// weight scheme, and can be exchanged without touching them. Three questions exist:
//
//   - Histogram: per group, item and value the respondents n, Σw and Σw²; for numbers the power sums;
//   - Residual: per group and composite score n, Σz and Σz², where z is the linearised value of a
//     response, w·Σ_j r_j(v_j), from tables computed with the result of a histogram;
//   - Rows: the columns themselves, for models that sums cannot serve.
//
// The record store is the truth; the cube is derived from it and can be dropped and rebuilt at any
// time with the same figures. Rows carry no instant and are stored in the order of their random
// ids, so a cube's files tell nothing about when or in which order responses came.
package cube
