package sample

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// Stratum is what an allocation needs to know.
type Stratum struct {
	Name string
	Size int     // N_h, units in the frame
	SD   float64 // S_h, standard deviation of the variable of interest; of Neyman and Optimal
	Cost float64 // c_h of one interview, above 0; of Optimal
}

// Allocation divides a sample among strata; all slices are in their order.
type Allocation struct {
	Uncapped []float64 // what the rule gives, which may exceed a stratum
	Exact    []float64 // the same with strata taken whole where it exceeds
	N        []int     // whole numbers by largest remainder, at most the size of the stratum
}

// Total is Σ n_h.
func (a Allocation) Total() int {
	total := 0
	for _, n := range a.N {
		total += n
	}
	return total
}

// ByName is the number to take of each stratum, as Stratified and ByHash want it.
func (a Allocation) ByName(strata []Stratum) map[string]int {
	take := make(map[string]int, len(strata))
	for h, s := range strata {
		take[s.Name] = a.N[h]
	}
	return take
}

// Proportional is n_h = n·N_h/ΣN.
func Proportional(n int, strata []Stratum) (Allocation, error) {
	return allocate(n, strata, func(s Stratum) float64 { return float64(s.Size) })
}

// Neyman is n_h = n·N_h·S_h/Σ(N·S): the smallest variance of the mean for n interviews.
func Neyman(n int, strata []Stratum) (Allocation, error) {
	if err := known(strata, false); err != nil {
		return Allocation{}, err
	}
	return allocate(n, strata, func(s Stratum) float64 { return float64(s.Size) * s.SD })
}

// Optimal is n_h = n·(N_h·S_h/√c_h)/Σ(N·S/√c): the smallest cost for the variance n interviews give.
func Optimal(n int, strata []Stratum) (Allocation, error) {
	if err := known(strata, true); err != nil {
		return Allocation{}, err
	}
	return allocate(n, strata, func(s Stratum) float64 { return float64(s.Size) * s.SD / math.Sqrt(s.Cost) })
}

// Power is n_h = n·N_h^q/ΣN^q with 0 ≤ q ≤ 1: between equal (0) and proportional (1) allocation, for
// designs that report on small strata too.
func Power(n int, q float64, strata []Stratum) (Allocation, error) {
	if !(q >= 0 && q <= 1) {
		return Allocation{}, outOfRange("power", q)
	}
	return allocate(n, strata, func(s Stratum) float64 { return math.Pow(float64(s.Size), q) })
}

// OptimalBudget is the optimal allocation that spends at most budget on interviews (fixed costs
// taken off before): n_h = C·(N_h·S_h/√c_h)/Σ(N·S·√c). Rounded down, then the largest remainders
// that the rest of the budget pays for.
func OptimalBudget(budget float64, strata []Stratum) (Allocation, error) {
	if err := known(strata, true); err != nil {
		return Allocation{}, err
	}
	if !(budget >= 0) || math.IsInf(budget, 0) {
		return Allocation{}, outOfRange("budget", budget)
	}
	if _, err := units(strata); err != nil {
		return Allocation{}, err
	}
	share := func(s Stratum) float64 { return float64(s.Size) * s.SD / math.Sqrt(s.Cost) }
	cost := func(s Stratum) float64 { return s.Cost }
	a := Allocation{Uncapped: divide(budget, strata, share, cost, false), Exact: divide(budget, strata, share, cost, true)}
	if a.Exact == nil {
		return Allocation{}, fault(stat.Empty, "sizes and standard deviations of the strata")
	}
	for h, x := range a.Exact {
		if math.IsNaN(x) {
			return Allocation{}, fault(stat.NotFinite, fmt.Sprintf("quota of stratum %q", strata[h].Name))
		}
		n := math.Floor(x + whole)
		a.N = append(a.N, int(n))
		budget -= n * strata[h].Cost
	}
	for _, h := range byRemainder(a.Exact) {
		if a.N[h] < strata[h].Size && a.Exact[h] > float64(a.N[h])+whole && strata[h].Cost <= budget {
			a.N[h]++
			budget -= strata[h].Cost
		}
	}
	return a, nil
}

