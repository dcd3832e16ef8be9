package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"manyi.dev/manyi/internal/errs"
)

// BookWriter writes an XLSX of one or more worksheets, in order, with typed cells: a text is never a formula there.
//
// It writes the parts of the file itself, each row as it comes: a book of a million rows needs the memory of one. A
// library that keeps the file as a whole needs several hundred megabytes for that.
type BookWriter struct {
	zip   *zip.Writer
	part  *bufio.Writer // the worksheet that is being written; nil between two
	names []string      // of the worksheets, the last one's included
	begun bool          // the worksheet has its header or a row
	row   int
	line  []byte
	refs  []string // of columns: A, B, …
}

// The bounds of a worksheet.
const (
	maxBookRow     = 1 << 20
	maxBookColumns = 1 << 14
	maxBookText    = 32_767 // characters of a cell
	maxSheetName   = 31     // characters
)

// NewBook begins an XLSX.
func NewBook(out io.Writer) *BookWriter { return &BookWriter{zip: zip.NewWriter(out)} }

// Sheet begins a worksheet; the one before it is complete. Without a call the first is named "Data". Two worksheets
// cannot have one name.
func (w *BookWriter) Sheet(name string) error {
	if err := w.end(); err != nil {
		return err
	}
	name = sheetName(name)
	if slices.ContainsFunc(w.names, func(other string) bool { return strings.EqualFold(other, name) }) {
		return fmt.Errorf("sheet: there is a worksheet %q already", name)
	}
	w.names = append(w.names, name)
	part, err := w.zip.Create(sheetPath(len(w.names)))
	if err != nil {
		return fmt.Errorf("worksheet %q: %w", name, err)
	}
	if w.part == nil {
		w.part = bufio.NewWriterSize(part, 64<<10)
	} else {
		w.part.Reset(part)
	}
	w.row, w.begun = 0, false
	return nil
}

// Header writes the names of the columns in bold and keeps them in sight. It must come before any row.
func (w *BookWriter) Header(names ...string) error {
	if err := w.begin(true); err != nil {
		return err
	}
	return w.write(texts(names), true)
}

// Row writes a row.
func (w *BookWriter) Row(cells ...any) error {
	if err := w.begin(false); err != nil {
		return err
	}
	return w.write(cells, false)
}

// Close completes the file.
func (w *BookWriter) Close() error {
	if err := w.begin(false); err != nil {
		return err
	}
	if err := w.end(); err != nil {
		return err
	}
	for _, p := range bookParts(w.names) {
		part, err := w.zip.Create(p.path)
		if err == nil {
			_, err = io.WriteString(part, p.text)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", p.path, err)
		}
	}
	return w.zip.Close()
}

// begin writes what stands before the rows, when it is not there yet.
func (w *BookWriter) begin(header bool) error {
	if len(w.names) == 0 {
		if err := w.Sheet("Data"); err != nil {
			return err
		}
	}
	if w.begun {
		if header {
			return fmt.Errorf("sheet: worksheet %q has rows already", w.names[len(w.names)-1])
		}
		return nil
	}
	w.begun = true
	_, err := w.part.WriteString(sheetStart(len(w.names) == 1, header))
	return err
}

// end completes the worksheet that is being written.
func (w *BookWriter) end() error {
	if len(w.names) == 0 {
		return nil
	}
	if err := w.begin(false); err != nil {
		return err
	}
	_, _ = w.part.WriteString(sheetEnd) // an error stays with the buffer
	return w.part.Flush()
}

// write writes a row; one with a fault is not written at all.
func (w *BookWriter) write(cells []any, bold bool) error {
	if w.row >= maxBookRow {
		return errs.New(errs.Invalid, "sheet.too_many_book_rows").With("limit", maxBookRow)
	}
	if len(cells) > maxBookColumns {
		return errs.New(errs.Invalid, "sheet.too_many_columns").
			With("column", Column(maxBookColumns)).With("limit", maxBookColumns)
	}
	for len(w.refs) < len(cells) {
		w.refs = append(w.refs, Column(len(w.refs)))
	}
	w.line = append(w.line[:0], `<row r="`...)
	w.line = strconv.AppendInt(w.line, int64(w.row+1), 10)
	w.line = append(w.line, `">`...)
	for i, cell := range cells {
		if err := w.cell(i, cell, bold); err != nil {
			return err
		}
	}
	w.line = append(w.line, `</row>`...)
	w.row++
	_, err := w.part.Write(w.line)
	return err
}

// cell appends a cell to the line; an empty one is left out.
func (w *BookWriter) cell(column int, cell any, bold bool) error {
	switch v := cell.(type) {
	case nil:
	case string:
		return w.text(column, v, bold)
	case time.Time:
		return w.text(column, moment(v), bold)
	case bool:
		w.open(column, ` t="b"`, bold)
		bit := byte('0')
		if v {
			bit = '1'
		}
		w.line = append(append(w.line, bit), `</v></c>`...)
	case int:
		w.open(column, "", bold)
		w.line = append(strconv.AppendInt(w.line, int64(v), 10), `</v></c>`...)
	case int64:
		w.open(column, "", bold)
		w.line = append(strconv.AppendInt(w.line, v, 10), `</v></c>`...)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			w.open(column, "", bold)
			w.line = append(strconv.AppendFloat(w.line, v, 'g', -1, 64), `</v></c>`...)
		}
	default:
		return fmt.Errorf("sheet: no cell can hold a %T", cell)
	}
	return nil
}

// open begins a cell and its value.
func (w *BookWriter) open(column int, kind string, bold bool) {
	w.place(column, kind, bold)
	w.line = append(w.line, `<v>`...)
}

func (w *BookWriter) place(column int, kind string, bold bool) {
	w.line = append(append(w.line, `<c r="`...), w.refs[column]...)
	w.line = append(strconv.AppendInt(w.line, int64(w.row+1), 10), '"')
	if bold {
		w.line = append(w.line, ` s="1"`...)
	}
	w.line = append(append(w.line, kind...), '>')
}

func (w *BookWriter) text(column int, s string, bold bool) error {
	if s == "" {
		return nil
	}
	if len(s) > maxBookText && utf8.RuneCountInString(s) > maxBookText {
		return errs.New(errs.Invalid, "sheet.cell_too_long").With("column", Column(column)).With("limit", maxBookText)
	}
	w.place(column, ` t="inlineStr"`, bold)
	w.line = append(appendXML(append(w.line, `<is><t xml:space="preserve">`...), s), `</t></is></c>`...)
	return nil
}

// sheetName replaces what a worksheet's name must not hold.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return '_'
		}
		return r
	}, strings.Trim(name, "' "))
	if runes := []rune(name); len(runes) > maxSheetName {
		name = string(runes[:maxSheetName])
	}
	if name == "" {
		return "Data"
	}
	return name
}
