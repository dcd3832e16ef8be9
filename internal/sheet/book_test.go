package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// workbook makes an XLSX as a spreadsheet programme would.
func workbook(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadXLSX(t *testing.T) {
	t.Parallel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	content := workbook(t, func(f *excelize.File) {
		must(f.SetSheetRow("Sheet1", "A1", &[]any{" code ", "weight", "date", "at", "clock", "custom", "share", "text"}))
		must(f.SetSheetRow("Sheet1", "A2", &[]any{"B01", 0.553675, 46153, 46153.5, 0.25, 46153, 0.5, "满意\n很好"}))
		must(f.SetSheetRow("Sheet1", "A4", &[]any{"B02", 1}))
		must(f.SetSheetRow("Sheet1", "A5", &[]any{"B03", 1, nil, nil, nil, nil, nil, "x", "beyond"}))
		custom := `yyyy"年"m"月"d"日"`
		decimals := "0.00"
		for cell, style := range map[string]excelize.Style{
			"B2": {CustomNumFmt: &decimals}, "C2": {NumFmt: 14}, "D2": {NumFmt: 22}, "E2": {NumFmt: 20},
			"F2": {CustomNumFmt: &custom}, "G2": {NumFmt: 9},
		} {
			id, err := f.NewStyle(&style)
			must(err)
			must(f.SetCellStyle("Sheet1", cell, cell, id))
		}
	})
	table, err := OpenBytes(content)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if got := strings.Join(table.Header, "|"); table.Format != XLSX || got != "code|weight|date|at|clock|custom|share|text" {
		t.Errorf("%s, header %q", table.Format, got)
	}
	want := []string{
		"2: B01|0.553675|2026-05-11|2026-05-11 12:00:00|06:00:00|2026-05-11|0.5|满意\n很好",
		"4: B02|1||||||",
		"5! sheet.ragged",
	}
	if diff := cmp.Diff(want, read(t, table)); diff != "" {
		t.Error(diff)
	}
}

func TestHiddenWorksheetIsPassedOver(t *testing.T) {
	t.Parallel()
	content := workbook(t, func(f *excelize.File) {
		_ = f.SetCellStr("Sheet1", "A1", "secret")
		_, _ = f.NewSheet("Open")
		_ = f.SetCellStr("Open", "A1", "code")
		f.SetActiveSheet(1)
		_ = f.SetSheetVisible("Sheet1", false)
	})
	table, err := OpenBytes(content)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if table.Header[0] != "code" {
		t.Errorf("header %q", table.Header)
	}
}

func TestBookLimits(t *testing.T) {
	t.Parallel()
	rows := func(n int) []byte {
		var out bytes.Buffer
		w := NewBook(&out)
		for i := range n {
			if err := w.Row(i, "x"); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	far := workbook(t, func(f *excelize.File) {
		_ = f.SetCellStr("Sheet1", "A1", "a")
		_ = f.SetCellStr("Sheet1", "A1048576", "b")
	})
	wide := workbook(t, func(f *excelize.File) {
		_ = f.SetCellStr("Sheet1", "A1", "a")
		_ = f.SetCellStr("Sheet1", "XFD2", "b")
	})
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte(" "), 8<<20)); err != nil {
		t.Fatal(err)
	}
	z.Close()
	small := Default
	small.BookRows, small.Unpacked = 50, 4<<20
	tests := []struct {
		name    string
		content []byte
		key     string
	}{
		{"as many rows as allowed", rows(51), ""},
		{"one row more", rows(52), "sheet.too_many_book_rows"},
		{"a row far below", far, "sheet.too_many_book_rows"},
		{"a cell far to the right", wide, "sheet.too_many_columns"},
		{"zip bomb", bomb.Bytes(), "sheet.bomb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, err := OpenWithin(bytes.NewReader(tt.content), int64(len(tt.content)), small)
			if err == nil {
				defer table.Close()
				for _, err = range table.Rows() {
					if err != nil {
						break
					}
				}
			}
			if got := ""; err != nil {
				if got = key(t, err); got != tt.key {
					t.Errorf("got %v, want %s", err, tt.key)
				}
			} else if tt.key != "" {
				t.Errorf("not refused")
			}
		})
	}
	tiny := small
	tiny.Book = 100
	if _, err := OpenWithin(bytes.NewReader(far), int64(len(far)), tiny); err == nil || key(t, err) != "sheet.book_too_large" {
		t.Errorf("file too large: %v", err)
	}
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := NewCSV(&out)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Header("unit", "得分", "=note"))
	must(w.Row("B01", -1.5, "=1+1"))
	must(w.Row("+86", int64(-3), "-x"))
	must(w.Row("@a", true, "\tq"))
	must(w.Row("a,\"b\"\n", nil, "\rz"))
	must(w.Row("满意;好", 0.1, time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)))
	must(w.Row(" x", 7, time.Date(2026, 5, 11, 0, 0, 0, 0, time.UTC)))
	must(w.Close())
	want := "\ufeffunit,得分,'=note\r\nB01,-1.5,'=1+1\r\n'+86,-3,'-x\r\n'@a,true,\"'\tq\"\r\n" +
		"\"a,\"\"b\"\"\n\",,\"'\rz\"\r\n\"满意;好\",0.1,2026-05-11 12:00:00\r\n\" x\",7,2026-05-11\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	if err := w.Row(struct{}{}); err == nil {
		t.Error("a struct is no cell")
	}
}

