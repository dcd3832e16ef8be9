package foreign

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"manyi.dev/manyi/internal/sheet"
)

// The bounds of a report: a file may have any number of values and faults.
const (
	MaxFaults   = 1000 // faults listed one by one, unless Reader.Keep says otherwise; all are counted
	maxReasons  = 500  // reasons told apart by the value, too
	maxDistinct = 2000 // values of a column told apart
	maxTop      = 20   // values of a column listed
	maxDetail   = 300  // values of a column listed where all of them matter
	maxValue    = 80   // characters of a value shown
)

// Report is what a reading of a table has seen: the dry run of an import.
type Report struct {
	Rows   int // below the header, without the empty ones
	Good   int // ready for intake
	Bad    int // with faults
	Faults []Fault
	Units  map[string]int // good rows by unit code
	// NotAsked counts, by item, answers that the questionnaire's conditions do not ask for; they are not kept.
	NotAsked map[string]int

	keep    int
	columns []column
	mapped  map[int][]string
	kinds   map[[2]string]*FaultKind
	reasons map[[3]string]*Reason
}

// FaultKind counts faults of one sort in one column.
type FaultKind struct {
	Column string
	Key    string
	Count  int
	First  int // row
}

// Column is the profile of one column.
type Column struct {
	Letter   string       `json:"letter"`
	Name     string       `json:"name"`
	Kind     Kind         `json:"kind"` // what it looks like
	Filled   int          `json:"filled"`
	Blank    int          `json:"blank"`
	Distinct int          `json:"distinct"`
	More     bool         `json:"more,omitempty"` // there are more distinct values than were told apart
	Top      []ValueCount `json:"top"`
	Numbers  int          `json:"numbers,omitempty"` // cells that are numbers, and their range and mean
	Min      float64      `json:"min"`
	Max      float64      `json:"max"`
	Mean     float64      `json:"mean"`
	First    string       `json:"first,omitempty"` // of a column of days: the first and the last, where all were told apart
	Last     string       `json:"last,omitempty"`
	Mapped   []string     `json:"mapped,omitempty"`   // what the column is used for: item codes, or id, date, unit, weight, stratum, cluster
	Unmapped []ValueCount `json:"unmapped,omitempty"` // values that the mapping does not know, the most frequent first
}

// ValueCount is a value and how often it occurs.
type ValueCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// column is a profile being made.
type column struct {
	name     string
	filled   int
	blank    int
	more     bool
	values   map[string]int
	unknown  map[string]int
	numbers  int
	min, max float64
	sum      float64
}

func newReport(names []string, mapped map[int][]string) *Report {
	r := &Report{
		columns: make([]column, len(names)), mapped: mapped, kinds: map[[2]string]*FaultKind{}, reasons: map[[3]string]*Reason{}, keep: MaxFaults,
		Units: map[string]int{}, NotAsked: map[string]int{},
	}
	for i, name := range names {
		r.columns[i] = column{name: name, values: map[string]int{}, unknown: map[string]int{}}
	}
	return r
}

// see takes a row into the profiles.
func (r *Report) see(cells []string) {
	for i, cell := range cells {
		r.columns[i].see(strings.TrimSpace(cell))
	}
}

func (c *column) see(value string) {
	if value == "" {
		c.blank++
		return
	}
	c.filled++
	if !tally(c.values, value) {
		c.more = true
	}
	n, ok := numberOf(value)
	if !ok {
		return
	}
	if c.numbers == 0 || n < c.min {
		c.min = n
	}
	if c.numbers == 0 || n > c.max {
		c.max = n
	}
	c.numbers++
	c.sum += n
}

// tally counts a value; false when there is no room for a new one.
func tally(counts map[string]int, value string) bool {
	value = short(value)
	if _, known := counts[value]; !known && len(counts) >= maxDistinct {
		return false
	}
	counts[value]++
	return true
}

func (r *Report) unmapped(index int, value string) { tally(r.columns[index].unknown, value) }

// count takes a finished row into the totals.
func (r *Report) count(row *Row) {
	r.Rows++
	if len(row.Faults) == 0 {
		r.Good++
		r.Units[row.Unit]++
		return
	}
	r.Bad++
	for _, f := range row.Faults {
		if len(r.Faults) < r.keep {
			r.Faults = append(r.Faults, f)
		}
		id := [2]string{f.Column, f.Err.Key}
		if r.kinds[id] == nil {
			r.kinds[id] = &FaultKind{Column: f.Column, Key: f.Err.Key, First: f.Row}
		}
		r.kinds[id].Count++
		r.reason(&f)
	}
}

// Kinds counts every fault, the most frequent first.
func (r *Report) Kinds() []FaultKind {
	var kinds []FaultKind
	for _, k := range r.kinds {
		kinds = append(kinds, *k)
	}
	slices.SortFunc(kinds, func(a, b FaultKind) int {
		return cmp.Or(b.Count-a.Count, a.First-b.First, cmp.Compare(a.Column, b.Column), cmp.Compare(a.Key, b.Key))
	})
	return kinds
}

// Columns are the profiles of the table's columns, in its order.
func (r *Report) Columns() []Column { return r.profile(maxTop) }

// Detailed are the profiles with all values of the columns that have few.
func (r *Report) Detailed() []Column { return r.profile(maxDetail) }

func (r *Report) profile(few int) []Column {
	out := make([]Column, len(r.columns))
	for i, c := range r.columns {
		out[i] = Column{
			Letter: sheet.Column(i), Name: c.name, Filled: c.filled, Blank: c.blank, Distinct: len(c.values), More: c.more,
			Top: top(c.values, few), Numbers: c.numbers, Min: c.min, Max: c.max, Mapped: r.mapped[i], Unmapped: top(c.unknown, maxTop),
		}
		if c.numbers > 0 {
			out[i].Mean = c.sum / float64(c.numbers)
		}
		out[i].guess(&r.columns[i])
	}
	return out
}

// top lists the most frequent values: all of them when they are few, else maxTop.
func top(counts map[string]int, few int) []ValueCount {
	var list []ValueCount
	for value, n := range counts {
		list = append(list, ValueCount{value, n})
	}
	slices.SortFunc(list, func(a, b ValueCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Value, b.Value)) })
	if len(list) > few {
		return list[:maxTop]
	}
	return list
}

// short is a value fit to be shown: on one line, not long.
func short(value string) string {
	runes := []rune(value)
	cut := len(runes) > maxValue
	if cut {
		runes = runes[:maxValue]
	}
	for i, r := range runes {
		if unicode.IsControl(r) {
			runes[i] = ' '
		}
	}
	if cut {
		return string(runes) + "…"
	}
	return string(runes)
}
