package customer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

// book makes an XLSX as a spreadsheet programme would.
func book(t *testing.T, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rowsOf(rows ...[]any) func(f *excelize.File) error {
	return func(f *excelize.File) error {
		for i, row := range rows {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestTheSameCustomersFromEveryKindOfFile(t *testing.T) {
	t.Parallel()
	text := "客户编号,姓名,手机,机构编码,阶段,开户日期\nE1,镕基,13800138000,B1,稳定期,2020-01-05\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	bom := "\ufeff"
	gbkBOM, err := simplifiedchinese.GB18030.NewEncoder().String(bom + text)
	if err != nil {
		t.Fatal(err)
	}
	xlsx := book(t, rowsOf(
		[]any{"客户编号", "姓名", "手机", "机构编码", "阶段", "开户日期"},
		[]any{"E1", "镕基", 13800138000, "B1", "稳定期", "2020-01-05"}, // a spreadsheet makes a number of a phone
	))
	a := open(t, dbtest.OpenSQLite(t))
	for i, one := range []struct {
		name    string
		content []byte
	}{
		{"UTF-8", []byte(text)},
		{"UTF-8 with a byte order mark", []byte(bom + text)},
		{"GBK", []byte(gbk)},
		{"GB18030 with a byte order mark", []byte(gbkBOM)},
		{"semicolons", []byte(strings.ReplaceAll(text, ",", ";"))},
		{"tabs, DOS lines", []byte(strings.NewReplacer(",", "\t", "\n", "\r\n").Replace(text))},
		{"XLSX", xlsx},
	} {
		b := a.bring(t, one.content)
		if b.Faulty != 0 || i == 0 && b.Created != 1 || i > 0 && b.Unchanged != 1 {
			faults, _ := a.Faults(ctx, b.ID)
			t.Errorf("%s: %+v %+v", one.name, b, faults)
		}
	}
}

func TestBooksThatAreNoTables(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	merged := book(t, func(f *excelize.File) error {
		fill := rowsOf([]any{"code", "name", "unit"}, []any{"E1", "甲", "B1"}, []any{nil, "乙", "B1"}, []any{"E3", "丙", "B2"})
		if err := fill(f); err != nil {
			return err
		}
		return f.MergeCell("Sheet1", "A2", "A3")
	})
	b := a.bring(t, merged)
	faults, err := a.Faults(ctx, b.ID)
	if err != nil || b.Created != 2 || b.Faulty != 1 || faults[0].Row != 3 || faults[0].Key != "customer.code_missing" || faults[0].Column != "code" {
		t.Errorf("merged cells: %+v %+v, %v", b, faults, err)
	}
	two := book(t, rowsOf([]any{"客户", nil, "归属"}, []any{"编号", "姓名", "机构编码"}, []any{"E5", "戊", "B1"}))
	b, err = a.Upload(ctx, li, "two.xlsx", bytes.NewReader(two))
	if err == nil {
		var p customer.Preview
		if p, err = a.Preview(ctx, b.ID); err == nil {
			_, err = a.Check(ctx, b.ID, p.Suggested)
		}
	}
	if found := errs.All(err); len(found) == 0 || found[0].Kind != errs.Invalid || !strings.HasPrefix(found[0].Key, "sheet.") && !strings.HasPrefix(found[0].Key, "customer.mapping.") {
		t.Errorf("two header rows: %v", err)
	}
	far := book(t, func(f *excelize.File) error {
		if err := rowsOf([]any{"code", "name"})(f); err != nil {
			return err
		}
		return f.SetCellStr("Sheet1", "A1048576", "b")
	})
	b, err = a.Upload(ctx, li, "far.xlsx", bytes.NewReader(far))
	if err == nil {
		if _, err = a.Check(ctx, b.ID, customer.Mapping{"code": "code", "name": "name"}); err == nil {
			b = a.work(t, b.ID)
		}
	}
	if err != nil || b.State != customer.Failed || b.Problem != "sheet.too_many_book_rows" {
		t.Errorf("a row far below: %+v, %v", b, err)
	}
}

func TestFormulasAndScriptsAreText(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		header := []string{"code", "name", "industry", "segment", "tier", "channel", "manager", "address"}
		var text strings.Builder
		text.WriteString(strings.Join(header, ",") + "\n")
		evil := []string{`=cmd|' /C calc'!A0`, `+1+1`, `-2+3`, `@SUM(A1)`, `<script>alert(1)</script>`, `'; DROP TABLE cust_customers; --`}
		for i, bad := range evil {
			cell := `"` + strings.ReplaceAll(bad, `"`, `""`) + `"`
			fmt.Fprintf(&text, "X%d,%s\n", i, strings.Join(slices.Repeat([]string{cell}, 7), ","))
		}
		if b := a.bring(t, []byte(text.String())); b.Created != len(evil) || b.Faulty != 0 {
			faults, _ := a.Faults(ctx, b.ID)
			t.Fatalf("%+v %+v", b, faults)
		}
		var csv bytes.Buffer
		if err := a.Export(ctx, li, customer.Query{}, true, map[string]string{}, sheet.NewCSV(&csv)); err != nil {
			t.Fatal(err)
		}
		for i, bad := range evil {
			list, _, err := a.List(ctx, customer.Query{Text: fmt.Sprintf("X%d", i)})
			if err != nil || len(list) != 1 || list[0].Name != bad || list[0].Manager != bad {
				said, _ := json.Marshal(list)
				t.Errorf("%s is kept as %s, %v", bad, said, err)
			}
		}
		for line := range strings.SplitSeq(csv.String(), "\n") {
			for cell := range strings.SplitSeq(line, ",") {
				if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
					t.Errorf("the export lets a spreadsheet programme calculate %q", cell)
				}
			}
		}
	})
}

func TestWhoMustNotBeAskedIsNotUsable(t *testing.T) {
	t.Parallel()
	a := open(t, dbtest.OpenSQLite(t))
	a.bring(t, []byte("code,name,phone,unit,consent,do_not_contact,special_mark,status\n"+
		"U1,甲,13800138001,B1,yes,no,no,active\nU2,乙,13800138002,B1,no,no,no,active\nU3,丙,13800138003,B1,yes,yes,no,active\n"+
		"U4,丁,13800138004,B1,yes,no,yes,active\nU5,戊,13800138005,B1,yes,no,no,lost\nU6,己,13800138006,B1,,no,no,active\n"))
	list, _, err := a.Candidates(ctx, customer.Query{Limit: 100})
	if err != nil || len(list) != 6 {
		t.Fatalf("%d candidates, %v", len(list), err)
	}
	var usable []string
	for i := range list {
		if list[i].Usable(&list[i].Contacts[0], "survey", "2026-11-22") {
			usable = append(usable, list[i].Code)
		}
	}
	if !slices.Equal(usable, []string{"U1", "U6"}) {
		t.Errorf("usable: %v", usable)
	}
	// A refusal after the list was drawn counts, too.
	s, err := a.Reveal(ctx, li, list[0].ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.DoNotContact = true
	if err := a.Correct(ctx, li, s, s.ChangedAt, nil); err != nil {
		t.Fatal(err)
	}
	if now, err := a.Show(ctx, s.ID, nil); err != nil || now.Usable(&now.Contacts[0], "survey", "2026-11-22") {
		t.Errorf("still usable after the refusal: %v", err)
	}
}