func TestWriteXLSX(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := NewBook(&out)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Sheet("答卷/2026"))
	must(w.Header("unit", "n", "note"))
	must(w.Row("B01", -1.5, "=1+1"))
	must(w.Row("B02", 3, nil))
	must(w.Sheet("Codes"))
	must(w.Row("a"))
	must(w.Close())
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	must(err)
	defer f.Close()
	if diff := cmp.Diff([]string{"答卷_2026", "Codes"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if formula, _ := f.GetCellFormula("答卷_2026", "C2"); formula != "" {
		t.Errorf("text became the formula %q", formula)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "C2": excelize.CellTypeInlineString} {
		if got, _ := f.GetCellType("答卷_2026", cell); got != want {
			t.Errorf("%s has type %v, want %v", cell, got, want)
		}
	}
	table, err := OpenBytes(out.Bytes())
	must(err)
	defer table.Close()
	if diff := cmp.Diff([]string{"2: B01|-1.5|=1+1", "3: B02|3|"}, read(t, table)); diff != "" {
		t.Error(diff)
	}
	if err := NewBook(&out).Row(strings.Repeat("x", excelize.TotalCellChars+1)); err == nil || key(t, err) != "sheet.cell_too_long" {
		t.Errorf("long text: %v", err)
	}
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "\ufeffa;b\r\n\"1\"\"\n\";2", "a\tb\r\"", "编码\n\xb1\xe0", "PK\x03\x04", "a,b\n\"x", "\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		table, err := OpenBytes(content)
		if err != nil {
			return
		}
		defer table.Close()
		last := table.HeaderRow
		for row, err := range table.Rows() {
			if err != nil {
				return
			}
			if row.Number <= last {
				t.Fatalf("row %d after %d", row.Number, last)
			}
			last = row.Number
			if row.Err == nil && len(row.Cells) != len(table.Header) {
				t.Fatalf("row %d has %d cells, the header %d", row.Number, len(row.Cells), len(table.Header))
			}
			for _, c := range row.Cells {
				if c != strings.ToValidUTF8(c, "") || strings.ContainsRune(c, 0) {
					t.Fatalf("row %d holds %q", row.Number, c)
				}
			}
		}
	})
}

// FuzzRoundTrip: what the CSV writer writes, the reader reads back, neutralised texts included.
func FuzzRoundTrip(f *testing.F) {
	f.Add("a", "b")
	f.Add("=1+1", "x\r\n\"y\"")
	f.Add(",;\t", " ")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = strings.ToValidUTF8(strings.ReplaceAll(a, "\x00", ""), ""), strings.ToValidUTF8(strings.ReplaceAll(b, "\x00", ""), "")
		var out bytes.Buffer
		w := NewCSV(&out)
		_ = w.Header("one", "two", "three")
		_ = w.Row("x", a, b)
		_ = w.Close()
		table, err := OpenBytes(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{fmt.Sprintf("2: x|%s|%s", Neutral(a), Neutral(b))}, read(t, table)); diff != "" && len(a)+len(b) < Default.Cell {
			t.Error(diff)
		}
	})
}

func TestPhonesStayAsTheyAreDialled(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"+8613800138000": "+8613800138000", "+1234567": "+1234567", "+86": "'+86", "+86138001380001234": "'+86138001380001234",
		"+8613800138000+1": "'+8613800138000+1", "-8613800138000": "'-8613800138000", "=8613800138000": "'=8613800138000", "": "",
	} {
		if got := Neutral(s); got != want {
			t.Errorf("%q is written as %q, want %q", s, got, want)
		}
	}
}
