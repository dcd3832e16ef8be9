package sheet

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Writer writes one table. A cell is a string, an integer, a float64, a bool, a time.Time or nil for an
// empty cell; NaN and infinite numbers are empty cells too. Any other type is a mistake of the caller.
type Writer interface {
	Header(names ...string) error
	Row(cells ...any) error
	Close() error // writes what is still to be written; it does not close the destination
}

var (
	_ Writer = (*CSVWriter)(nil)
	_ Writer = (*BookWriter)(nil)
)

// CSVWriter writes UTF-8 with a BOM, commas and \r\n: what spreadsheet programmes open without questions.
type CSVWriter struct {
	out  *bufio.Writer
	line []byte
}

// NewCSV begins a CSV.
func NewCSV(out io.Writer) *CSVWriter {
	w := &CSVWriter{out: bufio.NewWriterSize(out, 64<<10)}
	_, _ = w.out.Write(bom) // an error stays with the buffer and comes back from Close
	return w
}

// Header writes the names of the columns.
func (w *CSVWriter) Header(names ...string) error { return w.Row(texts(names)...) }

// Row writes a row.
func (w *CSVWriter) Row(cells ...any) error {
	w.line = w.line[:0]
	for i, cell := range cells {
		if i > 0 {
			w.line = append(w.line, ',')
		}
		if err := w.cell(cell); err != nil {
			return err
		}
	}
	w.line = append(w.line, '\r', '\n')
	_, err := w.out.Write(w.line)
	return err
}

// Close writes the rest.
func (w *CSVWriter) Close() error { return w.out.Flush() }

func (w *CSVWriter) cell(cell any) error {
	switch v := cell.(type) {
	case nil:
	case string:
		w.text(Neutral(v))
	case int:
		w.line = strconv.AppendInt(w.line, int64(v), 10)
	case int64:
		w.line = strconv.AppendInt(w.line, v, 10)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			w.line = strconv.AppendFloat(w.line, v, 'f', -1, 64)
		}
	case bool:
		w.line = strconv.AppendBool(w.line, v)
	case time.Time:
		w.line = append(w.line, moment(v)...)
	default:
		return fmt.Errorf("sheet: no cell can hold a %T", cell)
	}
	return nil
}

func (w *CSVWriter) text(s string) {
	if s == "" {
		return
	}
	if !strings.ContainsAny(s, ",;\t\"\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' {
		w.line = append(w.line, s...)
		return
	}
	w.line = append(w.line, '"')
	for i := range len(s) {
		if s[i] == '"' {
			w.line = append(w.line, '"')
		}
		w.line = append(w.line, s[i])
	}
	w.line = append(w.line, '"')
}

// Neutral is a text that a spreadsheet programme will not take for a formula: an apostrophe is put before
// = + - @, tab and carriage return at its start. Answers are written by strangers, and a CSV has no other
// way to say "this is text". A phone number, + and digits alone, computes nothing and stays as it is dialled.
func Neutral(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !phone(s) {
		return "'" + s
	}
	return s
}

func phone(s string) bool {
	return len(s) >= 8 && len(s) <= 16 && s[0] == '+' && strings.Trim(s[1:], "0123456789") == ""
}

// moment is a time of day when there is one, else the date alone.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if h, m, s := t.Clock(); h == 0 && m == 0 && s == 0 {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

func texts(names []string) []any {
	cells := make([]any, len(names))
	for i, n := range names {
		cells[i] = n
	}
	return cells
}
