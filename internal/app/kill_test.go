package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db/dbtest"
)

// ledger remembers what was sent and what was acknowledged.
type ledger struct {
	mu    sync.Mutex
	next  int
	acked map[string]map[int]string // by wave: serial → receipt
	open  map[string][]sent         // by wave: sent, nothing heard
}

func newLedger() *ledger {
	return &ledger{acked: map[string]map[int]string{named: {}, anonymous: {}}, open: map[string][]sent{}}
}

// note writes down how a submission ended. A receipt that differs from an earlier one of the same submission is a fault.
func (l *ledger) note(t *testing.T, wave string, s sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.receipt == "" {
		l.open[wave] = append(l.open[wave], s)
		return
	}
	if before := l.acked[wave][s.serial]; before != "" && before != s.receipt {
		t.Errorf("submission %d has the receipts %s and %s", s.serial, before, s.receipt)
	}
	l.acked[wave][s.serial] = s.receipt
}

// load sends submissions to both waves from several callers until each has one that fails, or quit is closed. What
// failed before is sent again first, as a browser would after a lost reply; so is a tenth of what was acknowledged.
func (l *ledger) load(t *testing.T, s *site, links map[string]map[string]string, quit <-chan struct{}) {
	t.Helper()
	client := newClient()
	defer client.CloseIdleConnections()
	var group sync.WaitGroup
	for c := range 12 {
		wave := []string{named, anonymous}[c%2]
		units := make([]string, 0, 12)
		for unit := range links[wave] {
			units = append(units, unit)
		}
		slices.Sort(units)
		group.Go(func() {
			for {
				select {
				case <-quit:
					return
				default:
				}
				l.mu.Lock()
				var again sent
				if n := len(l.open[wave]); n > 0 {
					again, l.open[wave] = l.open[wave][n-1], l.open[wave][:n-1]
				} else {
					l.next++
					again = sent{serial: l.next, link: links[wave][units[l.next%len(units)]]}
				}
				l.mu.Unlock()
				done, err := s.post(client, again.link, again.serial)
				l.note(t, wave, done)
				if err != nil {
					if done.status != 0 && done.status != 503 {
						t.Errorf("submission %d: %v", again.serial, err)
					}
					return // the server was killed
				}
				if done.serial%10 == 0 {
					if twice, err := s.post(client, again.link, again.serial); err == nil {
						l.note(t, wave, twice)
					}
				}
			}
		})
	}
	group.Wait()
}

// spread has ten customers of every unit answer, so that no unit's figures are hidden, or hide another's, for being of few:
// on a slow machine the kills leave no time for that many.
func (l *ledger) spread(t *testing.T, s *site, wave string, links map[string]string) {
	t.Helper()
	client := newClient()
	defer client.CloseIdleConnections()
	for _, link := range links {
		for range 10 {
			l.next++
			done, err := s.post(client, link, l.next)
			if err != nil {
				t.Errorf("submission %d before the end: %v", l.next, err)
			}
			l.note(t, wave, done)
		}
	}
}

// check compares the ledger with what the program exports: every acknowledged submission is there once, with its own
// answers and receipt; what was never acknowledged is there at most once.
func (l *ledger) check(t *testing.T, s *site, wave string) []map[string]string {
	t.Helper()
	rows := s.exported(t, wave)
	receipts, serials := map[string]bool{}, map[int]string{}
	for _, row := range rows {
		serial, err := strconv.Atoi(strings.Trim(row["Q81"], "serial-."))
		if err != nil {
			t.Fatalf("remark %q", row["Q81"])
		}
		if receipts[row["receipt"]] {
			t.Errorf("receipt %s is there twice", row["receipt"])
		}
		if serials[serial] != "" {
			t.Errorf("submission %d is there twice", serial)
		}
		receipts[row["receipt"]], serials[serial] = true, row["receipt"]
		if want := strconv.Itoa(1 + serial%5); row["Q11"] != want || row["Q71"] != want {
			t.Errorf("submission %d has other answers: %v", serial, row)
		}
	}
	lost := 0
	for serial, receipt := range l.acked[wave] {
		if serials[serial] != receipt {
			if lost++; lost < 5 {
				t.Errorf("%s: submission %d was acknowledged with %s, the export has %q", wave, serial, receipt, serials[serial])
			}
		}
	}
	if lost > 0 {
		t.Errorf("%s: %d of %d acknowledged submissions are lost or changed", wave, lost, len(l.acked[wave]))
	}
	unheard := map[int]bool{}
	for _, o := range l.open[wave] {
		unheard[o.serial] = true
	}
	for serial := range serials {
		if l.acked[wave][serial] == "" && !unheard[serial] {
			t.Errorf("%s: submission %d was never sent", wave, serial)
		}
	}
	return rows
}

