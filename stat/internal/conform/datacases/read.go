package datacases

import (
	"bytes"
	"errors"
	"strings"
)

// The references were made from what R's read.csv sees, which encoding/csv does not always see: a
// quotation mark opens and closes a quotation anywhere in a cell, a line may end in a carriage
// return, blank lines do not count, names outside quotation marks are trimmed, a line with too many
// cells goes on in the next row, and with one name too few the first column is that of row names.

// cell is a cell and whether it had quotation marks.
type cell struct {
	text   string
	quoted bool
}

// read reads a CSV file of the references.
func read(text []byte) (header []string, rows [][]string, err error) {
	lines := split(bytes.TrimPrefix(text, []byte("\ufeff")))
	if len(lines) == 0 {
		return nil, nil, errors.New("the file is empty")
	}
	for _, name := range lines[0] {
		if !name.quoted {
			name.text = strings.Trim(name.text, " \t")
		}
		header = append(header, name.text)
	}
	lines = lines[1:]
	width := len(header)
	for _, line := range lines[:min(4, len(lines))] { // by the first lines R decides on the columns
		width = max(width, len(line))
	}
	if width > len(header)+1 {
		return nil, nil, errors.New("the file has more cells than names")
	}
	for _, line := range lines {
		for len(line) > 0 {
			row := make([]string, width)
			n := min(width, len(line))
			for j, c := range line[:n] {
				row[j] = c.text
			}
			rows = append(rows, row[width-len(header):])
			line = line[n:]
		}
	}
	return header, rows, nil
}

// split cuts a file into lines of cells.
func split(text []byte) [][]cell {
	var lines [][]cell
	var line []cell
	var current []byte
	quoted, inside := false, false
	end := func() {
		line = append(line, cell{string(current), quoted})
		current, quoted = current[:0], false
	}
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b == '\r' { // \r\n and \r are line feeds
			if i+1 < len(text) && text[i+1] == '\n' {
				continue
			}
			b = '\n'
		}
		switch {
		case b == '"' && inside && i+1 < len(text) && text[i+1] == '"':
			current = append(current, '"')
			i++
		case b == '"':
			inside, quoted = !inside, true
		case inside || b != ',' && b != '\n':
			current = append(current, b)
		case b == ',':
			end()
		case len(line) > 0 || len(current) > 0 || quoted:
			end()
			lines, line = append(lines, line), nil
		}
	}
	if len(line) > 0 || len(current) > 0 || quoted {
		end()
		lines = append(lines, line)
	}
	return lines
}
