package scale

import (
	"math"

	"manyi.dev/manyi/stat"
)

// Split is the reliability of a scale from its two halves.
type Split struct {
	R             float64 // correlation of the two half sums
	SpearmanBrown float64 // 2r/(1+r): reliability of the whole when the halves are parallel
	Guttman       float64 // λ4 = 4·cov(a, b)/var(a + b): a lower bound whatever the halves are
}

// SplitHalf splits the items of a covariance matrix into two halves and compares their sums
// (Spearman 1910; Brown 1910; Guttman 1945). first[j] says whether item j is in the first half;
// nil puts the odd places (the first, third, …) there. NaN when a half does not vary.
func SplitHalf(m Matrix, first []bool) (Split, error) {
	if err := m.check(2); err != nil {
		return Split{}, err
	}
	p := m.Items()
	if first == nil {
		first = make([]bool, p)
		for j := range first {
			first[j] = j%2 == 0
		}
	}
	if len(first) != p {
		return Split{}, &stat.Error{Package: pkg, Reason: stat.Lengths, Subject: "halves", Got: float64(len(first)), Want: float64(p)}
	}
	var va, vb, cov float64
	sizes := map[bool]int{}
	for j := range p {
		sizes[first[j]]++
		for k := range p {
			switch x := m.Values.At(j, k); {
			case first[j] && first[k]:
				va += x
			case !first[j] && !first[k]:
				vb += x
			case first[j]:
				cov += x
			}
		}
	}
	if sizes[true] == 0 || sizes[false] == 0 {
		return Split{}, &stat.Error{Package: pkg, Reason: stat.TooFewGroups, Subject: "halves", Got: 1, Want: 2}
	}
	r := cov / math.Sqrt(va*vb)
	return Split{R: r, SpearmanBrown: 2 * r / (1 + r), Guttman: 4 * cov / (va + vb + 2*cov)}, nil
}
