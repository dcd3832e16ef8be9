package calendar

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Kind says what a line of the holiday table makes of its day.
type Kind string

// A rest day on which nobody works, and a weekend day worked in exchange (调休).
const (
	Rest Kind = "rest"
	Work Kind = "work"
)

// Holiday is one line of the table.
type Holiday struct {
	Date Date
	Kind Kind
	Name string
}

// Holidays is a table of days that differ from Monday to Friday. A year that has any line counts
// as known. The zero value knows no year.
type Holidays struct {
	days  map[Date]Holiday
	years map[int]bool
}

//go:embed holidays.csv
var shipped []byte

// Shipped is the table that comes with the program: China's public holidays as announced by the
// State Council, exchanged working days included.
var Shipped = sync.OnceValue(func() Holidays {
	h, err := ParseHolidays(bytes.NewReader(shipped))
	if err != nil {
		panic(err) // the embedded file is checked by the tests
	}
	return h
})

// MakeHolidays is the table of the given lines. The same day twice is Invalid.
func MakeHolidays(lines []Holiday) (Holidays, error) {
	h := Holidays{days: map[Date]Holiday{}, years: map[int]bool{}}
	var faults []error
	for i, line := range lines {
		if err := h.add(line); err != nil {
			faults = append(faults, err.At(fmt.Sprintf("[%d]", i)))
		}
	}
	return h, errors.Join(faults...)
}

func (h Holidays) add(line Holiday) *errs.Error {
	if _, err := ParseDate(string(line.Date)); err != nil {
		return errs.New(errs.Invalid, "calendar.date.invalid").With("value", string(line.Date))
	}
	if line.Kind != Rest && line.Kind != Work {
		return errs.New(errs.Invalid, "calendar.holiday.kind").With("value", string(line.Kind))
	}
	if _, twice := h.days[line.Date]; twice {
		return errs.New(errs.Invalid, "calendar.holiday.twice").With("date", string(line.Date))
	}
	h.days[line.Date] = line
	h.years[line.Date.Year()] = true
	return nil
}

// ParseHolidays reads the CSV form: a header date,kind,name, then one line a day, UTF-8 with or
// without a byte order mark. Every faulty row is reported, joined; the table is then empty.
func ParseHolidays(r io.Reader) (Holidays, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return Holidays{}, fmt.Errorf("read holiday table: %w", err)
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows.FieldsPerRecord = 3
	header, err := rows.Read()
	if err != nil || !slices.Equal(header, []string{"date", "kind", "name"}) {
		return Holidays{}, errs.New(errs.Invalid, "calendar.holiday.header").At("row 1").Because(err)
	}
	h := Holidays{days: map[Date]Holiday{}, years: map[int]bool{}}
	var faults []error
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		at := func(e *errs.Error) error {
			line, _ := rows.FieldPos(0)
			return e.At(fmt.Sprintf("row %d", line))
		}
		if err != nil {
			var where *csv.ParseError
			e := errs.New(errs.Invalid, "calendar.holiday.row").Because(err)
			if errors.As(err, &where) {
				e = e.At(fmt.Sprintf("row %d", where.Line))
			}
			faults = append(faults, e)
			if !errors.Is(err, csv.ErrFieldCount) {
				break // broken quoting: what follows cannot be told apart
			}
			continue
		}
		if e := h.add(Holiday{Date: Date(row[0]), Kind: Kind(row[1]), Name: row[2]}); e != nil {
			faults = append(faults, at(e))
		}
	}
	if len(faults) > 0 {
		return Holidays{}, errors.Join(faults...)
	}
	return h, nil
}

// Known reports whether the table has the year.
func (h Holidays) Known(year int) bool { return h.years[year] }

// Working reports whether d is worked. In a year without a table that is Monday to Friday.
func (h Holidays) Working(d Date) bool {
	if line, ok := h.days[d]; ok {
		return line.Kind == Work
	}
	weekday := d.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// Due is the n-th working day after d, counted from the day after. exact is false when the count
// went through a year without a table: whoever shows the date must say so. Zero working days are
// d itself, worked or not. n must not be negative.
func (h Holidays) Due(d Date, n int) (due Date, exact bool) {
	if n < 0 {
		panic("calendar: a due date lies ahead")
	}
	exact = true
	for n > 0 {
		d = d.AddDays(1)
		exact = exact && h.Known(d.Year())
		if h.Working(d) {
			n--
		}
	}
	return d, exact
}
