package indicator_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
)

var (
	ann = audit.Actor{ID: "ann", Name: "安娜"}
	bob = audit.Actor{ID: "bob", Name: "博文"}
	ctx = context.Background()
)

func noon() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) }

func say(s string) i18n.Text { return i18n.Text{"zh": s, "en": s} }

func leaf(code, importance string) indicator.Node {
	return indicator.Node{Code: code, Name: say(code), Importance: importance}
}

// system is a tree of one root with two groups.
func system(version string) indicator.Document {
	return indicator.Document{
		Format: indicator.Format, Code: "small", Version: version, Name: say("small"),
		Departments: []indicator.Department{{Code: "D", Name: say("D")}},
		Nodes: []indicator.Node{{Code: "ROOT", Name: say("root"), Importance: "1", Missing: indicator.Renormalise, Children: []indicator.Node{
			{Code: "A", Name: say("A"), Importance: "0.1", Missing: indicator.Renormalise, Children: []indicator.Node{leaf("A1", "1"), leaf("A2", "1"), leaf("A3", "2")}},
			{Code: "B", Name: say("B"), Importance: "0.2", Missing: indicator.Incomplete, Children: []indicator.Node{leaf("B1", "1")}},
		}}},
	}
}

func TestDraftsGoFromEmptyToPublished(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := indicator.New(d, noon)
		draft, err := s.CreateDraft(ctx, ann, indicator.Document{Format: indicator.Format, Code: "small", Version: "1.0", Name: say("small")}, "")
		if err != nil || draft.Revision != 1 || draft.ChangedName != "安娜" {
			t.Fatalf("%+v, %v", draft, err)
		}
		if _, err := s.PublishDraft(ctx, ann, draft.ID, 1, "1.0"); !errs.HasKey(err, "indicator.no_nodes") {
			t.Errorf("an empty system is published: %v", err)
		}
		want := system("1.0")
		if draft, err = s.SaveDraft(ctx, ann, draft.ID, 1, want); err != nil || draft.Revision != 2 {
			t.Fatalf("save: %+v, %v", draft, err)
		}
		if stored, err := s.DraftByID(ctx, draft.ID); err != nil || cmp.Diff(stored.Document, want) != "" {
			t.Errorf("stored: %s %v", cmp.Diff(stored.Document, want), err)
		}
		v, err := s.PublishDraft(ctx, ann, draft.ID, 2, "1.0")
		if err != nil || v.Version != "1.0" || v.PublishedBy != "ann" || cmp.Diff(*v.Document, want) != "" {
			t.Fatalf("publish: %+v, %v", v, err)
		}
		if _, err := s.DraftByID(ctx, draft.ID); !errs.HasKey(err, "indicator.draft_unknown") {
			t.Errorf("the draft is still there: %v", err)
		}
		if n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM audit WHERE action = ? AND object_id = ?`, "indicator.publish", "small 1.0"); err != nil || n != 1 {
			t.Errorf("%d audit entries, %v", n, err)
		}
	})
}

func TestTwoPeopleDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := indicator.New(d, noon)
		draft, err := s.CreateDraft(ctx, ann, system("1.0"), "")
		if err != nil {
			t.Fatal(err)
		}
		mine, his := system("1.0"), system("1.0")
		mine.Name["zh"], his.Name["zh"] = "安娜的", "博文的"
		if _, err := s.SaveDraft(ctx, bob, draft.ID, 1, his); err != nil {
			t.Fatal(err)
		}
		for name, act := range map[string]func() error{
			"save":    func() error { _, err := s.SaveDraft(ctx, ann, draft.ID, 1, mine); return err },
			"publish": func() error { _, err := s.PublishDraft(ctx, ann, draft.ID, 1, "1.0"); return err },
			"delete":  func() error { return s.DeleteDraft(ctx, ann, draft.ID, 1) },
			"ahead":   func() error { _, err := s.SaveDraft(ctx, ann, draft.ID, 7, mine); return err },
			"publish what was read before": func() error {
				return d.Tx(ctx, func(tx *db.Tx) error { return s.TakeDraft(ctx, tx, &draft) })
			},
		} {
			err := act()
			if !errs.Is(err, errs.Conflict) || !errs.HasKey(err, "indicator.draft_changed") || !strings.Contains(i18n.Error(i18n.ZH, err), "博文") {
				t.Errorf("%s on an old revision: %v", name, err)
			}
		}
		stored, err := s.DraftByID(ctx, draft.ID)
		if err != nil || stored.Document.Name["zh"] != "博文的" || stored.Revision != 2 {
			t.Errorf("stored %+v, %v", stored, err)
		}
		if err := s.DeleteDraft(ctx, ann, draft.ID, 2); err != nil {
			t.Error(err)
		}
		if list, err := s.DraftIDs(ctx); err != nil || len(list) != 0 {
			t.Errorf("%d drafts left, %v", len(list), err)
		}
		if err := s.DeleteDraft(ctx, ann, draft.ID, 2); !errs.Is(err, errs.NotFound) {
			t.Errorf("deleted twice: %v", err)
		}
	})
}

func TestVersionsGoOn(t *testing.T) {
	t.Parallel()
	s := indicator.New(dbtest.OpenSQLite(t), noon)
	base, err := s.Publish(ctx, ann, system("1.9"))
	if err != nil {
		t.Fatal(err)
	}
	texts, heavier := system("1.9"), system("1.9")
	texts.Nodes[0].Children[0].Name["en"] = "A, better said"
	heavier.Nodes[0].Children[0].Importance = "0.3"
	for _, c := range []struct {
		name     string
		document indicator.Document
		next     string // proposed
		number   string
		want     string
	}{
		{"texts under the same number", texts, "1.10", "1.9", "indicator.version_not_newer at version latest=1.9 version=1.9"},
		{"an earlier number", texts, "1.10", "0.3", "indicator.version_not_newer at version latest=1.9 version=0.3"},
		{"no number", texts, "1.10", "next", "definition.version at version version=next"},
		{"a weight as a minor version", heavier, "2.0", "1.10", "indicator.version_minor at version latest=1.9 version=1.10"},
		{"texts as a minor version", texts, "1.10", "1.10", ""},
		{"a weight as a major version", heavier, "2.0", "2.0", ""},
		{"a number between", heavier, "2.1", "1.11", "indicator.version_not_newer at version latest=2.0 version=1.11"},
	} {
		draft, err := s.CreateDraft(ctx, ann, c.document, base.ID)
		if err != nil {
			t.Fatal(err)
		}
		if next, err := s.NextNumber(ctx, &draft.Document); err != nil || next != c.next {
			t.Errorf("%s: proposed %s, %v; want %s", c.name, next, err, c.next)
		}
		got := ""
		if _, err = s.PublishDraft(ctx, ann, draft.ID, 1, c.number); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	file := system("4.2")
	if next, err := s.NextNumber(ctx, &file); err != nil || next != "4.2" {
		t.Errorf("the number of a file: %s, %v", next, err)
	}
}

func TestTheLastChangedDraftComesFirst(t *testing.T) {
	t.Parallel()
	now := noon()
	s := indicator.New(dbtest.OpenSQLite(t), func() time.Time { now = now.Add(time.Minute); return now })
	var made []string
	for range 3 {
		draft, err := s.CreateDraft(ctx, ann, system("1.0"), "")
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, draft.ID)
	}
	if _, err := s.SaveDraft(ctx, bob, made[0], 1, system("1.1")); err != nil {
		t.Fatal(err)
	}
	list, err := s.DraftIDs(ctx)
	if want := []string{made[0], made[2], made[1]}; err != nil || !slices.Equal(list, want) {
		t.Errorf("got %v, %v; want %v", list, err, want)
	}
}

// A draft may have faults, but not a shape that no file has: what is exported can always be read again.
func TestDraftsAreLossless(t *testing.T) {
	t.Parallel()
	s := indicator.New(dbtest.OpenSQLite(t), noon)
	d := bank(t)
	d.Nodes[0].Children[1].Code = d.Nodes[0].Children[0].Code
	d.Nodes[0].Direction = indicator.Lower
	d.Nodes[0].Children[2].Importance = "many"
	draft, err := s.CreateDraft(ctx, ann, d, "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := definition.Canonical(draft.Document)
	if err != nil {
		t.Fatal(err)
	}
	again, err := indicator.Parse(bytes.NewReader(text))
	if err != nil || cmp.Diff(d, again) != "" {
		t.Errorf("%s %v", cmp.Diff(d, again), err)
	}
	for name, spoil := range map[string]func(*indicator.Document){
		"definition.control": func(d *indicator.Document) { d.Name["zh"] = "a\x00b" },
		"definition.null":    func(d *indicator.Document) { d.Nodes[0].Name = nil },
		"definition.too_deep": func(d *indicator.Document) {
			for n := &d.Nodes[0]; ; n = &n.Children[0] {
				if n.Children = []indicator.Node{leaf("X", "1")}; strings.Count(mustText(t, *d), `"children"`) > definition.MaxDepth {
					return
				}
			}
		},
	} {
		bad := system("1.0")
		spoil(&bad)
		if _, err := s.SaveDraft(ctx, ann, draft.ID, 1, bad); !errs.Is(err, errs.Invalid) || !errs.HasKey(err, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func mustText(t *testing.T, d indicator.Document) string {
	t.Helper()
	text, err := definition.Canonical(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
