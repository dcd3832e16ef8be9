package sheet

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"manyi.dev/manyi/internal/errs"
)

// csvFile is a CSV. It is parsed as bytes and decoded cell by cell, which is sound because neither
// separator, quote nor line end is ever part of a character in UTF-8 or GB18030.
type csvFile struct {
	source    io.ReaderAt
	size      int64
	start     int64 // after the BOM
	encoding  string
	separator byte
	limits    Limits
}

func openCSV(source io.ReaderAt, size int64, limits Limits) (*csvFile, error) {
	f := &csvFile{source: source, size: size, limits: limits}
	head := make([]byte, min(size, int64(limits.Row)))
	n, err := source.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read table: %w", err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, bom):
		f.start, f.encoding = int64(len(bom)), encodingUTF8
	case bytes.HasPrefix(head, bomGB):
		f.start, f.encoding = int64(len(bomGB)), encodingGB18030
	default:
		if f.encoding, err = detect(io.NewSectionReader(source, 0, size)); err != nil {
			return nil, fmt.Errorf("read table: %w", err)
		}
	}
	f.separator = separatorOf(head[f.start:])
	return f, nil
}

func (f *csvFile) close() error { return nil }

// separatorOf counts the candidates outside quotes in the first line that has content; a comma when none occurs.
func separatorOf(head []byte) byte {
	head = bytes.TrimLeft(head, "\r\n")
	counts := map[byte]int{}
	quoted := false
scan:
	for _, b := range head {
		switch b {
		case '"':
			quoted = !quoted
		case ',', ';', '\t':
			if !quoted {
				counts[b]++
			}
		case '\n', '\r':
			if !quoted {
				break scan
			}
		}
	}
	best := byte(',')
	for _, b := range []byte{';', '\t'} {
		if counts[b] > counts[best] {
			best = b
		}
	}
	return best
}

func (f *csvFile) rows(yield func(number int, cells []string, fault *errs.Error) bool) error {
	r := &csvReader{csvFile: f, decode: newDecoder(f.encoding)}
	r.seek(f.start)
	for number := 1; ; number++ {
		cells, fault, err := r.record(number)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if number > f.limits.Rows {
			return errs.New(errs.Invalid, "sheet.too_many_rows").With("limit", f.limits.Rows)
		}
		if !yield(number, cells, fault) {
			return nil
		}
	}
}

// csvReader reads records one after the other.
type csvReader struct {
	*csvFile
	decode *decoder
	in     *bufio.Reader
	offset int64 // of the next byte

	buffer []byte // the record's cells, one after the other, quotes removed
	cells  []span
}

// span is a cell in the buffer and in the file.
type span struct {
	from, to int
	at       int64 // offset of its first byte in the file
	quoted   bool
}

func (r *csvReader) seek(offset int64) {
	r.offset = offset
	section := io.NewSectionReader(r.source, offset, r.size-offset)
	if r.in == nil {
		r.in = bufio.NewReaderSize(section, 64<<10)
		return
	}
	r.in.Reset(section)
}

// record is the next record: its cells, or what is wrong with it. io.EOF after the last.
func (r *csvReader) record(number int) ([]string, *errs.Error, error) {
	begin, scan := r.offset, recordScan{limits: r.limits, firstLine: -1}
	r.buffer, r.cells = r.buffer[:0], r.cells[:0]
	for !scan.done {
		b, err := r.in.ReadByte()
		if err == io.EOF {
			if r.offset == begin {
				return nil, nil, io.EOF
			}
			scan.end(r)
			if scan.state == inQuotes {
				return r.unclosed(number, scan.firstLine)
			}
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read table: %w", err)
		}
		r.offset++
		scan.take(r, b)
	}
	if scan.key != "" {
		f := fault(scan.key, number).With("column", Column(scan.column))
		if scan.limit > 0 {
			f = f.With("limit", scan.limit)
		}
		return nil, f, nil
	}
	cells, fault := r.decoded(number)
	return cells, fault, nil
}

// unclosed reports a quote that is never closed and goes on after the line on which the record began, so
// that one stray quote does not swallow the rest of the file. This happens once in a file at most: every
// run of quotes in the rest is even, so no later record can be left open.
func (r *csvReader) unclosed(number int, firstLine int64) ([]string, *errs.Error, error) {
	if firstLine >= 0 {
		r.seek(firstLine)
	}
	return nil, fault("sheet.quote_open", number), nil
}

