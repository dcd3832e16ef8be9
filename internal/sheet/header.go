package sheet

import (
	"strings"

	"manyi.dev/manyi/internal/errs"
)

// maxHeaderRows is how many rows a header may have.
const maxHeaderRows = 3

// between stands between the parts of a column's name that were put together from several rows.
const between = " / "

// Head is the first rows with content, at most n, as they stand in the file: the header and what is above it included.
func (t *Table) Head(n int) ([]Row, error) {
	var head []Row
	err := t.source.rows(func(number int, cells []string, fault *errs.Error) bool {
		if fault == nil && blank(cells) {
			return true
		}
		head = append(head, Row{Number: number, Cells: append([]string(nil), cells...), Err: fault})
		return len(head) < n
	})
	return head, err
}

// UseHeader takes other rows for the header than the first with content: rows many of them, the first with the number
// that a spreadsheet programme shows. A name is put together of the cells above each other. What is empty in an upper
// row belongs to the cell left of it, since that is what merged cells leave behind.
func (t *Table) UseHeader(first, rows int) error {
	if rows < 1 || rows > maxHeaderRows || first < 1 {
		return errs.New(errs.Invalid, "sheet.header_rows").With("limit", maxHeaderRows)
	}
	lines := make([][]string, rows)
	found := false
	err := t.source.rows(func(number int, cells []string, fault *errs.Error) bool {
		if number >= first && number < first+rows && fault == nil {
			lines[number-first] = append([]string(nil), cells...)
			found = found || !blank(cells)
		}
		return number < first+rows-1
	})
	if err != nil {
		return err
	}
	names := joined(lines)
	if !found || len(names) == 0 {
		return errs.New(errs.Invalid, "sheet.header_empty").With("row", first)
	}
	t.Header, t.HeaderRow = names, first+rows-1
	return nil
}

// joined puts names together; those at the end that are empty are cut off.
func joined(lines [][]string) []string {
	width := 0
	for _, line := range lines {
		width = max(width, len(line))
	}
	names, last, carried := make([]string, width), 0, make([]string, len(lines))
	for column := range names {
		lowest := -1
		for row, line := range lines {
			if column < len(line) && strings.TrimSpace(line[column]) != "" {
				clear(carried[row:]) // a new group above ends the groups below it
				carried[row], lowest = strings.TrimSpace(line[column]), row
			}
		}
		var parts []string
		for _, part := range carried[:lowest+1] {
			if part != "" && (len(parts) == 0 || parts[len(parts)-1] != part) {
				parts = append(parts, part)
			}
		}
		if names[column] = strings.Join(parts, between); lowest >= 0 {
			last = column + 1
		}
	}
	return names[:last]
}
