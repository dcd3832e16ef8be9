package glm

import (
	"fmt"
	"math"

	"manyi.dev/manyi/stat"
)

// Data are the rows of a regression.
type Data struct {
	Package string      // whom an error speaks for: "driver"
	Names   []string    // of the columns of X, for errors; may be nil
	Outcome string      // name of Y, for errors; "outcome" when empty
	X       [][]float64 // columns; with the intercept, when there is one, as a column of ones
	Y       []float64   // outcome
	W       []float64   // case weights ≥ 0; nil: all are 1

	first int // how many columns of X stand before those that have names
}

func (d *Data) fault(reason stat.Reason, subject string) *stat.Error {
	return &stat.Error{Package: d.Package, Reason: reason, Subject: subject}
}

func (d *Data) name(j int) string {
	if j < d.first {
		return "intercept"
	}
	return stat.Data{Names: d.Names}.Name(j - d.first)
}

func (d *Data) outcome() string {
	if d.Outcome == "" {
		return "outcome"
	}
	return fmt.Sprintf("%q", d.Outcome)
}

func (d *Data) weight(i int) float64 {
	if d.W == nil {
		return 1
	}
	return d.W[i]
}

// check finds what no regression can work with.
func (d *Data) check() error {
	if len(d.X) == 0 || len(d.Y) == 0 {
		return d.fault(stat.Empty, "data")
	}
	for j, column := range d.X {
		if err := d.checkColumn(d.name(j), column); err != nil {
			return err
		}
	}
	if err := d.checkColumn(d.outcome(), d.Y); err != nil {
		return err
	}
	used := len(d.Y)
	if d.W != nil {
		if err := d.checkColumn("weights", d.W); err != nil {
			return err
		}
		for i, w := range d.W {
			if w < 0 {
				err := d.fault(stat.Negative, "weights")
				err.Row = i + 1
				return err
			}
			if w == 0 {
				used--
			}
		}
	}
	if used < len(d.X) {
		err := d.fault(stat.TooFewRows, "regression")
		err.Got, err.Want = float64(used), float64(len(d.X))
		return err
	}
	return d.checkConstant()
}

func (d *Data) checkColumn(name string, column []float64) error {
	if len(column) != len(d.Y) {
		err := d.fault(stat.Lengths, name)
		err.Got, err.Want = float64(len(column)), float64(len(d.Y))
		return err
	}
	for i, x := range column {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			err := d.fault(stat.NotFinite, name)
			err.Row = i + 1
			return err
		}
	}
	return nil
}

// checkConstant names a column that is constant beside an intercept, or zero.
func (d *Data) checkConstant() error {
	intercept := false
	for j, column := range d.X {
		level, constant := d.constant(column)
		if constant && (intercept || level == 0) {
			return d.fault(stat.Constant, d.name(j))
		}
		intercept = intercept || constant
	}
	return nil
}

// constant reports whether all values that have weight are the same, and which they are.
func (d *Data) constant(column []float64) (level float64, constant bool) {
	level = math.NaN()
	for i, x := range column {
		switch {
		case d.weight(i) == 0:
		case math.IsNaN(level):
			level = x
		case x != level:
			return 0, false
		}
	}
	return level, true
}
