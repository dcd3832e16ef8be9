package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

const small = "code,name,type,parent,valid_from\nHQ,总行,head_office,,2020-01-01\nB1,东,sub_branch,HQ,2020-01-01\nB2,西,sub_branch,HQ,2020-01-01\n" +
	"A,甲,outlet,B1,2020-01-01\nB,乙,outlet,B1,2020-01-01\nC,丙,outlet,B2,2020-01-01\n"

func free(*directory.Follow) error { return nil }

func fill(t *testing.T, s *directory.Service, text string) {
	t.Helper()
	if report, err := s.Import(context.Background(), li, table(t, text), directory.Options{}); err != nil {
		t.Fatalf("%v %+v", err, report.Errors)
	}
}

// units are those of an edit as they are now.
func units(t *testing.T, s *directory.Service, codes ...string) []directory.Seen {
	t.Helper()
	var list []directory.Seen
	for _, code := range codes {
		past, err := s.Past(context.Background(), code)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, directory.Seen{Code: code, Revision: past.Unit.Revision})
	}
	return list
}

func outline(t *testing.T, s *directory.Service, on calendar.Date) string {
	t.Helper()
	tree, err := s.Tree(context.Background(), on)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, u := range tree.Units {
		list = append(list, strings.Repeat(".", u.Level)+u.Code)
	}
	return strings.Join(list, " ")
}

func TestEditsAreLoggedAndTakenBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), service(d)
		fill(t, s, small)
		wang := audit.Actor{ID: "u2", Name: "王"}
		before := outline(t, s, day)
		merge := directory.Edit{Act: directory.ActMerge, On: day, Units: units(t, s, "B1", "B2"), Into: "B2"}
		f, err := s.Preview(ctx, merge)
		if err != nil {
			t.Fatal(err)
		}
		var effects []string
		for _, e := range f.Effects {
			effects = append(effects, e.Code+" "+e.What)
		}
		if got := strings.Join(effects, ", "); got != "A moved, B moved, B1 closed, B2 kept" {
			t.Errorf("effects %s", got)
		}
		if outline(t, s, day) != before {
			t.Error("a preview changed the tree")
		}
		c, err := s.Apply(ctx, wang, merge, free)
		if err != nil {
			t.Fatal(err)
		}
		if got := outline(t, s, day); got != "HQ .B2 ..A ..B ..C" {
			t.Errorf("merged: %s", got)
		}
		if got := outline(t, s, "2026-11-21"); got != before {
			t.Errorf("the day before: %s", got)
		}
		// Somebody who has not seen the merger moves a unit that it moved.
		stale := directory.Edit{Act: directory.ActMove, On: day, Units: merge.Units[1:], Parent: "HQ"}
		_, err = s.Apply(ctx, li, stale, free)
		if e := errs.All(err); len(e) != 1 || e[0].Key != "directory.edit.conflict_with" || e[0].Kind != errs.Conflict || e[0].Args["who"] != "王" {
			t.Errorf("a stale edit: %v", err)
		}
		stop := errors.New("stop")
		later := directory.Edit{Act: directory.ActMove, On: day, Units: units(t, s, "A"), Parent: "HQ"}
		if _, err := s.Apply(ctx, li, later, func(*directory.Follow) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("the guard did not stop it: %v", err)
		}
		moved, err := s.Apply(ctx, li, later, free)
		if err != nil {
			t.Fatal(err)
		}
		none := func(*directory.Change) error { return nil }
		if err := s.Undo(ctx, li, c.Revision, none); !errs.HasKey(err, "directory.undo.newer") {
			t.Errorf("undoing what was built upon: %v", err)
		}
		for _, revision := range []int64{moved.Revision, c.Revision} {
			if err := s.Undo(ctx, li, revision, none); err != nil {
				t.Fatalf("undo %d: %v", revision, err)
			}
		}
		if got := outline(t, s, day); got != before {
			t.Errorf("taken back: %s", got)
		}
		if all, err := s.Successions(ctx); err != nil || all.Between(f.Successions[0].From, "2020-01-01", "2030-01-01") {
			t.Errorf("the succession stays: %v", err)
		}
		if err := s.Undo(ctx, li, c.Revision, none); !errs.HasKey(err, "directory.undo.done") {
			t.Errorf("undoing twice: %v", err)
		}
		list, next, err := s.Changes(ctx, 0, 3)
		if err != nil || len(list) != 3 || next != 3 || list[0].Act != directory.ActUndo || list[2].UndoneBy != "李管理员" {
			t.Errorf("log %+v %d %v", list, next, err)
		}
		log, _, err := audit.List(ctx, d, audit.Filter{Action: "directory."})
		var actions []string
		for _, r := range log {
			actions = append(actions, r.Entry.Action+" "+r.Entry.Unit)
		}
		if want := "directory.undo A, directory.undo A, directory.move A, directory.merge B2, directory.import "; err != nil || strings.Join(actions, ", ") != want {
			t.Errorf("audit %v %v", actions, err)
		}
		// What was seen before the merger is again what is there.
		if _, err := s.Apply(ctx, li, stale, free); !errs.HasKey(err, "directory.edit.nothing") {
			t.Errorf("after the undoing: %v", err)
		}
	})
}

