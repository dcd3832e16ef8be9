package sample

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Order is the order of the ids by SHA-256(seed ‖ id): places in ids. Ids must not repeat.
func Order(seed []byte, ids []string) ([]int, error) {
	digests := make([][sha256.Size]byte, len(ids))
	par.Blocks(len(ids), func(_, from, to int) {
		text := slices.Clone(seed)
		for i := from; i < to; i++ {
			text = append(text[:len(seed)], ids[i]...)
			digests[i] = sha256.Sum256(text)
		}
	})
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(digests[a][:], digests[b][:]) })
	for k := 1; k < len(order); k++ {
		if digests[order[k-1]] == digests[order[k]] {
			return nil, fault(stat.Duplicate, fmt.Sprintf("id %q", ids[order[k]]))
		}
	}
	return order, nil
}

// ByHash draws within each stratum the units that come first in Order: take says how many of each
// stratum. Since the seed is fixed before the frame is, every unit of a stratum has the same chance;
// since the order depends on ids alone, the frame may be sorted in any way.
func ByHash(seed []byte, ids, stratum []string, take map[string]int) (Sample, error) {
	if len(stratum) != len(ids) {
		return Sample{}, &stat.Error{Package: "sample", Reason: stat.Lengths, Subject: "strata", Got: float64(len(stratum)), Want: float64(len(ids))}
	}
	strata, err := strataOf(stratum, take)
	if err != nil {
		return Sample{}, err
	}
	order, err := Order(seed, ids)
	if err != nil {
		return Sample{}, err
	}
	left := make(map[string]*group, len(strata))
	for k := range strata {
		left[strata[k].name] = &strata[k]
	}
	var s Sample
	taken := make(map[string]int, len(strata))
	for _, i := range order {
		h := left[stratum[i]]
		if taken[h.name] == h.take {
			continue
		}
		taken[h.name]++
		s.add([]int{i}, float64(h.take)/float64(len(h.units)))
	}
	s.sort()
	return s, nil
}
