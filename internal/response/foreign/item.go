package foreign

import (
	"slices"
	"strings"

	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
)

// itemReader reads the answer to one item from a row.
type itemReader struct {
	entry    *questionnaire.Entry
	columns  []int
	codes    translation
	unmapped Unmapped
	split    string
	choices  []choiceReader
}

// choiceReader is one option that has a column of its own.
type choiceReader struct {
	columns            []int
	option             string
	checked, unchecked set
}

var (
	checkedWords   = Values{"1", "yes", "y", "true", "x", "√", "是"}
	uncheckedWords = Values{"0", "no", "n", "false", "否"}
)

// item prepares the reading of an item; asked is false when the wave of the table has no column for it.
func (f *finder) item(place string, m *Mapping, it *Item, entry *questionnaire.Entry) (r itemReader, asked bool) {
	codes := Codes{it.Values, it.Ranges}
	if it.Codes != "" {
		codes = m.Codes[it.Codes]
	}
	if len(codes.Values) == 0 && len(codes.Ranges) == 0 {
		codes = ownCodes(entry)
	}
	r = itemReader{
		entry: entry, codes: newTranslation(codes, m.missing(it)), unmapped: m.rule(it), split: it.Split,
	}
	// A general "other" cannot reach an item without such an option; its values stay faults.
	if _, ok := entry.Other(); r.unmapped == UnmappedOther && !ok {
		r.unmapped = UnmappedError
	}
	if len(it.Choices) == 0 {
		r.columns = f.find(place+".column", it.Column, it.Item)
		return r, len(r.columns) > 0
	}
	for i, choice := range it.Choices {
		columns := f.find(definition.At(place+".choices", i)+".column", choice.Column, it.Item)
		if len(columns) == 0 {
			continue
		}
		c := choiceReader{columns: columns, option: choice.Option}
		c.checked = newSet(orDefault(choice.Checked, checkedWords))
		c.unchecked = newSet(orDefault(choice.Unchecked, uncheckedWords), m.missing(it))
		r.choices = append(r.choices, c)
	}
	return r, len(r.choices) > 0
}

// ownCodes translates options named by their own codes, so that 5.0 is the option 5 here too.
func ownCodes(entry *questionnaire.Entry) (codes Codes) {
	for _, o := range entry.Options {
		codes.Values = append(codes.Values, Pair{o.Code, o.Code})
	}
	if entry.NA && len(entry.Options) > 0 {
		codes.Values = append(codes.Values, Pair{questionnaire.NA, questionnaire.NA})
	}
	return codes
}

func orDefault(own, words Values) Values {
	if len(own) > 0 {
		return own
	}
	return words
}

// first is the column that faults of the whole answer are reported at.
func (r *itemReader) first() int {
	if len(r.choices) > 0 {
		return r.choices[0].columns[0]
	}
	return r.columns[0]
}

// read puts the item's answer into answers, or a fault into the row.
func (r *itemReader) read(c *cells, answers questionnaire.Answers) {
	switch {
	case len(r.choices) > 0:
		r.readChoices(c, answers)
	case r.entry.Type == questionnaire.Multiple:
		r.readMultiple(c, answers)
	default:
		r.readOne(c, answers)
	}
}

// readOne takes the first column whose value is an answer.
func (r *itemReader) readOne(c *cells, answers questionnaire.Answers) {
	for _, column := range r.columns {
		value := strings.TrimSpace(c.cells[column])
		if r.codes.absent(value) {
			continue
		}
		code, mapped := r.codes.code(value)
		switch r.entry.Type {
		case questionnaire.TextItem, questionnaire.Date: // a day that is none is told by the form
			answers[r.entry.Code] = code
			return
		case questionnaire.NPS, questionnaire.Stars, questionnaire.CES, questionnaire.Number:
			if !mapped { // values only replace some numbers
				code = value
			}
			if answer, ok := r.number(code); ok {
				answers[r.entry.Code] = answer
				return
			}
		default:
			if mapped && r.option(code) {
				answers[r.entry.Code] = code
				return
			}
		}
		r.unknown(c, column, value, answers)
		return
	}
}

// number is a number that the item can have.
func (r *itemReader) number(code string) (any, bool) {
	if code == questionnaire.NA && r.entry.NA {
		return code, true
	}
	n, ok := numberOf(code)
	if !ok {
		return nil, false
	}
	if from, to, points := r.entry.Points(); points {
		return n, n >= float64(from) && n <= float64(to) && n == float64(int(n))
	}
	low, high := r.entry.Item.Min, r.entry.Item.Max
	return n, (low == nil || n >= *low) && (high == nil || n <= *high)
}

func (r *itemReader) option(code string) bool {
	if code == questionnaire.NA {
		return r.entry.NA
	}
	_, ok := r.entry.Option(code)
	return ok
}

// readMultiple collects the options of every column, and of every part of a cell that is split.
func (r *itemReader) readMultiple(c *cells, answers questionnaire.Answers) {
	for _, column := range r.columns {
		parts := []string{c.cells[column]}
		if r.split != "" {
			parts = strings.Split(c.cells[column], r.split)
		}
		for _, part := range parts {
			value := strings.TrimSpace(part)
			if r.codes.absent(value) {
				continue
			}
			if code, mapped := r.codes.code(value); mapped && r.option(code) {
				choose(answers, r.entry.Code, code)
				continue
			}
			r.unknown(c, column, value, answers)
		}
	}
}

func (r *itemReader) readChoices(c *cells, answers questionnaire.Answers) {
	for i := range r.choices {
		choice := &r.choices[i]
		value, column := c.first(choice.columns)
		switch {
		case value == "":
		case choice.checked.has(value):
			choose(answers, r.entry.Code, choice.option)
		case choice.unchecked.has(value):
		default:
			r.unknown(c, column, value, answers)
		}
	}
}

// choose adds an option to the answer of a multiple.
func choose(answers questionnaire.Answers, item, option string) {
	chosen, _ := answers[item].([]string)
	if !slices.Contains(chosen, option) {
		answers[item] = append(chosen, option)
	}
}

// unknown applies the mapping's rule to a value that it does not know.
func (r *itemReader) unknown(c *cells, column int, value string, answers questionnaire.Answers) {
	c.r.report.unmapped(column, value)
	switch r.unmapped {
	case UnmappedMissing:
	case UnmappedOther:
		option, _ := r.entry.Other()
		text := value
		if r.entry.Type == questionnaire.Multiple {
			choose(answers, r.entry.Code, option.Code)
			if before, ok := answers[r.entry.Code+questionnaire.OtherSuffix].(string); ok {
				text = before + "; " + value
			}
		} else {
			answers[r.entry.Code] = option.Code
		}
		answers[r.entry.Code+questionnaire.OtherSuffix] = text
	default:
		c.fault(column, value, rowFault("foreign.value.unmapped").With("item", r.entry.Code))
	}
}
