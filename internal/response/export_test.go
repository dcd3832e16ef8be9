package response_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/sheet/savtest"
)

// allTypes are items of every type that is answered, beside those of the bank's form.
const allTypes = `{"code": "extra", "items": [
	{"code": "X1", "type": "multiple", "text": {"zh": "用过的渠道", "en": "Channels used"}, "options": [
		{"code": "hall", "text": {"zh": "网点", "en": "Hall"}}, {"code": "app", "text": {"zh": "手机银行", "en": "App"}},
		{"code": "more", "text": {"zh": "其他", "en": "Other"}, "other": true}]},
	{"code": "XS", "type": "single", "text": {"zh": "年龄", "en": "Age"}, "not_applicable": {"zh": "不便回答", "en": "Rather not say"}, "options": [
		{"code": "a18", "text": {"zh": "30 岁以下", "en": "Under 30"}, "value": 1}, {"code": "a30", "text": {"zh": "30 岁以上", "en": "30 and over"}, "value": 2}]},
	{"code": "XN", "type": "number", "text": {"zh": "等候分钟数", "en": "Minutes waited"}, "min": 0, "max": 600, "decimals": 1, "not_applicable": {"zh": "没有等候", "en": "Did not wait"}},
	{"code": "XD", "type": "date", "text": {"zh": "到访日期", "en": "Day of the visit"}},
	{"code": "XP", "type": "stars", "text": {"zh": "星级", "en": "Stars"}, "low": {"zh": "很差", "en": "Bad"}, "high": {"zh": "很好", "en": "Good"}},
	{"code": "XC", "type": "ces", "text": {"zh": "费力程度", "en": "Effort"}},
	{"code": "XT", "type": "text", "text": {"zh": "意见", "en": "Remark"}, "max_length": 2000}]}`

// richWave opens a wave whose form has every type of item, and returns its links by unit.
func richWave(t *testing.T, w *responsetest.World, level programme.Anonymity) (programme.Wave, func(unit string) string) {
	t.Helper()
	v, err := w.Forms.ByVersion(ctx, "bank-outlet", "1.0")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v.Document)
	if err != nil {
		t.Fatal(err)
	}
	var doc questionnaire.Document
	var extra questionnaire.Section
	if err := errors.Join(json.Unmarshal(text, &doc), json.Unmarshal([]byte(allTypes), &extra)); err != nil {
		t.Fatal(err)
	}
	doc.Code, doc.Sections = "rich", append(doc.Sections, extra)
	if _, err := w.Forms.Publish(ctx, responsetest.By, doc); err != nil {
		t.Fatal(err)
	}
	p := responsetest.Document("rich", level)
	p.Waves[0].Questionnaire = programme.Ref{Code: "rich", Version: "1.0"}
	if err := w.Programmes.Define(ctx, responsetest.By, p); err != nil {
		t.Fatal(err)
	}
	wave := w.Do(t, "rich", programme.ActOpen)
	if err := w.Outreach.MakeLinks(ctx, wave.ID); err != nil {
		t.Fatal(err)
	}
	return wave, func(unit string) string { return w.Link(t, wave, unit) }
}

// three answers: every item, the awkward ones, and next to nothing.
func submitThree(t *testing.T, w *responsetest.World, link func(string) string) {
	t.Helper()
	for i, extra := range []questionnaire.Answers{
		{
			"X1": []string{"hall", "more"}, "X1.other": "=cmd|' /C calc'!A0", "XS": "a30", "XN": 12.5, "XD": "2026-11-02", "XP": 4.0, "XC": 7.0,
			"XT": "第一行\n\"引号\"，<script>alert(1)</script>",
		},
		{"X1": []string{"app"}, "XS": "na", "XN": "na", "XT": strings.Repeat("满意很满意。", 100)},
		{},
	} {
		in := w.Submission(link([]string{"B0101", "B0102", "B0201"}[i]), i)
		for code, answer := range extra {
			in.Answers[code] = answer
		}
		if _, err := w.Responses.Submit(ctx, in); err != nil {
			t.Fatalf("submission %d: %v", i, err)
		}
	}
}

func exported(t *testing.T, w *responsetest.World, wave programme.Wave, o response.ExportOptions) (string, response.Written) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out."+o.Format)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	done, err := w.Responses.Export(ctx, responsetest.By, wave, o, f, nil)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return path, done
}

// table reads an exported CSV: its rows by column, in the order in which they were sent.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body, ok := bytes.CutPrefix(text, []byte("\ufeff"))
	if !ok {
		t.Error("no BOM")
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return inOrder(rows[0], rows[1:])
}

