package sample

import (
	"math/bits"
	"math/rand/v2"

	"manyi.dev/manyi/stat"
)

// Source is the generator of a recorded seed: PCG with the states seed and 0.
func Source(seed uint64) rand.Source { return rand.NewPCG(seed, 0) }

// below is a whole number in [0, n), n > 0, every one equally likely.
func below(src rand.Source, n uint64) uint64 {
	high, low := bits.Mul64(src.Uint64(), n)
	if low < n {
		for reject := -n % n; low < reject; {
			high, low = bits.Mul64(src.Uint64(), n)
		}
	}
	return high
}

// fraction is a number in [0, 1).
func fraction(src rand.Source) float64 { return float64(src.Uint64()>>11) / (1 << 53) }

func fault(reason stat.Reason, subject string) *stat.Error {
	return &stat.Error{Package: "sample", Reason: reason, Subject: subject}
}

func outOfRange(subject string, got float64) *stat.Error {
	return &stat.Error{Package: "sample", Reason: stat.OutOfRange, Subject: subject, Got: got}
}
