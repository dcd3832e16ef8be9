package responsetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/sheet"
)

// By is who does things in tests.
var By = audit.Actor{ID: "test", Name: "test"}

// Zone is the time zone of the installation.
var Zone = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return zone
})

// Start is where the clock of a fresh world stands: a Monday morning in the fourth quarter of 2026.
var Start = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

// Clock is a time that stands still until it is set.
type Clock struct{ at atomic.Pointer[time.Time] }

// Now is the time it shows.
func (c *Clock) Now() time.Time { return *c.at.Load() }

// Set sets it.
func (c *Clock) Set(t time.Time) { c.at.Store(&t) }

// Move moves it; backwards when d is negative.
func (c *Clock) Move(d time.Duration) { c.Set(c.Now().Add(d)) }

// World is a record store with the bank and the services on it.
type World struct {
	DB         *db.DB
	Clock      *Clock
	Directory  *directory.Service
	Systems    *indicator.Service
	Forms      *questionnaire.Service
	Programmes *programme.Service
	Customers  *customer.Service
	Outreach   *outreach.Service
	Responses  *response.Service
	limits     response.Limits
	Exports    string // folder of the files of exports
}

// New fills a fresh record store. The intake is closed at the end of the test. Without limits there are none.
func New(t testing.TB, d *db.DB, limits ...response.Limits) *World {
	t.Helper()
	w := &World{DB: d, Clock: &Clock{}, limits: response.Limits{Off: true}, Exports: t.TempDir()}
	if len(limits) > 0 {
		w.limits = limits[0]
	}
	w.Clock.Set(Start)
	now, zone := w.Clock.Now, Zone()
	w.Directory = directory.New(d, now, zone)
	w.Systems = indicator.New(d, now)
	w.Forms = questionnaire.New(d, w.Systems, now)
	w.Programmes = programme.New(d, w.Directory, w.Forms, now, zone)
	dir := t.TempDir()
	var err error
	w.Customers, err = customer.New(context.Background(), customer.Options{
		DB: d, Directory: w.Directory, Keys: filepath.Join(dir, "keys"), Folder: filepath.Join(dir, "imports"), Now: now, Zone: zone,
	})
	if err != nil {
		t.Fatalf("open the customer archive: %v", err)
	}
	w.Outreach = outreach.New(d, w.Programmes, w.Customers, now, zone)
	w.Restart(t)
	w.define(t)
	return w
}

// Restart ends the intake, when there is one, and starts another on the same record store.
func (w *World) Restart(t testing.TB) {
	t.Helper()
	if w.Responses != nil {
		w.Responses.Close()
	}
	r, err := response.New(context.Background(), response.Options{
		DB: w.DB, Forms: w.Forms, Programmes: w.Programmes, Outreach: w.Outreach, Now: w.Clock.Now, Zone: Zone(), Limits: w.limits,
		Exports: w.Exports, Imports: filepath.Join(w.Exports, "imports"),
	})
	if err != nil {
		t.Fatalf("start the intake: %v", err)
	}
	w.Responses = r
	w.Customers.Follow(r)
	t.Cleanup(r.Close)
}

// Root is the folder of the repository.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// Bank is the path of one of a bank's documents: the indicators and the questionnaire are those of the template, the units
// a small bank of three sub-branches with four outlets each.
func Bank(t testing.TB, name string) string {
	if name == "org.csv" {
		return filepath.Join(Root(t), "internal", "response", "responsetest", "testdata", name)
	}
	return filepath.Join(Root(t), "internal", "questionnaire", "template", "data", "bank-outlet", name)
}

func (w *World) define(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	w.ImportUnits(t, Bank(t, "org.csv"))
	err := reading(Bank(t, "indicators.json"), func(f *os.File) error {
		doc, err := indicator.Parse(f)
		if err == nil {
			_, err = w.Systems.Publish(ctx, By, doc)
		}
		return err
	})
	if err != nil {
		t.Fatalf("publish the indicators: %v", err)
	}
	err = reading(Bank(t, "questionnaire.json"), func(f *os.File) error {
		doc, err := questionnaire.Parse(f)
		if err == nil {
			_, err = w.Forms.Publish(ctx, By, doc)
		}
		return err
	})
	if err != nil {
		t.Fatalf("publish the questionnaire: %v", err)
	}
}

func reading(path string, f func(*os.File) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return f(file)
}

// ImportUnits imports units from a file.
func (w *World) ImportUnits(t testing.TB, path string) {
	t.Helper()
	table, err := sheet.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	w.importTable(t, table)
}

