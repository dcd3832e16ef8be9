package cubetest

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/errs"
)

var update = flag.Bool("update", false, "rewrite the expectations of the cube's scripts")

const wave = "w1"

// step is one step of a script with its indented lines.
type step struct {
	line  int
	words []string
	lines []string
}

func parse(text string) []step {
	var steps []step
	for n, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case line[0] == ' ' || line[0] == '\t':
			last := &steps[len(steps)-1]
			last.lines = append(last.lines, trimmed)
		default:
			steps = append(steps, step{line: n + 1, words: strings.Fields(trimmed)})
		}
	}
	return steps
}

// id makes the id of a named response.
func id(name string) cube.ID {
	sum := sha256.Sum256([]byte(name))
	return cube.ID(sum[:16])
}

// mode says what happens between the steps of a script.
type mode string

const (
	asWritten mode = "as written"
	flushing  mode = "flushed after each write"
	reopening mode = "reopened after each write"
)

// runner plays one script.
type runner struct {
	t      *testing.T
	mode   mode
	open   func() cube.Engine
	engine cube.Engine
	layout cube.Layout
}

// play runs the steps and returns what each expect should have said, by step.
func (r *runner) play(file string, steps []step) map[int][]string {
	r.engine = r.open()
	defer func() { r.must(r.engine.Close()) }()
	got := map[int][]string{}
	var last []string
	for i, s := range steps {
		if s.words[0] == "expect" {
			got[i] = last
			if !*update && !slices.Equal(last, s.lines) {
				r.t.Errorf("%s:%d (%s):\ngot\n  %s\nwant\n  %s", file, s.line, r.mode,
					strings.Join(last, "\n  "), strings.Join(s.lines, "\n  "))
			}
			continue
		}
		var err error
		last, err = r.do(s)
		if all := errs.All(err); len(all) > 0 {
			last = []string{"error " + all[0].Key}
		} else if err != nil {
			r.t.Fatalf("%s:%d: %v", file, s.line, err)
		}
		if unexpected := err != nil && (i+1 == len(steps) || steps[i+1].words[0] != "expect"); unexpected {
			r.t.Fatalf("%s:%d: %v", file, s.line, err)
		}
		if slices.Contains([]string{"facts", "weights", "states"}, s.words[0]) && err == nil {
			r.between()
		}
	}
	return got
}

func (r *runner) between() {
	switch r.mode {
	case flushing:
		r.must(r.engine.Flush(r.t.Context(), wave))
	case reopening:
		r.must(r.engine.Close())
		r.engine = r.open()
	}
}

func (r *runner) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *runner) do(s step) ([]string, error) {
	ctx := r.t.Context()
	switch s.words[0] {
	case "layout":
		l := r.parseLayout(s.lines)
		err := r.engine.Ensure(ctx, wave, l)
		if err == nil {
			r.layout = l
		}
		return nil, err
	case "facts":
		facts := make([]cube.Fact, len(s.lines))
		for i, line := range s.lines {
			facts[i] = r.parseFact(line)
		}
		return nil, r.engine.Load(ctx, wave, facts)
	case "weights":
		weights := map[cube.ID]float64{}
		for _, line := range s.lines {
			words := strings.Fields(line)
			weights[id(words[0])] = r.number(words[1])
		}
		return nil, r.engine.SetWeights(ctx, wave, s.words[1], weights)
	case "states":
		states := map[cube.ID]cube.State{}
		for _, line := range s.lines {
			words := strings.Fields(line)
			states[id(words[0])] = r.state(words[1])
		}
		return nil, r.engine.SetState(ctx, wave, states)
	case "flush":
		return nil, r.engine.Flush(ctx, wave)
	case "drop":
		return nil, r.engine.Drop(ctx, wave)
	}
	return r.ask(ctx, s)
}

func (r *runner) ask(ctx context.Context, s step) ([]string, error) {
	o := r.parseOptions(s.words[1:])
	switch s.words[0] {
	case "count":
		counts, err := r.engine.Count(ctx, wave)
		var lines []string
		for state := cube.Valid; state <= cube.Excluded; state++ {
			if n := counts[state]; n > 0 {
				lines = append(lines, fmt.Sprintf("%s %d", state, n))
			}
		}
		return lines, err
	case "schemes":
		return r.engine.Schemes(ctx, wave)
	case "histogram":
		h, err := r.engine.Histogram(ctx, cube.Plan{Wave: wave, By: o.by, Items: o.items, Where: o.where, Weights: o.weights, Partial: o.partial})
		if err != nil {
			return nil, err
		}
		return printHistogram(r.layout, h, o.weights != ""), nil
	case "residual":
		nodes, codes := r.parseNodes(s.lines)
		z, err := r.engine.Residual(ctx, cube.ResidualPlan{
			Wave: wave, By: o.by, Where: o.where, Weights: o.weights, Partial: o.partial,
			Select: o.selects, Table: o.table, Nodes: nodes,
		})
		if err != nil {
			return nil, err
		}
		return printResidual(z, codes), nil
	case "rows":
		rows, err := r.engine.Rows(ctx, cube.RowsPlan{Wave: wave, Dims: o.dims, Items: o.items, Where: o.where, Weights: o.weights, Partial: o.partial})
		if err != nil {
			return nil, err
		}
		return printRows(rows), nil
	}
	r.t.Fatalf("line %d: no step %q", s.line, s.words[0])
	return nil, nil
}

