package questionnaire

import "manyi.dev/manyi/internal/i18n"

// Type is the kind of an item.
type Type string

// The item types.
const (
	Single      Type = "single"      // one option
	Multiple    Type = "multiple"    // any number of options
	Matrix      Type = "matrix"      // rows that share options; every row is an item of its own
	NPS         Type = "nps"         // 0 to 10
	Stars       Type = "stars"       // 1 to Points stars
	CES         Type = "ces"         // 1 to 7, from "took much effort" to "took none"
	Number      Type = "number"      // a number within Min and Max
	Date        Type = "date"        // a day within Earliest and Latest, "2026-01-31"
	TextItem    Type = "text"        // free text
	Information Type = "information" // text to read, no answer
)

// NA is the answer "does not apply". It is an answer, but never a score.
const NA = "na"

// Document is a questionnaire as a file and as a published version: format "manyi.questionnaire/1".
type Document struct {
	Format       string           `json:"format"`
	Code         string           `json:"code"`
	Version      string           `json:"version"` // "1.0": major.minor; a minor version corrects typing errors only
	Languages    []string         `json:"languages"`
	Title        i18n.Text        `json:"title"`
	Introduction i18n.Text        `json:"introduction,omitempty"` // who asks, why
	Minutes      int              `json:"minutes,omitempty"`      // how long it takes
	Thanks       i18n.Text        `json:"thanks,omitempty"`       // what happens with the answers
	Paging       string           `json:"paging,omitempty"`       // "one" (default) or "sections"
	System       *SystemRef       `json:"indicator_system,omitempty"`
	Scales       map[string]Scale `json:"scales,omitempty"`
	Sections     []Section        `json:"sections"`
}

// SystemRef names the indicator system version that the bindings point into.
type SystemRef struct {
	Code    string `json:"code"`
	Version string `json:"version"`
}

// Scale is a list of options that items share by name.
type Scale struct {
	Options []Option `json:"options"`
}

// Section is a named group of items; with paging "sections" it is a page.
type Section struct {
	Code  string    `json:"code"`
	Title i18n.Text `json:"title,omitempty"`
	Items []Item    `json:"items"`
}

// Item is one question. A matrix is a question of several rows, each an item with a code of its own.
type Item struct {
	Code      string     `json:"code"`
	Type      Type       `json:"type"`
	Text      i18n.Text  `json:"text"`
	Help      i18n.Text  `json:"help,omitempty"`
	Required  bool       `json:"required,omitempty"`
	ShowIf    *Condition `json:"show_if,omitempty"`
	Scale     string     `json:"scale,omitempty"` // name in Document.Scales, instead of Options
	Options   []Option   `json:"options,omitempty"`
	Rows      []Row      `json:"rows,omitempty"` // matrix
	NA        i18n.Text  `json:"not_applicable,omitempty"`
	Low       i18n.Text  `json:"low,omitempty"`    // nps, stars, ces: label of the lowest point
	High      i18n.Text  `json:"high,omitempty"`   // nps, stars, ces: label of the highest point
	Points    int        `json:"points,omitempty"` // stars: how many; 0 = 5
	Min       *float64   `json:"min,omitempty"`
	Max       *float64   `json:"max,omitempty"`
	Decimals  int        `json:"decimals,omitempty"`
	Earliest  string     `json:"earliest,omitempty"`   // date: the first day allowed
	Latest    string     `json:"latest,omitempty"`     // date: the last day allowed
	MaxLength int        `json:"max_length,omitempty"` // text, in characters; 0 = 1000
	MinChoice int        `json:"min_choices,omitempty"`
	MaxChoice int        `json:"max_choices,omitempty"`
	Randomise bool       `json:"randomise,omitempty"` // show the options (matrix: the rows) in an order of each respondent's own
	Binding   *Binding   `json:"binding,omitempty"`   // single, nps, stars, ces, number
	Dimension bool       `json:"dimension,omitempty"` // a background item figures may be split by
	EndIf     *Condition `json:"end_if,omitempty"`    // the questionnaire ends after this item when it holds
	Comment   string     `json:"comment,omitempty"`   // for the makers, never shown
}

// Option is one answer of a single, a multiple or a matrix.
type Option struct {
	Code      string    `json:"code"`
	Text      i18n.Text `json:"text"`
	Value     *float64  `json:"value,omitempty"`     // on the item's own scale, for means
	Exclusive bool      `json:"exclusive,omitempty"` // multiple: rules out the others
	Other     bool      `json:"other,omitempty"`     // asks for a text, answered as "ITEM.other"
	Fixed     bool      `json:"fixed,omitempty"`     // keeps its place when the others are randomised
	Ends      bool      `json:"ends,omitempty"`      // single, multiple: choosing it ends the questionnaire
}

// Row is one row of a matrix.
type Row struct {
	Code     string     `json:"code"`
	Text     i18n.Text  `json:"text"`
	ShowIf   *Condition `json:"show_if,omitempty"`
	Binding  *Binding   `json:"binding,omitempty"`
	Required *bool      `json:"required,omitempty"` // nil: as the matrix
	Fixed    bool       `json:"fixed,omitempty"`    // keeps its place when the others are randomised
}

// Binding says which leaf indicator the item is a source of and what each answer scores, 0 to 100.
type Binding struct {
	Indicator string             `json:"indicator"`
	Scores    map[string]float64 `json:"scores,omitempty"` // by option code; empty: linear from the lowest value (0) to the highest (100)
}

// Condition is a typed tree: either All, Any, Not, or a leaf Item Op Value.
type Condition struct {
	All  []Condition `json:"all,omitempty"`
	Any  []Condition `json:"any,omitempty"`
	Not  *Condition  `json:"not,omitempty"`
	Item string      `json:"item,omitempty"`
	Op   string      `json:"op,omitempty"` // eq, ne, in, not_in, contains, lt, le, gt, ge, answered, not_answered
	// Value is a string (an option, a day), a number or a list of strings, as Op needs.
	Value any `json:"value,omitempty"`
}

// Answers are the answers of one response by item code: an option code (string), option codes ([]string),
// a number (float64), a day ("2026-01-31") or a text (string). "CODE.other" holds the text of an option that asks
// for one.
type Answers map[string]any
