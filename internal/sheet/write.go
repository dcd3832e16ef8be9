package sheet

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/errs"
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
// way to say "this is text".
func Neutral(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
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

// BookWriter writes an XLSX of one or more worksheets, in order, with typed cells: a text is never a
// formula there.
type BookWriter struct {
	out    io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
	sheets int
	bold   int
}

// maxBookRow is the last row a worksheet can have.
const maxBookRow = 1 << 20

// NewBook begins an XLSX. Nothing reaches out before Close.
func NewBook(out io.Writer) *BookWriter { return &BookWriter{out: out, file: excelize.NewFile()} }

// Sheet begins a worksheet; the one before it is complete. Without a call the first is named "Data".
func (w *BookWriter) Sheet(name string) error {
	if err := w.flush(); err != nil {
		return err
	}
	name = sheetName(name)
	if w.sheets == 0 {
		if err := w.file.SetSheetName(w.file.GetSheetName(0), name); err != nil {
			return fmt.Errorf("worksheet %q: %w", name, err)
		}
		style, err := w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
		if err != nil {
			return fmt.Errorf("worksheet style: %w", err)
		}
		w.bold = style
	} else if _, err := w.file.NewSheet(name); err != nil {
		return fmt.Errorf("worksheet %q: %w", name, err)
	}
	stream, err := w.file.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("worksheet %q: %w", name, err)
	}
	w.stream, w.row, w.sheets = stream, 0, w.sheets+1
	return nil
}

// Header writes the names of the columns in bold and keeps them in sight. It must come before any row.
func (w *BookWriter) Header(names ...string) error {
	if err := w.begin(); err != nil {
		return err
	}
	panes := excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := w.stream.SetPanes(&panes); err != nil {
		return fmt.Errorf("worksheet header: %w", err)
	}
	return w.write(texts(names), excelize.RowOpts{StyleID: w.bold})
}

// Row writes a row.
func (w *BookWriter) Row(cells ...any) error {
	if err := w.begin(); err != nil {
		return err
	}
	typed := make([]any, len(cells))
	for i, cell := range cells {
		switch v := cell.(type) {
		case nil, int, int64, bool:
			typed[i] = v
		case string:
			if utf8.RuneCountInString(v) > excelize.TotalCellChars {
				return errs.New(errs.Invalid, "sheet.cell_too_long").
					With("column", Column(i)).With("limit", excelize.TotalCellChars)
			}
			typed[i] = v
		case float64:
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				typed[i] = v
			}
		case time.Time:
			typed[i] = moment(v)
		default:
			return fmt.Errorf("sheet: no cell can hold a %T", cell)
		}
	}
	return w.write(typed)
}

// Close completes the file and writes it.
func (w *BookWriter) Close() error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	err := w.file.Write(w.out)
	if e := w.file.Close(); err == nil {
		err = e
	}
	return err
}

// Discard removes what is kept on the disk until Close: for a book that is not to be completed. After Close it does nothing.
func (w *BookWriter) Discard() error { return w.file.Close() }

func (w *BookWriter) begin() error {
	if w.stream == nil {
		return w.Sheet("Data")
	}
	return nil
}

func (w *BookWriter) write(cells []any, opts ...excelize.RowOpts) error {
	if w.row++; w.row > maxBookRow {
		return errs.New(errs.Invalid, "sheet.too_many_book_rows").With("limit", maxBookRow)
	}
	if err := w.stream.SetRow("A"+strconv.Itoa(w.row), cells, opts...); err != nil {
		return fmt.Errorf("worksheet row %d: %w", w.row, err)
	}
	return nil
}

func (w *BookWriter) flush() error {
	if w.stream == nil {
		return nil
	}
	return w.stream.Flush()
}

// sheetName replaces what a worksheet's name must not hold.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.Trim(name, "' "))
	if runes := []rune(name); len(runes) > excelize.MaxSheetNameLength {
		name = string(runes[:excelize.MaxSheetNameLength])
	}
	if name == "" {
		return "Data"
	}
	return name
}

func texts(names []string) []any {
	cells := make([]any, len(names))
	for i, n := range names {
		cells[i] = n
	}
	return cells
}
