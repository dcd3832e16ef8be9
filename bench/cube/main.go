// Command cube measures the embedded cube against a plain scan of the same columns in the same run.
package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"manyi.dev/manyi/bench/internal/cubedata"
	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/stat/design"
	"manyi.dev/manyi/stat/index"
)

func main() {
	cubedata.Main(run)
}

func run(ctx context.Context, dir string, data *cubedata.Data) error {
	size := data.Size
	start := time.Now()
	if _, err := cubedata.Load(ctx, dir, data); err != nil {
		return err
	}
	line("load, weigh and flush", time.Since(start), 0)

	start = time.Now()
	e, err := column.Open(dir, column.Options{Now: time.Now})
	if err != nil {
		return err
	}
	plan := cube.Plan{Wave: cubedata.Wave, By: []string{"unit"}, Items: size.Codes(), Weights: cubedata.Scheme}
	h, err := e.Histogram(ctx, plan)
	if err != nil {
		return err
	}
	line("first histogram, from disk", time.Since(start), 0)
	fmt.Printf("%-44s %7.0f MB\n", "columns in memory", float64(e.InMemory())/1e6)
	if err := same(data.PlainWeighted(), h); err != nil {
		return err
	}

	yardstick := meter.Median(func() { data.PlainWeighted() })
	line("plain scan, weighted", yardstick, 1)
	line("histogram by unit, weighted", meter.Median(func() { _, err = e.Histogram(ctx, plan) }), yardstick)
	if err != nil {
		return err
	}
	if err := tree(ctx, e, plan, size, yardstick); err != nil {
		return err
	}
	filtered := plan
	filtered.Where = []cube.Cond{{Name: "unit", In: firstUnits(size.Units / 4)}}
	line("histogram of a quarter of the units", meter.Median(func() { _, err = e.Histogram(ctx, filtered) }), yardstick)
	counts := meter.Median(func() { data.PlainCounts() })
	line("plain scan, counts", counts, 1)
	plan.Weights = ""
	line("histogram by unit, counts", meter.Median(func() { _, err = e.Histogram(ctx, plan) }), counts)
	if err != nil {
		return err
	}
	return oneMillion(ctx, size)
}

// line prints a time, and its ratio to a yardstick when there is one.
func line(what string, d, yardstick time.Duration) {
	fmt.Printf("%-44s %9.1f ms", what, float64(d.Microseconds())/1000)
	if yardstick > 1 {
		fmt.Printf("  %5.2f × plain", float64(d)/float64(yardstick))
	}
	fmt.Println()
}

func firstUnits(n int) []int32 {
	units := make([]int32, n)
	for i := range units {
		units[i] = int32(i)
	}
	return units
}

// same checks the engine's answer cell by cell.
func same(want [][]cube.Sums, h *cube.Histogram) error {
	for _, g := range h.Groups {
		for j, item := range g.Items {
			for v, got := range item.Values {
				w := want[j][int(g.Key[0])*(cubedata.Categories+1)+v]
				if got.N != w.N || math.Abs(got.W-w.W) > 1e-9*w.W || math.Abs(got.W2-w.W2) > 1e-9*w.W2 {
					return fmt.Errorf("unit %d item %d value %d: %v, want %v", g.Key[0], j, v, got, w)
				}
			}
		}
	}
	return nil
}

