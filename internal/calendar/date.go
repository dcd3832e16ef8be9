package calendar

import (
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Date is a day without a time, written "2026-11-22": the form it is stored and sent in. Dates
// compare with < as text. The empty Date is no day; the arithmetic below must not be asked of it.
type Date string

const layout = "2006-01-02"

// ParseDate reads a date; anything that is not a real day is Invalid.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(layout, text)
	if err != nil || t.Year() == 0 {
		return "", errs.New(errs.Invalid, "calendar.date.invalid").With("value", text)
	}
	return Date(text), nil
}

// DateOf is the day of y, m, d, normalised as time.Date does.
func DateOf(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(layout))
}

// DateAt is the day of an instant in a zone.
func DateAt(t time.Time, zone *time.Location) Date { return Date(t.In(zone).Format(layout)) }

// Time is the first instant of the day in a zone; where the zone has no midnight that day, the
// first instant after it.
func (d Date) Time(zone *time.Location) time.Time {
	t := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

// utc is the day as a time to count with. It panics on text that is not a date: every Date comes
// from ParseDate, from a time, or from a column that holds only dates.
func (d Date) utc() time.Time {
	t, err := time.Parse(layout, string(d))
	if err != nil {
		panic("calendar: not a date: " + string(d))
	}
	return t
}

// Year is the year of the day.
func (d Date) Year() int { return d.utc().Year() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays is the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return Date(d.utc().AddDate(0, 0, n).Format(layout)) }

// AddMonths is the same day number n months later, or earlier when n is negative, clamped to the
// last day of that month: 31 March less one month is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	t := d.utc()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.Year(), first.Month(), min(t.Day(), last))
}

// MonthsBefore is AddMonths(-n), in the words of the rules that use it: "nine months before".
func (d Date) MonthsBefore(n int) Date { return d.AddMonths(-n) }
