package foreign

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Format is what a mapping declares itself to be.
const Format = "manyi.mapping/1"

// Schema is the published JSON Schema of a mapping file.
//
//go:embed schema/mapping.schema.json
var Schema []byte

// DefaultTimeZone is where dates without a zone were written, unless the mapping says otherwise.
const DefaultTimeZone = "Asia/Shanghai"

// Mapping says what the columns and codes of an outside survey mean.
type Mapping struct {
	Format   string           `yaml:"format" json:"format"`
	Wave     Wave             `yaml:"wave" json:"wave"`
	Header   *Header          `yaml:"header" json:"header,omitempty"`
	TimeZone string           `yaml:"time_zone" json:"time_zone,omitempty"`
	Missing  Values           `yaml:"missing" json:"missing,omitzero"`    // codes that are no answer, in items that have no list of their own
	Unmapped Unmapped         `yaml:"unmapped" json:"unmapped,omitempty"` // default of the items; itself error by default
	ID       *Source          `yaml:"id" json:"id,omitempty"`             // what the outside survey calls a response; default the row number
	Date     *Date            `yaml:"date" json:"date,omitempty"`
	Unit     Unit             `yaml:"unit" json:"unit"`
	Weight   *Source          `yaml:"weight" json:"weight,omitempty"`
	Stratum  *Source          `yaml:"stratum" json:"stratum,omitempty"`
	Cluster  *Source          `yaml:"cluster" json:"cluster,omitempty"`
	Codes    map[string]Codes `yaml:"codes" json:"codes,omitempty"` // sets of values that items share by name
	Items    []Item           `yaml:"items" json:"items"`
}

// Header says where the columns' names are, when that is not the first row with content.
type Header struct {
	Row  int `yaml:"row" json:"row"`   // as a spreadsheet programme shows it
	Rows int `yaml:"rows" json:"rows"` // how many there are; names are put together from all of them; default 1
}

// Wave is the wave that the survey becomes.
type Wave struct {
	Programme     Programme `yaml:"programme" json:"programme"`
	Code          string    `yaml:"code" json:"code"`
	Name          i18n.Text `yaml:"name" json:"name"`
	Period        Period    `yaml:"period" json:"period"`
	Anonymity     string    `yaml:"anonymity" json:"anonymity"`         // "named": what was collected elsewhere can be promised no more
	Questionnaire string    `yaml:"questionnaire" json:"questionnaire"` // code@version
	RootUnit      string    `yaml:"root_unit" json:"root_unit"`         // under which the wave runs
	Previous      string    `yaml:"previous" json:"previous,omitempty"` // wave it is compared with, if any
}

// Programme is the programme of the wave; it is made if it does not exist.
type Programme struct {
	Code string    `yaml:"code" json:"code"`
	Name i18n.Text `yaml:"name" json:"name"`
}

// Period is when the answers were given, both days included.
type Period struct {
	From string `yaml:"from" json:"from"`
	To   string `yaml:"to" json:"to"`
}

// Unmapped says what becomes of a value that the mapping does not know.
type Unmapped string

// The rules for unmapped values.
const (
	UnmappedError   Unmapped = "error"   // the row is not imported
	UnmappedMissing Unmapped = "missing" // no answer; counted in the profile
	UnmappedOther   Unmapped = "other"   // the option that asks for a text, with the value as the text
)

// Source is a column taken as it is.
type Source struct {
	Column Columns `yaml:"column" json:"column"`
	Blank  string  `yaml:"blank" json:"blank,omitempty"` // taken where the cell is empty; without it an empty cell is a fault
}

// Date is when a response was given. Format tokens: YYYY YY MMM MM M DD D HH H hh h mm m ss s A.
type Date struct {
	Column  Columns `yaml:"column" json:"column"`
	Prefix  string  `yaml:"prefix" json:"prefix,omitempty"` // put before the value, where the file has days of a known month only
	Formats Values  `yaml:"formats" json:"formats,omitempty"`
	Missing Values  `yaml:"missing" json:"missing,omitzero"`
}

// Unit says which org unit a response is about: one for all, or by a column. Without values and ranges the
// column holds unit codes.
type Unit struct {
	Constant string  `yaml:"constant" json:"constant,omitempty"`
	Column   Columns `yaml:"column" json:"column"`
	Values   Pairs   `yaml:"values" json:"values,omitempty"`
	Ranges   []Range `yaml:"ranges" json:"ranges,omitempty"`
	Missing  Values  `yaml:"missing" json:"missing,omitzero"`
	Blank    string  `yaml:"blank" json:"blank,omitempty"` // unit of responses that name none
	Other    string  `yaml:"other" json:"other,omitempty"` // unit of responses that name one the mapping does not know
}

// Codes translate values of the file.
type Codes struct {
	Values Pairs   `yaml:"values" json:"values,omitempty"`
	Ranges []Range `yaml:"ranges" json:"ranges,omitempty"`
}

// Range translates the numbers From ≤ x ≤ To.
type Range struct {
	From float64 `yaml:"from" json:"from"`
	To   float64 `yaml:"to" json:"to"`
	Code string  `yaml:"code" json:"code"`
}

