package statcli

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// grid is a table for the terminal.
type grid struct {
	out   io.Writer
	heads []string
	left  []bool // columns of words
	rows  [][]string
}

// grid begins a table with the headings of the catalogue; the first columns hold words.
func (c *call) grid(words int, keys ...string) *grid {
	g := &grid{out: c.Stdout}
	for j, key := range keys {
		g.column(c.t(key), j < words)
	}
	return g
}

// column adds a column with a heading that is a name of the data.
func (g *grid) column(head string, left bool) {
	g.heads, g.left = append(g.heads, head), append(g.left, left)
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// print writes the table, columns as wide as their widest cell on the screen.
func (g *grid) print() {
	wide := make([]int, len(g.heads))
	for _, row := range append([][]string{g.heads}, g.rows...) {
		for j, cell := range row {
			wide[j] = max(wide[j], columnsOf(cell))
		}
	}
	for _, row := range append([][]string{g.heads}, g.rows...) {
		var b strings.Builder
		for j, cell := range row {
			if j > 0 {
				b.WriteString("  ")
			}
			gap := strings.Repeat(" ", wide[j]-columnsOf(cell))
			if g.left[j] {
				b.WriteString(cell + gap)
			} else {
				b.WriteString(gap + cell)
			}
		}
		fmt.Fprintln(g.out, strings.TrimRight(b.String(), " "))
	}
}

// columnsOf is how many columns of a terminal a text takes: two for a Chinese character, none for a
// combining mark.
func columnsOf(text string) int {
	n := 0
	for _, r := range text {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.Is(unicode.Mn, r):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
