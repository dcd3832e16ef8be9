package foreign

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
)

// AnonymityNamed is the only level of a foreign wave: nobody can promise afterwards what the outside survey
// did not promise its respondents.
const AnonymityNamed = "named"

var (
	waveCode  = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
	languages = []string{"zh", "en"}
)

// Check lists what is wrong with a mapping to the questionnaire, one errs.Invalid per fault, each with its
// place in the file. Which columns there are, only the table knows: NewReader checks them.
func Check(m *Mapping, doc *questionnaire.Document) error {
	c := checker{m: m, form: questionnaire.Compile(doc), items: map[string]string{}, usedCodes: map[string]bool{}}
	c.wave(doc)
	c.sources()
	c.unit()
	for _, name := range slices.Sorted(maps.Keys(m.Codes)) {
		c.codes("codes."+name, m.Codes[name])
	}
	if len(m.Items) == 0 {
		c.Add("items", "foreign.items.none")
	}
	for i := range m.Items {
		c.item(definition.At("items", i), &m.Items[i])
	}
	for _, name := range slices.Sorted(maps.Keys(m.Codes)) {
		if !c.usedCodes[name] {
			c.Add("codes."+name, "foreign.codes.unused")
		}
	}
	return c.Err()
}

type checker struct {
	definition.Faults
	m         *Mapping
	form      *questionnaire.Form
	items     map[string]string // item code → place
	usedCodes map[string]bool
}

func (c *checker) wave(doc *questionnaire.Document) {
	m := c.m
	if m.Format != Format {
		c.Add("format", "definition.format").With("want", Format)
	}
	w := &m.Wave
	c.waveCode("wave.programme.code", w.Programme.Code)
	c.name("wave.programme.name", w.Programme.Name)
	c.waveCode("wave.code", w.Code)
	c.name("wave.name", w.Name)
	if w.Previous != "" {
		c.waveCode("wave.previous", w.Previous)
	}
	if w.Previous != "" && w.Previous == w.Code {
		c.Add("wave.previous", "foreign.wave.own_previous")
	}
	if w.RootUnit == "" {
		c.Add("wave.root_unit", "foreign.wave.root_unit")
	}
	if w.Anonymity != AnonymityNamed {
		c.Add("wave.anonymity", "foreign.wave.anonymity").With("level", AnonymityNamed)
	}
	if code, version := w.questionnaire(); code != doc.Code || version != doc.Version {
		c.Add("wave.questionnaire", "foreign.wave.questionnaire").With("want", doc.Code+"@"+doc.Version)
	}
	from, errFrom := time.Parse(time.DateOnly, w.Period.From)
	to, errTo := time.Parse(time.DateOnly, w.Period.To)
	for place, err := range map[string]error{"wave.period.from": errFrom, "wave.period.to": errTo} {
		if err != nil {
			c.Add(place, "foreign.wave.date")
		}
	}
	if errFrom == nil && errTo == nil && to.Before(from) {
		c.Add("wave.period", "foreign.wave.period")
	}
	if _, err := time.LoadLocation(m.TimeZone); err != nil {
		c.Add("time_zone", "foreign.time_zone").With("zone", m.TimeZone)
	}
	c.unmapped("unmapped", m.Unmapped)
}

// name checks the name of a wave or programme: as theirs, it must be there in Chinese.
func (c *checker) name(place string, name i18n.Text) {
	var given []string
	for _, lang := range languages {
		if lang == string(i18n.ZH) || name[lang] != "" {
			given = append(given, lang)
		}
	}
	c.Text(place, name, given, true)
}

func (c *checker) waveCode(place, code string) {
	if !waveCode.MatchString(code) {
		c.Add(place, "definition.document_code").With("code", code)
	}
}

func (c *checker) unmapped(place string, u Unmapped) {
	switch u {
	case UnmappedError, UnmappedMissing, UnmappedOther:
	default:
		c.Add(place, "foreign.unmapped.unknown").With("rule", u)
	}
}