// ImportRows imports units from the text of a CSV file.
func (w *World) ImportRows(t testing.TB, text string) {
	t.Helper()
	table, err := sheet.OpenBytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w.importTable(t, table)
}

func (w *World) importTable(t testing.TB, table *sheet.Table) {
	t.Helper()
	report, err := w.Directory.Import(context.Background(), By, table, directory.Options{})
	if err != nil {
		t.Fatalf("import units: %v %v", err, report.Errors)
	}
}

// Document is a programme of one wave, "p-" and the wave's code, over all outlets of the bank in this half-year.
func Document(code string, level programme.Anonymity) programme.Document {
	name := func(text string) i18n.Text { return i18n.Text{"zh": text, "en": text} }
	return programme.Document{
		Format: programme.Format, Code: "p-" + code, Name: name("programme " + code),
		Waves: []programme.Spec{{
			Code: code, Name: name("wave " + code), From: "2026-07-01", To: "2026-12-31", Anonymity: level,
			Questionnaire: programme.Ref{Code: "bank-outlet", Version: "1.0"}, RootUnit: "BANK", SurveyedTypes: []string{"outlet"}, Target: 15,
		}},
	}
}

// Plan defines a wave without opening it.
func (w *World) Plan(t testing.TB, code string, level programme.Anonymity) programme.Wave {
	t.Helper()
	ctx := context.Background()
	if err := w.Programmes.Define(ctx, By, Document(code, level)); err != nil {
		t.Fatalf("define wave %s: %v", code, err)
	}
	wave, err := w.Programmes.WaveByCode(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	return wave
}

// Open defines a wave, opens it and makes its links.
func (w *World) Open(t testing.TB, code string, level programme.Anonymity) programme.Wave {
	t.Helper()
	w.Plan(t, code, level)
	wave := w.Do(t, code, programme.ActOpen)
	if err := w.Outreach.MakeLinks(context.Background(), wave.ID); err != nil {
		t.Fatalf("make links: %v", err)
	}
	return wave
}

// Do moves a wave.
func (w *World) Do(t testing.TB, code string, act programme.Act) programme.Wave {
	t.Helper()
	wave, err := w.Programmes.Do(context.Background(), By, code, act, "test")
	if err != nil {
		t.Fatalf("%s %s: %v", act, code, err)
	}
	return wave
}

// Link is the code of a unit's link in a wave.
func (w *World) Link(t testing.TB, wave programme.Wave, unit string) string {
	t.Helper()
	ctx := context.Background()
	tree, err := w.Programmes.Tree(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	u, ok := tree.ByCode(unit)
	if !ok {
		t.Fatalf("no unit %s in wave %s", unit, wave.Code)
	}
	links, err := w.Outreach.Links(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		if l.Unit == u.ID {
			return l.Code
		}
	}
	t.Fatalf("unit %s has no link in wave %s", unit, wave.Code)
	return ""
}

// Ratings are the items of the bank's form that must be answered.
var Ratings = []string{
	"Q11", "Q12", "Q13", "Q21", "Q22", "Q23", "Q24", "Q31", "Q32", "Q33", "Q41", "Q42", "Q43", "Q51", "Q52", "Q61", "Q62", "Q63", "Q71",
}

// Answers are valid answers to the bank's form: every rating is the mark (1 to 5); n varies the rest, so that
// two numbers give two different sets of answers.
func Answers(mark, n int) questionnaire.Answers {
	a := questionnaire.Answers{"Q72": float64(n % 11), "Q81": fmt.Sprintf("remark %d", n)}
	for _, code := range Ratings {
		a[code] = fmt.Sprint(mark)
	}
	return a
}

// Submission is the n-th submission through a link.
func (w *World) Submission(link string, n int) response.Submission {
	return response.Submission{
		Link: link, SubmissionID: fmt.Sprintf("submission-%06d", n), Answers: Answers(1+n%5, n), Language: "zh", Mode: response.Web,
		StartedAt: w.Clock.Now().Add(-2 * time.Minute),
	}
}

// Submit sends the n-th submission and returns its receipt.
func (w *World) Submit(t testing.TB, link string, n int) string {
	t.Helper()
	receipt, err := w.Responses.Submit(context.Background(), w.Submission(link, n))
	if err != nil {
		t.Fatalf("submission %d: %v", n, err)
	}
	if receipt.Repeat {
		t.Fatalf("submission %d: taken for a repeat", n)
	}
	return receipt.ID
}

// Originals are all originals of a wave.
func (w *World) Originals(t testing.TB, wave programme.Wave) []response.Original {
	t.Helper()
	all, err := w.Responses.Originals(context.Background(), w.DB, wave, "", 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
