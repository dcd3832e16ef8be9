package directory_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/sheet"
)

var li = audit.Actor{ID: "u1", Name: "李管理员"}

const day = calendar.Date("2026-11-22")

func service(d *db.DB) *directory.Service {
	zone := time.FixedZone("CST", 8*3600)
	return directory.New(d, func() time.Time { return time.Date(2026, 11, 22, 1, 0, 0, 0, zone) }, zone)
}

func table(t *testing.T, text string) *sheet.Table {
	t.Helper()
	opened, err := sheet.OpenBytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func file(t *testing.T, path string) *sheet.Table {
	t.Helper()
	opened, err := sheet.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	return opened
}

// lines counts the rows of a table below its header.
func lines(t *testing.T, path string) int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(strings.TrimSpace(string(text)), "\n")
}

func TestImportOfTheDemonstration(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), service(d)
		bankUnits := lines(t, "../demo/data/bank/org.csv")
		for _, tt := range []struct {
			path  string
			units int
		}{{"../demo/data/bank/org.csv", bankUnits}, {"../demo/data/sfo/org.csv", 8}} {
			dry, err := s.Import(ctx, li, file(t, tt.path), directory.Options{DryRun: true})
			if err != nil || dry.Created != tt.units || len(dry.Errors) > 0 || !dry.DryRun {
				t.Fatalf("%s dry: %+v %v", tt.path, dry, err)
			}
			report, err := s.Import(ctx, li, file(t, tt.path), directory.Options{})
			if err != nil || report.Created != tt.units || report.Rows != tt.units || len(report.Changes) != tt.units {
				t.Fatalf("%s: %+v %v", tt.path, report, err)
			}
			again, err := s.Import(ctx, li, file(t, tt.path), directory.Options{})
			if err != nil || again.Unchanged != tt.units || again.Created+again.Changed > 0 {
				t.Fatalf("%s again: %+v %v", tt.path, again, err)
			}
		}
		tree, err := s.Tree(ctx, day)
		if err != nil {
			t.Fatal(err)
		}
		if len(tree.Units) != bankUnits+8 || len(tree.Roots()) != 2 {
			t.Fatalf("%d units, %d roots", len(tree.Units), len(tree.Roots()))
		}
		outlet, ok := tree.ByCode("B0203")
		if !ok {
			t.Fatal("no outlet B0203")
		}
		var path []string
		for _, u := range tree.Path(outlet) {
			path = append(path, u.Code)
		}
		want := directory.Unit{
			Node: directory.Node{
				ID: outlet.ID, Code: "B0203", ParentID: tree.Units[outlet.Parent].ID,
				Index: outlet.Index, Last: outlet.Index, Level: 2, Parent: outlet.Parent,
			},
			Name: i18n.Text{"zh": "人民医院网点", "en": "People's Hospital Outlet"}, Type: "outlet",
			Manager: "曹若曦", ValidFrom: "2020-01-01", Revision: 1,
		}
		if diff := cmp.Diff(want, *outlet); diff != "" || strings.Join(path, "/") != "BANK/B02/B0203" {
			t.Errorf("path %v, unit %s", path, diff)
		}
		bank, _ := tree.ByCode("BANK")
		if below := tree.Below(bank); len(below) != bankUnits || below[1].Code != "B01" || below[2].Code != "B0101" {
			t.Errorf("%d units below the bank", len(below))
		}
		if found, ok := tree.ByID(bank.ID); !ok || found.Code != "BANK" {
			t.Error("not found by id")
		}
		if _, ok := tree.ByCode("NONE"); ok {
			t.Error("found a unit that is not there")
		}
		log, _, err := audit.List(ctx, d, audit.Filter{Action: "directory.import"})
		if err != nil || len(log) != 2 || log[0].Actor != li || log[1].Entry.Details["created"] != float64(bankUnits) {
			t.Errorf("audit %+v %v", log, err)
		}
	})
}

func TestImportIsAllOrNothingUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), service(d)
		text := "code,name,type,parent\nHQ,总行,head_office,\nA,甲,outlet,HQ\nB,,outlet,HQ\n"
		report, err := s.Import(ctx, li, table(t, text), directory.Options{})
		if !errs.HasKey(err, "directory.import.refused") || len(report.Errors) != 1 || report.Errors[0].Row != 4 {
			t.Fatalf("%+v %v", report, err)
		}
		if tree, err := s.Tree(ctx, day); err != nil || len(tree.Units) > 0 {
			t.Fatalf("%d units were written: %v", len(tree.Units), err)
		}
		dry, err := s.Import(ctx, li, table(t, text), directory.Options{DryRun: true})
		if err != nil || dry.Created != 2 || len(dry.Errors) != 1 || dry.Rows != 3 {
			t.Fatalf("dry run: %+v %v", dry, err)
		}
		report, err = s.Import(ctx, li, table(t, text), directory.Options{Partial: true, ValidFrom: "2026-01-01"})
		if err != nil || report.Created != 2 || len(report.Errors) != 1 {
			t.Fatalf("partial: %+v %v", report, err)
		}
		for asOf, want := range map[calendar.Date]int{"2025-12-31": 0, "2026-01-01": 2} {
			if tree, err := s.Tree(ctx, asOf); err != nil || len(tree.Units) != want {
				t.Errorf("%s: %d units, want %d: %v", asOf, len(tree.Units), want, err)
			}
		}
	})
}

func TestScopeAndHistory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := context.Background(), service(d)
		for _, text := range []string{
			"code,name,type,parent,valid_from\nHQ,总行,head_office,,2020-01-01\nB1,东,sub_branch,HQ,2020-01-01\nB2,西,sub_branch,HQ,2020-01-01\n" +
				"A,甲,outlet,B1,2020-01-01\nB,乙,outlet,B1,2020-01-01\nC,丙,outlet,B2,2020-01-01\nS,丁,outlet,B2,2020-01-01\n",
			"code,name,type,parent,predecessors,succession,valid_from,valid_to\nM,合,outlet,B2,A;C,merge,2025-01-01,\nB,乙,outlet,B1,,,2020-01-01,2025-06-30\n" +
				"S1,丁一,outlet,B2,S,split,2025-01-01,\nS2,丁二,outlet,B1,S,split,2025-01-01,\nS,丁,outlet,B2,,,2020-01-01,2024-12-31\n",
		} {
			if report, err := s.Import(ctx, li, table(t, text), directory.Options{}); err != nil {
				t.Fatalf("%v %+v", err, report.Errors)
			}
		}
		ids := map[string]string{}
		for _, asOf := range []calendar.Date{"2020-01-01", day} {
			tree, err := s.Tree(ctx, asOf)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range tree.Units {
				ids[u.Code] = u.ID
			}
		}
		// A lay below B1 but went on, with C, as M below B2. B is closed without a successor. S was divided between both.
		for code, want := range map[string]string{"HQ": "A B B1 B2 C HQ M S S1 S2", "B1": "A B B1 S2", "B2": "A B2 C M S S1", "M": "A C M", "S1": "S1", "A": "A"} {
			scope, err := s.Scope(ctx, ids[code])
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for name, id := range ids {
				if slices.Contains(scope, id) {
					got = append(got, name)
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("scope of %s: %v, want %s", code, got, want)
			}
		}
		if scope, err := s.Scope(ctx, "nobody"); err != nil || len(scope) > 0 {
			t.Errorf("scope of an unknown unit: %v %v", scope, err)
		}
		successions, err := s.Successions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if now, split := successions.Now(ids["A"]); now != ids["M"] || split {
			t.Error("A does not go on as M")
		}
		if now, split := successions.Now(ids["S"]); now != ids["S"] || !split {
			t.Error("S is not marked as divided")
		}
		past, err := s.Past(ctx, "A")
		if err != nil {
			t.Fatal(err)
		}
		if !past.Unit.Closed || len(past.Versions) != 2 || past.Versions[1].ValidFrom != "2025-01-01" || len(past.Successions) != 1 || past.Successions[0].Kind != directory.Merge {
			t.Errorf("history of A: %+v", past)
		}
		var e *errs.Error
		if _, err := s.Past(ctx, "NONE"); !errors.As(err, &e) || e.Kind != errs.NotFound {
			t.Errorf("history of an unknown unit: %v", err)
		}
	})
}
