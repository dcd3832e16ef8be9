package foreign

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/i18n"
)

// Write writes a mapping as the file that ParseMapping reads: a mapping that was written and read again is the same.
func Write(m *Mapping) []byte {
	w := &writer{}
	w.line("format: ", plain(m.Format))
	w.wave(&m.Wave)
	if m.Header != nil {
		w.line("header: {row: ", strconv.Itoa(m.Header.Row), ", rows: ", strconv.Itoa(m.Header.Rows), "}")
	}
	w.field("", "time_zone", m.TimeZone)
	w.values("", "missing", m.Missing)
	w.field("", "unmapped", string(m.Unmapped))
	w.source("id", m.ID)
	w.date(m.Date)
	w.unit(&m.Unit)
	w.source("weight", m.Weight)
	w.source("stratum", m.Stratum)
	w.source("cluster", m.Cluster)
	if len(m.Codes) > 0 {
		w.line("codes:")
		for _, name := range slices.Sorted(maps.Keys(m.Codes)) {
			codes := m.Codes[name]
			if len(codes.Values) == 0 && len(codes.Ranges) == 0 {
				w.line("  ", plain(name), ": {}")
				continue
			}
			w.line("  ", plain(name), ":")
			w.pairs("    ", codes.Values)
			w.ranges("    ", codes.Ranges)
		}
	}
	w.items(m.Items)
	return w.out.Bytes()
}

type writer struct{ out bytes.Buffer }

func (w *writer) line(parts ...string) {
	for _, p := range parts {
		w.out.WriteString(p)
	}
	w.out.WriteByte('\n')
}

// field writes a text that is there.
func (w *writer) field(indent, name, value string) {
	if value != "" {
		w.line(indent, name, ": ", plain(value))
	}
}

func (w *writer) wave(v *Wave) {
	w.line("wave:")
	w.line("  programme: {code: ", plain(v.Programme.Code), ", name: ", text(v.Programme.Name), "}")
	w.line("  code: ", plain(v.Code))
	w.line("  name: ", text(v.Name))
	w.line("  period: {from: ", plain(v.Period.From), ", to: ", plain(v.Period.To), "}")
	w.line("  anonymity: ", plain(v.Anonymity))
	w.line("  questionnaire: ", plain(v.Questionnaire))
	w.line("  root_unit: ", plain(v.RootUnit))
	w.field("  ", "previous", v.Previous)
}

