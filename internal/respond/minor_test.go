package respond_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/respond"
)

// TestAPageFinishesOnItsVersion opens a page, has the link move on to a minor version, and goes on with the page.
func TestAPageFinishesOnItsVersion(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	old := s.forms["kitchen"]
	fresh := load(t, kitchenFile)
	fresh.ID, fresh.Version, fresh.Document.Version = "kitchen-later", "1.1", "1.1"
	fresh.Document.Title["en"] = "Every sort of item"
	fresh.Form = questionnaire.Compile(fresh.Document)
	h, err := respond.New(respond.Options{
		Desk: s.desk, Now: noon, Address: func(*http.Request) netip.Addr { return netip.Addr{} }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Minor: func(_ context.Context, now questionnaire.Version, number string) (questionnaire.Version, bool, error) {
			return old.Questionnaire, now.Version == "1.1" && number == old.Questionnaire.Version, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	h.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	page := visit(t, server.URL+"/q/kitchen?lang=en")
	later := old
	later.Questionnaire = fresh
	s.forms["kitchen"] = later
	if again := visit(t, server.URL+"/q/kitchen?lang=en"); again.text("h1") != "Every sort of item" || again.value("_v") != "1.1" {
		t.Errorf("opened now: %q of version %s", again.text("h1"), again.value("_v"))
	}
	page.press("next") // with faults
	if page.text("h1") != "Every kind of item" || page.value("_v") != old.Questionnaire.Version {
		t.Errorf("the open page goes on as %q of version %s", page.text("h1"), page.value("_v"))
	}
	strange := page.form("next")
	strange.Set("_v", "9.9")
	page.post(strange.Encode())
	if page.text("h1") != "Every sort of item" || !strings.Contains(page.body, `name="_v" value="1.1"`) {
		t.Errorf("a version that there is not leads to %q", page.text("h1"))
	}
}

// TestTriesAreMarked looks for the plain mark on pages of a form that is tried.
func TestTriesAreMarked(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	tried := s.forms["bank"]
	tried.Test = true
	mux := http.NewServeMux()
	s.pages.RegisterTest(mux, &desk{forms: map[string]respond.Form{"try": tried}, links: map[string]error{}, taken: map[string]questionnaire.Answers{}})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	for lang, words := range map[string]string{"zh": "这里的答案不计入结果", "en": "Answers here count for nothing"} {
		if page := visit(t, server.URL+"/t/try?lang="+lang); page.status != http.StatusOK || !strings.Contains(page.body, words) {
			t.Errorf("%s: %d %s", lang, page.status, page.body)
		}
		if page := visit(t, s.url+"/q/bank?lang="+lang); strings.Contains(page.body, words) {
			t.Errorf("%s: a real page says that it is a test", lang)
		}
	}
	if page := visit(t, server.URL+"/t/other"); page.status != http.StatusNotFound {
		t.Errorf("an unknown link: %d", page.status)
	}
}
