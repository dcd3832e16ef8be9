// Package index holds the measures of customer satisfaction and the roll-up of an indicator tree.
//
// # Measures
//
// Every measure of one item is the mean of a contrast: each answer category gets a y, and the
// measure is the (weighted) mean of y over those who answered. A Scale is such a list of y by
// category code, and its methods make new ones:
//
//	mean           y = the value of the category (1..5)
//	top-k-box      y = 1 for the k highest values, else 0 (BottomBox: the k lowest)
//	net            y = top box − bottom box
//	CSAT           y = 100 for the k highest values, else 0
//	NPS            y = 100 for 9–10, 0 for 7–8, −100 for 0–6 (Reichheld 2003)
//	0–100 score    y = 100·(value − low)/(high − low); CES turns it to the side of little effort
//	1000 points    y = 1000·(value − low)/(high − low)
//
// So one estimator and one honest variance serve all of them: package design for strata, clusters
// and finite populations (Scale.Recode makes its column), a Tally for answers that were drawn
// independently, with weights w:
//
//	ȳ = Σ W_v y_v / Σ W_v,   V(ȳ) = n/(n−1) · Σ W2_v (y_v − ȳ)² / (Σ W_v)²
//
// with W_v and W2_v the sums of w and w² over the respondents in category v. For NPS and equal weights
// this is the printed 100²·(p + d − (p − d)²)/(n − 1). FromShares makes a tally from a printed
// distribution, however badly its shares were rounded. Two measures of different respondents are compared by
// stat.Difference.
//
// # The tree
//
// The score of a node is the importance-weighted mean of its children's scores as shown, and of a
// leaf the equal-weight mean of its items' scores:
//
//	S_node = Σ_c g_c·S_c,  g_c = importance_c / Σ importance (over the children that have a score)
//
// Unrolled down to the items it is Σ_j a_j·ȳ_j; the a_j are the node's coefficients. To first
// order its error comes from the linearised value of respondent k
//
//	z_k = Σ_j a_j·w_k·(y_kj − ȳ_j)/W_j
//
// (Särndal, Swensson & Wretman 1992, section 5.5). Residuals gives the part that does not depend
// on the respondent as a table per item and category; the cube adds up z and z² and
// design.Composite makes the estimate. Covariances between items answered by the same people are
// in z, which is why the error of a node cannot be had from the errors of its children.
//
// Scores of different respondents, such as of branches, do not depend on each other: Composite weighs them
// together with the error √Σ g²V.
//
// Importances are decimals as entered and are normalised as exact rationals: 1/3 is a third, and
// coefficients are rounded once, at the end.
//
// # Where importances come from
//
// NewAHP derives them from judgements in pairs: the principal eigenvector of a reciprocal matrix,
// with the consistency ratio CR = (λmax − n)/(n − 1)/RI that should stay below 0.1 (Saaty 1980).
// EntropyWeights, CVWeights and CRITIC derive them from how far units differ in each criterion. NewIPA
// sets importance against performance in four quadrants (Martilla and James 1977).
//
// # Outcome rates
//
// Dispositions gives the response, cooperation, refusal and contact rates of AAPOR's Standard
// Definitions from the numbers (or weights) of sampled cases by final disposition.
//
// # Errors and bad data
//
// A tree that cannot be used is a *Fault that names the node. Everything else returns *stat.Error with the
// row, criterion or cell: an answer that is not on the scale, a negative weight, a judgement that is
// not the reciprocal of its mirror image, a constant criterion. The mean of no answers is an
// undefined estimate. A score on a scale of one point panics.
//
// Checked against R: survey (weighted NPS and design effect), eigen for AHP, plain R for the other weights and the
// quadrants; Saaty's (1990) example of a house; AAPOR rates as ropensci/outcomerate computes them.
package index
