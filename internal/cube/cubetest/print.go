package cubetest

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"manyi.dev/manyi/internal/cube"
)

// testdata is the folder of the scripts, wherever the engine's test runs.
func testdata() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "testdata")
}

// num prints a sum; twelve digits, since engines may add in another order.
func num(x float64) string {
	if math.IsNaN(x) {
		return "_"
	}
	if math.Abs(x) < 1e-12 { // what is left of terms that cancel, and no −0
		x = 0
	}
	return strconv.FormatFloat(x, 'g', 12, 64)
}

func key(codes []int32) string {
	if len(codes) == 0 {
		return "all"
	}
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = strconv.Itoa(int(c))
	}
	return strings.Join(words, ",")
}

func sums(s cube.Sums, weighted bool) string {
	if !weighted {
		if s.W != float64(s.N) || s.W2 != float64(s.N) {
			return fmt.Sprintf("%d, but w=%v w2=%v", s.N, s.W, s.W2)
		}
		return strconv.FormatInt(s.N, 10)
	}
	return fmt.Sprintf("%d/%s/%s", s.N, num(s.W), num(s.W2))
}

func printHistogram(l cube.Layout, h *cube.Histogram, weighted bool) []string {
	var lines []string
	for _, g := range h.Groups {
		line := key(g.Key) + " n=" + sums(g.Total, weighted)
		for i, code := range h.Items {
			line += " | " + code
			item := g.Items[i]
			if l.Items[l.Item(code)].Kind == cube.Number {
				m := item.Moments
				line += fmt.Sprintf(" n=%s x=%s x2=%s wwx=%s wwx2=%s", sums(m.Sums, weighted), num(m.WX), num(m.WX2), num(m.W2X), num(m.W2X2))
				continue
			}
			for v, s := range item.Values {
				if s.N > 0 {
					line += fmt.Sprintf(" %d:%s", v, sums(s, weighted))
				}
			}
		}
		lines = append(lines, line)
	}
	if h.WithoutWeight > 0 {
		lines = append(lines, fmt.Sprintf("without weight %d", h.WithoutWeight))
	}
	return lines
}

func printResidual(r *cube.Residual, codes []string) []string {
	var lines []string
	for _, g := range r.Groups {
		line := key(g.Key) + " n=" + sums(g.Total, true)
		for i, z := range g.Nodes {
			line += fmt.Sprintf(" | %s n=%s z=%s z2=%s", codes[i], sums(z.Sums, true), num(z.Z), num(z.Z2))
		}
		lines = append(lines, line)
	}
	if r.WithoutWeight > 0 {
		lines = append(lines, fmt.Sprintf("without weight %d", r.WithoutWeight))
	}
	return lines
}

// printRows prints one line per response, sorted: the order of ids is of no interest to a script.
func printRows(r *cube.Rows) []string {
	lines := make([]string, r.Len)
	for row := range r.Len {
		var words []string
		for _, d := range r.Dims {
			words = append(words, strconv.Itoa(int(d[row])))
		}
		for _, c := range r.Items {
			switch {
			case c.Categories != nil:
				words = append(words, strconv.Itoa(int(c.Categories[row])))
			case c.Options != nil:
				words = append(words, "b"+strconv.FormatUint(c.Options[row], 2))
			default:
				words = append(words, num(float64(c.Numbers[row])))
			}
		}
		if r.Weights != nil {
			words = append(words, "w="+num(r.Weights[row]))
		}
		lines[row] = strings.Join(words, " ")
	}
	slices.Sort(lines)
	return lines
}
