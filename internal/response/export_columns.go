package response

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/sheet/sav"
)

// exportColumn is a column of an export and what the codebook says of it.
type exportColumn struct {
	name   string
	label  string
	kind   string // what the codebook calls it: text, number, single, multiple, flag, date, instant
	values []exportValue
	spss   sav.Variable // without name, label and values
}

// exportValue is a code of a column.
type exportValue struct {
	code   string
	number float64 // of the code in an SPSS file
	label  string
	score  *float64 // on the item's own scale
	na     bool
}

// exportLayout turns originals into rows of cells.
type exportLayout struct {
	options *ExportOptions
	columns []exportColumn
	sets    []sav.Set
	fill    []func(cells []any, o *Original) []any // each adds the cells of the columns it made
	answers *answerReader
	names   []string // of the answers, in the order of the reader's places
	zone    *time.Location
}

func (l *exportLayout) spss() bool { return l.options.Format == FormatSAV }

// newExportLayout lays out the columns: what is kept about a response, then its answers in the order asked.
func newExportLayout(o *ExportOptions, wave programme.Wave, form *questionnaire.Form, tree *programme.Tree, zone *time.Location) *exportLayout {
	l := &exportLayout{options: o, zone: zone}
	l.about(tree, wave.Anonymity == programme.Anonymous)
	entries := form.Items()
	for i := range entries {
		l.item(&entries[i])
	}
	l.answers = newAnswerReader(l.names)
	return l
}

// row is a response as cells. The slice is used again for the next.
func (l *exportLayout) row(cells []any, o *Original) ([]any, error) {
	if err := l.answers.read(o.Answers); err != nil {
		return nil, err
	}
	cells = cells[:0]
	for _, f := range l.fill {
		cells = f(cells, o)
	}
	return cells, nil
}

// place is where the reader puts the answer of that name.
func (l *exportLayout) place(name string) int {
	l.names = append(l.names, name)
	return len(l.names) - 1
}

func (l *exportLayout) add(c exportColumn, f func(cells []any, o *Original) []any) {
	c.spss.Measure = max(c.spss.Measure, sav.Nominal)
	l.columns = append(l.columns, c)
	if f != nil {
		l.fill = append(l.fill, f)
	}
}

// textOf is a cell of a text: an empty one is no answer.
func textOf(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// plain adds a column of texts.
func (l *exportLayout) plain(name, key string, f func(o *Original) string) {
	c := exportColumn{name: name, label: l.say(key), kind: "text", spss: sav.Variable{Kind: sav.String}}
	l.add(c, func(cells []any, o *Original) []any { return append(cells, textOf(f(o))) })
}

func (l *exportLayout) say(key string) string { return i18n.T(l.options.Language, key, nil) }

// coded adds a column of codes that have labels, or the labels, or both.
func (l *exportLayout) coded(name, key string, values []exportValue, f func(o *Original) string) {
	labels := make(map[string]any, len(values))
	for _, v := range values {
		labels[v.code] = v.label
	}
	label := func(cells []any, o *Original) []any {
		code := f(o)
		if text, ok := labels[code]; ok {
			return append(cells, text)
		}
		return append(cells, textOf(code))
	}
	c := exportColumn{name: name, label: l.say(key), kind: "single", values: values, spss: sav.Variable{Kind: sav.String}}
	codes := func(cells []any, o *Original) []any { return append(cells, textOf(f(o))) }
	l.choice(c, codes, label)
}

// choice adds the codes, the labels or both, as the options ask.
func (l *exportLayout) choice(c exportColumn, codes, labels func([]any, *Original) []any) {
	if l.spss() || l.options.Values == Codes {
		l.add(c, codes)
		return
	}
	named := c
	named.kind = "text"
	if l.options.Values == Both {
		l.add(c, codes)
		named.name, named.values = c.name+".label", nil
	}
	l.add(named, labels)
}

// about adds what is kept about a response beside its answers.
func (l *exportLayout) about(tree *programme.Tree, anonymous bool) {
	if l.options.Receipts {
		l.plain("receipt", "export.column.receipt", func(o *Original) string { return o.Receipt })
	}
	codes, units := map[string]string{}, make([]exportValue, 0, len(tree.Units))
	for _, u := range tree.Units {
		codes[u.ID] = u.Code
		if u.Surveyed {
			units = append(units, exportValue{code: u.Code, label: u.Name.In(l.options.Language)})
		}
	}
	l.coded("unit", "export.column.unit", units, func(o *Original) string {
		if code, ok := codes[o.Unit]; ok {
			return code
		}
		return o.Unit
	})
	l.coded("state", "export.column.state", l.values(map[string]string{
		"valid": "export.state.valid", "partial": "export.state.partial", "invalid": "export.state.invalid", "excluded": "export.state.excluded",
	}, "valid", "partial", "invalid", "excluded"), func(o *Original) string { return string(o.State) })
	l.plain("language", "export.column.language", func(o *Original) string { return o.Language })
	l.plain("quarter", "export.column.quarter", func(o *Original) string { return fmt.Sprintf("%dQ%d", o.Quarter/10, o.Quarter%10) })
	if anonymous {
		l.coded("length", "export.column.length", l.values(map[string]string{
			"under_1": "export.length.under_1", "1_to_3": "export.length.1_to_3", "3_to_10": "export.length.3_to_10", "over_10": "export.length.over_10",
		}, "under_1", "1_to_3", "3_to_10", "over_10"), func(o *Original) string { return o.Length })
		return
	}
	l.coded("mode", "export.column.mode", l.values(map[string]string{
		"web": "export.mode.web", "api": "export.mode.api", "import": "export.mode.import",
	}, "web", "api", "import"), func(o *Original) string { return string(o.Mode) })
	l.instant("started_at", "export.column.started_at", func(o *Original) db.Millis { return o.StartedAt })
	l.instant("received_at", "export.column.received_at", func(o *Original) db.Millis { return o.ReceivedAt })
	l.design()
}

// design adds what a designed sample left with each response.
func (l *exportLayout) design() {
	if l.options.Weights == ImportedWeights {
		c := exportColumn{
			name: exportWeight, label: l.say("export.column.weight"), kind: "number", spss: sav.Variable{Measure: sav.Scale, Decimals: 6},
		}
		l.add(c, func(cells []any, o *Original) []any {
			if w, err := strconv.ParseFloat(o.Weight, 64); err == nil {
				return append(cells, w)
			}
			return append(cells, nil)
		})
	}
	l.plain("stratum", "export.column.stratum", func(o *Original) string { return o.Stratum })
	l.plain("psu", "export.column.psu", func(o *Original) string { return o.PSU })
}

const exportWeight = "weight"

// values are codes with the labels of the catalogue, in an order.
func (l *exportLayout) values(keys map[string]string, order ...string) []exportValue {
	list := make([]exportValue, len(order))
	for i, code := range order {
		list[i] = exportValue{code: code, label: l.say(keys[code])}
	}
	return list
}

func (l *exportLayout) instant(name, key string, f func(o *Original) db.Millis) {
	c := exportColumn{name: name, label: l.say(key), kind: "instant", spss: sav.Variable{Kind: sav.Instant, Measure: sav.Scale}}
	l.add(c, func(cells []any, o *Original) []any {
		at := f(o)
		switch {
		case at == 0:
			return append(cells, nil)
		case l.spss():
			return append(cells, at.Time().In(l.zone))
		}
		return append(cells, at.Time().In(l.zone).Format(time.RFC3339))
	})
}

// join is several texts in one cell.
func join(parts []string) string { return strings.Join(parts, "; ") }
