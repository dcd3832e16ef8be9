package column

import (
	"bytes"
	"context"
	"slices"

	"manyi.dev/manyi/internal/cube"
)

// Rows implements cube.Engine. Rows that are not flushed yet come after the others, in the order
// of their ids too.
func (e *Engine) Rows(ctx context.Context, plan cube.RowsPlan) (*cube.Rows, error) {
	s, sh, err := e.prepare(ctx, plan.Wave, names{
		items: plan.Items, dims: plan.Dims, where: plan.Where, weights: plan.Weights, partial: plan.Partial,
	})
	if err != nil {
		return nil, err
	}
	out := &cube.Rows{Dims: make([][]int32, len(plan.Dims)), Items: make([]cube.Column, len(plan.Items))}
	b := newBlock()
	for p, part := range s.parts {
		var rows []int32
		for lo := 0; lo < part.seg.rows; lo += blockRows {
			b.choose(s, p, lo, min(part.seg.rows, lo+blockRows))
			for _, at := range b.rows {
				rows = append(rows, int32(lo)+at)
			}
		}
		if ids := part.seg.ids; ids != nil {
			slices.SortFunc(rows, func(a, b int32) int { return bytes.Compare(ids[a][:], ids[b][:]) })
		}
		for i, name := range plan.Dims {
			out.Dims[i] = appendRows(out.Dims[i], part.seg.cols[sh.Dim(name)].ints, rows)
		}
		for i, code := range plan.Items {
			sh.appendItem(&out.Items[i], part.seg, code, rows)
		}
		if part.weights != nil {
			out.Weights = appendRows(out.Weights, part.weights, rows)
		}
		out.Len += len(rows)
	}
	return out, ctx.Err()
}

func (s shape) appendItem(out *cube.Column, seg *segment, code string, rows []int32) {
	i := s.Item(code)
	v := seg.cols[len(s.Dims)+i]
	switch s.Items[i].Kind {
	case cube.Category:
		out.Categories = appendRows(out.Categories, v.codes, rows)
	case cube.Options:
		wide := stride(s.Items[i].Size)
		for _, row := range rows {
			out.Options = append(out.Options, mask(v.masks, wide, int(row)))
		}
	default:
		out.Numbers = appendRows(out.Numbers, v.nums, rows)
	}
}

func appendRows[T any](out, from []T, rows []int32) []T {
	out = slices.Grow(out, len(rows))
	for _, row := range rows {
		out = append(out, from[row])
	}
	return out
}
