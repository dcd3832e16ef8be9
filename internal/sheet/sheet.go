package sheet

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"manyi.dev/manyi/internal/errs"
)

// Limits bound a table, so that no file, however made, takes the memory or the evening of the server.
type Limits struct {
	Rows     int   // rows of a CSV
	BookRows int   // rows of an XLSX worksheet: more is refused with the advice to use CSV
	Columns  int   // cells of a row
	Cell     int   // bytes of a cell
	Row      int   // bytes of a row
	Book     int64 // bytes of an XLSX file as sent
	Unpacked int64 // bytes of all its parts unpacked
}

// Default are the limits of Open.
var Default = Limits{
	Rows: 5_000_000, BookRows: 200_000, Columns: 1000, Cell: 100_000, Row: 1 << 20,
	Book: 100 << 20, Unpacked: 1 << 30,
}

// Format is the kind of a table's file.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Row is one row below the header.
type Row struct {
	Number int      // as a spreadsheet programme shows it; the header is row 1 unless empty rows precede it
	Cells  []string // as many as the header has; nil when Err is set
	Err    *errs.Error
}

// Table is an open table. Close it.
type Table struct {
	Format    Format
	Encoding  string // "utf-8" or "gb18030"; empty for XLSX
	Separator rune   // of a CSV
	Header    []string
	HeaderRow int

	source interface {
		rows(yield func(number int, cells []string, fault *errs.Error) bool) error
		close() error
	}
	limits Limits
	pad    bool // short rows are whole: XLSX stores no empty cells at the end of a row
}

// Open reads the header of a table in CSV or XLSX; which of the two it is, the content says. The source
// must stay readable until Close.
func Open(source io.ReaderAt, size int64) (*Table, error) { return OpenWithin(source, size, Default) }

// OpenBytes is Open for a table in memory.
func OpenBytes(content []byte) (*Table, error) {
	return Open(bytes.NewReader(content), int64(len(content)))
}

// OpenFile is Open for a file; Close closes it.
func OpenFile(path string) (*Table, error) {
	file, err := os.Open(path)
	if err != nil {
		if os.IsNotExist(err) {
			return nil, errs.New(errs.NotFound, "sheet.no_file").With("path", path).Because(err)
		}
		return nil, fmt.Errorf("open table: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("open table: %w", err)
	}
	t, err := Open(file, info.Size())
	if err != nil {
		file.Close()
		return nil, err
	}
	t.source = &andFile{t.source, file}
	return t, nil
}

// OpenWithin is Open with limits of the caller's own.
func OpenWithin(source io.ReaderAt, size int64, limits Limits) (*Table, error) {
	head := make([]byte, 8)
	n, err := source.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read table: %w", err)
	}
	head = head[:n]
	t := &Table{limits: limits}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		t.Format, t.pad = XLSX, true
		t.source, err = openBook(source, size, limits)
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}): // OLE: .xls, or an XLSX under a password
		return nil, errs.New(errs.Invalid, "sheet.old_format")
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return nil, errs.New(errs.Invalid, "sheet.utf16")
	default:
		t.Format = CSV
		var text *csvFile
		if text, err = openCSV(source, size, limits); err == nil {
			t.source, t.Encoding, t.Separator = text, text.encoding, rune(text.separator)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := t.readHeader(); err != nil {
		t.source.close()
		return nil, err
	}
	return t, nil
}

// Close releases the table.
func (t *Table) Close() error { return t.source.close() }

// readHeader takes the first row that has content; cells after its last name are cut off.
func (t *Table) readHeader() error {
	var fault *errs.Error
	err := t.source.rows(func(number int, cells []string, f *errs.Error) bool {
		if f == nil && blank(cells) {
			return true
		}
		t.HeaderRow, t.Header, fault = number, cells, f
		return false
	})
	if err != nil {
		return err
	}
	if fault != nil {
		return fault
	}
	if t.HeaderRow == 0 {
		return errs.New(errs.Invalid, "sheet.empty")
	}
	last := 0
	for i := range t.Header {
		if t.Header[i] = strings.TrimSpace(t.Header[i]); t.Header[i] != "" {
			last = i + 1
		}
	}
	t.Header = t.Header[:last]
	return nil
}

// Rows are the rows below the header, from the first, each time it is called. A row with a fault of its
// own comes with Err; an error in second place is the file's and is the last thing to come.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		stopped := false
		err := t.source.rows(func(number int, cells []string, fault *errs.Error) bool {
			if number <= t.HeaderRow || fault == nil && blank(cells) {
				return true
			}
			row := Row{Number: number, Err: fault}
			if fault == nil {
				row.Cells, row.Err = t.fit(cells, number)
			}
			stopped = !yield(row, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(Row{}, err)
		}
	}
}

// fit brings a row to the width of the header: empty cells beyond it do not count.
func (t *Table) fit(cells []string, number int) ([]string, *errs.Error) {
	want, got := len(t.Header), len(cells)
	for len(cells) > want && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) < want && t.pad {
		cells = append(cells, make([]string, want-len(cells))...)
	}
	if len(cells) != want {
		return nil, fault("sheet.ragged", number).With("want", want).With("got", got)
	}
	return cells, nil
}

// Column is the letter a spreadsheet programme shows above the column with the index, from 0: A, B … Z, AA.
func Column(index int) string {
	name := ""
	for index >= 0 {
		name = string(rune('A'+index%26)) + name
		index = index/26 - 1
	}
	return name
}

// fault is a failure of one row.
func fault(key string, number int) *errs.Error {
	return errs.New(errs.Invalid, key).At(fmt.Sprintf("row %d", number))
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// andFile closes the file with the table.
type andFile struct {
	source interface {
		rows(yield func(number int, cells []string, fault *errs.Error) bool) error
		close() error
	}
	file *os.File
}

func (a *andFile) rows(yield func(int, []string, *errs.Error) bool) error {
	return a.source.rows(yield)
}

func (a *andFile) close() error {
	err := a.source.close()
	if e := a.file.Close(); err == nil {
		err = e
	}
	return err
}
