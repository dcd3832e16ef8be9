// Package index holds the measures of customer satisfaction and the roll-up of an indicator tree.
//
// # Measures
//
// Every measure of one item is the mean of a contrast: each answer category gets a y, and the
// measure is the (weighted) mean of y over those who answered. A Scale is such a list of y by
// category code, and its methods make new ones:
//
//	mean           y = the value of the category (1..5)
//	top-k-box      y = 1 for the k highest values, else 0
//	NPS            y = 100 for 9–10, 0 for 7–8, −100 for 0–6 (Reichheld 2003)
//	0–100 score    y = 100·(value − low)/(high − low)
//
// So package design gives all of them the same estimator and the same honest variance.
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
// Importances are decimals as entered and are normalised as exact rationals: 1/3 is a third, and
// coefficients are rounded once, at the end.
package index
