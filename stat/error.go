package stat

import (
	"fmt"
	"strings"
)

// Reason is what is wrong with data or options, as a code that a program can translate.
type Reason string

// The reasons.
const (
	Empty         Reason = "empty"          // nothing to work on
	Lengths       Reason = "lengths"        // parallel slices of unequal length: Got against Want
	NotFinite     Reason = "not_finite"     // an infinite value, or NaN where none may be missing
	Negative      Reason = "negative"       // a value below zero where none may be
	OutOfRange    Reason = "out_of_range"   // Got is outside what Subject may be
	Constant      Reason = "constant"       // a variable that does not vary
	TooFewRows    Reason = "too_few_rows"   // Got usable rows, Want needed
	TooFewGroups  Reason = "too_few_groups" // Got groups, strata, PSUs, items, raters …, Want needed
	Singular      Reason = "singular"       // variables that are linear combinations of each other
	NoConvergence Reason = "no_convergence" // the iteration stopped after Iterations with the given Distance
	LonelyUnit    Reason = "lonely"         // a stratum with one PSU
	Unknown       Reason = "unknown"        // a name, level or option that does not exist
	Duplicate     Reason = "duplicate"      // a name that occurs twice
	Inconsistent  Reason = "inconsistent"   // totals that contradict each other: Got against Want
	EmptyCell     Reason = "empty_cell"     // a target or group without respondents
	Infeasible    Reason = "infeasible"     // demands that nothing can satisfy, such as bounds too narrow
	Cyclic        Reason = "cyclic"         // a path model or tree that leads back to itself
)

// texts are the sentences of Error by reason; %[1]s is the subject.
var texts = map[Reason]string{
	Empty:         "%[1]s: nothing to work on",
	Lengths:       "%[1]s: %[2]g values where %[3]g are needed",
	NotFinite:     "%[1]s: a value is missing or infinite",
	Negative:      "%[1]s: a value is negative",
	OutOfRange:    "%[1]s: %[2]g is out of range",
	Constant:      "%[1]s is constant",
	TooFewRows:    "%[1]s: %[2]g usable rows, at least %[3]g are needed",
	TooFewGroups:  "%[1]s: %[2]g, at least %[3]g are needed",
	Singular:      "%[1]s: collinear variables",
	NoConvergence: "%[1]s: no convergence after %[4]d iterations, distance %[5]g",
	LonelyUnit:    "%[1]s has one PSU",
	Unknown:       "%[1]s is unknown",
	Duplicate:     "%[1]s occurs twice",
	Inconsistent:  "%[1]s: %[2]g contradicts %[3]g",
	EmptyCell:     "%[1]s has no respondents",
	Infeasible:    "%[1]s cannot be satisfied",
	Cyclic:        "%[1]s leads back to itself",
}

// Error says which data or option cannot be used, and why. Every error of the packages below stat
// is one, so that a program can name the place in the language of its user.
type Error struct {
	Package    string // the package that found it: "design"
	Reason     Reason
	Subject    string  // what it is about, quoted as the caller named it: `stratum "B"`, `"q3"`, `weights`
	Row        int     // 1-based row of the data; 0 when it is about no single row
	Got, Want  float64 // as the reason says; otherwise 0
	Iterations int     // of NoConvergence
	Distance   float64 // of NoConvergence: how far the last step still went
}

// Error is "package: subject …", as in `design: stratum "B" has one PSU`.
func (e *Error) Error() string {
	text, ok := texts[e.Reason]
	if !ok {
		text = "%[1]s: " + string(e.Reason)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", e.Package)
	used := fmt.Sprintf(text+"%[6]s", e.Subject, e.Got, e.Want, e.Iterations, e.Distance, "")
	if i := strings.Index(used, "%!(EXTRA"); i >= 0 {
		used = used[:i]
	}
	b.WriteString(used)
	if e.Row > 0 {
		fmt.Fprintf(&b, " (row %d)", e.Row)
	}
	return b.String()
}

// Is makes errors.Is(err, &stat.Error{Reason: r}) true for every error of that reason.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason && t.Package == "" && t.Subject == ""
}
