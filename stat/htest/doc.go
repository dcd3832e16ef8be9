// Package htest tests hypotheses about shares, means, ranks, variances, tables and correlations, and gives
// the intervals, effect sizes and sample sizes that belong to them. All of it assumes independent
// respondents with equal chances; with survey weights, strata or clusters use package design, whose
// estimates IndependentZ and stat.Difference compare.
//
// # What all tests have in common
//
// P is two-sided: the probability of a result at least as far from the hypothesis in either direction. For
// a Z, a t or a trend the p of the one-sided alternative on the side of the statistic's sign is P/2. Two
// groups are always compared first minus second. NaN is a missing value and is left out, with its whole row
// where a test needs pairs. An infinite value, a group without values, values that do not vary where they
// have to, a negative count are a *stat.Error that says where; a test that has no answer for valid data,
// such as the trend of a share that is 0 everywhere, gives NaN. A confidence level outside (0, 1) panics.
//
// Values come as slices, or as Group: n, mean and variance, which Describe takes from values and FromSums
// from the sums of a cube. Split and Crosstab sort rows by a stat.Factor.
//
// # Shares
//
// With p = x/n and z the normal quantile of (1+level)/2, the intervals of one share are
//
//	Wald              p ± z·√(p(1−p)/n)
//	Wilson            ( p + z²/2n ± z·√(p(1−p)/n + z²/4n²) ) / (1 + z²/n)
//	WilsonCorrected   Wilson's bounds at p − 1/2n and p + 1/2n
//	AgrestiCoull      Wald at (x + z²/2)/(n + z²) with n + z²
//	ClopperPearson    B(α/2; x, n−x+1) … B(1−α/2; x+1, n−x), B the quantile of the beta distribution
//
// Wilson's is the one to use (Brown, Cai & DasGupta 2001, Statistical Science 16, doi:10.1214/ss/1009213286);
// ClopperPearson keeps its level for every p at the price of length. OneShare tests one share against a known
// one by the normal and the exact binomial distribution; TwoShares two of them, pooled, unpooled and with
// Yates' correction, with the intervals of Wald and Newcombe (1998, Statistics in Medicine 17: 857–872 and
// 873–890). R: prop.test, binom.test.
//
// # Means
//
//	Welch        t = (x̄_a − x̄_b)/√(s_a²/n_a + s_b²/n_b), Satterthwaite's degrees of freedom
//	Student      the same with one pooled variance
//	Paired       t of the differences of the same respondents
//	OneSample    t of one mean against a known one
//	ANOVA        F = MS between/MS within of several groups, with η², ω² and ε²
//	WelchANOVA   the same without the assumption of equal variances (Welch 1951, Biometrika 38)
//	Tukey        all pairs, by the studentised range (Tukey 1953; Kramer 1956, Biometrics 12)
//	PairwiseWelch, Adjust   all pairs by Welch's t, and p adjusted by Bonferroni, Holm, Hochberg, Hommel,
//	             Benjamini and Hochberg or Benjamini and Yekuteli
//
// R: t.test, aov, oneway.test, TukeyHSD, p.adjust. Standardise gives Cohen's d, Hedges' g and Glass's Δ, with
// the interval of d by the noncentral t distribution; CohenH that of two shares (Cohen 1988, Statistical Power
// Analysis for the Behavioral Sciences; Hedges 1981, Journal of Educational Statistics 6).
//
// # Ranks
//
//	MannWhitney     two groups: U, the area under the ROC curve U/(n_a·n_b), Cliff's δ = 2·AUC − 1
//	SignedRank      pairs: V, zeros dropped
//	KruskalWallis   several groups: H with the correction for ties; Dunn compares the pairs
//
// The normal approximations have the variance corrected for ties, with and without a correction for
// continuity; without ties and below 50 values the exact p is given, too (Lehmann 1975, Nonparametrics).
// R: wilcox.test, kruskal.test.
//
// # Variances
//
// Levene and BrownForsythe are the analysis of variance of the distances from the groups' means or medians
// (Brown & Forsythe 1974, JASA 69); Bartlett and CompareVariances are for normal values only. R:
// car::leveneTest, bartlett.test, var.test.
//
// # Tables
//
//	Independence    χ² = Σ (o−e)²/e of an r×c table, Yates' correction, G², residuals, Cramér's V, C, φ
//	Fisher          exact p of a 2×2 table: the sum of the tables not more probable
//	OddsRatio       ad/bc with Woolf's interval
//	GoodnessOfFit   counts against known shares
//	McNemar         change of a yes–no answer of the same respondents
//	CochranArmitage a share that rises or falls with ordered groups
//	LinearByLinear  (N−1)·r² of two ordered variables
//
// (Agresti 2013, Categorical Data Analysis, 3rd edition, chapters 2, 3 and 11). R: chisq.test, fisher.test,
// mcnemar.test, prop.trend.test.
//
// # Correlations
//
// Pearson with Fisher's interval, Spearman, Kendall's τ-b with the variance of S under ties (Kendall 1970, Rank
// Correlation Methods), WeightedPearson. R: cor.test with exact = FALSE, cov.wt.
//
// # Power
//
// PowerShares, SizeShares, PowerMeans and SizeMeans give the power of a comparison of two groups of n each, and
// the n for a power: shares by the normal approximation (Fleiss 1981, Statistical Methods for Rates and
// Proportions, section 3.2), means by the noncentral t distribution. R: power.prop.test, power.t.test. Sizes are
// not rounded; round them up, and enlarge them by the design effect and the expected non-response
// (package sample).
package htest
