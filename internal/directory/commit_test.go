package directory

import (
	"context"
	"testing"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
)

// What was decided holds although its rows are not folded in yet; what was only staged does not. The next change folds in
// the one and clears away the other.
func TestAnInterruptedChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		now := func() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }
		s := New(d, now, time.UTC)
		rows := func(code string, revision int64) []written {
			return []written{
				{Unit: &codedUnit{"id-" + code, code, 1, revision}},
				{Version: &Version{UnitID: "id-" + code, ValidFrom: "2020-01-01", Name: code, Type: "outlet", ChangedAt: 1}},
			}
		}
		for code, revision := range map[string]int64{"DECIDED": 1, "STAGED": 2} {
			if err := s.stage(ctx, revision, rows(code, revision), nil); err != nil {
				t.Fatal(err)
			}
		}
		c := Change{Revision: 1, At: 1, By: audit.Actor{ID: "u", Name: "u"}, Act: ActImport, folding: true}
		if err := d.Tx(ctx, func(tx *db.Tx) error { return insertChange(ctx, tx, &c) }); err != nil {
			t.Fatal(err)
		}
		drawn := func(s *Service) string {
			t.Helper()
			h, err := s.history(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return h.draw(today)
		}
		if got := drawn(New(d, now, time.UTC)); got != "DECIDED" {
			t.Errorf("before the next change: %q", got)
		}
		if n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM org_units`); err != nil || n != 0 {
			t.Errorf("%d units are in their table: %v", n, err)
		}
		add := Edit{Act: ActAdd, On: "2026-01-01", New: []NewUnit{outlet("NEXT", "DECIDED")}}
		done, err := s.Apply(ctx, c.By, add, func(*Follow) error { return nil })
		if err != nil || done.Revision != 2 {
			t.Fatalf("revision %d: %v", done.Revision, err)
		}
		if got := drawn(s); got != "DECIDED(NEXT)" {
			t.Errorf("after it: %q", got)
		}
		if n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM org_pending`); err != nil || n != 0 {
			t.Errorf("%d rows are left: %v", n, err)
		}
		// Somebody who planned on what was there before is told so, and nothing of his is written.
		h, err := load(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		h.revision = 1
		p, err := planEdit(h, &Edit{Act: ActAdd, On: "2026-01-01", New: []NewUnit{outlet("LATE", "DECIDED")}}, types, today, newID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.commit(ctx, h, p, Change{By: c.By, Act: ActAdd}, audit.Entry{Action: "directory.add"}, nil); !errs.HasKey(err, errMoved.Key) {
			t.Errorf("two writers at once: %v", err)
		}
		s.forget()
		if got := drawn(s); got != "DECIDED(NEXT)" {
			t.Errorf("after the refusal: %q", got)
		}
	})
}
