package sheet_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

func TestUseHeader(t *testing.T) {
	t.Parallel()
	text := "2026 年调查,,,,\n编号,服务,,环境,备注\n,态度,效率,卫生,\n1,5,4,3,x\n2,4,4,4,y\n"
	for _, tt := range []struct {
		name        string
		first, rows int
		header, key string
		body        int
	}{
		{"one row below a title", 2, 1, "编号|服务||环境|备注", "", 3},
		{"two rows with merged cells", 2, 2, "编号|服务 / 态度|服务 / 效率|环境 / 卫生|备注", "", 2},
		{"three rows", 1, 3, "2026 年调查 / 编号|2026 年调查 / 服务 / 态度|2026 年调查 / 服务 / 效率|2026 年调查 / 环境 / 卫生|2026 年调查 / 备注", "", 2},
		{"none", 9, 1, "", "sheet.header_empty", 0},
		{"no row", 0, 1, "", "sheet.header_rows", 0},
		{"too many", 1, 4, "", "sheet.header_rows", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, err := sheet.OpenBytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close()
			err = table.UseHeader(tt.first, tt.rows)
			if tt.key != "" {
				if !errs.HasKey(err, tt.key) {
					t.Errorf("%v, want %s", err, tt.key)
				}
				return
			}
			if got := strings.Join(table.Header, "|"); err != nil || got != tt.header {
				t.Errorf("header %q, want %q (%v)", got, tt.header, err)
			}
			n := 0
			for row, err := range table.Rows() {
				if err != nil || row.Err != nil {
					t.Errorf("row %d: %v, %v", row.Number, err, row.Err)
				}
				n++
			}
			if n != tt.body {
				t.Errorf("%d rows, want %d", n, tt.body)
			}
		})
	}
}

func TestHeaderOfABookWithMergedCells(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "编号", "B1": "服务", "D1": "备注", "B2": "态度", "C2": "效率", "A3": 1, "B3": 5, "C3": 4} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range [][2]string{{"A1", "A2"}, {"B1", "C1"}, {"D1", "D2"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	buffer, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.OpenBytes(buffer.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	head, err := table.Head(2)
	if err != nil || len(head) != 2 || head[1].Number != 2 || head[1].Cells[1] != "态度" {
		t.Errorf("%+v, %v", head, err)
	}
	if err := table.UseHeader(1, 2); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(table.Header, "|"); got != "编号|服务 / 态度|服务 / 效率|备注" {
		t.Errorf("header %q", got)
	}
	for row, err := range table.Rows() {
		if err != nil || row.Number != 3 || strings.Join(row.Cells, "|") != "1|5|4|" {
			t.Errorf("%+v, %v", row, err)
		}
	}
}