func (r *csvReader) decoded(number int) ([]string, *errs.Error) {
	cells := make([]string, len(r.cells))
	for i, c := range r.cells {
		raw := r.buffer[c.from:c.to]
		text, bad := r.decode.text(raw)
		if bad >= 0 {
			at := c.at + int64(bad)
			if c.quoted { // each quote in the cell was written twice
				at += int64(bytes.Count(raw[:bad], []byte{'"'}))
			}
			return nil, fault("sheet.encoding", number).With("column", Column(i)).
				With("byte", at+1).With("encoding", r.encoding)
		}
		cells[i] = text
	}
	return cells, nil
}

type scanState int

const (
	atStart  scanState = iota // of a cell
	plain                     // in a cell without quotes
	inQuotes                  // in a quoted cell
	afterQuote
	skipping // the rest of a broken line
)

// recordScan is the state of the parser within one record.
type recordScan struct {
	limits    Limits
	state     scanState
	done      bool
	from      int
	at        int64
	quoted    bool
	size      int   // of the record in bytes
	firstLine int64 // offset after the record's first line end, −1 before it
	lineBreak byte  // that ended it
	key       string
	column    int
	limit     int
}

// take moves the parser by one byte; r.offset is already after it.
func (s *recordScan) take(r *csvReader, b byte) {
	if s.size++; s.size > s.limits.Row {
		s.fail("sheet.row_too_long", len(r.cells), s.limits.Row)
	}
	lineEnd := b == '\n' || b == '\r'
	if lineEnd && s.firstLine < 0 || b == '\n' && s.lineBreak == '\r' && s.firstLine == r.offset-1 {
		s.firstLine, s.lineBreak = r.offset, b
	}
	switch s.state {
	case atStart:
		s.from, s.at, s.quoted = len(r.buffer), r.offset-1, false
		if b == '"' {
			s.state, s.quoted, s.at = inQuotes, true, r.offset
			return
		}
		s.state = plain
		s.plain(r, b, lineEnd)
	case plain:
		s.plain(r, b, lineEnd)
	case inQuotes:
		if b == '"' {
			s.state = afterQuote
			return
		}
		s.add(r, b)
	case afterQuote:
		switch {
		case b == '"':
			s.state = inQuotes
			s.add(r, b)
		case b == r.separator || lineEnd:
			s.plain(r, b, lineEnd)
		default:
			s.fail("sheet.quote", len(r.cells), 0)
			s.state = skipping
		}
	case skipping:
		if lineEnd {
			s.finish(r, b)
		}
	}
}

// plain takes a byte outside quotes: it ends the cell, ends the record or belongs to the cell.
func (s *recordScan) plain(r *csvReader, b byte, lineEnd bool) {
	switch {
	case lineEnd:
		s.cell(r)
		s.finish(r, b)
	case b == r.separator:
		s.cell(r)
		s.state = atStart
	default:
		s.add(r, b)
	}
}

// add appends a byte to the cell, or drops it when the record is broken already.
func (s *recordScan) add(r *csvReader, b byte) {
	switch {
	case s.key != "":
		return
	case b == 0:
		s.fail("sheet.nul", len(r.cells), 0)
	case len(r.buffer)-s.from >= s.limits.Cell:
		s.fail("sheet.cell_too_long", len(r.cells), s.limits.Cell)
	default:
		r.buffer = append(r.buffer, b)
	}
}

func (s *recordScan) cell(r *csvReader) {
	if len(r.cells) >= s.limits.Columns {
		s.fail("sheet.too_many_columns", len(r.cells), s.limits.Columns)
		return
	}
	r.cells = append(r.cells, span{s.from, len(r.buffer), s.at, s.quoted})
}

// finish ends the record; \r\n is one line end.
func (s *recordScan) finish(r *csvReader, b byte) {
	s.done = true
	if b != '\r' {
		return
	}
	if next, err := r.in.Peek(1); err == nil && next[0] == '\n' {
		_, _ = r.in.Discard(1)
		r.offset++
	}
}

// end closes the record at the end of the file.
func (s *recordScan) end(r *csvReader) {
	switch s.state {
	case atStart: // after a separator: an empty last cell
		s.from, s.at, s.quoted = len(r.buffer), r.offset, false
		s.cell(r)
	case plain, afterQuote:
		s.cell(r)
	}
}

// fail keeps the first fault of the record.
func (s *recordScan) fail(key string, column, limit int) {
	if s.key == "" {
		s.key, s.column, s.limit = key, column, limit
	}
}
