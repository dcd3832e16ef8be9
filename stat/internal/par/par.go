// Package par spreads independent pieces of work over the processor's cores. What a piece
// computes must not depend on the others, so that the result does not depend on their number.
package par

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// Do calls f(i) for every i in [0, n), several at a time.
func Do(n int, f func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	all.Wait()
}

// Block is the number of rows of a piece of work over many rows. It is fixed, so that sums are
// added in the same order on every machine.
const Block = 1 << 14

// Blocks calls f for every block of rows [from, to) of n; block counts from 0.
func Blocks(n int, f func(block, from, to int)) {
	Do((n+Block-1)/Block, func(b int) { f(b, b*Block, min(n, (b+1)*Block)) })
}

// Streams are random number generators of their own for pieces of work: the i-th is the same
// whatever the others do.
type Streams struct{ a, b uint64 }

// NewStreams draws the streams' common seed from src.
func NewStreams(src rand.Source) Streams { return Streams{src.Uint64(), src.Uint64()} }

// At is the i-th stream.
func (s Streams) At(i int) *rand.Rand {
	return rand.New(rand.NewPCG(s.a+uint64(i)*0x9e3779b97f4a7c15, s.b))
}
