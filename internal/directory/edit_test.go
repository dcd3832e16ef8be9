package directory

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

var types = []Type{{Code: "head_office"}, {Code: "sub_branch"}, {Code: "outlet"}, {Code: Employee}}

func seen(codes ...string) []Seen {
	list := make([]Seen, len(codes))
	for i, code := range codes {
		list[i] = Seen{Code: code}
	}
	return list
}

func outlet(code, parent string, children ...string) NewUnit {
	return NewUnit{Fields: Fields{Name: "新" + code, Type: "outlet"}, Code: code, Parent: parent, Children: children}
}

// edited carries edits out one after the other, without a database.
func edited(t *testing.T, h *history, edits ...Edit) *history {
	t.Helper()
	n := 0
	for _, e := range edits {
		p, err := planEdit(h, &e, types, today, func() string { n++; return fmt.Sprintf("new-%d", n) })
		if err != nil {
			t.Fatalf("%s on %s: %v", e.Act, e.On, err)
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

func TestEditsChangeTheTreeFromADayOn(t *testing.T) {
	t.Parallel()
	moved := "code,name,parent,valid_from\nB,乙网点,B2,2025-07-01\n"
	tests := []struct {
		name        string
		tables      []string
		edits       []Edit
		trees       map[calendar.Date]string
		successions string
	}{
		{
			"a unit is added", nil,
			[]Edit{{Act: ActAdd, On: "2026-03-01", New: []NewUnit{outlet("C", "B2")}}},
			map[calendar.Date]string{"2026-02-28": "HQ(B1(A B) B2)", "2026-03-01": "HQ(B1(A B) B2(C))"},
			"",
		},
		{
			"a unit moves, and its past stays", nil,
			[]Edit{{Act: ActMove, On: "2026-12-01", Units: seen("B"), Parent: "B2"}},
			map[calendar.Date]string{"2026-11-30": "HQ(B1(A B) B2)", "2026-12-01": "HQ(B1(A) B2(B))"},
			"",
		},
		{
			"a branch moves with all below it", nil,
			[]Edit{{Act: ActMove, On: "2026-01-01", Units: seen("B1"), Parent: "B2"}},
			map[calendar.Date]string{today: "HQ(B2(B1(A B)))"},
			"",
		},
		{
			"a move in the past ends where a later move begins",
			[]string{moved},
			[]Edit{{Act: ActMove, On: "2024-01-01", Units: seen("B"), Parent: "HQ"}},
			map[calendar.Date]string{"2024-01-01": "HQ(B B1(A) B2)", "2025-07-01": "HQ(B1(A) B2(B))"},
			"",
		},
		{
			"a unit closes", nil,
			[]Edit{{Act: ActClose, On: "2026-06-01", Units: seen("B")}},
			map[calendar.Date]string{"2026-05-31": "HQ(B1(A B) B2)", "2026-06-01": "HQ(B1(A) B2)"},
			"",
		},
		{
			"units merge into one of them, with what lies below", nil,
			[]Edit{{Act: ActMerge, On: "2026-06-01", Units: seen("B1", "B2"), Into: "B2"}},
			map[calendar.Date]string{"2026-05-31": "HQ(B1(A B) B2)", "2026-06-01": "HQ(B2(A B))"},
			"B1→B2 merge",
		},
		{
			"units merge into a new one", nil,
			[]Edit{{Act: ActMerge, On: "2026-06-01", Units: seen("A", "B"), New: []NewUnit{outlet("M", "B2")}}},
			map[calendar.Date]string{"2026-06-01": "HQ(B1 B2(M))"},
			"A→M merge, B→M merge",
		},
		{"a unit merges into its own child", nil, []Edit{
			{Act: ActMove, On: "2026-01-01", Units: seen("B2"), Parent: "B1"}, {Act: ActMerge, On: "2026-06-01", Units: seen("B1", "B2"), Into: "B2"},
		}, map[calendar.Date]string{"2026-06-01": "HQ(B2(A B))"}, "B1→B2 merge"},
		{
			"a unit is replaced", nil,
			[]Edit{{Act: ActReplace, On: "2026-06-01", Units: seen("B1"), New: []NewUnit{outlet("N", "HQ")}}},
			map[calendar.Date]string{"2026-06-01": "HQ(B2 N(A B))"},
			"B1→N replace",
		},
		{
			"a unit is divided", nil,
			[]Edit{{Act: ActSplit, On: "2026-06-01", Units: seen("B1"), New: []NewUnit{outlet("S1", "HQ", "A"), outlet("S2", "B2", "B")}}},
			map[calendar.Date]string{"2026-05-31": "HQ(B1(A B) B2)", "2026-06-01": "HQ(B2(S2(B)) S1(A))"},
			"B1→S1 split, B1→S2 split",
		},
		{
			"a unit is divided and goes on", nil,
			[]Edit{{Act: ActSplit, On: "2026-06-01", Units: seen("A"), New: []NewUnit{outlet("S1", "B1"), outlet("S2", "B1")}, Keep: true}},
			map[calendar.Date]string{"2026-06-01": "HQ(B1(A B S1 S2) B2)"},
			"A→S1 split, A→S2 split",
		},
		{
			"an employee is a unit below an outlet", nil,
			[]Edit{{Act: ActAdd, On: today, New: []NewUnit{{Fields: Fields{Name: "王小明", Type: Employee}, Code: "E1001", Parent: "A"}}}},
			map[calendar.Date]string{today: "HQ(B1(A(E1001) B) B2)"},
			"",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := edited(t, record(t, append([]string{bank}, tt.tables...)...), tt.edits...)
			for on, want := range tt.trees {
				if got := h.draw(on); got != want {
					t.Errorf("%s: %s, want %s", on, got, want)
				}
			}
			var got []string
			for _, s := range h.successions {
				got = append(got, h.units[h.byID[s.From]].code+"→"+h.units[h.byID[s.To]].code+" "+string(s.Kind))
			}
			if strings.Join(got, ", ") != tt.successions {
				t.Errorf("successions %v, want %s", got, tt.successions)
			}
		})
	}
}

// A new name holds on through later versions, as long as they do not name the unit otherwise.
func TestANewNameIsCarriedOn(t *testing.T) {
	t.Parallel()
	h := record(t, bank, "code,name,parent,manager,valid_from\nB,乙网点,B2,李,2025-07-01\n", "code,name,parent,manager,valid_from\nB,乙二,B2,李,2026-02-01\n")
	h = edited(t, h, Edit{Act: ActChange, On: "2024-01-01", Units: seen("B"), Set: &Fields{Name: "  新 乙 ", NameEN: "New B", Type: "outlet", Manager: "张"}})
	var got []string
	for _, v := range h.units[h.byCode["B"]].versions {
		got = append(got, fmt.Sprintf("%s %s/%s/%s", v.ValidFrom, v.Name, v.NameEN, v.Manager))
	}
	want := []string{"2020-01-01 乙网点//", "2024-01-01 新 乙/New B/张", "2025-07-01 新 乙/New B/李", "2026-02-01 乙二/New B/李"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEditsThatAreRefused(t *testing.T) {
	t.Parallel()
	add := func(on calendar.Date, n NewUnit) Edit { return Edit{Act: ActAdd, On: on, New: []NewUnit{n}} }
	name := func(text string) NewUnit {
		return NewUnit{Fields: Fields{Name: text, Type: "outlet"}, Code: "C", Parent: "B1"}
	}
	person := func(code, parent, manager string) NewUnit {
		return NewUnit{Fields: Fields{Name: "王", Type: Employee, Manager: manager}, Code: code, Parent: parent}
	}
	tests := []struct {
		name  string
		edit  Edit
		fault string // key field
	}{
		{"no such act", Edit{Act: "burn", On: today}, "directory.edit.act act"},
		{"no day", Edit{Act: ActClose, Units: seen("A")}, "directory.edit.day on"},
		{"a day that is none", Edit{Act: ActClose, On: "2026-02-30", Units: seen("A")}, "directory.edit.day on"},
		{"too far ahead", Edit{Act: ActClose, On: "2028-11-23", Units: seen("A")}, "directory.edit.day_range on"},
		{"long ago", add("1899-12-31", outlet("C", "B1")), "directory.edit.day_range on"},
		{"before it existed", Edit{Act: ActMove, On: "2019-12-31", Units: seen("A"), Parent: "B2"}, "directory.edit.early on"},
		{"closed already", Edit{Act: ActMove, On: today, Units: seen("X"), Parent: "B2"}, "directory.edit.closed on"},
		{"a unit that is not there", Edit{Act: ActMove, On: today, Units: seen("NO"), Parent: "B2"}, "directory.unit_unknown units"},
		{"seen otherwise", Edit{Act: ActMove, On: today, Units: []Seen{{"A", 7}}, Parent: "B2"}, "directory.edit.conflict units"},
		{"nobody said which", Edit{Act: ActMove, On: today, Parent: "B2"}, "directory.edit.units units"},
		{"the same twice", Edit{Act: ActMerge, On: today, Units: seen("A", "A"), Into: "A"}, "directory.edit.twice units"},
		{"below itself", Edit{Act: ActMove, On: today, Units: seen("B1"), Parent: "B1"}, "directory.edit.below_itself parent"},
		{"below its own child", Edit{Act: ActMove, On: today, Units: seen("B1"), Parent: "A"}, "directory.edit.below_itself parent"},
		{"below nobody known", Edit{Act: ActMove, On: today, Units: seen("B1"), Parent: "NO"}, "directory.row.parent_unknown parent"},
		{"below a closed one", Edit{Act: ActMove, On: today, Units: seen("B2"), Parent: "X"}, "directory.row.parent_closed parent"},
		{"to where it is", Edit{Act: ActMove, On: today, Units: seen("A"), Parent: "B1"}, "directory.edit.nothing "},
		{"with open units below", Edit{Act: ActClose, On: today, Units: seen("B1")}, "directory.row.children_open on"},
		{"before a later change", Edit{Act: ActClose, On: "2023-01-01", Units: seen("F")}, "directory.edit.later on"},
		{"on its first day", Edit{Act: ActClose, On: "2020-01-01", Units: seen("A")}, "directory.row.closed_before_open on"},
		{"a code in use, in other letters", add(today, outlet("b2", "B1")), "directory.edit.code_taken new[0].code"},
		{"a code of a closed unit", add(today, outlet("X", "B1")), "directory.edit.code_taken new[0].code"},
		{"a code that is a formula", add(today, outlet("=1+1", "B1")), "directory.row.code new[0].code"},
		{"no name", add(today, name(" \t ")), "directory.row.name new[0].name"},
		{"a name without end", add(today, name(strings.Repeat("长", 201))), "directory.row.long new[0].name"},
		{"a name that turns the line around", add(today, name("甲\u202e乙")), "directory.row.text new[0].name"},
		{"a type nobody knows", add(today, NewUnit{Fields: Fields{Name: "丙", Type: "castle"}, Code: "C", Parent: "B1"}), "directory.edit.type new[0].type"},
		{"before its parent", add("2019-06-01", outlet("C", "B1")), "directory.row.parent_closed parent"},
		{"merged with nobody", Edit{Act: ActMerge, On: today, Units: seen("A"), Into: "A"}, "directory.edit.into into"},
		{"merged into a stranger", Edit{Act: ActMerge, On: today, Units: seen("A", "B"), Into: "B2"}, "directory.edit.into into"},
		{"divided into one", Edit{Act: ActSplit, On: today, Units: seen("A"), New: []NewUnit{outlet("S1", "B1")}}, "directory.edit.parts new"},
		{"divided with a child left", Edit{Act: ActSplit, On: today, Units: seen("B1"), New: []NewUnit{outlet("S1", "HQ", "A"), outlet("S2", "HQ")}}, "directory.row.children_open on"},
		{"below an employee", add(today, outlet("C", "E1")), "directory.row.employee_below parent"},
		{"an employee at the top", add(today, person("E2", "", "")), "directory.row.employee_top parent"},
		{"an employee with a manager", add(today, person("E2", "A", "李")), "directory.row.employee_manager on"},
		{"a person's phone as code", add(today, person("13800138000", "A", "")), "directory.row.employee_code code"},
		{"a person's identity card as code", add(today, person("11010519491231002X", "A", "")), "directory.row.employee_code code"},
		{"a unit with others below becomes an employee", Edit{Act: ActChange, On: today, Units: seen("B1"), Set: &Fields{Name: "东", Type: Employee}}, "directory.row.employee_below parent"},
	}
	h := record(t, bank, "code,name,type,parent,valid_from,valid_to\nX,旧,outlet,B1,2020-01-01,2024-12-31\n",
		"code,name,type,parent,valid_from\nF,丁,outlet,B1,2020-01-01\nE1,王,employee,A,2020-01-01\n", "code,name,parent,valid_from\nF,丁,B2,2025-01-01\n")
	before := h.draw(today)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := planEdit(h, &tt.edit, types, today, newID)
			var got []string
			for _, e := range errs.All(err) {
				got = append(got, e.Key+" "+e.Field)
				for _, lang := range []i18n.Lang{i18n.ZH, i18n.EN} {
					if text := i18n.T(lang, e.Key, e.Args); text == e.Key || strings.Contains(text, "{") {
						t.Errorf("text of %s in %s: %q", e.Key, lang, text)
					}
				}
			}
			if !slices.Contains(got, tt.fault) {
				t.Errorf("got %q, want %q", got, tt.fault)
			}
			if after := h.draw(today); after != before {
				t.Errorf("the tree is %s, was %s", after, before)
			}
		})
	}
}
