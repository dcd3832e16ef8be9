package foreign

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

// Kind is what the values of a column look like.
type Kind string

// The kinds.
const (
	Empty   Kind = "empty"
	Flag    Kind = "flag"   // two values or one, as of a box to be ticked
	Coded   Kind = "codes"  // few different values
	Numbers Kind = "number" // numbers
	Days    Kind = "date"
	Unique  Kind = "id"   // every row another value
	Free    Kind = "text" // anything else
)

// maxCoded is how many different values a column of codes has at most.
const maxCoded = 60

// guess says what a column looks like, by its different values.
func (c *Column) guess(made *column) {
	values := make([]string, 0, len(made.values))
	for v := range made.values {
		values = append(values, v)
	}
	slices.Sort(values)
	days := dayOf(values)
	switch {
	case c.Filled == 0:
		c.Kind = Empty
	case days != nil:
		c.Kind = Days
		if !c.More {
			c.First, c.Last = slices.MinFunc(days, time.Time.Compare).Format(time.DateOnly), slices.MaxFunc(days, time.Time.Compare).Format(time.DateOnly)
		}
	case c.Distinct <= 2 && !slices.ContainsFunc(values, func(v string) bool { return !checkbox.has(v) }):
		c.Kind = Flag
	case c.Numbers == c.Filled && slices.ContainsFunc(values, fraction.MatchString):
		c.Kind = Numbers
	case c.Distinct <= maxCoded && (c.Filled <= maxCoded || c.Distinct*2 <= c.Filled):
		c.Kind = Coded
	case len(c.Top) > 0 && c.Top[0].Count == 1 && !slices.ContainsFunc(values, func(v string) bool { return len(v) > maxID/2 }):
		c.Kind = Unique
	case c.Numbers == c.Filled:
		c.Kind = Numbers
	default:
		c.Kind = Free
	}
}

var (
	checkbox = newSet(checkedWords, uncheckedWords)
	fraction = regexp.MustCompile(`^-?\d*\.\d*[1-9]`)
	// dayStart is what a day begins with, so that not every number is tried for one.
	dayStart = regexp.MustCompile(`^\d{4}[-/年.]\d{1,2}|^\d{1,2}/\d{1,2}/\d{4}|^\d{8}$`)
)

// dayFormats are formats of days that mappings are made with, beside those that are always understood.
var dayFormats = []string{"YYYY.M.D", "D/M/YYYY", "M/D/YYYY", "YYYYMMDD"}

// dayOf reads all values as days in one of the formats; nil when some are none.
func dayOf(values []string) []time.Time {
	days, _ := daysIn(values)
	return days
}

// daysIn is the days and the format that the mapping has to name for them, "" when it is always understood.
func daysIn(values []string) ([]time.Time, string) {
	if len(values) == 0 || slices.ContainsFunc(values, func(v string) bool { return !dayStart.MatchString(v) }) {
		return nil, ""
	}
	for _, format := range append([]string{""}, dayFormats...) {
		d := Date{}
		if format != "" {
			d.Formats = Values{format}
		}
		reader := newDates(&d, time.UTC, Period{})
		days := make([]time.Time, 0, len(values))
		for _, v := range values {
			if at, ok := reader.parse(v); ok && at.Year() > 1900 && at.Year() < 2200 {
				days = append(days, at)
			}
		}
		if len(days) == len(values) {
			return days, format
		}
	}
	return nil, ""
}

// Reason counts the rows that are refused for one sort of value in one column.
type Reason struct {
	Column string `json:"column"`
	Letter string `json:"letter"`
	Key    string `json:"key"`
	Item   string `json:"item,omitempty"`
	Value  string `json:"value"` // empty: the cell, or several values that were not told apart
	Count  int    `json:"count"`
	First  int    `json:"first"` // row

	Args errs.Args `json:"args,omitempty"` // of the first fault's text
}

// reason counts a fault; beyond maxReasons values are not told apart.
func (r *Report) reason(f *Fault) {
	id := [3]string{f.Column, f.Err.Key, f.Value}
	if r.reasons[id] == nil && len(r.reasons) >= maxReasons {
		id[2] = ""
	}
	if r.reasons[id] == nil {
		one := &Reason{Column: f.Column, Letter: f.Letter, Key: f.Err.Key, Value: id[2], First: f.Row, Args: f.Err.Args}
		if item, ok := f.Err.Args["item"].(string); ok {
			one.Item = item
		}
		r.reasons[id] = one
	}
	r.reasons[id].Count++
}

// Reasons counts every fault by column, sort and value, the most frequent first.
func (r *Report) Reasons() []Reason {
	list := make([]Reason, 0, len(r.reasons))
	for _, one := range r.reasons {
		list = append(list, *one)
	}
	slices.SortFunc(list, func(a, b Reason) int {
		return cmp.Or(b.Count-a.Count, a.First-b.First, cmp.Compare(a.Column, b.Column), cmp.Compare(a.Value, b.Value))
	})
	return list
}

// Profile reads a table without a mapping: what its columns hold. tick is told the number of rows now and then, and
// ends the reading with its error.
func Profile(table *sheet.Table, tick func(rows int) error) (*Report, error) {
	r := newReport(table.Header, nil)
	for row, err := range table.Rows() {
		if err != nil {
			return nil, err
		}
		r.Rows++
		if row.Err != nil {
			r.Bad++
		} else {
			r.Good++
			r.see(row.Cells)
		}
		if r.Rows%tickRows == 0 {
			if err := tick(r.Rows); err != nil {
				return nil, err
			}
		}
	}
	return r, tick(r.Rows)
}

// tickRows is after how many rows a profile tells how far it is.
const tickRows = 1000

// GuessHeader says where the names of the columns are, by the first rows of a table: below a title, or in two rows with
// merged cells. It is nil where the first row has them.
func GuessHeader(head []sheet.Row) *Header {
	filled := func(i int) (n, numbers int) {
		for _, cell := range head[i].Cells {
			if cell = strings.TrimSpace(cell); cell != "" {
				n++
				if _, ok := numberOf(cell); ok {
					numbers++
				}
			}
		}
		return n, numbers
	}
	first := 0
	for first+1 < len(head) && first < 3 { // titles fill little of the width, and names stand below them
		here, _ := filled(first)
		below, _ := filled(first + 1)
		if here > 2 || here*3 > below || alone(head[first].Cells, head[first+1].Cells) {
			break
		}
		first++
	}
	h := Header{Row: 1, Rows: 1}
	if len(head) > 0 {
		h.Row = head[first].Number
	}
	if first+1 < len(head) && head[first].Number+1 == head[first+1].Number && merged(head[first].Cells, head[first+1].Cells) {
		if _, numbers := filled(first + 1); numbers == 0 {
			h.Rows = 2
		}
	}
	if first == 0 && h.Rows == 1 {
		return nil
	}
	return &h
}

// alone reports whether a cell of the upper row has nothing below it.
func alone(upper, lower []string) bool {
	for i := range upper {
		if strings.TrimSpace(upper[i]) != "" && (i >= len(lower) || strings.TrimSpace(lower[i]) == "") {
			return true
		}
	}
	return false
}

// merged reports whether the lower of two rows goes on where the upper is empty: what merged cells look like.
func merged(upper, lower []string) bool {
	gaps := 0
	for i := range lower {
		if strings.TrimSpace(lower[i]) == "" {
			continue
		}
		if i >= len(upper) || strings.TrimSpace(upper[i]) == "" {
			gaps++
		}
	}
	return gaps > 0 && slices.ContainsFunc(upper, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}