func (c *checker) columns(place string, columns Columns) {
	if columns.empty() {
		c.Add(place, "foreign.column.none")
	}
	lists := map[string][]string{"": columns.Names}
	for wave, names := range columns.ByWave {
		c.waveCode(place+"."+wave, wave)
		lists[wave] = names
	}
	for _, wave := range slices.Sorted(maps.Keys(lists)) {
		if slices.ContainsFunc(lists[wave], func(name string) bool { return header(name) == "" }) {
			c.Add(strings.TrimSuffix(place+"."+wave, "."), "foreign.column.blank")
		}
	}
}

// sources checks the columns that are no items.
func (c *checker) sources() {
	m := c.m
	for _, s := range []struct {
		place  string
		source *Source
	}{{"id", m.ID}, {"weight", m.Weight}, {"stratum", m.Stratum}, {"cluster", m.Cluster}} {
		if s.source != nil {
			c.columns(s.place+".column", s.source.Column)
		}
	}
	if m.ID != nil && m.ID.Blank != "" {
		c.Add("id.blank", "foreign.id.blank")
	}
	if m.Weight != nil && m.Weight.Blank != "" {
		if _, ok := weightOf(m.Weight.Blank); !ok {
			c.Add("weight.blank", "foreign.weight.not_a_weight")
		}
	}
	if m.Date == nil {
		return
	}
	c.columns("date.column", m.Date.Column)
	for i, format := range m.Date.Formats {
		if _, ok := layoutOf(format); !ok {
			c.Add(definition.At("date.formats", i), "foreign.date.format").With("format", format)
		}
	}
}

func (c *checker) unit() {
	u := &c.m.Unit
	if u.Constant != "" {
		if !u.Column.empty() || len(u.Values) > 0 || len(u.Ranges) > 0 || u.Blank != "" || u.Other != "" {
			c.Add("unit", "foreign.unit.constant_and_column")
		}
		return
	}
	if u.Column.empty() {
		c.Add("unit", "foreign.unit.none")
		return
	}
	c.columns("unit.column", u.Column)
	c.codes("unit", Codes{u.Values, u.Ranges})
	c.overlap("unit.missing", u.Missing, u.Values)
}

// codes checks a set of translations by itself: that no value is translated twice.
func (c *checker) codes(place string, codes Codes) {
	first := map[string]Pair{}
	for _, p := range codes.Values {
		at := place + ".values." + p.From
		if p.From == "" || p.To == "" {
			c.Add(at, "foreign.values.blank")
			continue
		}
		if other, twice := first[key(p.From)]; twice && other.To != p.To {
			c.Add(at, "foreign.values.twice").With("value", other.From)
		}
		first[key(p.From)] = p
	}
	for i, r := range codes.Ranges {
		at := definition.At(place+".ranges", i)
		if math.IsNaN(r.From) || math.IsNaN(r.To) || r.From > r.To {
			c.Add(at, "foreign.ranges.reversed")
		}
		if r.Code == "" {
			c.Add(at+".code", "foreign.values.blank")
		}
		for j, o := range codes.Ranges[:i] {
			if r.From <= o.To && o.From <= r.To {
				c.Add(at, "foreign.ranges.overlap").With("other", definition.At("ranges", j))
			}
		}
	}
}

// overlap refuses a value that is both missing and translated: one of the two is a mistake.
func (c *checker) overlap(place string, missing Values, values Pairs) {
	for _, v := range missing {
		if slices.ContainsFunc(values, func(p Pair) bool { return key(p.From) == key(v) }) {
			c.Add(place, "foreign.missing.mapped").With("value", v)
		}
	}
}

func (c *checker) item(place string, it *Item) {
	entry, known := c.form.Entry(it.Item)
	if !known {
		c.Add(place+".item", "foreign.item.unknown").With("item", it.Item)
	}
	if first, twice := c.items[it.Item]; twice {
		c.Add(place+".item", "foreign.item.twice").With("item", it.Item).With("first", first)
	}
	c.items[it.Item] = place
	if it.Unmapped != "" {
		c.unmapped(place+".unmapped", it.Unmapped)
	}
	codes := c.itemCodes(place, it)
	if known {
		c.shape(place, it, entry)
		c.targets(place, it, codes, entry)
	}
	if len(it.Choices) == 0 {
		c.columns(place+".column", it.Column)
	} else if !it.Column.empty() || len(codes.Values) > 0 || len(codes.Ranges) > 0 {
		c.Add(place+".choices", "foreign.choices.and_column")
	}
	for i := range it.Choices {
		c.columns(definition.At(place+".choices", i)+".column", it.Choices[i].Column)
	}
}

