package profile

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"manyi.dev/manyi/stat/internal/par"
)

// Column describes a column of text cells.
type Column struct {
	Name    string
	Numeric bool
	Blank   int // cells of no text
	N       int // cells that are not blank

	Mean, SD, Min, Max float64 // of a numeric column, else NaN

	Distinct   int // different texts that are not blank; 0 for a numeric column
	CodePoints int // of all cells together; 0 for a numeric column
}

// Profile describes every column of a table; the names are made unique. Cells beyond the header are
// left out.
func Profile(header []string, rows [][]string) []Column {
	columns := make([]Column, len(header))
	names := UniqueNames(header)
	par.Do(len(header), func(j int) {
		cells := make([]string, len(rows))
		for i, row := range rows {
			if j < len(row) {
				cells[i] = row[j]
			}
		}
		columns[j] = Describe(names[j], cells)
	})
	return columns
}

// Describe describes a column.
func Describe(name string, cells []string) Column {
	nan := math.NaN()
	c := Column{Name: name, Mean: nan, SD: nan, Min: nan, Max: nan}
	numbers := make([]float64, 0, len(cells))
	c.Numeric = true
	for _, cell := range cells {
		if cell == "" {
			c.Blank++
			continue
		}
		if c.Numeric {
			x, ok := Number(cell)
			c.Numeric = ok
			numbers = append(numbers, x)
		}
	}
	c.N = len(cells) - c.Blank
	c.Numeric = c.Numeric && c.N > 0
	if c.Numeric {
		c.numbers(numbers)
	} else {
		c.texts(cells)
	}
	return c
}

// numbers describes the numbers of a numeric column; there is at least one.
func (c *Column) numbers(numbers []float64) {
	n := float64(len(numbers))
	c.Min, c.Max = numbers[0], numbers[0]
	sum := 0.0
	for _, x := range numbers {
		sum += x
		c.Min, c.Max = min(c.Min, x), max(c.Max, x)
	}
	c.Mean = sum / n
	rest, squares := 0.0, 0.0
	for _, x := range numbers {
		rest += x - c.Mean
		squares += (x - c.Mean) * (x - c.Mean)
	}
	if !math.IsInf(sum, 0) {
		c.Mean += rest / n // what rounding of the sum has lost
	}
	if n > 1 {
		c.SD = math.Sqrt((squares - rest*rest/n) / (n - 1))
	}
}

// texts describes the cells of a text column.
func (c *Column) texts(cells []string) {
	distinct := make(map[string]struct{})
	for _, cell := range cells {
		if cell != "" {
			distinct[cell] = struct{}{}
			c.CodePoints += utf8.RuneCountInString(cell)
		}
	}
	c.Distinct = len(distinct)
}

// space is what may stand around a number.
const space = " \t\n\v\f\r"

// Number reads a number the way R's as.numeric does; a text that is none, or not a number, is false.
func Number(text string) (float64, bool) {
	text = strings.Trim(text, space)
	body := strings.TrimLeft(text, "+-")
	if len(text)-len(body) > 1 {
		return math.NaN(), false
	}
	switch lower := strings.ToLower(body); {
	case lower == "inf" || lower == "infinity":
		if text[0] == '-' {
			return math.Inf(-1), true
		}
		return math.Inf(1), true
	case strings.HasPrefix(lower, "0x"):
		if !strings.Contains(lower, "p") {
			text += "p0"
		}
	default:
		if text, body = trimExponent(text), trimExponent(body); !decimal(body) {
			return math.NaN(), false
		}
	}
	if strings.Contains(text, "_") {
		return math.NaN(), false
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(x, 0) { // beyond the range is infinite
		return math.NaN(), false
	}
	return x, true
}

// trimExponent takes off an exponent without digits, as in "1e+".
func trimExponent(text string) string {
	head := strings.TrimRight(text, "+-")
	if len(text)-len(head) <= 1 && (strings.HasSuffix(head, "e") || strings.HasSuffix(head, "E")) {
		return head[:len(head)-1]
	}
	return text
}

// decimal reports whether the text begins as a decimal number does, so that ParseFloat finds no
// words in it.
func decimal(text string) bool {
	return text != "" && (text[0] == '.' || '0' <= text[0] && text[0] <= '9')
}

// UniqueNames are the names with ".1", ".2" … appended to those that stood before, the first number
// that makes a name not otherwise there (R: make.unique).
func UniqueNames(names []string) []string {
	taken := make(map[string]bool, len(names))
	for _, name := range names {
		taken[name] = true
	}
	seen := make(map[string]bool, len(names))
	next := make(map[string]int)
	unique := make([]string, len(names))
	for i, name := range names {
		unique[i] = name
		if !seen[name] {
			seen[name] = true
			continue
		}
		for taken[unique[i]] {
			next[name]++
			unique[i] = name + "." + strconv.Itoa(next[name])
		}
		taken[unique[i]] = true
	}
	return unique
}
