package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/sheet"
)

// bank is a small organisation, recorded from 2020 on.
const bank = `code,name,type,parent,valid_from
HQ,总行,head_office,,2020-01-01
B1,东支行,sub_branch,HQ,2020-01-01
B2,西支行,sub_branch,HQ,2020-01-01
A,甲网点,outlet,B1,2020-01-01
B,乙网点,outlet,B1,2020-01-01
`

const today = "2026-11-22"

func read(t *testing.T, text string) reading {
	t.Helper()
	table, err := sheet.OpenBytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	in, err := readRows(table)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// record imports tables one after the other without a database; each must be sound.
func record(t *testing.T, tables ...string) *history {
	t.Helper()
	h := newHistory(nil, nil, nil)
	for _, text := range tables {
		p, report := makeReport(h, read(t, text), Options{ValidFrom: today})
		if len(report.Errors) > 0 {
			t.Fatal(faults(t, report))
		}
		h = p.clone()
		for i := range h.units {
			h.units[i].isNew = false
			for j := range h.units[i].versions {
				h.units[i].versions[j].row = 0
			}
		}
	}
	return h
}

// faults are "row code key", and the texts are checked to be there.
func faults(t *testing.T, r Report) []string {
	t.Helper()
	var list []string
	for _, e := range r.Errors {
		list = append(list, fmt.Sprintf("%d %s %s", e.Row, e.Code, e.Err.Key))
		for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
			if text := i18n.T(lang, e.Err.Key, e.Err.Args); text == e.Err.Key || strings.Contains(text, "{") {
				t.Errorf("text of %s in %s: %q", e.Err.Key, lang, text)
			}
		}
	}
	return list
}

// draw is the tree of a day: "HQ(B1(A B) B2)".
func (h *history) draw(day calendar.Date) string {
	var open []Unit
	for i := range h.units {
		if v := h.units[i].at(day); v != nil && !v.Closed {
			open = append(open, h.units[i].unit(v))
		}
	}
	t := newTree(day, open)
	var draw func(u *Unit) string
	draw = func(u *Unit) string {
		var below []string
		for _, i := range u.Children {
			below = append(below, draw(&t.Units[i]))
		}
		if len(below) == 0 {
			return u.Code
		}
		return u.Code + "(" + strings.Join(below, " ") + ")"
	}
	var roots []string
	for _, u := range t.Roots() {
		roots = append(roots, draw(u))
	}
	return strings.Join(roots, " ")
}