func TestAnAddedUnitIsTakenBackUnlessSomethingIsBelow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), service(d)
		fill(t, s, small)
		add := func(code, parent string) directory.Change {
			t.Helper()
			c, err := s.Apply(ctx, li, directory.Edit{Act: directory.ActAdd, On: day, New: []directory.NewUnit{
				{Fields: directory.Fields{Name: code, Type: "outlet"}, Code: code, Parent: parent},
			}}, free)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		first, second := add("N1", "B1"), add("N2", "N1")
		none := func(*directory.Change) error { return nil }
		if err := s.Undo(ctx, li, first.Revision, none); !errs.HasKey(err, "directory.undo.children") {
			t.Errorf("with a unit below: %v", err)
		}
		for _, c := range []directory.Change{second, first} {
			if err := s.Undo(ctx, li, c.Revision, none); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Past(ctx, "N1"); !errs.Is(err, errs.NotFound) {
			t.Errorf("the unit is still there: %v", err)
		}
		add("N1", "B2") // the code is free again
	})
}

// As now follows mergers and replacements, comparable units are those without a succession between, and a scope has the
// predecessors of its units.
func TestSuccessionOfEdits(t *testing.T) {
	t.Parallel()
	ctx, s := context.Background(), service(dbtest.OpenSQLite(t))
	fill(t, s, small)
	id := func(code string) string {
		past, err := s.Past(ctx, code)
		if err != nil {
			t.Fatal(err)
		}
		return past.Unit.ID
	}
	for _, e := range []directory.Edit{
		{Act: directory.ActMerge, On: "2025-01-01", Units: units(t, s, "A", "C"), Into: "C"},
		{Act: directory.ActReplace, On: "2026-01-01", Units: units(t, s, "B"), New: []directory.NewUnit{
			{Fields: directory.Fields{Name: "新乙", Type: "outlet"}, Code: "N", Parent: "B2"},
		}},
	} {
		if e.Act == directory.ActMerge { // seen anew: the merger bumps nothing else
			e.Units = units(t, s, "A", "C")
		}
		f, err := s.Preview(ctx, e)
		if err != nil {
			t.Fatal(err)
		}
		if e.Act == directory.ActMerge {
			was, is := f.ScopeBefore(id("B2")), f.ScopeAfter(id("B2"))
			if slices.Contains(was, id("A")) || !slices.Contains(is, id("A")) {
				t.Error("whoever is in charge of the heir does not come to see the predecessor")
			}
		}
		if _, err := s.Apply(ctx, li, e, free); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Successions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"A": "C", "B": "N", "C": "C", "B1": "B1"} {
		if now, split := all.Now(id(from)); now != id(to) || split {
			t.Errorf("%s does not go on as %s", from, to)
		}
	}
	for _, tt := range []struct {
		unit         string
		after, until calendar.Date
		between      bool
	}{
		{"C", "2024-12-31", "2025-06-30", true},
		{"C", "2025-01-01", "2025-06-30", false},
		{"A", "2024-06-30", "2024-12-31", false},
		{"N", "2025-12-31", "2026-01-01", true},
		{"B1", "2020-01-01", day, false},
	} {
		if got := all.Between(id(tt.unit), tt.after, tt.until); got != tt.between {
			t.Errorf("%s between %s and %s: %v", tt.unit, tt.after, tt.until, got)
		}
	}
	scope, err := s.Scope(ctx, id("B2"))
	if err != nil || !slices.Contains(scope, id("A")) || !slices.Contains(scope, id("B")) {
		t.Errorf("the scope of B2 lacks predecessors: %v", err)
	}
	// Who plans a unit for later must find it again.
	c, err := s.Apply(ctx, li, directory.Edit{Act: directory.ActAdd, On: "2027-01-01", New: []directory.NewUnit{
		{Fields: directory.Fields{Name: "明年", Type: "outlet"}, Code: "Y", Parent: "B2"},
	}}, free)
	if err != nil {
		t.Fatal(err)
	}
	if scope, err = s.Scope(ctx, id("B2")); err != nil || !slices.Contains(scope, c.Units[0].ID) {
		t.Errorf("a unit of next year is in nobody's scope: %v", err)
	}
}