func inOrder(names []string, rows [][]string) []map[string]string {
	var list []map[string]string
	for _, row := range rows {
		m := map[string]string{}
		for i, name := range names {
			if i < len(row) {
				m[name] = row[i]
			}
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b map[string]string) int { return strings.Compare(a["Q72"], b["Q72"]) })
	return list
}

func TestExportOfEveryTypeAsCSV(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave, link := richWave(t, w, programme.Named)
		submitThree(t, w, link)
		remark := "第一行\n\"引号\"，<script>alert(1)</script>"
		tests := []struct {
			name    string
			options response.ExportOptions
			want    []map[string]string // of the three rows
		}{
			{"codes", response.ExportOptions{Format: "csv", Receipts: true}, []map[string]string{
				{
					"unit": "B0101", "state": "valid", "quarter": "2026Q4", "mode": "web", "weight": "", "Q71": "1", "X1_hall": "1", "X1_app": "0", "X1_more": "1",
					"X1.other": "'=cmd|' /C calc'!A0", "XS": "a30", "XN": "12.5", "XD": "2026-11-02", "XP": "4", "XC": "7", "XT": remark,
				},
				{"X1_hall": "0", "X1_app": "1", "X1.other": "", "XS": "na", "XN": "na", "XD": "", "XP": ""},
				{"X1_hall": "", "X1_app": "", "XS": "", "XN": "", "XT": ""},
			}},
			{"labels in one cell", response.ExportOptions{Format: "csv", Values: "labels", Multiple: "cell", Language: i18n.EN, Weights: "none"}, []map[string]string{
				{"state": "Valid", "mode": "Web", "X1": "Hall; Other", "XS": "30 and over", "XN": "12.5"},
				{"X1": "App", "XS": "Rather not say", "XN": "Did not wait"},
				{"X1": "", "XS": ""},
			}},
			{"both", response.ExportOptions{Format: "csv", Values: "both", Multiple: "cell"}, []map[string]string{
				{"unit": "B0101", "X1": "hall; more", "X1.label": "网点; 其他", "XS": "a30", "XS.label": "30 岁以上", "state.label": "有效"},
				{"XS": "na", "XS.label": "不便回答"},
				{},
			}},
		}
		for _, tt := range tests {
			path, done := exported(t, w, wave, tt.options)
			rows := table(t, path)
			if len(rows) != 3 || done.Rows != 3 {
				t.Fatalf("%s: %d rows, %d told", tt.name, len(rows), done.Rows)
			}
			for i, want := range tt.want {
				for column, cell := range want {
					if got, ok := rows[i][column]; !ok || got != cell {
						t.Errorf("%s: row %d has %q in %s (there: %v), want %q", tt.name, i, got, column, ok, cell)
					}
				}
			}
			if _, has := rows[0]["receipt"]; has != tt.options.Receipts {
				t.Errorf("%s: receipts: %v", tt.name, has)
			}
			if _, has := rows[0]["weight"]; has != (tt.options.Weights != "none") {
				t.Errorf("%s: weights: %v", tt.name, has)
			}
		}
		if got, _ := exported(t, w, wave, response.ExportOptions{Format: "csv", Unit: "B01"}); len(table(t, got)) != 2 {
			t.Errorf("%d rows of the unit B01", len(table(t, got)))
		}
	})
}

func TestExportAsXLSXHasACodebook(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave, link := richWave(t, w, programme.Named)
	submitThree(t, w, link)
	path, _ := exported(t, w, wave, response.ExportOptions{Format: "xlsx", Language: i18n.ZH})
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got := book.GetSheetList(); !slices.Equal(got, []string{"答卷", "代码本", "说明"}) {
		t.Fatalf("sheets %v", got)
	}
	data, err := book.GetRows("答卷")
	if err != nil {
		t.Fatal(err)
	}
	first := inOrder(data[0], data[1:])[0]
	if first["XN"] != "12.5" || first["X1.other"] != "=cmd|' /C calc'!A0" || first["X1_app"] != "0" {
		t.Errorf("the first row is %v", first)
	}
	at := slices.Index(data[0], "X1.other")
	for r := range data {
		cell, _ := excelize.CoordinatesToCellName(at+1, r+1)
		if formula, err := book.GetCellFormula("答卷", cell); formula != "" || err != nil {
			t.Errorf("%s is a formula: %q, %v", cell, formula, err)
		}
	}
	codes, err := book.GetRows("代码本")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, row := range codes {
		all[strings.Join(row, "|")] = true
	}
	for _, want := range []string{
		"列|题目|类型|代码|含义|分值", "XS|年龄|单选", "XS|||a30|30 岁以上|2", "XS|||na|不便回答", "X1_app|用过的渠道 – 手机银行|多选中的一项",
		"X1_app|||1|选中", "XD|到访日期|日期", "XP|||1|很差|1", "state|||valid|有效",
	} {
		if !all[want] {
			t.Errorf("the codebook does not say %q", want)
		}
	}
	about, err := book.GetRows("说明")
	if err != nil || !slices.ContainsFunc(about, func(r []string) bool { return slices.Equal(r, []string{"行数", "3"}) }) {
		t.Errorf("the file says of itself %v, %v", about, err)
	}
}