// itemCodes is what translates the item's values, its own or the shared set.
func (c *checker) itemCodes(place string, it *Item) Codes {
	own := Codes{it.Values, it.Ranges}
	if it.Codes == "" {
		c.codes(place, own)
		c.overlap(place+".missing", c.m.missing(it), it.Values)
		return own
	}
	if len(it.Values) > 0 || len(it.Ranges) > 0 {
		c.Add(place+".codes", "foreign.codes.and_values")
	}
	shared, known := c.m.Codes[it.Codes]
	if !known {
		c.Add(place+".codes", "foreign.codes.unknown").With("codes", it.Codes)
	}
	c.usedCodes[it.Codes] = true
	c.overlap(place+".missing", c.m.missing(it), shared.Values)
	return shared
}

// shape checks that the item's type allows what the mapping does with it.
func (c *checker) shape(place string, it *Item, e *questionnaire.Entry) {
	multiple := e.Type == questionnaire.Multiple
	if it.Split != "" && !multiple {
		c.Add(place+".split", "foreign.item.only_multiple")
	}
	if len(it.Choices) > 0 && !multiple {
		c.Add(place+".choices", "foreign.item.only_multiple")
	}
	if _, ok := e.Other(); !ok && it.Unmapped == UnmappedOther {
		c.Add(place+".unmapped", "foreign.item.no_other").With("item", it.Item)
	}
}

// targets checks that what values are translated to are answers of the item.
func (c *checker) targets(place string, it *Item, codes Codes, e *questionnaire.Entry) {
	if it.Codes != "" {
		place += ".codes"
	}
	for _, p := range codes.Values {
		c.target(place+".values."+p.From, p.To, e)
	}
	for i, r := range codes.Ranges {
		c.target(definition.At(place+".ranges", i)+".code", r.Code, e)
	}
	for i, choice := range it.Choices {
		at := definition.At(place+".choices", i)
		c.target(at+".option", choice.Option, e)
		for _, v := range choice.Unchecked {
			if slices.ContainsFunc(choice.Checked, func(w string) bool { return key(v) == key(w) }) {
				c.Add(at+".unchecked", "foreign.choices.both").With("value", v)
			}
		}
	}
}

func (c *checker) target(place, code string, e *questionnaire.Entry) {
	if code == "" { // said by codes
		return
	}
	switch e.Type {
	case questionnaire.Single, questionnaire.Multiple:
		_, known := e.Option(code)
		if !known && (code != questionnaire.NA || !e.NA) {
			c.Add(place, "foreign.option.unknown").With("option", code).With("item", e.Code)
		}
	case questionnaire.NPS, questionnaire.Stars, questionnaire.CES, questionnaire.Number:
		if _, ok := numberOf(code); !ok && (code != questionnaire.NA || !e.NA) {
			c.Add(place, "foreign.option.number").With("option", code)
		}
	}
}

// rule is what becomes of values of the item that are not mapped.
func (m *Mapping) rule(it *Item) Unmapped {
	if it.Unmapped != "" {
		return it.Unmapped
	}
	return m.Unmapped
}

// missing are the codes of the item that are no answer.
func (m *Mapping) missing(it *Item) Values {
	if it.Missing != nil {
		return it.Missing
	}
	return m.Missing
}

// Units lists the unit codes that the mapping itself names.
func (m *Mapping) Units() []string {
	codes := map[string]bool{m.Wave.RootUnit: true, m.Unit.Constant: true, m.Unit.Blank: true, m.Unit.Other: true}
	for _, p := range m.Unit.Values {
		codes[p.To] = true
	}
	for _, r := range m.Unit.Ranges {
		codes[r.Code] = true
	}
	delete(codes, "")
	return slices.Sorted(maps.Keys(codes))
}

// header is a column's name for comparison: without blanks and asterisks around it, in lower case, with
// single blanks inside.
func header(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.TrimLeft(strings.TrimSpace(name), "* \t\ufeff")), " "))
}

// rowFault is a failure of one row.
func rowFault(key string) *errs.Error { return errs.New(errs.Invalid, key) }

func rowName(number int) string { return fmt.Sprintf("row %d", number) }
