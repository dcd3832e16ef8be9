package api_test

import (
	"net/http"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// testModeRoutes are the controls of the routes by which a planned wave's form is tried.
func testModeRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	h.tried(t, "to-try", 1)
	h.named(t, "to-reword", programme.Named, programme.ActOpen)
	later := bankForm(t, h)
	later.Version, later.Sections[0].Items[0].Text = "1.7", i18n.Text{"zh": "换个说法", "en": "Put better"}
	if _, err := h.Forms.Publish(ctx, responsetest.By, later); err != nil {
		t.Fatal(err)
	}
	others := []string{"admin", "branch-sm", "um", "neighbour", "foreign", "nobody"}
	return map[string]route{
		"reword-wave":       {path: "/waves/to-reword/questionnaire", body: `{"version": "1.7"}`, owner: "sm", deny: others},
		"make-test-link":    {path: "/waves/to-try/test-link", owner: "sm", deny: others},
		"list-test-answers": {path: "/waves/to-try/test-answers", owner: "sm", deny: others},
		"wipe-test-answers": {path: "/waves/to-try/test-answers", owner: "sm", deny: others},
	}
}

// tried plans a wave and answers its form n times under a test link.
func (h *house) tried(t *testing.T, code string, n int) programme.Wave {
	t.Helper()
	wave := h.named(t, code, programme.Confidential)
	link, err := h.Responses.MakeTestLink(ctx, responsetest.By, wave)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if _, err := h.Responses.SubmitTest(ctx, h.Submission(link.Code, i)); err != nil {
			t.Fatal(err)
		}
	}
	return wave
}

func TestTestAnswersAreReadItemByItem(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.fill(t)
		sm := h.people["sm"]
		h.named(t, "tried", programme.Confidential)
		var none, list, rest api.TestAnswerList
		editor(t, sm, "GET", "/waves/tried/test-answers", "", &none)
		if none.Link != nil || none.Count != 0 || none.Items == nil {
			t.Errorf("before there is a link: %+v", none)
		}
		var link api.TestLink
		editor(t, sm, "POST", "/waves/tried/test-link", "", &link)
		code, ok := strings.CutPrefix(link.URL, "http://manyi.test/t/")
		if !ok || !strings.HasPrefix(link.QR, "data:image/svg+xml;base64,") || link.MadeBy != "Person sm" {
			t.Fatalf("%+v", link)
		}
		for i := range 3 {
			if _, err := h.Responses.SubmitTest(ctx, h.Submission(code, i)); err != nil {
				t.Fatal(err)
			}
		}
		editor(t, sm, "GET", "/waves/tried/test-answers?limit=2", "", &list)
		if list.Link == nil || list.Link.URL != link.URL || list.Count != 3 || len(list.Items) != 2 || list.Next == "" {
			t.Fatalf("%+v", list)
		}
		editor(t, sm, "GET", "/waves/tried/test-answers?limit=2&cursor="+list.Next, "", &rest)
		if len(rest.Items) != 1 || rest.Next != "" {
			t.Errorf("the rest: %+v", rest)
		}
		one := list.Items[0]
		if one.Version != "1.0" || len(one.Items) < 20 || one.Items[0].Item != "Q11" || one.Items[0].Text["zh"] == "" || one.Items[0].Answer == "" {
			t.Errorf("%+v", one)
		}
		if a := sm.do(t, "DELETE", "/api/v1/waves/tried/test-answers", ""); a.status != http.StatusNoContent {
			t.Errorf("%s", a)
		}
		editor(t, sm, "GET", "/waves/tried/test-answers", "", &list)
		if list.Count != 0 || list.Link == nil {
			t.Errorf("after wiping: %+v", list)
		}
		if a := sm.do(t, "POST", "/api/v1/waves/spring/test-link", ""); a.problem(t).Key != "test.state" {
			t.Errorf("of an open wave: %s", a)
		}
	})
}
