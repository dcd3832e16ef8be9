package app_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/response/responsetest"
)

// manager is a survey manager with a session that outlives the server.
type manager struct {
	*http.Client
	site *site
}

func (s *site) manager(t *testing.T) *manager {
	t.Helper()
	said := s.must(t, "user", "add", "sm", "--name", "Manager", "--role", "survey_manager")
	words := strings.Fields(said)
	once := regexp.MustCompile(`^[A-Za-z0-9-]{12,}$`)
	at := slices.IndexFunc(words, func(w string) bool { return once.MatchString(strings.Trim(w, ".,")) })
	if at < 0 {
		t.Fatalf("no password in %q", said)
	}
	first := strings.Trim(words[at], ".,")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &manager{&http.Client{Jar: jar}, s}
	m.ask(t, "POST", "/session", fmt.Sprintf(`{"login": "sm", "password": %q}`, first), nil)
	m.ask(t, "PUT", "/me/password", fmt.Sprintf(`{"old": %q, "new": "correct horse battery"}`, first), nil)
	return m
}

// ask makes a request that must succeed.
func (m *manager) ask(t *testing.T, method, path, body string, into any) {
	t.Helper()
	r, err := http.NewRequest(method, m.site.base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	res, err := m.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode > 299 {
		t.Fatalf("%s %s: %s %s %v", method, path, res.Status, text, err)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
}

type batch struct {
	ID, State, Problem   string
	Total, Seen, New     int
	Good, Bad, Known     int
	WaveState            string `json:"wave_state"`
	FinishedAt, CreateAt string
}

// until waits for a batch to come where it is wanted.
func (m *manager) until(t *testing.T, id string, there func(batch) bool) (b batch) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		m.ask(t, "GET", "/response-batches/"+id, "", &b)
		if there(b) {
			return b
		}
		if time.Now().After(deadline) {
			t.Fatalf("%+v\n%s", b, m.site.said(t))
		}
	}
}

// surveyTable is a table of an outside survey of n rows, each with a remark of its own; every hundredth row names no outlet.
func surveyTable(n int) string {
	var b strings.Builder
	b.WriteString("id,unit," + strings.Join(responsetest.Ratings, ",") + ",Q81\n")
	for i := range n {
		unit := "B0101"
		if i%100 == 99 {
			unit = "B9999"
		}
		fmt.Fprintf(&b, "R%06d,%s%s,remark %d\n", i, unit, strings.Repeat(fmt.Sprintf(",%d", 1+i%5), len(responsetest.Ratings)), i)
	}
	return b.String()
}

// A server that is killed again and again in the middle of an import goes on where it was: no row is lost or doubled. The
// command line finds every row there with the mapping that the console made.
func TestKillsInAnImportLoseNothing(t *testing.T) {
	t.Parallel()
	const rows, kills = 8000, 5
	s := filled(t)
	s.start(t)
	m := s.manager(t)
	table := surveyTable(rows)
	var b batch
	m.ask(t, "POST", "/waves/"+named+"/response-batches?file=outside.csv", table, &b)
	b = m.until(t, b.ID, func(b batch) bool { return b.State == "checked" })
	if b.Good != rows*99/100 || b.Bad != rows/100 {
		t.Fatalf("%+v", b)
	}
	m.ask(t, "POST", "/response-batches/"+b.ID+"/import", "", nil)
	killed := 0
	for killed < kills {
		before := b.New
		b = m.until(t, b.ID, func(b batch) bool { return b.New > before+500 || b.State == "done" })
		if b.State == "done" {
			break
		}
		s.kill()
		killed++
		s.start(t)
	}
	if killed < 2 {
		t.Errorf("only %d kills: the test shows little", killed)
	}
	b = m.until(t, b.ID, func(b batch) bool { return b.State == "done" })
	if b.New != rows*99/100 || b.Known != 0 || b.Bad != rows/100 || b.Seen != rows {
		t.Errorf("after %d kills: %+v", killed, b)
	}
	var mapping strings.Builder
	m.download(t, "/response-batches/"+b.ID+"/mapping.yaml", &mapping)
	dir := t.TempDir()
	for name, text := range map[string]string{"outside.csv": table, "mapping.yaml": mapping.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	said := s.must(t, "import", "responses", filepath.Join(dir, "outside.csv"), "--mapping", filepath.Join(dir, "mapping.yaml"))
	if !strings.Contains(said, fmt.Sprintf("0 imported, %d already there, %d rows", rows*99/100, rows/100)) {
		t.Errorf("the command line says: %s", said)
	}
	list := s.exported(t, named)
	seen := map[string]bool{}
	for _, row := range list {
		if seen[row["Q81"]] {
			t.Errorf("%s is there twice", row["Q81"])
		}
		seen[row["Q81"]] = true
	}
	if len(list) != rows*99/100 {
		t.Errorf("%d rows, want %d", len(list), rows*99/100)
	}
	recount(t, s, named, list)
}

func (m *manager) download(t *testing.T, path string, into io.Writer) {
	t.Helper()
	res, err := m.Get(m.site.base + "/api/v1" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(into, res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, res.Status, err)
	}
}
