package scoring

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// The dimensions of every wave, in the order of the cube's layout.
const (
	DimUnit     = "unit"     // ordinal in the wave's frozen tree
	DimQuarter  = "quarter"  // 20264
	DimMode     = "mode"     // place in Modes
	DimLanguage = "language" // place in Languages
	DimStratum  = "stratum"  // code of cube_codes, 0 none
	DimPSU      = "psu"      // code of cube_codes, 0 none
)

// Dims lists the dimensions.
var Dims = []string{DimUnit, DimQuarter, DimMode, DimLanguage, DimStratum, DimPSU}

// Modes and Languages are the names behind the codes of their dimensions.
var (
	Modes     = []string{"", string(response.Web), string(response.API), string(response.Import)}
	Languages = []string{"", "zh", "en"}
)

// Column is an item of a questionnaire in the cube: which category stands for which answer.
type Column struct {
	Entry *questionnaire.Entry
	Place int // in the layout's items
	// Answers are the normalised answers behind the categories (from 1) of a Category and the
	// options (from 1) of a multiple choice; Answers[0] is nil, the missing one.
	Answers []any
	codes   map[any]uint8
}

// Columns are the items of a questionnaire that the cube holds: all but texts and dates.
type Columns struct {
	List   []Column
	byCode map[string]int
	layout cube.Layout
}

// ColumnsOf lays out a questionnaire for the cube.
func ColumnsOf(form *questionnaire.Form) *Columns {
	c := &Columns{byCode: map[string]int{}, layout: cube.Layout{Dims: Dims}}
	entries := form.Items()
	for i := range entries {
		e := &entries[i]
		item := cube.Item{Code: e.Code, Kind: cube.Category}
		col := Column{Entry: e, Place: len(c.List), Answers: []any{nil}, codes: map[any]uint8{}}
		switch e.Type {
		case questionnaire.TextItem, questionnaire.Date:
			continue
		case questionnaire.Number:
			item.Kind = cube.Number
		case questionnaire.NPS, questionnaire.Stars, questionnaire.CES:
			low, high, _ := e.Points()
			for n := low; n <= high; n++ {
				col.Answers = append(col.Answers, float64(n))
			}
		default:
			for _, o := range e.Options {
				col.Answers = append(col.Answers, o.Code)
			}
		}
		if e.Type == questionnaire.Multiple {
			item.Kind = cube.Options
		} else if e.NA && item.Kind == cube.Category {
			col.Answers = append(col.Answers, questionnaire.NA)
		}
		if item.Kind != cube.Number {
			item.Size = len(col.Answers) - 1
		}
		for code, a := range col.Answers {
			col.codes[a] = uint8(code)
		}
		c.byCode[e.Code] = len(c.List)
		c.List = append(c.List, col)
		c.layout.Items = append(c.layout.Items, item)
	}
	return c
}

// Layout is the shape of the wave's rows in the cube.
func (c *Columns) Layout() cube.Layout { return c.layout }

// Column finds an item.
func (c *Columns) Column(code string) (*Column, bool) {
	i, ok := c.byCode[code]
	if !ok {
		return nil, false
	}
	return &c.List[i], true
}

// values are the answers of an original as the cube holds them.
func (c *Columns) values(answers string) ([]cube.Value, error) {
	var all map[string]any
	if err := json.Unmarshal([]byte(answers), &all); err != nil {
		return nil, err
	}
	values := make([]cube.Value, len(c.List))
	for i := range c.List {
		col := &c.List[i]
		answer, ok := all[col.Entry.Code]
		if !ok {
			continue
		}
		switch a := answer.(type) {
		case []any:
			var options []int
			for _, code := range a {
				if o := col.codes[code]; o > 0 {
					options = append(options, int(o))
				}
			}
			values[i] = cube.Choose(options...)
		case float64:
			if col.Entry.Type == questionnaire.Number {
				values[i] = cube.Measure(float32(a))
			} else {
				values[i] = cube.Pick(col.codes[a])
			}
		case string:
			values[i] = cube.Pick(col.codes[a])
		}
	}
	return values, nil
}

// factID is a response's id as the cube knows it.
func factID(id string) (cube.ID, error) {
	var out cube.ID
	b, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(b) != len(out) {
		return out, fmt.Errorf("response id %q is no UUID", id)
	}
	copy(out[:], b)
	return out, nil
}

var cubeStates = map[response.State]cube.State{
	response.Valid: cube.Valid, response.Partial: cube.Partial, response.Invalid: cube.Invalid, response.Excluded: cube.Excluded,
}

// place is the index of name in list, 0 when it is not there.
func place(list []string, name string) int32 {
	for i, n := range list {
		if n == name {
			return int32(i)
		}
	}
	return 0
}