func TestExportAsSPSSFileIsReadByPSPP(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave, link := richWave(t, w, programme.Named)
	submitThree(t, w, link)
	path, done := exported(t, w, wave, response.ExportOptions{Format: "sav", Language: i18n.ZH})
	f := savtest.Read(t, path)
	if len(f.Rows) != 3 || done.Rows != 3 || f.Weight != "OFF" {
		t.Fatalf("%d rows, %d told, weight %q", len(f.Rows), done.Rows, f.Weight)
	}
	for _, want := range []savtest.Variable{
		{Name: "XS", Label: "年龄", Measure: "Ordinal", Format: "F8.0", Missing: "99", Values: map[string]string{"1": "30 岁以下", "2": "30 岁以上", "99": "不便回答"}},
		{Name: "XN", Label: "等候分钟数", Measure: "Scale", Format: "F9.1", Missing: "-99", Values: map[string]string{"-99.0": "没有等候"}},
		{Name: "X1_app", Label: "用过的渠道 – 手机银行", Measure: "Nominal", Format: "F8.0", Values: map[string]string{"0": "未选", "1": "选中"}},
		{Name: "XD", Label: "到访日期", Measure: "Scale", Format: "SDATE10", Values: map[string]string{}},
		{Name: "XP", Label: "星级", Measure: "Scale", Format: "F8.0", Values: map[string]string{"1": "很差", "5": "很好"}},
		{Name: "XT", Label: "意见", Measure: "Nominal", Format: "A1800", Values: map[string]string{}},
	} {
		if got := f.Variable(t, want.Name); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("PSPP says\n%+v, want\n%+v", got, want)
		}
	}
	if got := f.Variable(t, "unit").Values["B0101"]; got == "" {
		t.Error("the unit has no label")
	}
	if !slices.Equal(f.Sets["$X1 用过的渠道"], []string{"X1_hall", "X1_app", "X1_more"}) {
		t.Errorf("sets %v", f.Sets)
	}
	names := make([]string, len(f.Variables))
	for i, v := range f.Variables {
		names[i] = v.Name
	}
	rows := inOrder(names, f.Rows)
	for i, want := range []map[string]string{
		{
			"unit": "B0101", "Q71": "1", "X1_hall": "1", "X1_app": "0", "X1.other": "=cmd|' /C calc'!A0", "XS": "2", "XN": "12.5", "XD": "11/02/2026",
			"XP": "4", "XC": "7", "XT": "第一行\n\"引号\"，<script>alert(1)</script>", "received_at": "11/23/2026 09:30:00",
		},
		{"XS": "99", "XN": "-99", "X1_app": "1", "XD": "", "XT": strings.Repeat("满意很满意。", 100)},
		{"XS": "", "XN": "", "X1_app": "", "XT": ""},
	} {
		for column, cell := range want {
			if rows[i][column] != cell {
				t.Errorf("row %d has %q in %s, want %q", i, rows[i][column], column, cell)
			}
		}
	}
}

func TestExportOptionsAreChecked(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "named", programme.Named)
	for key, o := range map[string]response.ExportOptions{
		"export.option at format value=exe":                {Format: "exe"},
		"export.option at states value=some":               {States: "some"},
		"export.option at values value=x":                  {Values: "x"},
		"export.option at multiple value=x":                {Multiple: "x"},
		"export.option at weights value=x":                 {Weights: "x"},
		"insight.unit_unknown at unit unit=B0101' OR '1=1": {Unit: "B0101' OR '1=1"},
	} {
		if _, err := w.Responses.Export(ctx, responsetest.By, wave, o, io.Discard, nil); err == nil || err.Error() != key {
			t.Errorf("%v, want %s", err, key)
		}
	}
}
