package driver

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/par"
)

// Resampling says how importance is bootstrapped.
type Resampling struct {
	Method     Method  // "": LMG
	Replicates int     // 0: 1000
	Level      float64 // of the intervals; 0: 0.95
}

// Resampled is an importance with intervals.
type Resampled struct {
	Importance
	Level      float64
	Replicates int // that gave an importance and make the intervals
	// Failed is the number of replicates in which a driver was constant or collinear. They are left
	// out; many of them mean that the intervals are too narrow.
	Failed int
	// RawRange, PercentRange and RankRange are the intervals of Raw, of Percent and of the rank of
	// each driver, 1 being the most important and ties sharing the better rank.
	RawRange, PercentRange, RankRange []Range
}

// Range is an interval.
type Range struct{ Low, High float64 }

// Bootstrap resamples the rows with replacement and takes percentile intervals of the importance
// (Efron and Tibshirani 1993, section 13.3; Grömping 2006 for relative importance): with α =
// (1−level)/2 and the B replicates in order, the bounds are at places (B+1)α and (B+1)(1−α),
// interpolated. The weight of a row is its weight in the model times how often it was drawn. The
// result depends on src alone, not on the number of processors.
func Bootstrap(d stat.Data, m Model, b Resampling, src rand.Source) (*Resampled, error) {
	if b.Method == "" {
		b.Method = LMG
	}
	if b.Replicates == 0 {
		b.Replicates = 1000
	}
	if b.Level == 0 {
		b.Level = 0.95
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	r, err := standardised(d, m)
	if err != nil {
		return nil, err
	}
	moments, err := r.moments(r.weights)
	if err != nil {
		return nil, err
	}
	whole, err := moments.Importance(b.Method)
	if err != nil {
		return nil, err
	}
	replicates, err := r.replicate(b, par.NewStreams(src))
	if err != nil {
		return nil, err
	}
	s := &Resampled{Importance: *whole, Level: b.Level, Replicates: len(replicates), Failed: b.Replicates - len(replicates)}
	s.intervals(replicates)
	return s, nil
}

func (b Resampling) check() error {
	if !(b.Level > 0 && b.Level < 1) {
		err := fail(stat.OutOfRange, "level")
		err.Got = b.Level
		return err
	}
	if b.Replicates < 1 {
		err := fail(stat.OutOfRange, "replicates")
		err.Got = float64(b.Replicates)
		return err
	}
	return nil
}

// replicate are the importances of the resamples that have one.
func (r *rows) replicate(b Resampling, streams par.Streams) ([]*Importance, error) {
	all := make([]*Importance, b.Replicates)
	faults := make([]error, b.Replicates)
	buffers := sync.Pool{New: func() any { w := make([]float64, len(r.weights)); return &w }}
	par.Do(b.Replicates, func(k int) {
		buffer := buffers.Get().(*[]float64)
		defer buffers.Put(buffer)
		weights := *buffer
		clear(weights)
		random := streams.At(k)
		for range weights {
			i := random.IntN(len(weights))
			weights[i] += r.weights[i]
		}
		moments, err := r.moments(weights)
		if err == nil {
			all[k], err = moments.Importance(b.Method)
		}
		faults[k] = err
	})
	good := slices.DeleteFunc(all, func(i *Importance) bool { return i == nil })
	if len(good) == 0 {
		return nil, faults[0]
	}
	return good, nil
}

// intervals are the percentiles of the replicates, driver by driver.
func (s *Resampled) intervals(replicates []*Importance) {
	values := make([]float64, len(replicates))
	of := func(value func(i *Importance) float64) Range {
		for k, i := range replicates {
			values[k] = value(i)
		}
		slices.Sort(values)
		tail := (1 - s.Level) / 2
		return Range{percentile(values, tail), percentile(values, 1-tail)}
	}
	for j := range s.Names {
		s.RawRange = append(s.RawRange, of(func(i *Importance) float64 { return i.Raw[j] }))
		s.PercentRange = append(s.PercentRange, of(func(i *Importance) float64 { return i.Percent[j] }))
		s.RankRange = append(s.RankRange, of(func(i *Importance) float64 {
			rank := 1
			for _, x := range i.Raw {
				if x > i.Raw[j] {
					rank++
				}
			}
			return float64(rank)
		}))
	}
}

// percentile is the value at place (B+1)p of B sorted ones, interpolated.
func percentile(sorted []float64, p float64) float64 {
	place := p*float64(len(sorted)+1) - 1
	below := math.Floor(place)
	switch {
	case below < 0:
		return sorted[0]
	case int(below) >= len(sorted)-1:
		return sorted[len(sorted)-1]
	}
	low, high := sorted[int(below)], sorted[int(below)+1]
	return low + (place-below)*(high-low)
}