func text(t i18n.Text) string {
	var parts []string
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		parts = append(parts, plain(lang)+": "+plain(t[lang]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w *writer) source(name string, s *Source) {
	if s == nil {
		return
	}
	blank := ""
	if s.Blank != "" {
		blank = ", blank: " + plain(s.Blank)
	}
	w.line(name, ": {column: ", columnNames(s.Column), blank, "}")
}

func (w *writer) date(d *Date) {
	if d == nil {
		return
	}
	w.line("date:")
	w.line("  column: ", columnNames(d.Column))
	w.field("  ", "prefix", d.Prefix)
	if len(d.Formats) > 0 {
		w.values("  ", "formats", d.Formats)
	}
	w.values("  ", "missing", d.Missing)
}

func (w *writer) unit(u *Unit) {
	w.line("unit:")
	w.field("  ", "constant", u.Constant)
	if !u.Column.empty() {
		w.line("  column: ", columnNames(u.Column))
	}
	w.pairs("  ", u.Values)
	w.ranges("  ", u.Ranges)
	w.values("  ", "missing", u.Missing)
	w.field("  ", "blank", u.Blank)
	w.field("  ", "other", u.Other)
}

func (w *writer) items(items []Item) {
	if len(items) == 0 {
		w.line("items: []")
		return
	}
	w.line("items:")
	for i := range items {
		it := &items[i]
		w.line("  - item: ", plain(it.Item))
		if !it.Column.empty() {
			w.line("    column: ", columnNames(it.Column))
		}
		w.field("    ", "codes", it.Codes)
		w.pairs("    ", it.Values)
		w.ranges("    ", it.Ranges)
		w.values("    ", "missing", it.Missing)
		w.field("    ", "unmapped", string(it.Unmapped))
		if it.Split != "" {
			w.line("    split: ", strconv.Quote(it.Split))
		}
		if len(it.Choices) > 0 {
			w.line("    choices:")
			for _, c := range it.Choices {
				w.line("      - column: ", columnNames(c.Column))
				w.line("        option: ", plain(c.Option))
				w.values("        ", "checked", c.Checked)
				w.values("        ", "unchecked", c.Unchecked)
			}
		}
	}
}

// values writes a list; an empty one says something else than none.
func (w *writer) values(indent, name string, values Values) {
	if values != nil {
		w.line(indent, name, ": ", list(values))
	}
}

func (w *writer) pairs(indent string, pairs Pairs) {
	if len(pairs) == 0 {
		return
	}
	w.line(indent, "values:")
	for _, p := range pairs {
		w.line(indent, "  ", plain(p.From), ": ", plain(p.To))
	}
}

func (w *writer) ranges(indent string, ranges []Range) {
	if len(ranges) == 0 {
		return
	}
	w.line(indent, "ranges:")
	for _, r := range ranges {
		number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
		w.line(indent, "  - {from: ", number(r.From), ", to: ", number(r.To), ", code: ", plain(r.Code), "}")
	}
}

func list(values []string) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = plain(v)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// columnNames writes one name as it is, several as a list, and names by wave as a mapping.
func columnNames(c Columns) string {
	if c.ByWave == nil {
		if len(c.Names) == 1 {
			return plain(c.Names[0])
		}
		return list(c.Names)
	}
	var parts []string
	for _, wave := range slices.Sorted(maps.Keys(c.ByWave)) {
		parts = append(parts, plain(wave)+": "+list(c.ByWave[wave]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

var (
	// safe is what YAML takes for a text without quotes, wherever it stands.
	safe = regexp.MustCompile(`^[A-Za-z\p{Han}][A-Za-z0-9\p{Han}_./@-]*( [A-Za-z0-9\p{Han}_./@-]+)*$`)
	// whole is a number that is kept as it is written.
	whole = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})$`)
	// words mean something else than themselves.
	words = []string{"true", "false", "yes", "no", "on", "off", "null", "y", "n"}
)

// plain writes a value so that it is read as it is, with quotes only where they are needed.
func plain(value string) string {
	if whole.MatchString(value) || safe.MatchString(value) && !slices.Contains(words, strings.ToLower(value)) {
		return value
	}
	return strconv.Quote(value)
}

// For is the mapping for one wave: what is said by wave code is said outright. Of a wave that the mapping does not
// name, the columns are those of the wave it was written for.
func (m Mapping) For(wave Wave) Mapping {
	resolve := func(c *Columns) {
		if c.ByWave == nil {
			return
		}
		names, ok := c.ByWave[wave.Code]
		if !ok {
			names = c.ByWave[m.Wave.Code]
		}
		*c = Columns{Names: slices.Clone(names)}
	}
	for _, s := range []**Source{&m.ID, &m.Weight, &m.Stratum, &m.Cluster} {
		if *s != nil {
			own := **s
			resolve(&own.Column)
			*s = &own
		}
	}
	if m.Date != nil {
		own := *m.Date
		resolve(&own.Column)
		m.Date = &own
	}
	resolve(&m.Unit.Column)
	var items []Item
	for _, it := range m.Items {
		resolve(&it.Column)
		it.Choices = slices.Clone(it.Choices)
		for i := range it.Choices {
			resolve(&it.Choices[i].Column)
		}
		it.Choices = slices.DeleteFunc(it.Choices, func(c Choice) bool { return c.Column.empty() })
		if !it.Column.empty() || len(it.Choices) > 0 { // others had no column in that wave
			items = append(items, it)
		}
	}
	m.Items, m.Wave = items, wave
	m.Codes = maps.Clone(m.Codes)
	maps.DeleteFunc(m.Codes, func(name string, _ Codes) bool {
		return !slices.ContainsFunc(items, func(it Item) bool { return it.Codes == name })
	})
	return m
}
