package calendar

import (
	"fmt"
	"strconv"
	"time"

	"manyi.dev/manyi/internal/errs"
)

// Quarter is a calendar quarter as it is stored: year × 10 + quarter, 20264 for 2026Q4. Quarters
// compare with <. Zero is no quarter.
type Quarter int

// QuarterAt is the quarter of an instant in a zone.
func QuarterAt(t time.Time, zone *time.Location) Quarter {
	t = t.In(zone)
	return quarterOf(t.Year(), t.Month())
}

func quarterOf(year int, month time.Month) Quarter {
	return Quarter(year*10 + (int(month)-1)/3 + 1)
}

// Quarter is the quarter of the day.
func (d Date) Quarter() Quarter {
	t := d.utc()
	return quarterOf(t.Year(), t.Month())
}

// ParseQuarter reads "2026Q4"; anything else is Invalid.
func ParseQuarter(text string) (Quarter, error) {
	invalid := errs.New(errs.Invalid, "calendar.quarter.invalid").With("value", text)
	if len(text) != 6 || text[4] != 'Q' {
		return 0, invalid
	}
	year, err := strconv.ParseUint(text[:4], 10, 16)
	if err != nil || year == 0 || text[5] < '1' || text[5] > '4' {
		return 0, invalid
	}
	return Quarter(int(year)*10 + int(text[5]-'0')), nil
}

// Valid reports whether q is a quarter at all; a stored integer from outside may not be.
func (q Quarter) Valid() bool { return q >= 11 && q <= 99994 && q%10 >= 1 && q%10 <= 4 }

// String is "2026Q4".
func (q Quarter) String() string { return fmt.Sprintf("%04dQ%d", int(q)/10, int(q)%10) }

// MarshalText writes the quarter as String does, so that it is "2026Q4" in JSON.
func (q Quarter) MarshalText() ([]byte, error) {
	if !q.Valid() {
		return nil, errs.New(errs.Invalid, "calendar.quarter.invalid").With("value", int(q))
	}
	return []byte(q.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (q *Quarter) UnmarshalText(text []byte) (err error) {
	*q, err = ParseQuarter(string(text))
	return err
}

// First is the quarter's first day.
func (q Quarter) First() Date { return DateOf(int(q)/10, time.Month(int(q)%10*3-2), 1) }

// Last is the quarter's last day.
func (q Quarter) Last() Date { return DateOf(int(q)/10, time.Month(int(q)%10*3+1), 0) }

// Add is the quarter n quarters later, or earlier when n is negative.
func (q Quarter) Add(n int) Quarter { return q.First().AddMonths(3 * n).Quarter() }
