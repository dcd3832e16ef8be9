package sheet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// read is a table in short: "3: a|b" for a row, "4! key" for a row at fault, "! key" for the end by a fault.
func read(t *testing.T, table *Table) []string {
	t.Helper()
	var lines []string
	for row, err := range table.Rows() {
		switch {
		case err != nil:
			lines = append(lines, "! "+key(t, err))
		case row.Err != nil:
			lines = append(lines, fmt.Sprintf("%d! %s", row.Number, key(t, row.Err)))
		default:
			lines = append(lines, fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|")))
		}
	}
	return lines
}

func key(t *testing.T, err error) string {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) {
		t.Fatalf("not an error for users: %v", err)
	}
	if !i18n.Has(e.Key) {
		t.Errorf("key %s has no text", e.Key)
	}
	if text := i18n.T(i18n.EN, e.Key, e.Args); strings.Contains(text, "{") {
		t.Errorf("text of %s has a gap: %s", e.Key, text)
	}
	return e.Key
}

func gbk(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReadCSV(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		encoding   string
		separator  rune
		header     string
		rows       []string
	}{
		{"plain", "a,b\n1,2\n", "utf-8", ',', "a|b", []string{"2: 1|2"}},
		{"BOM, CRLF, no last line end", "\ufeffa,b\r\n1,2\r\n3,4", "utf-8", ',', "a|b", []string{"2: 1|2", "3: 3|4"}},
		{"old Mac line ends", "a,b\r1,2\r", "utf-8", ',', "a|b", []string{"2: 1|2"}},
		{"GBK", gbk(t, "编码,名称\nB01,滨海支行\nB02,镕基路\n"), "gb18030", ',', "编码|名称", []string{"2: B01|滨海支行", "3: B02|镕基路"}},
		{"GB18030, four bytes", gbk(t, "编码,名称\nB01,㐂𠮷支行\n"), "gb18030", ',', "编码|名称", []string{"2: B01|㐂𠮷支行"}},
		{"euro sign of code page 936", gbk(t, "编码,名称\n编码,") + "\x80\n", "gb18030", ',', "编码|名称", []string{"2: 编码|€"}},
		{"semicolons", "a;b\n1,5;2\n", "utf-8", ';', "a|b", []string{"2: 1,5|2"}},
		{"tabs", "a\tb\n1,5\t2;3\n", "utf-8", '\t', "a|b", []string{"2: 1,5|2;3"}},
		{"separator quoted in the header", "\"a;b;c\",d\n1,2\n", "utf-8", ',', "a;b;c|d", []string{"2: 1|2"}},
		{"one column", "code\nA\n", "utf-8", ',', "code", []string{"2: A"}},
		{"quotes, separators and line ends inside", "a,b\n\"x, \"\"y\"\"\",\"1\r\n2\n3\"\nq,w\n", "utf-8", ',', "a|b", []string{"2: x, \"y\"|1\r\n2\n3", "3: q|w"}},
		{"quote inside a plain cell", "a,b\n5\" pipe,2\n", "utf-8", ',', "a|b", []string{"2: 5\" pipe|2"}},
		{"empty quoted cell", "a,b\n\"\",2\n", "utf-8", ',', "a|b", []string{"2: |2"}},
		{"empty rows count but do not come", "\n\na,b\n\n1,2\n,\n3,4\n\n", "utf-8", ',', "a|b", []string{"5: 1|2", "7: 3|4"}},
		{"empty cells beyond the header", "a,b,,\n1,2,,\n", "utf-8", ',', "a|b", []string{"2: 1|2"}},
		{"ragged", "a,b\n1\n1,2,3\n1,2\n", "utf-8", ',', "a|b", []string{"2! sheet.ragged", "3! sheet.ragged", "4: 1|2"}},
		{"NUL", "a,b\n1,\x002\n3,4\n", "utf-8", ',', "a|b", []string{"2! sheet.nul", "3: 3|4"}},
		{"text after the closing quote", "a,b\n\"1\"x,2\n3,4\n", "utf-8", ',', "a|b", []string{"2! sheet.quote", "3: 3|4"}},
		{"quote never closed", "a,b\r\n1,2\r\n3,\"4\r\n5,6\r\n7,8\r\n", "utf-8", ',', "a|b", []string{"2: 1|2", "3! sheet.quote_open", "4: 5|6", "5: 7|8"}},
		{"one damaged byte in UTF-8", "a,b\n满意,好\n\xe6\xbb,好\n很好,好\n", "utf-8", ',', "a|b", []string{"2: 满意|好", "3! sheet.encoding", "4: 很好|好"}},
		{"damaged GBK", gbk(t, "编码,名称\n编,码\n") + "\xff,b\n" + gbk(t, "好,坏\n"), "gb18030", ',', "编码|名称", []string{"2: 编|码", "3! sheet.encoding", "4: 好|坏"}},
		{"GBK cut in a character", gbk(t, "编码,名称\n编,码\n") + "\xb1,b\n", "gb18030", ',', "编码|名称", []string{"2: 编|码", "3! sheet.encoding"}},
		{"cell too long", "a,b\n" + strings.Repeat("x", Default.Cell+1) + ",2\n3,4\n", "utf-8", ',', "a|b", []string{"2! sheet.cell_too_long", "3: 3|4"}},
		{"row too long", "a,b\n" + strings.Repeat(strings.Repeat("x", 90_000)+",", 12) + "\n3,4\n", "utf-8", ',', "a|b", []string{"2! sheet.row_too_long", "3: 3|4"}},
		{"too many columns", "a,b\n" + strings.Repeat(",", Default.Columns) + "\n3,4\n", "utf-8", ',', "a|b", []string{"2! sheet.too_many_columns", "3: 3|4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, err := OpenBytes([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close()
			if table.Encoding != tt.encoding || table.Separator != tt.separator {
				t.Errorf("encoding %q, separator %q", table.Encoding, table.Separator)
			}
			if got := strings.Join(table.Header, "|"); got != tt.header {
				t.Errorf("header %q, want %q", got, tt.header)
			}
			if diff := cmp.Diff(tt.rows, read(t, table)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.rows, read(t, table)); diff != "" {
				t.Errorf("second reading: %s", diff)
			}
		})
	}
}

