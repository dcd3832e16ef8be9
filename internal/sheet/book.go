package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/errs"
)

// book is an XLSX file, of which one worksheet is read.
type book struct {
	file   *excelize.File
	sheet  string
	dates  bool // some cell style is a date
	from04 bool // days count from 1904
	limits Limits
}

// partInMemory is the size above which a part of the file is unpacked to disk.
const partInMemory = 16 << 20

func openBook(source io.ReaderAt, size int64, limits Limits) (b *book, err error) {
	defer broken(&err)
	if size > limits.Book {
		return nil, errs.New(errs.Invalid, "sheet.book_too_large").With("limit_mb", limits.Book>>20)
	}
	if err := checkParts(source, size, limits); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(io.NewSectionReader(source, 0, size), excelize.Options{
		UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: min(partInMemory, limits.Unpacked),
		ShortDatePattern: "yyyy-mm-dd", CultureInfo: excelize.CultureNameZhCN,
	})
	if err != nil {
		return nil, errs.New(errs.Invalid, "sheet.broken_book").Because(err)
	}
	b = &book{file: file, limits: limits}
	if err := b.choose(); err != nil {
		file.Close()
		return nil, err
	}
	return b, nil
}

// choose takes the first visible worksheet and notes how dates are stored.
func (b *book) choose() error {
	for _, name := range b.file.GetSheetList() {
		if visible, err := b.file.GetSheetVisible(name); err == nil && visible {
			b.sheet = name
			break
		}
	}
	if b.sheet == "" {
		return errs.New(errs.Invalid, "sheet.empty")
	}
	props, err := b.file.GetWorkbookProps()
	if err != nil {
		return errs.New(errs.Invalid, "sheet.broken_book").Because(err)
	}
	b.from04 = props.Date1904 != nil && *props.Date1904
	for i := 0; ; i++ {
		style, err := b.file.GetStyle(i)
		if err != nil {
			return nil
		}
		if b.dates = dateStyle(style); b.dates {
			return nil
		}
	}
}

