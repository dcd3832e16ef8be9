package cube

// Cond is a filter: the code of the dimension, or the category of the item (0 = missing), is one
// of In. An empty In selects nothing.
type Cond struct {
	Name string
	In   []int32
}

// Plan asks for a histogram.
type Plan struct {
	Wave    string
	By      []string // dimensions or category items to group by; none for one group of all
	Items   []string // items to count; none for totals only
	Where   []Cond   // all must hold
	Weights string   // weight scheme, "" for none
	Partial bool     // count partial responses too
}

// Sums are the respondents of a cell: their number, Σw and Σw². Without weights all are equal.
type Sums struct {
	N     int64
	W, W2 float64
}

// Moments are the power sums of a number over the respondents who gave it.
type Moments struct {
	Sums
	WX, WX2   float64 // Σwx, Σwx²
	W2X, W2X2 float64 // Σw²x, Σw²x², for the variance of a weighted mean
}

// Histogram is the answer to a Plan.
type Histogram struct {
	By     []string
	Items  []string
	Groups []Group // only those with responses, in the order of their keys
	// WithoutWeight counts the responses under the filter that have no weight in the scheme; they
	// are in no group. 0 without weights.
	WithoutWeight int64
}

// Group is one combination of the codes of By.
type Group struct {
	Key   []int32
	Total Sums       // all responses under the filter
	Items []ItemSums // in the order of the plan's items
}

// ItemSums are the sums of one item in one group. Values has an entry per category or option,
// index 0 for the missing; options overlap, so the base of a multiple choice is the group's total
// minus Values[0]. A number has Moments instead.
type ItemSums struct {
	Values  []Sums
	Moments Moments
}

// ResidualPlan asks for the sums of linearised values of composite scores.
type ResidualPlan struct {
	Wave    string
	By      []string // groups of the result
	Where   []Cond
	Weights string
	Partial bool

	// Select names the dimension or category item whose code chooses a response's table, and Table maps the code to
	// the table, −1 (or a code beyond it) for responses that are left out. With Select "" every
	// response uses table 0.
	Select string
	Table  []int32
	// Nodes are the composites computed in the pass.
	Nodes []NodeTables
}

// NodeTables are the tables of one composite: Items are category items, and R[t][j][v] is what
// category v of item j adds to z (before the weight) in table t. NaN and categories beyond the end
// are outside the item's base and add nothing; a nil R[t][j] is an item that does not count in
// table t, a nil R[t] a composite that table t does not have.
type NodeTables struct {
	Items []string
	R     [][][]float64
}

// Residual is the answer to a ResidualPlan.
type Residual struct {
	By            []string
	Groups        []ResidualGroup // only those with responses, in the order of their keys
	WithoutWeight int64
}

// ResidualGroup has one ZSums per node of the plan.
type ResidualGroup struct {
	Key   []int32
	Total Sums
	Nodes []ZSums
}

// ZSums are the respondents with an answer in the base of at least one of the node's items, and
// the sums of their linearised values z = w·Σ_j r_j(v_j).
type ZSums struct {
	Sums
	Z, Z2 float64
}

// RowsPlan asks for columns of single responses.
type RowsPlan struct {
	Wave    string
	Dims    []string
	Items   []string
	Where   []Cond
	Weights string
	Partial bool
}

// Rows are the columns of the responses under a filter, in the order of their random ids, which
// are not part of it. Columns are in the order of the plan.
type Rows struct {
	Len     int
	Dims    [][]int32
	Items   []Column
	Weights []float64 // nil without weights
}

// Column is an item of Rows: Categories for a category (0 = missing), Options for a multiple
// choice (bit 0 = answered, bit o = option o), Numbers for a number (NaN = missing).
type Column struct {
	Categories []uint8
	Options    []uint64
	Numbers    []float32
}