// recount compares the figures of a wave with a count of its exported rows.
func recount(t *testing.T, s *site, wave string, rows []map[string]string) {
	t.Helper()
	type sum struct {
		n    int64
		mean float64
	}
	want := map[string]*sum{"": {}}
	for _, row := range rows {
		mark, err := strconv.ParseFloat(row["Q71"], 64)
		if err != nil {
			t.Fatal(err)
		}
		if want[row["unit"]] == nil {
			want[row["unit"]] = &sum{}
		}
		for _, group := range []string{"", row["unit"]} {
			want[group].n++
			want[group].mean += mark
		}
	}
	for _, by := range []string{"", "unit"} {
		var figures []struct {
			Group, Kind, Code string
			N                 int64
			Mean              *float64
		}
		if err := json.Unmarshal([]byte(s.must(t, "figures", "--wave", wave, "--by", by, "--format", "json")), &figures); err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			w := want[f.Group]
			switch {
			case w == nil:
				t.Errorf("%s: figures of %q, which has no row", wave, f.Group)
			case f.Kind == "responses" && f.N != w.n:
				t.Errorf("%s: the figures of %q count %d, the export has %d", wave, f.Group, f.N, w.n)
			case f.Code == "Q71" && w.n >= 5 && (f.N != w.n || f.Mean == nil || fmt.Sprintf("%.9f", *f.Mean) != fmt.Sprintf("%.9f", w.mean/float64(w.n))):
				t.Errorf("%s: Q71 of %q is %v of %d, the export says %v of %d", wave, f.Group, f.Mean, f.N, w.mean/float64(w.n), w.n)
			}
		}
	}
}

// killing starts, loads and kills the server, again and again, at moments that nobody chose.
func killing(t *testing.T, s *site, rounds int) {
	t.Helper()
	links := map[string]map[string]string{named: s.links(t, named), anonymous: s.links(t, anonymous)}
	l := newLedger()
	for range rounds {
		s.start(t)
		quit := make(chan struct{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			l.load(t, s, links, quit)
		}()
		time.Sleep(200*time.Millisecond + rand.N(500*time.Millisecond))
		s.kill()
		close(quit)
		<-done
	}
	if n := len(l.acked[named]) + len(l.acked[anonymous]); n < rounds*20 {
		t.Errorf("only %d acknowledgements in %d rounds: the test shows little", n, rounds)
	}
	s.start(t)
	for _, wave := range []string{named, anonymous} {
		for _, o := range l.open[wave] { // who heard nothing asks once more
			done, err := s.post(newClient(), o.link, o.serial)
			if err != nil {
				t.Errorf("submission %d after the last restart: %v", o.serial, err)
			}
			l.acked[wave][o.serial] = done.receipt
		}
		l.open[wave] = nil
		l.spread(t, s, wave, links[wave])
	}
	for _, wave := range []string{named, anonymous} {
		s.must(t, "wave", "close", wave)
		recount(t, s, wave, l.check(t, s, wave))
	}
	before := s.figures(t, named, anonymous)
	s.must(t, "rebuild")
	wantSame(t, "rebuilt", s.figures(t, named, anonymous), before)
	s.stop(t)
	wantSame(t, "stopped", s.figures(t, named, anonymous), before)
}

func TestKillsLoseNothing(t *testing.T) {
	t.Parallel()
	killing(t, filled(t), 20)
}

func TestKillsLoseNothingOnPostgreSQL(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.StartDurable(t))
	s.fill(t)
	killing(t, s, 5)
}