// large is a bank of n outlets below ten branches.
func large(n int) string {
	var b strings.Builder
	b.WriteString("code,name,type,parent,valid_from\nHQ,总行,head_office,,2020-01-01\n")
	for i := range 10 {
		fmt.Fprintf(&b, "S%d,支行%d,sub_branch,HQ,2020-01-01\n", i, i)
	}
	for i := range n {
		fmt.Fprintf(&b, "O%d,网点%d,outlet,S%d,2020-01-01\n", i, i, i%10)
	}
	return b.String()
}

// A large import is seen all at once, tells how far it is, and lets the intake pass: no answer waits for all of it.
func TestALargeImportLetsTheIntakePass(t *testing.T) {
	t.Parallel()
	ctx, d := context.Background(), dbtest.OpenSQLite(t)
	s := service(d)
	const n = 5000
	var half atomic.Bool
	var told []int
	done := make(chan error, 1)
	partly := 0
	go func() {
		_, err := s.Import(ctx, li, table(t, large(n)), directory.Options{Told: func(at, total int) {
			told = append(told, at*100/total)
			half.Store(true)
		}})
		done <- err
	}()
	var waits []time.Duration
	var err error
	for running := true; running; {
		select {
		case err = <-done:
			running = false
		default:
			start := time.Now()
			if err := d.IntakeTx(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE settings SET value = value WHERE name = 'none'`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if half.Load() {
				waits = append(waits, time.Since(start))
			}
			if len(waits)%8 != 0 {
				continue
			}
			if tree, err := service(d).Tree(ctx, day); err != nil || len(tree.Units) != 0 && len(tree.Units) != n+11 {
				partly++
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if partly > 0 {
		t.Errorf("%d times a part of the import was seen", partly)
	}
	if got := outline(t, s, day); strings.Count(got, " ") != n+10 {
		t.Errorf("%d units", strings.Count(got, " ")+1)
	}
	slices.Sort(waits)
	if len(waits) < 10 || waits[len(waits)/2] > 40*time.Millisecond {
		t.Errorf("%d answers passed, half of them waited longer than %v", len(waits), waits[len(waits)/2])
	}
	if !slices.IsSorted(told) || told[len(told)-1] != 100 {
		t.Errorf("progress %v", told)
	}
	// The rows are in their tables, none is left behind, and the same table changes nothing.
	if left, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM org_pending`); err != nil || left != 0 {
		t.Errorf("%d staged rows are left: %v", left, err)
	}
	again, err := s.Import(ctx, li, table(t, large(n)), directory.Options{})
	if err != nil || again.Unchanged != n+11 {
		t.Errorf("again: %+v %v", again.Unchanged, err)
	}
}

func TestTypesOfUnits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), service(d)
		fill(t, s, "code,name,type,parent\nHQ,总行,head_office,\nV,车,vehicle,HQ\n")
		types, err := s.Types(ctx)
		if err != nil || len(types) != 15 || types[14].Code != "vehicle" {
			t.Fatalf("types %+v %v", types, err)
		}
		if err := s.SetType(ctx, li, "vehicle", i18n.Text{"zh": " 流动 服务车 ", "en": "Mobile bank"}); err != nil {
			t.Fatal(err)
		}
		if types, err = s.Types(ctx); err != nil || types[14].Name["zh"] != "流动 服务车" || types[14].Name["en"] != "Mobile bank" {
			t.Errorf("named %+v", types[14])
		}
		for code, key := range map[string]string{"vehicle": "directory.type.used", "employee": "directory.type.used", "castle": "directory.type.unknown"} {
			if err := s.RemoveType(ctx, li, code); !errs.HasKey(err, key) {
				t.Errorf("remove %s: %v", code, err)
			}
		}
		if err := s.RemoveType(ctx, li, "brand"); err != nil {
			t.Error(err)
		}
		for code, name := range map[string]string{"Castle": "城堡", "castle": "", "c": strings.Repeat("长", 41)} {
			if err := s.SetType(ctx, li, code, i18n.Text{"zh": name}); !errs.Is(err, errs.Invalid) {
				t.Errorf("type %q %q: %v", code, name, err)
			}
		}
	})
}
