package questionnaire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/questionnaire"
)

var (
	bo   = audit.Actor{ID: "bo", Name: "Bo"}
	noon = func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }
)

// copyOf is the document again, to be changed.
func copyOf(t *testing.T, d *questionnaire.Document) questionnaire.Document {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := questionnaire.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func TestPublish(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		systems := indicator.New(d, noon)
		forms := questionnaire.New(d, systems, noon)
		doc := kitchen(t)

		if err := forms.Check(ctx, doc); !errs.HasKey(err, "questionnaire.system_unknown") {
			t.Fatalf("before the system is there: %v", err)
		}
		system, err := systems.Publish(ctx, bo, *small())
		if err != nil {
			t.Fatal(err)
		}
		v, err := forms.Publish(ctx, bo, *doc)
		if err != nil {
			t.Fatal(i18n.Error(i18n.EN, err))
		}
		if v.System != system.ID || v.PublishedBy != "bo" || v.PublishedAt != db.At(noon()) || len(v.Form.Items()) != 11 {
			t.Errorf("published %+v", v)
		}
		if diff := cmp.Diff(doc, v.Document); diff != "" {
			t.Errorf("stored document differs: %s", diff)
		}

		again, err := forms.Publish(ctx, bo, copyOf(t, doc))
		if err != nil || again.ID != v.ID {
			t.Errorf("same content again: %s %v, want %s", again.ID, err, v.ID)
		}
		changed := copyOf(t, doc)
		changed.Title["zh"] = "改了"
		if _, err := forms.Publish(ctx, bo, changed); !errs.Is(err, errs.Conflict) || !errs.HasKey(err, "definition.version_taken") {
			t.Errorf("other content: %v", err)
		}
		changed.Version = "1.1"
		if _, err := forms.Publish(ctx, bo, changed); err != nil {
			t.Errorf("wording in a minor version: %v", err)
		}
		changed.Version, changed.Sections[2].Items[0].Max = "1.2", nil
		if _, err := forms.Publish(ctx, bo, changed); !errs.HasKey(err, "questionnaire.minor_changes_meaning") || !strings.Contains(err.Error(), "sections[YOU].items[YEARS].max") {
			t.Errorf("meaning in a minor version: %v", err)
		}
		changed.Version = "2.0"
		if _, err := forms.Publish(ctx, bo, changed); err != nil {
			t.Errorf("meaning in a major version: %v", err)
		}

		// A second process reads what the first has stored.
		other := questionnaire.New(d, indicator.New(d, noon), noon)
		got, err := other.ByVersion(ctx, "kitchen", "1.0")
		if err != nil || got.Hash != v.Hash || cmp.Diff(doc, got.Document) != "" {
			t.Errorf("read back: %v %s", err, cmp.Diff(doc, got.Document))
		}
		list, err := other.List(ctx)
		if err != nil || len(list) != 3 || list[0].Version != "2.0" || list[2].Version != "1.0" {
			t.Errorf("list: %v %v", list, err)
		}
		if _, err := other.ByID(ctx, "nothing"); !errs.Is(err, errs.NotFound) || !errs.HasKey(err, "definition.version_unknown") {
			t.Errorf("unknown id: %v", err)
		}
		log, _, err := audit.List(ctx, d, audit.Filter{Action: "questionnaire.publish"})
		if err != nil || len(log) != 3 || log[0].Actor.ID != "bo" || log[0].Entry.Details["hash"] != list[0].Hash {
			t.Errorf("audit: %v %v", log, err)
		}
	})
}

// TestPublishedVersionsAreFrozen goes around the service: the database itself refuses.
func TestPublishedVersionsAreFrozen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		systems := indicator.New(d, noon)
		if _, err := systems.Publish(ctx, bo, *small()); err != nil {
			t.Fatal(err)
		}
		if _, err := questionnaire.New(d, systems, noon).Publish(ctx, bo, *kitchen(t)); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{
			`UPDATE questionnaire_versions SET document = '{}'`, `DELETE FROM questionnaire_versions`,
			`UPDATE indicator_versions SET document = '{}'`, `DELETE FROM indicator_versions`,
		} {
			if _, err := d.Exec(ctx, text); err == nil || !strings.Contains(err.Error(), "a published version") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}

// TestPublishTogether lets several publish the same version at the same time: one version comes of it, and a loser
// is told so or finds it there.
func TestPublishTogether(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var wg sync.WaitGroup
		ids := make([]string, 8)
		for i := range ids {
			wg.Go(func() {
				v, err := indicator.New(d, noon).Publish(ctx, bo, *small())
				if err != nil && !errs.Is(err, errs.Conflict) {
					t.Error(err)
				}
				for _, e := range errs.All(err) {
					if !i18n.Has(e.Key) {
						t.Errorf("no text for %s", e.Key)
					}
				}
				ids[i] = v.ID
			})
		}
		wg.Wait()
		list, err := indicator.New(d, noon).List(ctx)
		if err != nil || len(list) != 1 {
			t.Fatalf("%d versions, %v", len(list), err)
		}
		for _, id := range ids {
			if id != "" && id != list[0].ID {
				t.Errorf("got id %s, stored %s", id, list[0].ID)
			}
		}
	})
}