var notDateText = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.`)

func dateStyle(s *excelize.Style) bool {
	if s.CustomNumFmt != nil {
		format := notDateText.ReplaceAllString(strings.ToLower(*s.CustomNumFmt), "")
		return strings.ContainsAny(format, "ymdhs年月日")
	}
	n := s.NumFmt
	return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
}

// checkParts refuses an archive that would unpack to too much or holds too many rows, before anything of
// it is taken into memory. The sizes in the archive's list are not trusted: what is counted is unpacked.
func checkParts(source io.ReaderAt, size int64, limits Limits) error {
	archive, err := zip.NewReader(source, size)
	if err != nil {
		return errs.New(errs.Invalid, "sheet.broken_book").Because(err)
	}
	left := limits.Unpacked
	for _, part := range archive.File {
		rows, n, err := countRows(part, left)
		if err != nil {
			return errs.New(errs.Invalid, "sheet.broken_book").Because(err)
		}
		if left -= n; left <= 0 {
			return errs.New(errs.Invalid, "sheet.bomb").With("limit_mb", limits.Unpacked>>20)
		}
		if rows > limits.BookRows+1 {
			return errs.New(errs.Invalid, "sheet.too_many_book_rows").With("limit", limits.BookRows)
		}
	}
	return nil
}

// countRows unpacks a part, at most limit bytes, and counts the row elements of a worksheet.
func countRows(part *zip.File, limit int64) (rows int, size int64, err error) {
	in, err := part.Open()
	if err != nil {
		return 0, 0, err
	}
	defer in.Close()
	worksheet := strings.Contains(part.Name, "worksheets/")
	buffer, keep := make([]byte, 64<<10), 0
	for {
		n, err := in.Read(buffer[keep:])
		if size += int64(n); size >= limit {
			return rows, size, nil
		}
		if worksheet {
			window := buffer[:keep+n]
			for _, tag := range []string{"<row ", "<row>", ":row "} {
				rows += bytes.Count(window, []byte(tag))
			}
			keep = copy(buffer, window[max(0, len(window)-4):])
		}
		switch {
		case err == io.EOF:
			return rows, size, nil
		case err != nil:
			return 0, 0, err
		}
	}
}

func (b *book) close() error { return b.file.Close() }

func (b *book) rows(yield func(number int, cells []string, fault *errs.Error) bool) (err error) {
	defer broken(&err)
	raw, err := b.iterate(true)
	if err != nil {
		return err
	}
	defer raw.close()
	var shown *bookRows
	if b.dates {
		if shown, err = b.iterate(false); err != nil {
			return err
		}
		defer shown.close()
	}
	for number := 1; raw.next(); number++ {
		if number > b.limits.BookRows+1 {
			return errs.New(errs.Invalid, "sheet.too_many_book_rows").With("limit", b.limits.BookRows)
		}
		cells, err := raw.cells()
		if err != nil {
			return err
		}
		if len(cells) > b.limits.Columns {
			return fault("sheet.too_many_columns", number).
				With("column", Column(b.limits.Columns)).With("limit", b.limits.Columns)
		}
		if shown != nil && shown.next() {
			formatted, err := shown.cells()
			if err != nil {
				return err
			}
			b.writeDates(cells, formatted)
		}
		if !yield(number, cells, b.check(cells, number)) {
			return nil
		}
	}
	return raw.failed()
}

// check applies the limits of a CSV's cells.
func (b *book) check(cells []string, number int) *errs.Error {
	size := 0
	for i, c := range cells {
		if size += len(c); len(c) > b.limits.Cell {
			return fault("sheet.cell_too_long", number).With("column", Column(i)).With("limit", b.limits.Cell)
		}
		if strings.ContainsRune(c, 0) {
			return fault("sheet.nul", number).With("column", Column(i))
		}
		if size > b.limits.Row {
			return fault("sheet.row_too_long", number).With("column", Column(i)).With("limit", b.limits.Row)
		}
	}
	return nil
}

// writeDates replaces the day numbers that the sheet shows as dates or times. XLSX stores a date as a
// number, and only its style tells the two apart; a number shown in any other way stays as it is stored.
func (b *book) writeDates(cells, formatted []string) {
	for i := range cells {
		if i < len(formatted) && formatted[i] != cells[i] {
			if date, ok := dateOf(cells[i], formatted[i], b.from04); ok {
				cells[i] = date
			}
		}
	}
}

var (
	digits = regexp.MustCompile(`\d+`)
	months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// dateOf says whether what is shown is the date or the time of the stored number.
func dateOf(raw, shown string, from04 bool) (string, bool) {
	serial, err := strconv.ParseFloat(raw, 64)
	if err != nil || serial < 0 || serial >= 2958466 { // the year 10000
		return "", false
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(shown, ",", ""), 64); err == nil {
		return "", false
	}
	t, err := excelize.ExcelDateToTime(serial, from04)
	if err != nil {
		return "", false
	}
	t = t.Round(time.Second)
	groups := []int{}
	for _, g := range digits.FindAllString(shown, -1) {
		n, _ := strconv.Atoi(g)
		groups = append(groups, n)
	}
	has := func(n int) bool { return slices.Contains(groups, n) }
	named := strings.Contains(strings.ToLower(shown), months[t.Month()-1])
	month, day := has(int(t.Month())) || named, has(t.Day())
	year := has(t.Year()) || has(t.Year()%100) && (day || named)
	clock := strings.ContainsAny(shown, ":时") && has(t.Minute())
	switch {
	case clock && serial < 1:
		return t.Format(time.TimeOnly), true
	case clock, month && (year || day && named) && serial != math.Trunc(serial):
		return t.Format(time.DateTime), true
	case month && (year || day && named):
		return t.Format(time.DateOnly), true
	}
	return "", false
}

// broken turns a failure inside the XLSX library, which meets files of any make, into a refusal.
func broken(err *error) {
	if r := recover(); r != nil {
		*err = errs.New(errs.Invalid, "sheet.broken_book").Because(fmt.Errorf("%v", r))
	}
}

// bookRows iterates over a worksheet.
type bookRows struct {
	rows *excelize.Rows
	raw  bool
}

func (b *book) iterate(raw bool) (*bookRows, error) {
	rows, err := b.file.Rows(b.sheet)
	if err != nil {
		return nil, errs.New(errs.Invalid, "sheet.broken_book").Because(err)
	}
	return &bookRows{rows, raw}, nil
}

func (r *bookRows) next() bool { return r.rows.Next() }

func (r *bookRows) cells() ([]string, error) {
	cells, err := r.rows.Columns(excelize.Options{RawCellValue: r.raw})
	if err != nil {
		return nil, errs.New(errs.Invalid, "sheet.broken_book").Because(err)
	}
	return cells, nil
}

func (r *bookRows) failed() error {
	if err := r.rows.Error(); err != nil && !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "sheet.broken_book").Because(err)
	}
	return nil
}

func (r *bookRows) close() { _ = r.rows.Close() }
