package statcli

import (
	"encoding/json"
	"math"
	"strconv"

	"manyi.dev/manyi/stat"
)

// num is a number whose JSON is null when it is undefined.
type num float64

// MarshalJSON writes the shortest form that reads back as the same number, null for NaN and ±∞.
func (n num) MarshalJSON() ([]byte, error) {
	if x := float64(n); math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// fixed shows a number with so many decimals, a dash when it is undefined.
func fixed(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if zero := strconv.FormatFloat(0, 'f', decimals, 64); s == "-"+zero {
		return zero
	}
	return s
}

// chance shows a probability.
func chance(p float64) string {
	if p < 0.0001 {
		return "<0.0001"
	}
	return fixed(p, 4)
}

// pText shows a probability in a sentence.
func pText(p float64) string {
	if p < 0.0001 {
		return "p < 0.0001"
	}
	return "p = " + fixed(p, 4)
}

// between shows an interval.
func between(low, high float64, decimals int) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return "–"
	}
	return fixed(low, decimals) + " … " + fixed(high, decimals)
}

// bounds is the JSON of an interval: two numbers, or null.
type bounds [2]float64

// MarshalJSON writes [low, high], null when one is undefined.
func (b bounds) MarshalJSON() ([]byte, error) {
	if math.IsNaN(b[0]) || math.IsNaN(b[1]) {
		return []byte("null"), nil
	}
	return json.Marshal([2]num{num(b[0]), num(b[1])})
}

// measure is the JSON of an estimate.
type measure struct {
	Value num    `json:"value"`
	SE    num    `json:"se"`
	CI95  bounds `json:"ci95"`
	DF    num    `json:"df"` // null: normal distribution
}

func measureOf(e stat.Estimate) measure {
	low, high := e.Interval(0.95)
	return measure{num(e.Value()), num(e.SE()), bounds{low, high}, num(e.DF())}
}

// nums are numbers on their way to JSON.
func nums(values []float64) []num {
	list := make([]num, len(values))
	for i, x := range values {
		list[i] = num(x)
	}
	return list
}

// undefined is a number there is not.
var undefined = num(math.NaN())
