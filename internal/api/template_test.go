package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/responsetest"
)

// TestTemplatesAndChanges takes a template from the API as it was written, and sees what a corrected word changed.
func TestTemplatesAndChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.fill(t)
		um := h.people["um"]
		var list struct {
			Items []struct {
				Code  string
				Items int
				Types []string
			}
		}
		editor(t, um, "GET", "/templates", "", &list)
		if len(list.Items) != 4 || list.Items[0].Code != "bank-outlet" || list.Items[0].Items != 29 || !slices.Equal(list.Items[3].Types, []string{"single", "ces", "multiple", "text"}) {
			t.Errorf("%+v", list)
		}
		var one struct{ Document, Indicators json.RawMessage }
		editor(t, um, "GET", "/templates/ces", "", &one)
		doc, err := questionnaire.Parse(bytes.NewReader(one.Document))
		if err != nil || doc.Code != "ces" || !bytes.Contains(one.Indicators, []byte(`"manyi.indicator/1"`)) {
			t.Fatalf("%v %s", err, one.Indicators)
		}
		if a := um.do(t, "GET", "/api/v1/templates/none", ""); a.status != http.StatusNotFound || a.problem(t).Key != "template.unknown" {
			t.Errorf("a template that is none: %s", a)
		}

		v, err := h.Forms.ByVersion(ctx, "bank-outlet", "1.0")
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(v.Document)
		if err != nil {
			t.Fatal(err)
		}
		minor, err := questionnaire.Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		minor.Version, minor.Title["en"] = "1.1", "How did we do?"
		if _, err := h.Forms.Publish(ctx, responsetest.By, minor); err != nil {
			t.Fatal(err)
		}
		var changes struct {
			From, To string
			Wording  bool
			Changes  []struct {
				Place, Old, New string
				Text            bool
			}
		}
		editor(t, um, "GET", "/questionnaires/bank-outlet/1.1/changes?from=1.0", "", &changes)
		if len(changes.Changes) != 1 || !changes.Wording || changes.Changes[0].Place != "title.en" || !changes.Changes[0].Text ||
			changes.Changes[0].Old != "How was our service?" || changes.Changes[0].New != "How did we do?" {
			t.Errorf("%+v", changes)
		}
		if a := um.do(t, "GET", "/api/v1/questionnaires/bank-outlet/1.1/changes?from=9.9", ""); a.status != http.StatusNotFound {
			t.Errorf("a version that is none: %s", a)
		}
	})
}
