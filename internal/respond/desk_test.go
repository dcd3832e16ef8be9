package respond_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/respond"
)

const (
	bankFile    = "../questionnaire/template/data/bank-outlet/questionnaire.json"
	kitchenFile = "../questionnaire/testdata/kitchen.json"
	gardenFile  = "../questionnaire/testdata/garden.json"
)

// desk stands in for the intake, for the looks of the pages only: links live in a map, answers in memory.
type desk struct {
	forms map[string]respond.Form
	links map[string]error // what a link leads to instead of a form
	fail  error            // what the next sending comes to

	mu       sync.Mutex
	taken    map[string]questionnaire.Answers
	sent     []respond.Submission
	openings int
	starts   int
}

func (d *desk) Link(_ context.Context, code string) (respond.Form, error) {
	if err := d.links[code]; err != nil {
		return d.forms[code], err // the zero Form for a code that only fails
	}
	f, ok := d.forms[code]
	if !ok {
		return f, errs.New(errs.NotFound, "link.unknown")
	}
	return f, nil
}

func (d *desk) Submit(_ context.Context, s respond.Submission) (respond.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fail; err != nil {
		return respond.Receipt{}, err
	}
	receipt, shut := "receipt-"+s.SubmissionID, d.links[s.Code]
	if _, ok := d.taken[s.SubmissionID]; shut != nil && !ok {
		return respond.Receipt{}, shut
	}
	normal, err := d.forms[s.Code].Questionnaire.Form.Validate(s.Answers)
	if err != nil {
		return respond.Receipt{}, err
	}
	if before, ok := d.taken[s.SubmissionID]; ok {
		if !cmp.Equal(before, normal) {
			return respond.Receipt{}, errs.New(errs.Conflict, "response.already_received").With("receipt", receipt)
		}
		return respond.Receipt{ID: receipt, Repeat: true}, nil
	}
	d.taken[s.SubmissionID] = normal
	d.sent = append(d.sent, s)
	return respond.Receipt{ID: receipt}, nil
}

func (d *desk) Opened(context.Context, string) { d.mu.Lock(); d.openings++; d.mu.Unlock() }

func (d *desk) Started(context.Context, string) { d.mu.Lock(); d.starts++; d.mu.Unlock() }

func load(t testing.TB, path string) questionnaire.Version {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	doc, err := questionnaire.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return version(&doc)
}

func version(doc *questionnaire.Document) questionnaire.Version {
	v := questionnaire.Version{Form: questionnaire.Compile(doc)}
	v.ID, v.Code, v.Version, v.Document = doc.Code, doc.Code, doc.Version, doc
	return v
}

// site is the pages over a desk with four links: "bank" (one page), "kitchen" (three), "one" (kitchen on one page),
// "garden" (three, with ends, names and random orders).
type site struct {
	*desk
	url     string
	handler http.Handler
	pages   *respond.Handler
}

func noon() time.Time { return time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC) }

func open(t testing.TB, base string) site {
	t.Helper()
	one := load(t, kitchenFile)
	one.ID, one.Document.Paging = "one", questionnaire.PagingOne
	one.Form = questionnaire.Compile(one.Document)
	form := func(v questionnaire.Version) respond.Form {
		return respond.Form{
			Questionnaire: v, Anonymity: respond.Anonymous, Closes: "2026-12-31",
			Organisation: i18n.Text{"zh": "江州银行", "en": "Jiangzhou Bank"}, Unit: i18n.Text{"zh": "城东支行营业部", "en": "East Branch"},
			Wave: i18n.Text{"zh": "下半年", "en": "second half"}, Programme: i18n.Text{"zh": "满意度调查", "en": "the survey"},
		}
	}
	d := &desk{
		forms: map[string]respond.Form{"bank": form(load(t, bankFile)), "kitchen": form(load(t, kitchenFile)), "one": form(one), "garden": form(load(t, gardenFile))},
		links: map[string]error{}, taken: map[string]questionnaire.Answers{},
	}
	h, err := respond.New(respond.Options{
		Desk: d, Base: base, Now: noon, Address: func(*http.Request) netip.Addr { return netip.Addr{} },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	h.Register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return site{desk: d, url: server.URL + base, handler: mux, pages: h}
}
