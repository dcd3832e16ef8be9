package cubetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"manyi.dev/manyi/internal/cube"
)

var randomLayout = cube.Layout{
	Dims: []string{"unit", "psu"},
	Items: []cube.Item{
		{Code: "q1", Kind: cube.Category, Size: 5},
		{Code: "q2", Kind: cube.Category, Size: 11},
		{Code: "m", Kind: cube.Options, Size: 9},
		{Code: "x", Kind: cube.Number},
	},
}

// randomFacts makes responses of a seeded source; ids come from the source too.
func randomFacts(rng *rand.Rand, n int) []cube.Fact {
	facts := make([]cube.Fact, n)
	for i := range facts {
		f := &facts[i]
		for b := range f.ID {
			f.ID[b] = byte(rng.Uint32())
		}
		f.Dims = []int32{rng.Int32N(40), rng.Int32N(300)}
		f.Values = []cube.Value{
			cube.Pick(uint8(rng.IntN(6))), cube.Pick(uint8(rng.IntN(12))),
			cube.Value(rng.IntN(512))<<1 | 1, cube.Measure(float32(rng.IntN(1000)) / 8),
		}
		if rng.IntN(9) == 0 {
			f.Values[2], f.Values[3] = 0, 0
		}
		f.State = [10]cube.State{0, 0, 0, 0, 0, 0, 0, 1, 2, 3}[rng.IntN(10)]
	}
	return facts
}

// recount compares histogram and residual with plain loops over the responses.
func recount(t *testing.T, newEngine func(t *testing.T, dir string) cube.Engine) {
	ctx := t.Context()
	rng := rand.New(rand.NewPCG(7, 11))
	facts := randomFacts(rng, 180_000)
	weights := map[cube.ID]float64{}
	for _, f := range facts {
		if rng.IntN(20) > 0 {
			weights[f.ID] = 0.2 + rng.Float64()
		}
	}
	e := newEngine(t, t.TempDir())
	defer e.Close()
	must(t, e.Ensure(ctx, wave, randomLayout))
	must(t, e.Load(ctx, wave, facts[:140_000]))
	must(t, e.Flush(ctx, wave))
	must(t, e.SetWeights(ctx, wave, "s", weights))
	for i := 120_000; i < 150_000; i++ { // some again with other answers
		facts[i].Values[0] = cube.Pick(uint8(rng.IntN(6)))
	}
	must(t, e.Load(ctx, wave, facts[120_000:]))

	units := []int32{3, 5, 8, 39}
	h, err := e.Histogram(ctx, cube.Plan{
		Wave: wave, By: []string{"unit"}, Items: []string{"q1", "q2", "m", "x"},
		Where: []cube.Cond{{Name: "unit", In: units}, {Name: "q2", In: []int32{0, 1, 2, 3, 9}}}, Weights: "s", Partial: true,
	})
	must(t, err)
	want := plainHistogram(facts, weights, units)
	if h.WithoutWeight != want.without {
		t.Errorf("%d without weight, want %d", h.WithoutWeight, want.without)
	}
	for _, g := range h.Groups {
		for i, item := range g.Items {
			for v, s := range item.Values {
				want.same(t, fmt.Sprintf("%d/%s/%d", g.Key[0], h.Items[i], v), s.N, s.W, s.W2)
			}
		}
		m := g.Items[3].Moments
		want.same(t, fmt.Sprintf("%d/x", g.Key[0]), m.N, m.WX, m.W2X2)
		want.same(t, fmt.Sprintf("%d", g.Key[0]), g.Total.N, g.Total.W, g.Total.W2)
	}
	want.nothingLeft(t)

	r := [][]float64{{math.NaN(), -1, -0.5, 0, 0.5, 1}, {math.NaN(), 1, 2, 3, 4, 5, 6, 7, 8, 9, math.NaN(), math.NaN()}}
	z, err := e.Residual(ctx, cube.ResidualPlan{
		Wave: wave, By: []string{"psu"}, Weights: "s",
		Nodes: []cube.NodeTables{{Items: []string{"q1", "q2"}, R: [][][]float64{r}}},
	})
	must(t, err)
	want = plainResidual(facts, weights, r)
	for _, g := range z.Groups {
		want.same(t, fmt.Sprint(g.Key[0]), g.Nodes[0].N, g.Nodes[0].Z, g.Nodes[0].Z2)
	}
	want.nothingLeft(t)
}

// plain is what the loops counted.
type plain struct {
	n       map[string]int64
	a, b    map[string]float64
	without int64
}

func newPlain() *plain {
	return &plain{n: map[string]int64{}, a: map[string]float64{}, b: map[string]float64{}}
}

func (p *plain) add(cell string, a, b float64) {
	p.n[cell]++
	p.a[cell] += a
	p.b[cell] += b
}

// same compares a cell and takes it out.
func (p *plain) same(t *testing.T, cell string, n int64, a, b float64) {
	t.Helper()
	near := func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*max(1, math.Abs(y)) }
	if n != p.n[cell] || !near(a, p.a[cell]) || !near(b, p.b[cell]) {
		t.Errorf("cell %s: %d %v %v, want %d %v %v", cell, n, a, b, p.n[cell], p.a[cell], p.b[cell])
	}
	delete(p.n, cell)
}