func (r *runner) parseLayout(lines []string) cube.Layout {
	var l cube.Layout
	kinds := map[string]cube.Kind{"category": cube.Category, "options": cube.Options, "number": cube.Number}
	for _, line := range lines {
		words := strings.Fields(line)
		if words[0] == "dims" {
			l.Dims = words[1:]
			continue
		}
		item := cube.Item{Code: words[1], Kind: kinds[words[0]]}
		if len(words) > 2 {
			item.Size = int(r.number(words[2]))
		}
		l.Items = append(l.Items, item)
	}
	return l
}

func (r *runner) parseFact(line string) cube.Fact {
	words := strings.Fields(line)
	f := cube.Fact{ID: id(words[0]), Dims: make([]int32, len(r.layout.Dims)), Values: make([]cube.Value, len(r.layout.Items))}
	for _, word := range words[1:] {
		name, value, _ := strings.Cut(word, "=")
		if name == "state" {
			f.State = r.state(value)
			continue
		}
		if d := r.layout.Dim(name); d >= 0 {
			f.Dims[d] = int32(r.number(value))
			continue
		}
		i := r.layout.Item(name)
		if i < 0 {
			r.t.Fatalf("no column %s", name)
		}
		switch r.layout.Items[i].Kind {
		case cube.Category:
			f.Values[i] = cube.Pick(uint8(r.number(value)))
		case cube.Options:
			f.Values[i] = cube.Choose(r.options(value)...)
		case cube.Number:
			f.Values[i] = cube.Measure(float32(r.number(value)))
		}
	}
	return f
}

func (r *runner) options(text string) []int {
	if text == "none" {
		return nil
	}
	var options []int
	for _, word := range strings.Split(text, ",") {
		options = append(options, int(r.number(word)))
	}
	return options
}

func (r *runner) number(text string) float64 {
	r.t.Helper()
	if text == "_" {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(text, 64)
	r.must(err)
	return x
}

func (r *runner) state(text string) cube.State {
	for state := cube.Valid; state <= cube.Excluded; state++ {
		if state.String() == text {
			return state
		}
	}
	r.t.Fatalf("no state %q", text)
	return 0
}

// options are the name=value words of a question.
type options struct {
	by, items, dims []string
	where           []cube.Cond
	weights         string
	partial         bool
	selects         string
	table           []int32
}

func (r *runner) parseOptions(words []string) (o options) {
	codes := func(text string) (list []int32) {
		for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' }) {
			list = append(list, int32(r.number(word)))
		}
		return list
	}
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "by":
			o.by = strings.Split(value, ",")
		case "items":
			o.items = strings.Split(value, ",")
		case "dims":
			o.dims = strings.Split(value, ",")
		case "where":
			column, in, _ := strings.Cut(value, ":")
			o.where = append(o.where, cube.Cond{Name: column, In: codes(in)})
		case "weights":
			o.weights = value
		case "partial":
			o.partial = true
		case "select":
			o.selects = value
		case "table":
			o.table = codes(value)
		default:
			if strings.Contains(word, "=") {
				r.t.Fatalf("no option %q", word)
			}
		}
	}
	return o
}

// parseNodes reads "node CODE ITEM …" and "r TABLE ITEM value …" lines.
func (r *runner) parseNodes(lines []string) (nodes []cube.NodeTables, codes []string) {
	for _, line := range lines {
		words := strings.Fields(line)
		if words[0] == "node" {
			codes = append(codes, words[1])
			nodes = append(nodes, cube.NodeTables{Items: words[2:]})
			continue
		}
		n := &nodes[len(nodes)-1]
		table, item := int(r.number(words[1])), slices.Index(n.Items, words[2])
		for len(n.R) <= table {
			n.R = append(n.R, make([][]float64, len(n.Items)))
		}
		for _, word := range words[3:] {
			n.R[table][item] = append(n.R[table][item], r.number(word))
		}
	}
	return nodes, codes
}

// scripts runs every script of testdata.
func scripts(t *testing.T, newEngine func(t *testing.T, dir string) cube.Engine) {
	files, err := filepath.Glob(filepath.Join(testdata(), "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			steps := parse(string(text))
			for _, m := range []mode{asWritten, flushing, reopening} {
				dir := t.TempDir()
				r := &runner{t: t, mode: m, open: func() cube.Engine { return newEngine(t, dir) }}
				got := r.play(name, steps)
				if *update && m == asWritten {
					rewrite(t, path, string(text), steps, got)
				}
			}
		})
	}
}

// rewrite puts what was got in the place of what was expected.
func rewrite(t *testing.T, path, text string, steps []step, got map[int][]string) {
	expected := map[int][]string{}
	for i, lines := range got {
		expected[steps[i].line] = lines
	}
	var out []string
	skipping := false
	for n, line := range strings.Split(text, "\n") {
		indented := line != "" && (line[0] == ' ' || line[0] == '\t')
		if skipping && indented && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		skipping = false
		out = append(out, line)
		if lines, ok := expected[n+1]; ok {
			skipping = true
			for _, l := range lines {
				out = append(out, "  "+l)
			}
		}
	}
	if err := os.WriteFile(path, []byte(strings.Join(out, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}
