package foreign

import (
	"hash/maphash"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/sheet"
)

// Row is one row of the table. With Faults it is not for import and its other fields are incomplete.
type Row struct {
	Number     int    // as the spreadsheet programme shows it
	ExternalID string // what the outside survey calls the response, unique within the table
	Unit       string // code
	Answers    questionnaire.Answers
	Weight     string // decimal as in the file; empty when no weight is mapped
	Stratum    string
	Cluster    string
	At         time.Time // zero when no date is mapped or the cell is empty
	Faults     []Fault
}

// Fault is what is wrong with one cell of a row, or with the row when Column is empty.
type Fault struct {
	Row    int
	Column string // name in the header
	Letter string // of the column
	Value  string // shortened
	Err    *errs.Error
}

// Reader reads a table through a mapping.
type Reader struct {
	m     *Mapping
	form  *questionnaire.Form
	table *sheet.Table
	units func(code string) bool
	dates dates

	id, date, unit, weight, stratum, cluster []int // column indexes
	unitCodes                                translation
	dateMissing                              set
	items                                    []itemReader
	itemColumn                               map[string]int // item → its first column, for faults
	seed                                     maphash.Seed

	report *Report
	keep   int            // faults listed one by one
	ids    map[uint64]int // hash of the external id → row
}

// NewReader finds the mapping's columns in the table's header and prepares the reading. mapping must have
// passed Check against the form's document. units says whether a unit code is known, those that the mapping itself names
// included; nil takes all.
func NewReader(m *Mapping, form *questionnaire.Form, table *sheet.Table, units func(code string) bool) (*Reader, error) {
	zone, err := time.LoadLocation(m.TimeZone)
	if err != nil {
		return nil, errs.New(errs.Invalid, "foreign.time_zone").At("time_zone").With("zone", m.TimeZone)
	}
	if m.Header != nil {
		if err := table.UseHeader(m.Header.Row, max(1, m.Header.Rows)); err != nil {
			return nil, err
		}
	}
	r := &Reader{m: m, form: form, table: table, units: units, itemColumn: map[string]int{}, seed: maphash.MakeSeed(), keep: MaxFaults}
	f := finder{wave: m.Wave.Code, index: map[string][]int{}, mapped: map[int][]string{}}
	for i, name := range table.Header {
		f.index[header(name)] = append(f.index[header(name)], i)
	}
	r.id = f.source("id", m.ID)
	r.weight = f.source("weight", m.Weight)
	r.stratum = f.source("stratum", m.Stratum)
	r.cluster = f.source("cluster", m.Cluster)
	if m.Date != nil {
		r.date = f.find("date.column", m.Date.Column, "date")
		r.dates = newDates(m.Date, zone, m.Wave.Period)
		r.dateMissing = newSet(m.Date.Missing)
	}
	if m.Unit.Constant == "" {
		r.unit = f.find("unit.column", m.Unit.Column, "unit")
		r.unitCodes = newTranslation(Codes{m.Unit.Values, m.Unit.Ranges}, m.Unit.Missing)
	}
	for i := range m.Items {
		it := &m.Items[i]
		entry, ok := form.Entry(it.Item)
		if !ok {
			return nil, errs.New(errs.Invalid, "foreign.item.unknown").At(definition.At("items", i)+".item").With("item", it.Item)
		}
		if ir, asked := f.item(definition.At("items", i), m, it, entry); asked {
			r.items = append(r.items, ir)
			r.itemColumn[it.Item] = ir.first()
		}
	}
	for _, code := range m.Units() {
		if units != nil && !units(code) {
			f.Add("unit", "foreign.unit.unknown").With("unit", code)
		}
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	r.report = newReport(table.Header, f.mapped)
	return r, nil
}

// Keep has the report list up to n faults one by one, instead of MaxFaults.
func (r *Reader) Keep(n int) { r.keep = n }

// Report is what the last reading of Rows has seen so far.
func (r *Reader) Report() *Report { return r.report }

// Rows reads the table from its first row, each time it is called. An error in second place is one of the
// whole file and is the last thing to come.
func (r *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r.report = newReport(r.table.Header, r.report.mapped)
		r.report.keep = r.keep
		r.ids = map[uint64]int{}
		for cells, err := range r.table.Rows() {
			if err != nil {
				yield(Row{}, err)
				return
			}
			row := r.row(cells)
			r.report.count(&row)
			if !yield(row, nil) {
				return
			}
		}
	}
}

// row is the reading of one row.
func (r *Reader) row(in sheet.Row) Row {
	row := Row{Number: in.Number, Unit: r.m.Unit.Constant, ExternalID: strconv.Itoa(in.Number)}
	if in.Err != nil {
		row.Faults = []Fault{{Row: in.Number, Err: in.Err}}
		return row
	}
	c := cells{r: r, row: &row, cells: in.Cells}
	r.report.see(in.Cells)
	c.identify()
	row.Weight = c.weight()
	row.Stratum = c.design(r.stratum, r.m.Stratum, "foreign.stratum.blank")
	row.Cluster = c.design(r.cluster, r.m.Cluster, "foreign.cluster.blank")
	c.when()
	if r.m.Unit.Constant == "" {
		row.Unit = c.unit()
	}
	raw := questionnaire.Answers{}
	for i := range r.items {
		r.items[i].read(&c, raw)
	}
	c.validate(raw)
	return row
}

// cells is a row being read.
type cells struct {
	r     *Reader
	row   *Row
	cells []string
}

