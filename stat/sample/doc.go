// Package sample draws probability samples, divides a sample among strata and says how large it
// must be.
//
// # Draws
//
// A draw of n out of N units gives every unit i a known probability of inclusion π_i; its design
// weight is 1/π_i, so that Σ_s y_i/π_i estimates the total without bias (Horvitz and Thompson 1952).
//
//	SRS            π_i = n/N, every set of n units equally likely (Cochran 1977, section 2.1)
//	Systematic     π_i = n/N, units ⌊(u+k)·N/n⌋ for k = 0 … n−1 and a start u in [0,1)
//	Stratified     π_i = n_h/N_h, SRS of its own within each stratum h
//	PPS            π_i ∝ size x_i; unit i with C(i−1) ≤ u+k < C(i), C the cumulated π (Madow 1949)
//	TwoStage       π_i = π_I(PSU)·m/M: PSUs first, then m of the M units within each
//	ByHash         SRS within strata by the order of SHA-256(seed ‖ id)
//
// Inclusion makes the π of PPS: n·x_i/Σx; units that reach 1 are taken with certainty and the rest
// is computed anew without them until none exceeds 1 (R: sampling::inclusionprobabilities).
//
// # Recorded seeds
//
// Nothing here chooses a seed. A draw takes a rand.Source; Source makes the PCG generator
// (O'Neill 2014; math/rand/v2.NewPCG(seed, 0)) of a recorded seed. Random whole numbers below n are
// the high half of the 128-bit product of n and a 64-bit output, rejecting the few outputs that
// would favour some (Lemire 2019); random fractions are the upper 53 bits over 2⁵³. The same seed,
// frame and order of the frame give the same sample on every machine and with every version.
//
// ByHash needs no generator at all: the order of the units of a stratum is the order of the digests
// SHA-256(seed ‖ id), bytes of the seed followed by the id in UTF-8, compared as bytes; the first
// n_h are drawn. A script of five lines in any language repeats it, and the order of the frame does
// not matter.
//
// # Allocation
//
// N_h is the size of stratum h, S_h the standard deviation of the variable of interest, c_h the cost
// of one interview (Cochran 1977, sections 5.5 and 5.9; Bankier 1988 for the power rule):
//
//	Proportional      n_h = n·N_h / ΣN
//	Neyman            n_h = n·N_h·S_h / Σ(N·S)
//	Optimal           n_h = n·(N_h·S_h/√c_h) / Σ(N·S/√c)
//	OptimalBudget     n_h = C·(N_h·S_h/√c_h) / Σ(N·S·√c) for a budget C
//	Power             n_h = n·N_h^q / ΣN^q, 0 ≤ q ≤ 1; q = ½ is the square-root rule
//
// A stratum that would get more than its N_h units is taken whole and the rest is divided anew among
// the others until none exceeds. Whole numbers come from the largest remainders; equal remainders go
// to the stratum that stands first. MeanVariance is the variance of the stratified mean that an
// allocation gives, Σ W_h²·S_h²/n_h·(1 − n_h/N_h) with W_h = N_h/N.
//
// # Sample size
//
// z is the normal quantile of the confidence, e the margin of error (half the width of the interval):
//
//	ForProportion   n₀ = z²·p(1−p)/e²,       n = n₀/(1+(n₀−1)/N)
//	ForMean         n₀ = (z·S/e)²,           n = n₀/(1+n₀/N)
//	ForNPS          n₀ = (z·σ/e)²,           n = n₀/(1+(n₀−1)/N), σ = 100·√(p+d−(p−d)²)
//	ForProportions  n  = (z_α·√(2p̄q̄) + z_β·√(p₁q₁+p₂q₂))² / (p₁−p₂)² in each group
//	ForMeans        n  = (z_α+z_β)²·(σ₁²+σ₂²)/δ² in each group
//
// (Cochran 1977, sections 4.4 and 4.6; Fleiss, Levin and Paik 2003, section 4.2). The margin of the
// NPS is in points of −100 … 100, p and d are the shares of promoters and detractors. The finite
// population differs between mean and proportion because S² divides by N−1 and p(1−p) by N.
// What must be completed is n times the design effect, what must be issued is that over the expected
// response rate, each rounded up.
//
// # Clusters
//
//	Deff = 1 + (m−1)·ρ                       m interviews per cluster (Kish 1965, section 5.4)
//	ρ    = (MSB − MSW)/(MSB + (n₀−1)·MSW)    intraclass correlation by analysis of variance,
//	                                         n₀ = (n − Σn_i²/n)/(k−1) for k clusters of size n_i
//
// # Errors
//
// All errors are *stat.Error of package "sample": a negative size, a sample larger than its frame, a
// share outside [0,1], a stratum that does not exist. Nothing undefined is returned.
//
// # Sources
//
// Cochran, W. G. (1977) Sampling Techniques, 3rd ed.; Kish, L. (1965) Survey Sampling; Horvitz,
// D. G. and Thompson, D. J. (1952), doi:10.1080/01621459.1952.10483446; Madow, W. G. (1949),
// doi:10.1214/aoms/1177729988; Bankier, M. D. (1988), doi:10.1080/00031305.1988.10475557; Fleiss,
// J. L., Levin, B. and Paik, M. C. (2003) Statistical Methods for Rates and Proportions, 3rd ed.;
// Lemire, D. (2019), doi:10.1145/3230636. Checked against R 4.2.2: package sampling 2.9, qnorm, aov,
// power.prop.test, power.t.test.
package sample
