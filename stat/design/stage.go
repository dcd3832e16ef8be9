package design

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

func known(rule Lonely) bool {
	switch rule {
	case Adjust, Remove, Fail, Certainty, Average:
		return true
	}
	return false
}

func (st *stage) unitOf(row int) int32 {
	if st.unit == nil {
		return int32(row)
	}
	return st.unit[row]
}

func (st *stage) stratumOf(row int) int32 {
	if st.stratum == nil {
		return 0
	}
	return st.stratum[st.unitOf(row)]
}

// addStage numbers the units and strata of a stage.
func (s *Survey) addStage(k int, spec Stage) error {
	for _, f := range []stat.Factor{spec.Units, spec.Strata} {
		if f.Codes != nil && f.Rows() != s.n {
			return s.lengths(k, f.Rows())
		}
		for i, code := range f.Codes {
			if code < 0 || int(code) >= len(f.Levels) {
				return &stat.Error{Package: "design", Reason: stat.NotFinite, Subject: fmt.Sprintf("unit or stratum of stage %d", k+1), Row: i + 1}
			}
		}
	}
	if spec.Population != nil && len(spec.Population) != s.n {
		return s.lengths(k, len(spec.Population))
	}
	st := stage{units: s.n}
	strata := s.numberStrata(k, spec, &st)
	if spec.Units.Codes != nil {
		st.unit, st.units = numberUnits(spec.Units, strata, len(st.strata))
	}
	st.stratum = make([]int32, st.units)
	seen := make([]bool, st.units)
	for i := range s.n {
		u := st.unitOf(i)
		d := &st.strata[strata[i]]
		if !seen[u] {
			seen[u] = true
			st.stratum[u] = strata[i]
			d.n++
		}
		if spec.Population != nil {
			if err := d.setPopulation(spec.Population[i], i); err != nil {
				return err
			}
		}
	}
	for i := range st.strata {
		d := &st.strata[i]
		if float64(d.n) > d.population*(1+1e-9) {
			return &stat.Error{Package: "design", Reason: stat.Inconsistent, Subject: "population of " + d.label, Got: d.population, Want: float64(d.n)}
		}
	}
	if len(st.strata) == 1 && k == 0 {
		st.stratum = nil
	}
	s.stages = append(s.stages, st)
	return nil
}

func (s *Survey) lengths(k, got int) error {
	return &stat.Error{Package: "design", Reason: stat.Lengths, Subject: fmt.Sprintf("stage %d", k+1), Got: float64(got), Want: float64(s.n)}
}

func (d *drawn) setPopulation(p float64, row int) error {
	switch {
	case math.IsNaN(p) || p <= 0:
		return &stat.Error{Package: "design", Reason: stat.OutOfRange, Subject: "population of " + d.label, Row: row + 1, Got: p}
	case math.IsInf(d.population, 1):
		d.population = p
	case math.Abs(d.population-p) > 1e-9*p:
		return &stat.Error{Package: "design", Reason: stat.Inconsistent, Subject: "population of " + d.label, Row: row + 1, Got: p, Want: d.population}
	}
	return nil
}

// numberStrata gives each row the number of its stratum within its unit of the stage before.
func (s *Survey) numberStrata(k int, spec Stage, st *stage) []int32 {
	strata := make([]int32, s.n)
	type key struct{ parent, code int32 }
	numbers := map[key]int32{}
	var last key
	for i := range strata {
		at := key{}
		if k > 0 {
			at.parent = s.stages[k-1].unitOf(i)
		}
		if spec.Strata.Codes != nil {
			at.code = spec.Strata.Codes[i]
		}
		if i > 0 && at == last {
			strata[i] = strata[i-1]
			continue
		}
		last = at
		number, ok := numbers[at]
		if !ok {
			number = int32(len(st.strata))
			numbers[at] = number
			st.strata = append(st.strata, s.newStratum(k, at.parent, spec.Strata, at.code, i))
		}
		strata[i] = number
	}
	return strata
}

func (s *Survey) newStratum(k int, parent int32, f stat.Factor, code int32, row int) drawn {
	d := drawn{parent: parent, population: math.Inf(1), factor: 1, label: "the sample"}
	if f.Codes != nil {
		d.label = fmt.Sprintf("stratum %q", f.Levels[code])
	}
	if k > 0 {
		above := s.stages[k-1].strata[s.stages[k-1].stratumOf(row)]
		d.factor = above.factor * float64(above.n) / above.population
		if f.Codes == nil {
			d.label = fmt.Sprintf("unit %d of stage %d", parent+1, k)
		}
	}
	return d
}

// numberUnits numbers units within strata: the same code in two strata is two units.
func numberUnits(f stat.Factor, strata []int32, count int) (unit []int32, units int) {
	unit = make([]int32, len(strata))
	if count*len(f.Levels) <= 8*len(strata) { // a table of all pairs is small enough
		numbers := make([]int32, count*len(f.Levels))
		for i, h := range strata {
			at := &numbers[int(h)*len(f.Levels)+int(f.Codes[i])]
			if *at == 0 {
				units++
				*at = int32(units)
			}
			unit[i] = *at - 1
		}
		return unit, units
	}
	type pair struct{ stratum, code int32 }
	numbers := map[pair]int32{}
	for i, h := range strata {
		at := pair{h, f.Codes[i]}
		number, ok := numbers[at]
		if !ok {
			number = int32(units)
			numbers[at] = number
			units++
		}
		unit[i] = number
	}
	return unit, units
}