// tree measures the second pass: the errors of a tree of a root, one node for every four items, and
// the items as leaves, for every unit, from the weights. The leaves need no second pass.
func tree(ctx context.Context, e cube.Engine, plan cube.Plan, size cubedata.Size, yardstick time.Duration) error {
	h, err := e.Histogram(ctx, plan)
	if err != nil {
		return err
	}
	residual, rolled, err := tables(h, size)
	if err != nil {
		return err
	}
	var z *cube.Residual
	pass := meter.Median(func() { z, err = e.Residual(ctx, residual) })
	if err != nil {
		return err
	}
	line(fmt.Sprintf("residual pass, %d composites by unit", len(residual.Nodes)), pass, yardstick)
	whole := meter.Median(func() {
		var again *cube.Histogram
		if again, err = e.Histogram(ctx, plan); err == nil {
			if residual, rolled, err = tables(again, size); err == nil {
				z, err = e.Residual(ctx, residual)
			}
		}
	})
	if err != nil {
		return err
	}
	line("both passes with the tables between", whole, yardstick)
	g, node := z.Groups[0], z.Groups[0].Nodes[0]
	score, err := design.WeightsOnly(int64(size.Rows)).Composite(rolled[0].Scores[0],
		design.Base{N: node.N, W: node.W, W2: node.W2}, []design.Sums{{N: node.N, Z: node.Z, Z2: node.Z2}}, float64(g.Total.N-1))
	fmt.Printf("%-44s %.3f (%.3f to %.3f), base %d\n", "unit 0, root", score.Value(), score.Low(), score.High(), score.N())
	return err
}

// tables rolls the tree up for every unit and makes the residual plan of its composites.
func tables(h *cube.Histogram, size cubedata.Size) (cube.ResidualPlan, []index.Rolled, error) {
	codes := size.Codes()
	root := index.Node{Code: "root"}
	for j := 0; j+4 <= size.Items; j += 4 {
		root.Children = append(root.Children, index.Node{Code: fmt.Sprint("n", j/4), Importance: fmt.Sprint(j/4 + 1)})
		for _, code := range codes[j : j+4] {
			n := &root.Children[j/4]
			n.Children = append(n.Children, index.Node{Code: code, Importance: "1", Items: []string{code}})
		}
	}
	t, err := index.NewTree([]index.Node{root})
	if err != nil {
		return cube.ResidualPlan{}, nil, err
	}
	scale := index.NewScale(1, 2, 3, 4, 5).Score(1, 5)
	scales := make([]index.Scale, size.Items)
	for j := range scales {
		scales[j] = scale
	}
	plan := cube.ResidualPlan{
		Wave: cubedata.Wave, By: []string{"unit"}, Weights: cubedata.Scheme, Select: "unit", Table: make([]int32, size.Units),
	}
	nodes := make([]int, 0, 1+len(root.Children))
	for at := range t.Len() {
		if len(t.Children(at)) > 0 {
			nodes = append(nodes, at)
			plan.Nodes = append(plan.Nodes, cube.NodeTables{Items: codes, R: make([][][]float64, len(h.Groups))})
		}
	}
	rolled := make([]index.Rolled, len(h.Groups))
	mean, sumW := make([]float64, size.Items), make([]float64, size.Items)
	for k, g := range h.Groups {
		plan.Table[g.Key[0]] = int32(k)
		for j, item := range g.Items {
			mean[j], sumW[j] = 0, 0
			for v, s := range item.Values[1:] {
				mean[j] += s.W * scale[v+1]
				sumW[j] += s.W
			}
			mean[j] /= sumW[j]
		}
		rolled[k] = t.Roll(mean)
		for n, at := range nodes {
			plan.Nodes[n].R[k] = index.Residuals(rolled[k].Coefficients[at], scales, mean, sumW)
		}
	}
	return plan, rolled, nil
}

// oneMillion measures the statistics of all items of a million responses.
func oneMillion(ctx context.Context, size cubedata.Size) error {
	dir, err := os.MkdirTemp("", "cube-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	size.Rows = 1_000_000
	e, err := cubedata.Load(ctx, dir, cubedata.Generate(size))
	if err != nil {
		return err
	}
	plan := cube.Plan{Wave: cubedata.Wave, Items: size.Codes(), Weights: cubedata.Scheme}
	line("all items of 1 000 000, weighted", meter.Median(func() { _, err = e.Histogram(ctx, plan) }), 0)
	return err
}
