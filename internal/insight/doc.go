// Package insight turns the cube's counts and sums into figures: stat does the arithmetic, this package
// says which respondents, items, weights and design belong together.
//
// A figure is a stat.Estimate with its base; there is no other way to show a number here (D19). The
// estimators of each screen:
//
//   - item: weighted mean over those who answered, in the item's own units, as a 0–100 score, as top-2-box
//     and, on 0–10, as NPS; design-based error (stat/design)
//   - indicator: importance-weighted mean of its children's scores as shown (D16); error by
//     linearisation over the items behind it
//   - change: difference to the same indicator of the wave named as the previous one, independent samples
//
// The design is the wave's own when strata or primary sampling units were imported, else each respondent is
// drawn independently with its weight.
package insight
