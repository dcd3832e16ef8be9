package cube

import (
	"math"
	"regexp"
	"slices"

	"manyi.dev/manyi/internal/errs"
)

// MaxOptions is the largest number of options of a multiple choice.
const MaxOptions = 63

var name = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$`)

// CheckName reports a wave or scheme name that cannot be used.
func CheckName(s string) error {
	if !name.MatchString(s) {
		return errs.New(errs.Invalid, "cube.name.invalid").With("name", s)
	}
	return nil
}

// Check reports what is wrong with a layout: a column without a name or twice, or a size out of range.
func (l Layout) Check() error {
	seen := map[string]bool{}
	unique := func(code string) error {
		if code == "" || seen[code] {
			return errs.New(errs.Invalid, "cube.layout.column").With("column", code)
		}
		seen[code] = true
		return nil
	}
	for _, dim := range l.Dims {
		if err := unique(dim); err != nil {
			return err
		}
	}
	for _, item := range l.Items {
		if err := unique(item.Code); err != nil {
			return err
		}
		most := map[Kind]int{Category: math.MaxUint8, Options: MaxOptions, Number: 0}[item.Kind]
		least := min(1, most)
		if item.Kind > Number || item.Size < least || item.Size > most {
			return errs.New(errs.Invalid, "cube.layout.size").With("column", item.Code).With("size", item.Size)
		}
	}
	return nil
}

// Equal reports whether two layouts are the same.
func (l Layout) Equal(o Layout) bool {
	return slices.Equal(l.Dims, o.Dims) && slices.Equal(l.Items, o.Items)
}

// Dim is the place of a dimension, −1 when there is none of the name.
func (l Layout) Dim(name string) int { return slices.Index(l.Dims, name) }

// Item is the place of an item, −1 when there is none of the code.
func (l Layout) Item(code string) int {
	return slices.IndexFunc(l.Items, func(i Item) bool { return i.Code == code })
}

// CheckFact reports what is wrong with a response: it has not one code per dimension and one
// value per item, or one of them is out of range.
func (l Layout) CheckFact(f Fact) error {
	bad := func(column string) error {
		return errs.New(errs.Invalid, "cube.fact.invalid").With("id", f.ID.String()).With("column", column)
	}
	if len(f.Dims) != len(l.Dims) || len(f.Values) != len(l.Items) {
		return bad("*")
	}
	if f.State > Excluded {
		return bad("state")
	}
	for i, code := range f.Dims {
		if code < 0 {
			return bad(l.Dims[i])
		}
	}
	for i, item := range l.Items {
		v, ok := f.Values[i], true
		switch item.Kind {
		case Category:
			ok = v <= Value(item.Size)
		case Options: // bit 0 says answered; no option without it
			ok = v == 0 || (v&1 == 1 && v>>(item.Size+1) == 0)
		case Number:
			ok = v == 0 || (v>>33 == 0 && v&numberPresent != 0 && !math.IsInf(float64(v.Float()), 0))
		}
		if !ok {
			return bad(item.Code)
		}
	}
	return nil
}

// CheckWeight reports a weight that cannot be used.
func CheckWeight(id ID, w float64) error {
	if math.IsNaN(w) || math.IsInf(w, 0) || w < 0 {
		return errs.New(errs.Invalid, "cube.weight.invalid").With("id", id.String()).With("weight", w)
	}
	return nil
}

// UnknownColumn is the error of a plan that names a dimension or item the wave does not have, or
// one that cannot be used in that place.
func UnknownColumn(column string) error {
	return errs.New(errs.Invalid, "cube.plan.column").With("column", column)
}

// UnknownScheme is the error of a plan with weights the wave does not have.
func UnknownScheme(scheme string) error {
	return errs.New(errs.NotFound, "cube.scheme.unknown").With("scheme", scheme)
}

// TooLarge is the error of a plan whose answer has more cells than an engine holds in memory.
func TooLarge(cells int64) error {
	return errs.New(errs.Invalid, "cube.plan.too_large").With("cells", cells)
}