func TestImportChangesTheTreeFromADayOn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		tables []string
		trees  map[calendar.Date]string
	}{
		{"as recorded", []string{bank}, map[calendar.Date]string{
			"2019-12-31": "", "2020-01-01": "HQ(B1(A B) B2)", today: "HQ(B1(A B) B2)",
		}},
		{"children before their parents, from today", []string{"code,name,type,parent\nA,甲,outlet,B1\nB1,东,sub_branch,HQ\nHQ,总,head_office,\n"}, map[calendar.Date]string{
			"2026-11-21": "", today: "HQ(B1(A))",
		}},
		{"a unit moves", []string{bank, "code,name,parent,valid_from\nB,乙网点,B2,2025-07-01\n"}, map[calendar.Date]string{
			"2025-06-30": "HQ(B1(A B) B2)", "2025-07-01": "HQ(B1(A) B2(B))",
		}},
		{"a correction of the past stays within its time", []string{bank, "code,name,parent,valid_from\nB,乙网点,B2,2025-07-01\n", "code,name,parent,valid_from\nB,乙网点,HQ,2023-01-01\n"}, map[calendar.Date]string{
			"2022-12-31": "HQ(B1(A B) B2)", "2023-01-01": "HQ(B B1(A) B2)", "2025-07-01": "HQ(B1(A) B2(B))",
		}},
		{"a unit closes after its last day", []string{bank, "code,name,valid_to\nB,乙网点,2024-12-31\n"}, map[calendar.Date]string{
			"2024-12-31": "HQ(B1(A B) B2)", "2025-01-01": "HQ(B1(A) B2)",
		}},
		{"a table without a day does not open it again, one with a day does", []string{bank, "code,name,valid_to\nB,乙网点,2024-12-31\n", "code,name\nB,乙\n", "code,name,valid_from\nB,乙,2026-12-01\n"}, map[calendar.Date]string{
			today: "HQ(B1(A) B2)", "2026-12-01": "HQ(B1(A B) B2)",
		}},
		{"merge into a new unit closes the old ones", []string{bank, "code,name,type,parent,predecessors,succession,valid_from\nC,丙网点,outlet,B1,A；B,合并,2025-01-01\n"}, map[calendar.Date]string{
			"2024-12-31": "HQ(B1(A B) B2)", "2025-01-01": "HQ(B1(C) B2)",
		}},
		{"merge into one that goes on", []string{bank, "code,name,predecessors,succession\nA,甲网点,B,merge\n"}, map[calendar.Date]string{
			"2026-11-21": "HQ(B1(A B) B2)", today: "HQ(B1(A) B2)",
		}},
		{"split leaves the old one open", []string{bank, "code,name,type,parent,predecessors,succession,valid_from\nA1,甲一,outlet,B1,A,split,2025-01-01\n"}, map[calendar.Date]string{
			"2025-01-01": "HQ(B1(A A1 B) B2)",
		}},
		{"a branch and what is below it close on one day", []string{bank, "code,name,valid_to\nB1,东支行,2025-12-31\nA,甲,2025-12-31\nB,乙,2025/12/31\n"}, map[calendar.Date]string{
			"2025-12-31": "HQ(B1(A B) B2)", "2026-01-01": "HQ(B2)",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := record(t, tt.tables...)
			for day, want := range tt.trees {
				if got := h.draw(day); got != want {
					t.Errorf("%s: %s, want %s", day, got, want)
				}
			}
			_, again := makeReport(h, read(t, tt.tables[len(tt.tables)-1]), Options{ValidFrom: "2026-12-24"})
			if again.Created+again.Changed+len(again.Errors) > 0 {
				t.Errorf("the same table again: %+v", again)
			}
		})
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, table string
		want        []string
	}{
		{"rows by themselves", `code,name,type,parent,valid_from,valid_to,predecessors,succession
Ü,无效,outlet,HQ,,,,
C,,outlet,HQ,,,,
D,丁,Big Outlet,HQ,,,,
E,戊,outlet,HQ,2026-02-30,soon,,
F,己,outlet,HQ,2026-02-02,2026-02-01,,
G,庚,outlet,HQ,,,A,
H,辛,outlet,HQ,,,A,inherit
I,壬,outlet,HQ,,,,merge
g2,癸,outlet,HQ,,,,
G2,癸,outlet,HQ,,,,
K,` + strings.Repeat("长", 201) + `,outlet,HQ,,,,
ragged
`, []string{
			"2 Ü directory.row.code", "3 C directory.row.name", "4 D directory.row.type", "5 E directory.row.date", "5 E directory.row.date",
			"6 F directory.row.dates", "7 G directory.row.succession_missing", "8 H directory.row.succession", "9 I directory.row.predecessors_missing",
			"11 G2 directory.row.twice", "12 K directory.row.long", "13  sheet.ragged",
		}},
		{"parents", "code,name,type,parent\nC,丙,outlet,NONE\nD,丁,outlet,D\nE,,outlet,HQ\nF,己,outlet,E\nG,庚,outlet,F\n", []string{
			"2 C directory.row.parent_unknown", "3 D directory.row.parent_self", "4 E directory.row.name", "5 F directory.row.parent_refused",
		}},
		{"circle within the table", "code,name,type,parent\nX,一,outlet,Z\nY,二,outlet,X\nZ,三,outlet,Y\n", []string{
			"2 X directory.row.cycle", "3 Y directory.row.cycle", "4 Z directory.row.cycle",
		}},
		{"circle with what is recorded", "code,name,parent\nHQ,总行,A\n", []string{"2 HQ directory.row.cycle"}},
		{"closing above open units", "code,name,valid_to\nB1,东支行,2025-12-31\n", []string{"2 B1 directory.row.children_open"}},
		{"opening below a unit that is closed then", "code,name,type,parent,valid_from,valid_to\nB2,西支行,sub_branch,HQ,2020-01-01,2024-12-31\nC,丙,outlet,B2,2025-01-01,\n", []string{"3 C directory.row.parent_closed"}},
		{"opening before the parent does", "code,name,type,parent,valid_from\nC,丙,outlet,B2,2019-01-01\n", []string{"2 C directory.row.parent_closed"}},
		{"merging a branch away from its outlets", "code,name,type,parent,predecessors,succession\nB3,南支行,sub_branch,HQ,B1,replace\n", []string{"2 B3 directory.row.children_open"}},
		{"predecessors", "code,name,type,parent,predecessors,succession\nC,丙,outlet,B1,NONE,merge\nD,丁,outlet,B1,D,replace\nE,戊,outlet,B1,F,replace\nF,己,outlet,B1,,\n", []string{
			"2 C directory.row.predecessor_unknown", "3 D directory.row.predecessor_self", "4 E directory.row.closed_before_open",
		}},
		{"a new unit needs a type", "code,name\nC,丙\n", []string{"2 C directory.row.type"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, report := makeReport(record(t, bank), read(t, tt.table), Options{ValidFrom: today})
			if diff := cmp.Diff(tt.want, faults(t, report)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPartialLeavesOutWhatDependsOnAFault(t *testing.T) {
	t.Parallel()
	table := "code,name,type,parent\nC,,sub_branch,HQ\nD,丁,outlet,C\nE,戊,outlet,D\nF,己,outlet,B2\nX,一,outlet,Y\nY,二,outlet,X\n"
	p, report := makeReport(record(t, bank), read(t, table), Options{ValidFrom: today, Partial: true})
	want := []string{
		"2 C directory.row.name", "3 D directory.row.parent_refused", "4 E directory.row.parent_refused",
		"6 X directory.row.cycle", "7 Y directory.row.cycle",
	}
	if diff := cmp.Diff(want, faults(t, report)); diff != "" {
		t.Error(diff)
	}
	if got := p.draw(today); got != "HQ(B1(A B) B2(F))" || report.Created != 1 || report.Rows != 6 {
		t.Errorf("tree %s, report %+v", got, report)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	in := read(t, "机构编码, 名称 ,英文名,类型,上级,负责人,生效日期,失效日期,前身,沿革,备注\nN1,甲 网点,Outlet,网点,HQ,张三,2026年5月1日,2026/12/31,A、B,并入,x\n")
	want := row{
		number: 2, code: "N1", name: "甲 网点", nameEN: "Outlet", unitType: "outlet", parent: "HQ", manager: "张三",
		from: "2026-05-01", to: "2026-12-31", predecessors: []string{"A", "B"}, succession: Merge,
	}
	if diff := cmp.Diff([]row{want}, in.rows, cmp.AllowUnexported(row{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"备注"}, in.ignored); diff != "" {
		t.Error(diff)
	}
	for text, key := range map[string]string{"code,type\nA,outlet\n": "directory.header.missing", "code,编码,name\nA,B,C\n": "directory.header.twice"} {
		table, err := sheet.OpenBytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readRows(table); !errs.HasKey(err, key) {
			t.Errorf("%q: %v, want %s", text, err, key)
		}
	}
}

func TestSuccessions(t *testing.T) {
	t.Parallel()
	s := newSuccessions([]Succession{
		{"a", "c", "2020-01-01", Merge},
		{"b", "c", "2020-01-01", Merge},
		{"c", "d", "2022-01-01", Replace},
		{"x", "x1", "2021-06-01", Split},
		{"x", "x2", "2021-06-01", Split},
		{"y", "x", "2019-01-01", Replace},
		{"p", "q", "2020-01-01", Replace},
		{"q", "p", "2021-01-01", Replace},
	})
	for id, want := range map[string]struct {
		now   string
		split bool
	}{"a": {"d", false}, "c": {"d", false}, "d": {"d", false}, "x": {"x", true}, "y": {"x", true}, "unknown": {"unknown", false}} {
		if now, split := s.Now(id); now != want.now || split != want.split {
			t.Errorf("%s goes on as %s (split %v), want %+v", id, now, split, want)
		}
	}
	s.Now("p") // a circle in the records must end
	for _, tt := range []struct {
		id           string
		after, until calendar.Date
		want         bool
	}{
		{"a", "2019-01-01", "2019-12-31", false},
		{"a", "2019-01-01", "2020-01-01", true},
		{"a", "2020-01-01", "2021-01-01", false},
		{"d", "2021-01-01", "2022-01-01", true},
		{"unknown", "2000-01-01", "2030-01-01", false},
	} {
		if got := s.Between(tt.id, tt.after, tt.until); got != tt.want {
			t.Errorf("%s between %s and %s: %v", tt.id, tt.after, tt.until, got)
		}
	}
	for _, tt := range []struct{ from, want string }{{"d", "a b c d"}, {"x1", "x1"}, {"x1 x2", "x x1 x2 y"}, {"a", "a"}} {
		set := map[string]bool{}
		for _, id := range strings.Fields(tt.from) {
			set[id] = true
		}
		s.withPredecessors(set)
		var got []string
		for id := range set {
			got = append(got, id)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s with predecessors: %v, want %s", tt.from, got, tt.want)
		}
	}
}