// first is the first cell with content among the columns, and its column; the first column when none has.
func (c *cells) first(columns []int) (value string, column int) {
	for _, i := range columns {
		if value = strings.TrimSpace(c.cells[i]); value != "" {
			return value, i
		}
	}
	return "", columns[0]
}

// fault notes what is wrong with a cell; column −1 is the whole row.
func (c *cells) fault(column int, value string, err *errs.Error) {
	f := Fault{Row: c.row.Number, Value: short(value), Err: err.At(rowName(c.row.Number))}
	if column >= 0 {
		f.Column, f.Letter = c.r.table.Header[column], sheet.Column(column)
	}
	c.row.Faults = append(c.row.Faults, f)
}

// maxID bounds external ids, strata and clusters.
const maxID = 100

func (c *cells) identify() {
	if len(c.r.id) == 0 {
		return
	}
	id, column := c.first(c.r.id)
	switch {
	case id == "":
		c.fault(column, id, rowFault("foreign.id.missing"))
		return
	case len(id) > maxID:
		c.fault(column, id, rowFault("foreign.id.long").With("limit", maxID))
		return
	}
	c.row.ExternalID = id
	sum := maphash.String(c.r.seed, id)
	if first, twice := c.r.ids[sum]; twice {
		c.fault(column, id, rowFault("foreign.id.twice").With("first", first))
		return
	}
	c.r.ids[sum] = c.row.Number
}

func (c *cells) weight() string {
	if len(c.r.weight) == 0 {
		return ""
	}
	value, column := c.first(c.r.weight)
	if value == "" {
		if value = c.r.m.Weight.Blank; value == "" {
			c.fault(column, value, rowFault("foreign.weight.blank"))
			return ""
		}
	}
	weight, ok := weightOf(value)
	if !ok {
		c.fault(column, value, rowFault("foreign.weight.not_a_weight"))
	}
	return weight
}

// design is the stratum or the cluster of the row: without it the row has no place in the design.
func (c *cells) design(columns []int, source *Source, key string) string {
	if len(columns) == 0 {
		return ""
	}
	value, column := c.first(columns)
	if value == "" {
		value = source.Blank
	}
	switch {
	case value == "":
		c.fault(column, value, rowFault(key))
	case len(value) > maxID:
		c.fault(column, value, rowFault("foreign.id.long").With("limit", maxID))
	}
	return value
}

func (c *cells) when() {
	if len(c.r.date) == 0 {
		return
	}
	value, column := c.first(c.r.date)
	if value == "" || c.r.dateMissing.has(value) {
		return
	}
	at, ok := c.r.dates.parse(value)
	if !ok {
		c.fault(column, value, rowFault("foreign.date.unknown"))
		return
	}
	if !c.r.dates.within(at) {
		c.fault(column, value, rowFault("foreign.date.outside").
			With("from", c.r.m.Wave.Period.From).With("to", c.r.m.Wave.Period.To))
	}
	c.row.At = at
}

func (c *cells) unit() string {
	u := &c.r.m.Unit
	value, column := c.first(c.r.unit)
	if c.r.unitCodes.absent(value) {
		if u.Blank == "" {
			c.fault(column, value, rowFault("foreign.unit.blank"))
		}
		return u.Blank
	}
	code, known := c.r.unitCodes.code(value)
	if known && c.r.units != nil {
		known = c.r.units(code)
	}
	if known {
		return code
	}
	c.r.report.unmapped(column, value)
	if u.Other == "" {
		c.fault(column, value, rowFault("foreign.unit.unmapped"))
	}
	return u.Other
}

// validate lets the questionnaire judge the answers and notes which of them its conditions do not ask for.
func (c *cells) validate(raw questionnaire.Answers) {
	normal, err := c.r.form.Validate(raw)
	if err != nil {
		refused := map[any]bool{} // that such an item then has no answer goes without saying
		for _, f := range c.row.Faults {
			refused[f.Err.Args["item"]] = true
		}
		for _, e := range errs.All(err) {
			item := strings.TrimSuffix(e.Field, questionnaire.OtherSuffix)
			if refused[item] {
				continue
			}
			column, mapped := c.r.itemColumn[item]
			if !mapped {
				column = -1
			}
			value := ""
			if mapped {
				value = c.cells[column]
			}
			c.fault(column, value, e.With("item", item))
		}
		return
	}
	for item := range raw {
		if _, kept := normal[item]; !kept {
			c.r.report.NotAsked[item]++
		}
	}
	c.row.Answers = normal
}

// finder finds columns in the header and notes what they are used for.
type finder struct {
	definition.Faults
	wave   string
	index  map[string][]int
	mapped map[int][]string
}

// find is the indexes of columns that are there. Of several, those that are absent are passed over: that is what
// several are for; but one must be there.
func (f *finder) find(place string, columns Columns, use string) []int {
	names := columns.in(f.wave)
	var found []int
	for _, name := range names {
		switch at := f.index[header(name)]; {
		case len(at) > 1:
			f.Add(place, "foreign.column.twice").With("column", name)
		case len(at) == 1:
			found = append(found, at[0])
			if !slices.Contains(f.mapped[at[0]], use) {
				f.mapped[at[0]] = append(f.mapped[at[0]], use)
			}
		}
	}
	if len(names) > 0 && len(found) == 0 && f.absent(names) {
		f.Add(place, "foreign.column.absent").With("column", strings.Join(names, ", "))
	}
	return found
}

func (f *finder) absent(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return len(f.index[header(name)]) > 0 })
}

// source finds a column that the whole table needs: by wave or not, it must be named.
func (f *finder) source(use string, s *Source) []int {
	if s == nil {
		return nil
	}
	return f.find(use+".column", s.Column, use)
}
