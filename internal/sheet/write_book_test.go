package sheet

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// Another program reads what was written, cell by cell.
func TestBookIsReadByOthers(t *testing.T) {
	t.Parallel()
	cells := []any{
		"满意 & <很好> \"是\"", "  spaces\nand\ttabs ", "bell\aand\rreturn", "_x0041_ is no A", "_x00_ stays", "😀", "bad\xffbyte", "\ufffe",
		true, false, int64(-9007199254740991), 1e-300, 2.5, math.NaN(), math.Inf(1), nil, "",
		time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC),
		time.Time{},
		"=1+1", "007",
	}
	want := []string{
		"满意 & <很好> \"是\"", "  spaces\nand\ttabs ", "bell\aand\rreturn", "_x0041_ is no A", "_x00_ stays", "😀", "bad\ufffdbyte", "\ufffe",
		"1", "0", "-9007199254740991", "1e-300", "2.5", "", "", "", "",
		"2026-11-22", "2026-11-22 09:05:00", "", "=1+1", "007",
	}
	var out bytes.Buffer
	w := NewBook(&out)
	names := make([]string, len(cells))
	for i := range names {
		names[i] = "column " + Column(i)
	}
	for _, err := range []error{
		w.Sheet("A & B"), w.Header(names...), w.Row(cells...), w.Row(), w.Row("last"), w.Sheet("空"), w.Sheet("Rows"), w.Row(1), w.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"A & B", "空", "Rows"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	got := make([]string, len(cells))
	for i := range cells {
		if got[i], err = f.GetCellValue("A & B", Column(i)+"2", excelize.Options{RawCellValue: true}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if last, _ := f.GetCellValue("A & B", "A4"); last != "last" {
		t.Errorf("below an empty row: %q", last)
	}
	panes, err := f.GetPanes("A & B")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	for cell, bold := range map[string]bool{"A1": true, "B1": true, "A2": false} {
		id, _ := f.GetCellStyle("A & B", cell)
		if style, err := f.GetStyle(id); err != nil || (style.Font != nil && style.Font.Bold) != bold {
			t.Errorf("%s: style %+v, %v", cell, style, err)
		}
	}
}

func TestBookRefuses(t *testing.T) {
	t.Parallel()
	w := NewBook(io.Discard)
	if err := w.Row("a"); err != nil {
		t.Fatal(err)
	}
	if err := w.Header("late"); err == nil {
		t.Error("a header below a row")
	}
	if err := w.Sheet("DATA"); err == nil {
		t.Error("two worksheets with one name")
	}
	if err := w.Row(make([]any, maxBookColumns+1)...); err == nil || key(t, err) != "sheet.too_many_columns" {
		t.Errorf("too many columns: %v", err)
	}
	if err := w.Row("good", struct{}{}); err == nil {
		t.Error("a struct is no cell")
	}
	if err := w.Row(strings.Repeat("满", maxBookText)); err != nil {
		t.Errorf("the longest text: %v", err)
	}
	w.row = maxBookRow - 1
	if err := w.Row("last"); err != nil {
		t.Errorf("the last row: %v", err)
	}
	if err := w.Row("beyond"); err == nil || key(t, err) != "sheet.too_many_book_rows" {
		t.Errorf("one row too many: %v", err)
	}
}

// However many rows there are, none is kept.
func TestBookKeepsNoRows(t *testing.T) {
	w := NewBook(io.Discard)
	row := []any{"B0101", int64(5), 3.5, true, "等了四十多分钟才轮到，窗口只开了两个。"}
	if n := testing.AllocsPerRun(20_000, func() {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}); n > 0.01 {
		t.Errorf("%v allocations for a row", n)
	}
}