func TestWrongBytesAreNamedByTheirPlaceInTheFile(t *testing.T) {
	t.Parallel()
	text := "编码,名称\nB1,\"他说\"\"好\"\"\xff\"\n"
	table, err := OpenBytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		want := errs.Args{"column": "B", "byte": int64(strings.IndexByte(text, 0xFF) + 1), "encoding": "utf-8"}
		if diff := cmp.Diff(want, row.Err.Args); diff != "" {
			t.Error(diff)
		}
		if row.Err.Field != "row 2" {
			t.Errorf("field %q", row.Err.Field)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, key string }{
		{"empty", "", "sheet.empty"},
		{"only a BOM", "\ufeff", "sheet.empty"},
		{"only empty lines", "\n,,\n", "sheet.empty"},
		{"old Excel", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "sheet.old_format"},
		{"UTF-16", "\xFF\xFEa\x00", "sheet.utf16"},
		{"NUL in the header", "a,\x00b\n1,2\n", "sheet.nul"},
		{"zip that is no workbook", "PK\x03\x04 nonsense", "sheet.broken_book"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, err := OpenBytes([]byte(tt.text))
			if err == nil {
				for _, err = range table.Rows() {
					if err != nil {
						break
					}
				}
			}
			if err == nil || key(t, err) != tt.key {
				t.Errorf("got %v, want %s", err, tt.key)
			}
		})
	}
}

func TestTooManyRows(t *testing.T) {
	t.Parallel()
	limits := Default
	limits.Rows = 3
	text := "a\n1\n2\n3\n4\n"
	table, err := OpenWithin(strings.NewReader(text), int64(len(text)), limits)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2: 1", "3: 2", "! sheet.too_many_rows"}
	if diff := cmp.Diff(want, read(t, table)); diff != "" {
		t.Error(diff)
	}
}

func TestOpenFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2: 1"}, read(t, table)); diff != "" {
		t.Error(diff)
	}
	if err := table.Close(); err != nil {
		t.Error(err)
	}
	if _, err := OpenFile(path + "x"); !errs.Is(err, errs.NotFound) {
		t.Errorf("missing file: %v", err)
	}
}

func TestColumn(t *testing.T) {
	t.Parallel()
	for index, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := Column(index); got != want {
			t.Errorf("Column(%d) = %s, want %s", index, got, want)
		}
	}
}
