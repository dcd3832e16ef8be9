package statcli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

// write copies the rows of a file with more columns into another one, which appears whole or not at
// all. rows are the places of the rows to copy, in rising order; nil means all.
func (c *call) write(f *file, path string, heads []string, rows []int, cells func(i int) []any) error {
	target := c.Path(path)
	out, err := os.CreateTemp(filepath.Dir(target), ".manyi-stat-*")
	if err != nil {
		return errs.New(errs.Invalid, "app.file").At("--out").With("path", path).Because(err)
	}
	var table sheet.Writer = sheet.NewCSV(out)
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		table = sheet.NewBook(out)
	}
	err = errors.Join(copyRows(f, table, heads, rows, cells), table.Close(), out.Close())
	if err == nil {
		err = os.Rename(out.Name(), target)
	}
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return nil
}

func copyRows(f *file, table sheet.Writer, heads []string, rows []int, cells func(i int) []any) error {
	if err := table.Header(append(append([]string{}, f.table.Header...), heads...)...); err != nil {
		return err
	}
	i, taken := 0, 0
	for row, err := range f.table.Rows() {
		if err != nil {
			return err
		}
		if rows == nil || taken < len(rows) && rows[taken] == i {
			line := make([]any, 0, len(row.Cells)+len(heads))
			for _, cell := range row.Cells {
				line = append(line, cell)
			}
			if err := table.Row(append(line, cells(i)...)...); err != nil {
				return err
			}
			taken++
		}
		i++
	}
	return nil
}