func (p *plain) nothingLeft(t *testing.T) {
	t.Helper()
	for cell, n := range p.n {
		t.Errorf("cell %s with %d responses is not in the answer", cell, n)
	}
}

func plainHistogram(facts []cube.Fact, weights map[cube.ID]float64, units []int32) *plain {
	p := newPlain()
	for _, f := range facts {
		in := false
		for _, u := range units {
			in = in || f.Dims[0] == u
		}
		q2 := f.Values[1]
		if f.State > cube.Partial || !in || (q2 > 3 && q2 != 9) {
			continue
		}
		w, ok := weights[f.ID]
		if !ok {
			p.without++
			continue
		}
		u := f.Dims[0]
		p.add(fmt.Sprint(u), w, w*w)
		p.add(fmt.Sprintf("%d/q1/%d", u, f.Values[0]), w, w*w)
		p.add(fmt.Sprintf("%d/q2/%d", u, q2), w, w*w)
		if f.Values[2] == 0 {
			p.add(fmt.Sprintf("%d/m/0", u), w, w*w)
		}
		for o := 1; o <= 9; o++ {
			if f.Values[2]>>o&1 == 1 {
				p.add(fmt.Sprintf("%d/m/%d", u, o), w, w*w)
			}
		}
		if x := float64(f.Values[3].Float()); x == x {
			p.add(fmt.Sprintf("%d/x", u), w*x, w*w*x*x)
		}
	}
	return p
}

func plainResidual(facts []cube.Fact, weights map[cube.ID]float64, r [][]float64) *plain {
	p := newPlain()
	for _, f := range facts {
		w, ok := weights[f.ID]
		if f.State != cube.Valid || !ok {
			continue
		}
		z, answered := 0.0, false
		for j := range r {
			if x := r[j][f.Values[j]]; x == x {
				z += w * x
				answered = true
			}
		}
		if answered {
			p.add(fmt.Sprint(f.Dims[1]), z, z*z)
		}
	}
	return p
}

// repeatable loads the same responses in two orders and batchings and wants the same bits.
func repeatable(t *testing.T, newEngine func(t *testing.T, dir string) cube.Engine) {
	ctx := t.Context()
	rng := rand.New(rand.NewPCG(3, 5))
	facts := randomFacts(rng, 150_000)
	weights := map[cube.ID]float64{}
	for _, f := range facts {
		weights[f.ID] = rng.Float64()
	}
	plan := cube.Plan{Wave: wave, By: []string{"unit"}, Items: []string{"q1", "q2", "x"}, Weights: "s"}
	var first *cube.Histogram
	for _, batch := range []int{150_000, 40_001} {
		e := newEngine(t, t.TempDir())
		must(t, e.Ensure(ctx, wave, randomLayout))
		must(t, e.SetWeights(ctx, wave, "s", weights))
		for lo := 0; lo < len(facts); lo += batch {
			must(t, e.Load(ctx, wave, facts[lo:min(len(facts), lo+batch)]))
			if lo%3 == 0 {
				must(t, e.Flush(ctx, wave))
			}
		}
		must(t, e.Flush(ctx, wave))
		h, err := e.Histogram(ctx, plan)
		must(t, err)
		if first == nil {
			first = h
		} else if !reflect.DeepEqual(first, h) {
			t.Error("another order of loading gave other bits")
		}
		must(t, e.Close())
		rng.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	}
}

// isolation asks while responses come in pairs: a question must never see one without the other.
func isolation(t *testing.T, newEngine func(t *testing.T, dir string) cube.Engine) {
	ctx := t.Context()
	e := newEngine(t, t.TempDir())
	defer e.Close()
	must(t, e.Ensure(ctx, wave, randomLayout))
	rng := rand.New(rand.NewPCG(1, 2))
	var writing sync.WaitGroup
	writing.Go(func() {
		for range 25 {
			facts := randomFacts(rng, 200)
			states := map[cube.ID]cube.State{}
			for i := range facts {
				facts[i].State, facts[i].Dims[0] = cube.Valid, int32(i%2)
				if i < 2 {
					states[facts[i].ID] = cube.Excluded
				}
			}
			if e.Load(ctx, wave, facts) != nil || e.Flush(ctx, wave) != nil || e.SetState(ctx, wave, states) != nil || e.Load(ctx, wave, facts[2:100]) != nil {
				t.Error("writing failed")
				return
			}
		}
	})
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	for last := int64(0); ; {
		h, err := e.Histogram(ctx, cube.Plan{Wave: wave, By: []string{"unit"}, Items: []string{"q1", "m", "x"}})
		must(t, err)
		if len(h.Groups) > 0 {
			a, b := h.Groups[0].Total.N, h.Groups[1].Total.N
			if a != b || a+b < last-2 {
				t.Fatalf("saw %d and %d responses after %d", a, b, last)
			}
			last = a + b
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
