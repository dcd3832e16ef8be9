package app_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/response/responsetest"
)

// metric reads one of the server's counters.
func (s *site) metric(t *testing.T, name string) int {
	t.Helper()
	res, err := http.Get(s.base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(text)
	if m == nil {
		t.Fatalf("no metric %s", name)
	}
	v, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return int(v)
}

// Kills alone prove nothing, since the system keeps what a killed program has written. The system calls do: there is a
// sync before an acknowledgement leaves, and not fewer syncs than commits.
func TestAcknowledgementsWaitForTheDisk(t *testing.T) {
	t.Parallel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal("strace is not installed: scripts/setup.sh strace (Debian, Ubuntu: apt-get install strace)")
	}
	trace := filepath.Join(t.TempDir(), "trace")
	s := filled(t)
	s.wrap = []string{strace, "-f", "-e", "trace=fsync,fdatasync,write", "-s", "32", "-o", trace}
	link := s.links(t, named)["B0101"]
	s.start(t)
	client := newClient()
	const alone, callers, each = 25, 16, 12
	for n := range alone {
		if _, err := s.post(client, link, n); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for c := range callers {
		group.Go(func() {
			for i := range each {
				if _, err := s.post(client, link, 1000+c*each+i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	commits := s.metric(t, "manyi_response_commits_total")
	if commits < alone+1 || commits > alone+callers*each {
		t.Errorf("%d commits of %d responses", commits, alone+callers*each)
	}
	s.signal(t, child(t, s.process.Process.Pid))

	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	synced := regexp.MustCompile(`(fsync|fdatasync)(\(\d+\)| resumed>\)) += 0`)
	acked := regexp.MustCompile(`write\(\d+, "HTTP/1\.1 201`)
	syncs, acks, since := 0, 0, 0
	for line := range strings.Lines(string(text)) {
		switch {
		case synced.MatchString(line):
			syncs, since = syncs+1, since+1
		case acked.MatchString(line):
			if acks++; acks <= alone && since == 0 {
				t.Errorf("acknowledgement %d left without a sync after the one before it", acks)
			}
			since = 0
		}
	}
	if acks != alone+callers*each {
		t.Errorf("the trace shows %d acknowledgements of %d", acks, alone+callers*each)
	}
	if syncs < commits {
		t.Errorf("%d syncs for %d commits", syncs, commits)
	}
}

// child is the process that another one has started.
func child(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	id, err := strconv.Atoi(first)
	if err != nil {
		t.Fatalf("children of %d: %q", pid, text)
	}
	return id
}

// falsify says how to make a row of a derived table wrong.
var falsify = map[string]string{
	"response_counts": `UPDATE response_counts SET n = n + 7`,
	"cube_codes":      `UPDATE cube_codes SET name = name || '-false'`,
}

// derivedTables are those that the document of the data model calls derived.
func derivedTables(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(responsetest.Root(t), "docs", "data-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| [a-z]+ \\| \\*derived\\* \\|").FindAllStringSubmatch(string(text), -1) {
		tables = append(tables, m[1])
		if falsify[m[1]] == "" {
			t.Errorf("the test does not know how to falsify %s", m[1])
		}
	}
	if len(tables) != len(falsify) {
		t.Errorf("docs/data-model.md lists the derived tables %v; this test knows %d", tables, len(falsify))
	}
	return tables
}

// outside writes an outside survey of the bank with weights, strata and clusters, and its mapping.
func outside(t *testing.T, rows int) (table, mapping string) {
	t.Helper()
	dir := t.TempDir()
	table, mapping = filepath.Join(dir, "outside.csv"), filepath.Join(dir, "outside.yaml")
	for path, text := range map[string]string{table: responsetest.OutsideRows(0, rows), mapping: responsetest.OutsideMapping()} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return table, mapping
}

// Everything that is called derived is destroyed, then falsified: a rebuild gives the same figures to the last digit.
func TestRebuildAfterDestruction(t *testing.T) {
	t.Parallel()
	s := filled(t)
	table, mapping := outside(t, 900)
	s.must(t, "import", "responses", table, "--mapping", mapping)
	links := map[string]map[string]string{named: s.links(t, named), anonymous: s.links(t, anonymous)}
	s.start(t)
	client := newClient()
	serial := 0
	for _, wave := range []string{named, anonymous} {
		for i, unit := range []string{"B0101", "B0102", "B0203", "B0304"} {
			for range 11 + i { // the anonymous wave keeps one to four of each unit back
				serial++
				if _, err := s.post(client, links[wave][unit], serial); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	s.stop(t) // once written, figures do not depend on the order in which answers came
	s.start(t)
	waves := []string{"outside", named, anonymous}
	want := s.figures(t, waves...)
	if !strings.Contains(want["outside by stratum"], `"s1"`) || !strings.Contains(want["anonymous by unit"], `"B0203"`) {
		t.Fatal("the figures do not show what the test is about")
	}
	s.stop(t)
	open := func() *db.DB {
		t.Helper()
		d, err := db.Open(ctx, db.Options{Path: filepath.Join(s.data, "manyi.db")})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	change := func(text func(table string) string) {
		t.Helper()
		d := open()
		for _, table := range derivedTables(t) {
			if n, err := d.Exec(ctx, text(table)); err != nil || n == 0 {
				t.Errorf("%s: %d rows, %v", text(table), n, err)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	counts := func() string {
		t.Helper()
		d := open()
		defer d.Close()
		type row struct {
			wave, unit string
			n          int64
		}
		rows, err := db.All(ctx, d, func(r *row) []any { return []any{&r.wave, &r.unit, &r.n} },
			`SELECT wave_id, unit_id, n FROM response_counts ORDER BY wave_id, unit_id, quarter, state`)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(rows)
	}
	before := counts()
	for name, text := range map[string]func(table string) string{
		"destroyed": func(table string) string { return `DELETE FROM ` + table },
		"falsified": func(table string) string { return falsify[table] },
	} {
		change(text)
		if name == "destroyed" {
			if err := os.RemoveAll(filepath.Join(s.data, "cube")); err != nil {
				t.Fatal(err)
			}
		}
		s.must(t, "rebuild")
		if after := counts(); after != before {
			t.Errorf("%s: the counts are %s, they were %s", name, after, before)
		}
		s.start(t)
		wantSame(t, name, s.figures(t, waves...), want)
		s.stop(t)
	}
}
