package cube

import (
	"context"
	"encoding/hex"
	"math"

	"manyi.dev/manyi/internal/errs"
)

// ID is the random id of a response.
type ID [16]byte

// String is the id in hexadecimal.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// State says whether a response counts.
type State uint8

// The states. Histograms and residuals count the valid ones and, when asked, the partial ones.
const (
	Valid State = iota
	Partial
	Invalid
	Excluded
)

var stateNames = [...]string{"valid", "partial", "invalid", "excluded"}

// String is the name of a state.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "unknown"
}

// Kind says what an item's column holds.
type Kind uint8

// The kinds of items.
const (
	Category Kind = iota // one of the categories 1..Size, Size ≤ 255
	Options              // any of the options 1..Size, Size ≤ 63: one bit each
	Number               // a number, kept as float32
)

// Item is a column of answers.
type Item struct {
	Code string `json:"code"`
	Kind Kind   `json:"kind"`
	Size int    `json:"size,omitempty"` // categories or options
}

// Layout is the shape of a wave's rows. The order of dimensions and items is the order in Fact.
type Layout struct {
	Dims  []string `json:"dims"`
	Items []Item   `json:"items"`
}

// Value is one answer; the zero Value is a missing one.
type Value uint64

// Pick is the answer of a category, 1..255. Pick(0) is missing.
func Pick(category uint8) Value { return Value(category) }

// Choose is the answer of a multiple choice: any of the options 1..63. Choose() without options
// means asked and none chosen, which is not missing.
func Choose(options ...int) Value {
	v := Value(1)
	for _, o := range options {
		v |= 1 << o
	}
	return v
}

// Measure is the answer of a number. NaN is missing.
func Measure(x float32) Value {
	if x != x {
		return 0
	}
	return Value(math.Float32bits(x)) | numberPresent
}

const numberPresent = 1 << 32

// Float is the number of a Measure, NaN when missing.
func (v Value) Float() float32 {
	if v&numberPresent == 0 {
		return float32(math.NaN())
	}
	return math.Float32frombits(uint32(v))
}

// Fact is one response.
type Fact struct {
	ID     ID
	Dims   []int32 // code ≥ 0 per dimension of the layout
	Values []Value // answer per item of the layout
	State  State
}

// Engine stores waves and answers the three questions about them. It is safe for concurrent use;
// a question sees the wave as it was at one moment, whatever is written meanwhile.
//
// Wave and scheme names are 1–100 letters, digits, '-', '_' or '.', not starting with '.'.
// Errors: cube.wave.unknown (NotFound), cube.layout.changed (Conflict), and Invalid with keys
// under cube. for names, facts and plans that do not fit.
type Engine interface {
	// Ensure creates a wave, durably. It does nothing when the wave exists with the same layout.
	Ensure(ctx context.Context, wave string, layout Layout) error
	// Layout is the layout of a wave.
	Layout(ctx context.Context, wave string) (Layout, error)
	// Has reports whether a wave exists.
	Has(ctx context.Context, wave string) (bool, error)
	// Count counts a wave's responses by state.
	Count(ctx context.Context, wave string) (map[State]int64, error)
	// Load adds responses. One whose id is known replaces the old one; of two with the same id in
	// one call the later counts. All or none are taken. They are counted at once and durable after
	// Flush; until then a crash loses them and the feed brings them again.
	Load(ctx context.Context, wave string, facts []Fact) error
	// SetState changes the state of responses; ids the wave does not know are passed over, since
	// their state comes with them when they are loaded. Durable after Flush.
	SetState(ctx context.Context, wave string, states map[ID]State) error
	// SetWeights replaces the weights of a scheme, durably and at once for every later question.
	// Weights are finite and ≥ 0, and may name responses that are loaded later.
	SetWeights(ctx context.Context, wave, scheme string, weights map[ID]float64) error
	// Schemes lists the weight schemes of a wave, sorted.
	Schemes(ctx context.Context, wave string) ([]string, error)
	// Flush makes everything loaded so far durable.
	Flush(ctx context.Context, wave string) error
	// Drop removes a wave with its weights. Dropping an unknown wave does nothing.
	Drop(ctx context.Context, wave string) error

	Histogram(ctx context.Context, plan Plan) (*Histogram, error)
	Residual(ctx context.Context, plan ResidualPlan) (*Residual, error)
	Rows(ctx context.Context, plan RowsPlan) (*Rows, error)

	// Close makes everything durable and releases the engine.
	Close() error
}

// UnknownWave is the error of a question about a wave that does not exist.
func UnknownWave(wave string) error {
	return errs.New(errs.NotFound, "cube.wave.unknown").With("wave", wave)
}
