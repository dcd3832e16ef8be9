package load

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Caller does the i-th piece of work; each caller is used by one goroutine.
type Caller interface {
	Do(i int) error
	Close() error
}

// Closed has callers work as fast as they can for a while. It returns how much was done and how long it took.
func Closed(callers []Caller, first int, d time.Duration) (n int, took time.Duration, err error) {
	var next atomic.Int64
	next.Store(int64(first))
	failed := make([]error, len(callers))
	start := time.Now()
	var group sync.WaitGroup
	for k, c := range callers {
		group.Go(func() {
			for time.Since(start) < d && failed[k] == nil {
				failed[k] = c.Do(int(next.Add(1)) - 1)
			}
		})
	}
	group.Wait()
	return int(next.Load()) - first, time.Since(start), errors.Join(failed...)
}

// Open starts a piece of work every 1/rate seconds, whether the earlier ones are done or not: the callers are as many
// as may be under way at once. The times are counted from the intended start.
func Open(callers []Caller, first int, rate float64, d time.Duration) ([]time.Duration, error) {
	n := int(rate * d.Seconds())
	times, failed := make([]time.Duration, n), make([]error, len(callers))
	var next atomic.Int64
	start := time.Now()
	var group sync.WaitGroup
	for k, c := range callers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed[k] == nil; i = int(next.Add(1)) - 1 {
				intended := start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
				time.Sleep(time.Until(intended))
				failed[k] = c.Do(first + i)
				times[i] = time.Since(intended)
			}
		})
	}
	group.Wait()
	return times, errors.Join(failed...)
}

// CloseAll ends callers.
func CloseAll(callers []Caller) error {
	var all error
	for _, c := range callers {
		all = errors.Join(all, c.Close())
	}
	return all
}
