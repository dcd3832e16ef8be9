package response

import (
	"slices"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
)

// The formats of an export.
const (
	FormatCSV  = "csv"  // UTF-8 with BOM
	FormatXLSX = "xlsx" // with a codebook
	FormatSAV  = "sav"  // SPSS
)

// Which responses an export holds.
const (
	Complete    = "complete" // the valid ones
	WithPartial = "partial"  // the partial ones, too
	Everything  = "all"      // also what was found invalid or was excluded
)

// What cells say of a choice. An SPSS file has the codes, and the labels beside them.
const (
	Codes  = "codes"
	Labels = "labels"
	Both   = "both" // a column of codes and one of labels
)

// How a multiple choice is laid out.
const (
	Columns = "columns" // a column per option: 1 chosen, 0 not, empty when the item was not answered
	Cell    = "cell"    // the chosen options in one cell
)

// What weights an export carries.
const (
	ImportedWeights = "imported"
	NoWeights       = "none"
)

// ExportOptions say what an export holds and how. They are stored as JSON: names and values do not change.
type ExportOptions struct {
	Format   string    `json:"format"`
	States   string    `json:"states"`
	Unit     string    `json:"unit"` // code: only responses of the unit and what lies below it; empty: of all units
	Values   string    `json:"values"`
	Multiple string    `json:"multiple"`
	Weights  string    `json:"weights"`
	Receipts bool      `json:"receipts"` // with the receipt that the respondent was shown
	Language i18n.Lang `json:"language"` // of labels and headings
}

// options of each choice, the first is what an empty one means.
var exportChoices = []struct {
	field   string
	of      func(*ExportOptions) *string
	choices []string
}{
	{"format", func(o *ExportOptions) *string { return &o.Format }, []string{FormatCSV, FormatXLSX, FormatSAV}},
	{"states", func(o *ExportOptions) *string { return &o.States }, []string{Complete, WithPartial, Everything}},
	{"values", func(o *ExportOptions) *string { return &o.Values }, []string{Codes, Labels, Both}},
	{"multiple", func(o *ExportOptions) *string { return &o.Multiple }, []string{Columns, Cell}},
	{"weights", func(o *ExportOptions) *string { return &o.Weights }, []string{ImportedWeights, NoWeights}},
}

// check completes the options and refuses what there is not.
func (o *ExportOptions) check(tree *programme.Tree) error {
	for _, c := range exportChoices {
		value := c.of(o)
		if *value == "" {
			*value = c.choices[0]
		}
		if !slices.Contains(c.choices, *value) {
			return errs.New(errs.Invalid, "export.option").At(c.field).With("value", *value)
		}
	}
	if o.Language != i18n.EN {
		o.Language = i18n.ZH
	}
	if o.Unit != "" {
		if _, ok := tree.ByCode(o.Unit); !ok {
			return errs.New(errs.NotFound, "insight.unit_unknown").At("unit").With("unit", o.Unit)
		}
	}
	return nil
}

// state reports whether responses of a state belong to the export.
func (o *ExportOptions) state(s State) bool {
	switch o.States {
	case Complete:
		return s == Valid
	case WithPartial:
		return s == Valid || s == Partial
	}
	return true
}

// units are the ids whose responses belong to the export, nil for all.
func (o *ExportOptions) units(tree *programme.Tree) map[string]bool {
	top, ok := tree.ByCode(o.Unit)
	if !ok {
		return nil
	}
	ids := map[string]bool{}
	for _, u := range tree.Units[top.Index : top.Last+1] {
		ids[u.ID] = true
	}
	return ids
}