// Item maps columns to an item. Without values, ranges or codes an option is named by its own code.
type Item struct {
	Item     string   `yaml:"item" json:"item"`
	Column   Columns  `yaml:"column" json:"column"`
	Codes    string   `yaml:"codes" json:"codes,omitempty"` // name in Mapping.Codes, instead of Values and Ranges
	Values   Pairs    `yaml:"values" json:"values,omitempty"`
	Ranges   []Range  `yaml:"ranges" json:"ranges,omitempty"`
	Missing  Values   `yaml:"missing" json:"missing,omitzero"` // instead of Mapping.Missing; [] for none
	Unmapped Unmapped `yaml:"unmapped" json:"unmapped,omitempty"`
	Split    string   `yaml:"split" json:"split,omitempty"`     // multiple: what stands between the options in one cell
	Choices  []Choice `yaml:"choices" json:"choices,omitempty"` // multiple: a column for each option
}

// Choice is one option of a multiple that has a column of its own. An empty cell is not chosen.
type Choice struct {
	Column    Columns `yaml:"column" json:"column"`
	Option    string  `yaml:"option" json:"option"`
	Checked   Values  `yaml:"checked" json:"checked,omitempty"`     // default 1 yes y true x √ 是
	Unchecked Values  `yaml:"unchecked" json:"unchecked,omitempty"` // default 0 no n false 否
}

// maxMapping bounds a mapping file.
const maxMapping = 1 << 20

// ParseMapping reads a mapping. It refuses what is not the shape of one (errs.Invalid with line and column);
// whether the mapping makes sense is Check's matter.
func ParseMapping(r io.Reader) (Mapping, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return Mapping{}, fmt.Errorf("read mapping: %w", err)
	}
	if len(content) > maxMapping {
		return Mapping{}, errs.New(errs.Invalid, "foreign.mapping.large").With("limit_kb", maxMapping>>10)
	}
	var m Mapping
	if err := yaml.UnmarshalWithOptions(content, &m, yaml.Strict()); err != nil {
		return Mapping{}, syntax(err)
	}
	if m.TimeZone == "" {
		m.TimeZone = DefaultTimeZone
	}
	if m.Unmapped == "" {
		m.Unmapped = UnmappedError
	}
	return m, nil
}

// syntax gives the place of a fault in the YAML.
func syntax(err error) error {
	e := errs.New(errs.Invalid, "foreign.mapping.syntax").Because(err)
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		at := located.GetToken().Position
		return e.At(fmt.Sprintf("line %d:%d", at.Line, at.Column)).With("detail", located.GetMessage())
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return e.With("detail", first)
}

// Questionnaire splits the reference to the questionnaire version.
func (w Wave) questionnaire() (code, version string) {
	code, version, _ = strings.Cut(w.Questionnaire, "@")
	return code, version
}

// Columns names the source columns: one, several of which the first with content counts, or one by wave, so
// that one mapping serves a survey whose columns were renamed.
type Columns struct {
	Names  []string            `json:"names"`
	ByWave map[string][]string `json:"-"` // of files only: see Mapping.For
}

// UnmarshalYAML reads a name, a list of names, or either by wave code.
func (c *Columns) UnmarshalYAML(node ast.Node) error {
	if by, ok := node.(*ast.MappingNode); ok {
		c.ByWave = map[string][]string{}
		for _, pair := range by.Values {
			wave, err := scalar(pair.Key)
			if err != nil {
				return err
			}
			if c.ByWave[wave], err = scalars(pair.Value); err != nil {
				return err
			}
		}
		return nil
	}
	var err error
	c.Names, err = scalars(node)
	return err
}

// in lists the columns for the wave; none means that the wave has no such column.
func (c Columns) in(wave string) []string {
	if c.ByWave != nil {
		return c.ByWave[wave]
	}
	return c.Names
}

func (c Columns) empty() bool { return c.ByWave == nil && len(c.Names) == 0 }

// Values are scalars as they are written: 007 stays 007, and 1.50 stays 1.50.
type Values []string

// UnmarshalYAML reads a value or a list of values.
func (v *Values) UnmarshalYAML(node ast.Node) (err error) {
	*v, err = scalars(node)
	return err
}

// Pairs translate values as they are written, in the order of the file.
type Pairs []Pair

// Pair is one translation.
type Pair struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// UnmarshalYAML reads a mapping of scalars.
func (p *Pairs) UnmarshalYAML(node ast.Node) error {
	by, ok := node.(*ast.MappingNode)
	if !ok {
		return at(node, "a mapping of values is needed here")
	}
	for _, pair := range by.Values {
		from, err := scalar(pair.Key)
		if err != nil {
			return err
		}
		to, err := scalar(pair.Value)
		if err != nil {
			return err
		}
		*p = append(*p, Pair{from, to})
	}
	return nil
}

func scalars(node ast.Node) ([]string, error) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		one, err := scalar(node)
		return []string{one}, err
	}
	out := make([]string, len(list.Values))
	for i, v := range list.Values {
		var err error
		if out[i], err = scalar(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// scalar is the text of a scalar as written, before YAML takes it for a number or a truth value.
func scalar(node ast.Node) (string, error) {
	switch n := node.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), nil
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return strings.TrimSpace(node.GetToken().Value), nil
	}
	return "", at(node, "a single value is needed here")
}

func at(node ast.Node, message string) error {
	return &yaml.SyntaxError{Message: message, Token: node.GetToken()}
}