// MeanVariance is the variance of the stratified mean, Σ W_h²·S_h²/n_h·(1 − n_h/N_h); +Inf when a
// stratum that varies gets nothing.
func MeanVariance(strata []Stratum, n []int) float64 {
	all, sum := 0.0, 0.0
	for _, s := range strata {
		all += float64(s.Size)
	}
	for h, s := range strata {
		w, size, m := float64(s.Size)/all, float64(s.Size), float64(n[h])
		if w > 0 && s.SD > 0 {
			sum += w * w * s.SD * s.SD / m * (1 - m/size)
		}
	}
	return sum
}

// known checks standard deviations, and costs where they are needed.
func known(strata []Stratum, cost bool) error {
	for _, s := range strata {
		if !(s.SD >= 0) || math.IsInf(s.SD, 0) {
			return outOfRange(fmt.Sprintf("standard deviation of stratum %q", s.Name), s.SD)
		}
		if cost && (!(s.Cost > 0) || math.IsInf(s.Cost, 0)) {
			return outOfRange(fmt.Sprintf("cost of stratum %q", s.Name), s.Cost)
		}
	}
	return nil
}

// units is ΣN_h.
func units(strata []Stratum) (int, error) {
	all := 0
	for _, s := range strata {
		if s.Size < 0 {
			return 0, outOfRange(fmt.Sprintf("size of stratum %q", s.Name), float64(s.Size))
		}
		all += s.Size
	}
	return all, nil
}

// allocate divides n by the share of each stratum.
func allocate(n int, strata []Stratum, share func(Stratum) float64) (Allocation, error) {
	all, err := units(strata)
	if err != nil {
		return Allocation{}, err
	}
	if n < 0 || n > all {
		return Allocation{}, outOfRange("n", float64(n))
	}
	one := func(Stratum) float64 { return 1 }
	a := Allocation{Uncapped: divide(float64(n), strata, share, one, false), Exact: divide(float64(n), strata, share, one, true)}
	if a.Exact == nil {
		return Allocation{}, fault(stat.Empty, "sizes and standard deviations of the strata")
	}
	given := 0.0
	for _, x := range a.Exact {
		given += x
	}
	if !(math.Abs(given-float64(n)) <= 0.5) { // every stratum with a share is full
		return Allocation{}, &stat.Error{Package: "sample", Reason: stat.Inconsistent, Subject: "n, units in the strata that vary", Got: float64(n), Want: math.Round(given)}
	}
	a.N = LargestRemainder(n, a.Exact)
	return a, nil
}

// divide gives stratum h total·share_h/Σ(share·cost); capped strata are taken whole and the others
// divide what is left. It is nil when no stratum has a share.
func divide(total float64, strata []Stratum, share, cost func(Stratum) float64, capped bool) []float64 {
	n := make([]float64, len(strata))
	full := make([]bool, len(strata))
	for {
		rest, sum := total, 0.0
		for h, s := range strata {
			if full[h] {
				rest -= float64(s.Size) * cost(s)
			} else {
				sum += share(s) * cost(s)
			}
		}
		if !(sum > 0) {
			if !slices.Contains(full, true) {
				return nil
			}
			return n
		}
		again := false
		for h, s := range strata {
			if full[h] {
				continue
			}
			n[h] = rest * share(s) / sum
			if capped && n[h] > float64(s.Size) {
				again = true
			}
		}
		if !again {
			return n
		}
		for h, s := range strata {
			if n[h] > float64(s.Size) {
				full[h], n[h] = true, float64(s.Size)
			}
		}
	}
}

// whole is how far below a whole number a quota may be through rounding and still count as it.
const whole = 1e-12

// LargestRemainder rounds quotas to whole numbers that sum to n: each rounded down, then one more for
// the largest remainders; equal remainders go to the first.
func LargestRemainder(n int, quotas []float64) []int {
	counts := make([]int, len(quotas))
	rest := n
	for h, q := range quotas {
		counts[h] = int(math.Floor(q + whole))
		rest -= counts[h]
	}
	for _, h := range byRemainder(quotas) {
		if rest <= 0 {
			break
		}
		counts[h]++
		rest--
	}
	return counts
}

// byRemainder is the order of the quotas by their remainder, the largest first.
func byRemainder(quotas []float64) []int {
	order := make([]int, len(quotas))
	remainder := make([]float64, len(quotas))
	for h, q := range quotas {
		order[h] = h
		remainder[h] = q - math.Floor(q+whole)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case remainder[a] > remainder[b]:
			return -1
		case remainder[a] < remainder[b]:
			return 1
		}
		return 0
	})
	return order
}
