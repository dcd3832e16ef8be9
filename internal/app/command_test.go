package app_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"manyi.dev/manyi/internal/response/responsetest"
)

// A command says the same whether it has the data folder or the server that holds it carries it out.
func TestCommandsAreCarriedOutByTheServer(t *testing.T) {
	t.Parallel()
	s := filled(t)
	table, mapping := outside(t, 200)
	s.must(t, "import", "responses", table, "--mapping", mapping)
	commands := [][]string{
		{"links", "--wave", named, "--format", "json"},
		{"links", "--wave", anonymous},
		{"figures", "--wave", "outside", "--by", "stratum", "--format", "json"},
		{"figures", "--wave", "outside"},
		{"export", "responses", "--wave", "outside", "--format", "csv"},
		{"import", "org", responsetest.Bank(t, "org.csv"), "--dry-run"},
		{"import", "responses", table, "--mapping", mapping, "--dry-run"},
		{"user", "list"},
		{"figures", "--wave", "nowhere"},
		{"figures", "--wave", "outside", "--by", "shoe"},
		{"export", "cake", "--wave", named},
		{"wave", "resume", named},
		{"import", "questionnaire", mapping},
		{"import", "org", "no-such-file.csv"},
		{"cake"},
		{"version"},
	}
	alone := make([]outcome, len(commands))
	for i, c := range commands {
		alone[i] = s.run(t, c...)
	}
	s.start(t) // makes the administrator: the list of users grows
	for i, c := range commands {
		got, want := s.run(t, c...), alone[i]
		if c[0] == "user" {
			if got.code != 0 || !strings.Contains(got.stdout, "admin") {
				t.Errorf("manyi user list: %+v", got)
			}
			continue
		}
		if got.code != want.code || got.stdout != want.stdout || got.stderr != want.stderr {
			t.Errorf("manyi %s with the server:\n%d %.300q %.300q\nwithout:\n%d %.300q %.300q", strings.Join(c, " "),
				got.code, got.stdout, got.stderr, want.code, want.stdout, want.stderr)
		}
	}
	// A relative path is the caller's, not the server's.
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	out := runIn(t, dir, s, path, "export", "responses", "--wave", "outside", "--format", "xlsx", "--output", "out.xlsx")
	if out.code != 0 {
		t.Fatalf("export: %+v", out)
	}
	if book, err := os.ReadFile(filepath.Join(dir, "out.xlsx")); err != nil || !bytes.HasPrefix(book, []byte("PK")) {
		t.Errorf("the export is not where it was asked for: %v", err)
	}
}

func TestDataFolderHasOneServer(t *testing.T) {
	t.Parallel()
	s := filled(t)
	s.start(t)
	second := s.run(t, "serve", "--listen", freePort(t))
	if second.code == 0 || !strings.Contains(second.stderr, s.data) {
		t.Errorf("a second server: %+v", second)
	}
	if o := s.run(t, "restore", filepath.Join(s.data, "manyi.db")); o.code == 0 {
		t.Errorf("a restore under a server: %+v", o)
	}
	s.kill()
	s.start(t) // what a killed server left does not keep the next one out
	s.must(t, "links", "--wave", named)
}

func TestConfigHidesSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t, "postgres://manyi:hunter2@db.example/manyi", "MANYI_RATE_ADDRESS=77/min", "MANYI_ORGANISATION=滨海银行")
	text := s.must(t, "config", "--listen", "127.0.0.1:9999")
	for _, want := range []string{"127.0.0.1:9999", "77/min", s.data, "db.example", "滨海银行", "MANYI_RATE_ADDRESS"} {
		if !strings.Contains(text, want) {
			t.Errorf("the configuration does not show %s:\n%s", want, text)
		}
	}
	if strings.Contains(text, "hunter2") {
		t.Errorf("the configuration shows the password:\n%s", text)
	}
	for name, args := range map[string][]string{
		"no such setting": {"config", "--shoe", "42"}, "no number": {"config", "--rate-link", "many"}, "no zone": {"config", "--time-zone", "Mars"},
	} {
		if o := s.run(t, args...); o.code == 0 || strings.Contains(o.stderr, "hunter2") {
			t.Errorf("%s: %+v", name, o)
		}
	}
	if o := s.run(t, "serve", "--database-url", "postgres://manyi:hunter2@127.0.0.1:1/manyi"); o.code == 0 || strings.Contains(o.stdout+o.stderr, "hunter2") {
		t.Errorf("a database that is not there: %+v", o)
	}
}

func TestFirstStartMakesAnAdministrator(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	s.start(t)
	password := regexp.MustCompile(`password[^:]*: *(\S+)`).FindStringSubmatch(s.said(t))
	if password == nil {
		t.Fatalf("no password was printed:\n%s", s.said(t))
	}
	login := func(word string) int {
		t.Helper()
		res, err := http.Post(s.base+"/api/v1/session", "application/json", strings.NewReader(`{"login": "admin", "password": "`+word+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if got := login(password[1]); got != http.StatusOK {
		t.Errorf("the printed password: %d", got)
	}
	if got := login("guess"); got != http.StatusUnauthorized {
		t.Errorf("another password: %d", got)
	}
	s.stop(t)
	before := len(s.said(t))
	s.start(t)
	if more := s.said(t)[before:]; strings.Contains(more, "password") {
		t.Errorf("the second start prints a password again:\n%s", more)
	}
	entries, err := os.ReadDir(s.data)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", e.Name(), info.Mode())
		}
	}
}

// A server that is asked to end answers whom it has heard, and keeps what it has acknowledged.
func TestShutdownFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s := filled(t)
	link := s.links(t, anonymous)["B0102"]
	s.start(t)
	client := newClient()
	var acked atomic.Int64
	var group sync.WaitGroup
	for c := range 8 {
		group.Go(func() {
			for n := c; ; n += 8 {
				done, err := s.post(client, link, n)
				if done.status != 0 && err != nil && done.status != http.StatusServiceUnavailable {
					t.Errorf("submission %d: %v", n, err)
				}
				if err != nil {
					return
				}
				acked.Add(1)
			}
		})
	}
	for acked.Load() < 100 {
		time.Sleep(time.Millisecond)
	}
	s.stop(t)
	group.Wait()
	if got := int64(len(s.exported(t, anonymous))); got < acked.Load() || got > acked.Load()+8 {
		t.Errorf("%d were acknowledged, %d are stored", acked.Load(), got)
	}
	if strings.Contains(s.said(t), "ERROR") {
		t.Errorf("the server complains:\n%s", s.said(t))
	}
	if wal, err := os.Stat(filepath.Join(s.data, "manyi.db-wal")); err == nil && wal.Size() > 0 {
		t.Errorf("the write-ahead log is left with %d bytes", wal.Size())
	}
}
