package errs

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind says what sort of failure an error is.
type Kind string

// The kinds. Anything that is not an *Error is internal.
const (
	Invalid         Kind = "invalid"
	NotFound        Kind = "not_found"
	Conflict        Kind = "conflict"
	Forbidden       Kind = "forbidden"
	Unauthenticated Kind = "unauthenticated"
	TooMany         Kind = "too_many"
	Gone            Kind = "gone"
	Unavailable     Kind = "unavailable" // worth retrying
)

// Args are the values of a message's placeholders.
type Args map[string]any

// Error is a failure that a user can be told about.
type Error struct {
	Kind  Kind
	Key   string // "wave.close.not_open": stable, translated in package i18n
	Field string // "items[3].options[1].code" or "row 12": empty when not about one place
	Args  Args
	Err   error // cause, logged, never shown
}

// New returns an error of a kind with a message key.
func New(kind Kind, key string) *Error { return &Error{Kind: kind, Key: key} }

// At returns a copy of e that names the field or row at fault.
func (e *Error) At(field string) *Error { c := *e; c.Field = field; return &c }

// With returns a copy of e with one more argument for its text.
func (e *Error) With(name string, value any) *Error {
	c := *e
	c.Args = Args{name: value}
	for k, v := range e.Args {
		if k != name {
			c.Args[k] = v
		}
	}
	return &c
}

// Because returns a copy of e with its cause.
func (e *Error) Because(err error) *Error { c := *e; c.Err = err; return &c }

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	if e.Field != "" {
		fmt.Fprintf(&b, " at %s", e.Field)
	}
	names := make([]string, 0, len(e.Args))
	for name := range e.Args {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(&b, " %s=%v", name, e.Args[name])
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether err is, or wraps, an *Error of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// HasKey reports whether err is, or wraps, an *Error with the key.
func HasKey(err error, key string) bool {
	for _, e := range All(err) {
		if e.Key == key {
			return true
		}
	}
	return false
}

// All lists every *Error in err's tree: joined field errors come back one by one.
// It is empty when err holds none, that is, when err is internal.
func All(err error) []*Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok {
		return []*Error{e}
	}
	switch w := err.(type) {
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, one := range w.Unwrap() {
			all = append(all, All(one)...)
		}
		return all
	case interface{ Unwrap() error }:
		return All(w.Unwrap())
	}
	return nil
}
