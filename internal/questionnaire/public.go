package questionnaire

import (
	"encoding/json"
	"fmt"
	"strconv"

	"manyi.dev/manyi/internal/i18n"
)

// The public view lists what an integrator needs to ask and to send answers, field by field: a field added to the
// document is not public until it is added here.
type (
	publicForm struct {
		Title        i18n.Text    `json:"title"`
		Introduction i18n.Text    `json:"introduction,omitempty"`
		Languages    []string     `json:"languages"`
		Items        []publicItem `json:"items"`
	}
	publicItem struct {
		Code      string         `json:"code"`
		Type      Type           `json:"type"`
		Text      i18n.Text      `json:"text"`
		Options   []publicOption `json:"options,omitempty"`
		Rows      []publicRow    `json:"rows,omitempty"`
		Required  bool           `json:"required"`
		ShowIf    *Condition     `json:"show_if,omitempty"`
		EndIf     *Condition     `json:"end_if,omitempty"` // nothing more is asked after this item when it holds
		Min       *float64       `json:"min,omitempty"`
		Max       *float64       `json:"max,omitempty"`
		Decimals  int            `json:"decimals,omitempty"`
		Earliest  string         `json:"earliest,omitempty"`
		Latest    string         `json:"latest,omitempty"`
		MaxLength int            `json:"max_length,omitempty"`
		MinChoice int            `json:"min_choices,omitempty"`
		MaxChoice int            `json:"max_choices,omitempty"`
	}
	publicOption struct {
		Code      string    `json:"code"`
		Text      i18n.Text `json:"text"`
		Exclusive bool      `json:"exclusive,omitempty"` // rules out the others
		Other     bool      `json:"other,omitempty"`     // takes a text as "ITEM.other"
		Ends      bool      `json:"ends,omitempty"`      // nothing more is asked when it is chosen
	}
	publicRow struct {
		Code     string     `json:"code"`
		Text     i18n.Text  `json:"text"`
		ShowIf   *Condition `json:"show_if,omitempty"`
		Required *bool      `json:"required,omitempty"` // only where it differs from the matrix
	}
)

// Public is the questionnaire as JSON for integrators: GET /api/v1/links/{code}. It shows neither scores nor
// bindings nor comments. An nps, stars and a ces list their points as options; "does not apply" is the option "na" where it is allowed.
func Public(doc *Document) ([]byte, error) {
	p := publicForm{Title: doc.Title, Introduction: doc.Introduction, Languages: doc.Languages, Items: []publicItem{}}
	for s := range doc.Sections {
		for i := range doc.Sections[s].Items {
			p.Items = append(p.Items, doc.public(&doc.Sections[s].Items[i]))
		}
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write public form of %s %s: %w", doc.Code, doc.Version, err)
	}
	return text, nil
}

func (d *Document) public(it *Item) publicItem {
	p := publicItem{
		Code: it.Code, Type: it.Type, Text: it.Text, Required: it.Required, ShowIf: it.ShowIf, EndIf: it.EndIf, Min: it.Min, Max: it.Max,
		Decimals: it.Decimals, Earliest: it.Earliest, Latest: it.Latest, MaxLength: it.MaxLength, MinChoice: it.MinChoice,
		MaxChoice: it.MaxChoice,
	}
	for _, o := range d.options(it) {
		p.Options = append(p.Options, publicOption{Code: o.Code, Text: o.Text, Exclusive: o.Exclusive, Other: o.Other, Ends: o.Ends})
	}
	if low, high, ok := (&Entry{Type: it.Type, Item: it}).Points(); ok {
		for n := low; n <= high; n++ {
			p.Options = append(p.Options, publicOption{Code: strconv.Itoa(n), Text: d.point(it, n, low, high)})
		}
	}
	if len(it.NA) > 0 {
		p.Options = append(p.Options, publicOption{Code: NA, Text: it.NA})
	}
	for _, r := range it.Rows {
		row := publicRow{Code: r.Code, Text: r.Text, ShowIf: r.ShowIf}
		if r.Required != nil && *r.Required != it.Required {
			row.Required = r.Required
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// point is the text of one point of an nps, of stars or of a ces: the number, at the ends with its label.
func (d *Document) point(it *Item, n, low, high int) i18n.Text {
	label := i18n.Text{}
	if n == low {
		label = it.Low
	} else if n == high {
		label = it.High
	}
	text := i18n.Text{}
	for _, lang := range d.Languages {
		text[lang] = strconv.Itoa(n)
		if label[lang] != "" {
			text[lang] += " " + label[lang]
		}
	}
	return text
}
