package app_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
)

// crowd sends to a wave from several callers until it is told to stop; nobody may be refused. It returns the function
// that ends it, which returns what was acknowledged by serial number, from first on.
func crowd(t *testing.T, s *site, links map[string]string, callers, first int) (end func() map[int]string) {
	t.Helper()
	client := newClient()
	units := slices.Sorted(maps.Keys(links))
	quit := make(chan struct{})
	acked := map[int]string{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for c := range callers {
		group.Go(func() {
			for n := first + c; ; n += callers {
				select {
				case <-quit:
					return
				case <-time.After(2 * time.Millisecond):
				}
				done, err := s.post(client, links[units[n%len(units)]], n)
				if err != nil {
					t.Errorf("submission %d: %v", n, err)
					return
				}
				mu.Lock()
				acked[n] = done.receipt
				mu.Unlock()
			}
		})
	}
	var once sync.Once
	return func() map[int]string {
		once.Do(func() { close(quit) })
		group.Wait()
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(acked)
	}
}

func receiptsOf(rows []map[string]string) map[string]bool {
	all := map[string]bool{}
	for _, r := range rows {
		all[r["receipt"]] = true
	}
	return all
}

func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	s := filled(t)
	links := s.links(t, named)
	s.start(t)
	earlier := crowd(t, s, links, 8, 0)
	time.Sleep(700 * time.Millisecond)
	before := earlier()
	later := crowd(t, s, links, 8, 50_000_000)
	file := filepath.Join(t.TempDir(), "backup.tar.gz")
	s.must(t, "backup", file)
	during := later()
	if len(during) == 0 {
		t.Fatal("nothing came in while the backup was made")
	}
	s.stop(t)

	copied := newSite(t, "")
	copied.must(t, "restore", file)
	if o := copied.run(t, "restore", file); o.code == 0 {
		t.Errorf("a restore onto what is there: %+v", o)
	}
	rows := copied.exported(t, named)
	have := receiptsOf(rows)
	for n, receipt := range before {
		if !have[receipt] {
			t.Errorf("submission %d was acknowledged before the backup began and is not in it", n)
		}
	}
	all := receiptsOf(s.exported(t, named))
	for receipt := range have {
		if !all[receipt] {
			t.Errorf("receipt %s is in the backup and nowhere else", receipt)
		}
	}
	recount(t, copied, named, rows)
	if got := counted(t, copied, named); got != len(rows) {
		t.Errorf("the restored counts say %d, the originals %d", got, len(rows))
	}
	if !maps.Equal(copied.links(t, named), links) {
		t.Error("the links of the restored wave are others")
	}
	// It is a whole site: it takes answers, and a repeat of what is in it.
	copied.start(t)
	client := newClient()
	for n, receipt := range before {
		done, err := copied.post(client, links[slices.Sorted(maps.Keys(links))[n%12]], n)
		if err != nil || done.receipt != receipt {
			t.Errorf("a repeat at the restored site: %+v, %v; want %s", done, err, receipt)
		}
		break
	}
	if _, err := copied.post(client, links["B0101"], 99_999_999); err != nil {
		t.Errorf("a fresh answer at the restored site: %v", err)
	}
	recount(t, s, named, s.exported(t, named))
}

// counted is how many responses of a wave the running counts say there are.
func counted(t *testing.T, s *site, wave string) int {
	t.Helper()
	d, err := db.Open(ctx, db.Options{Path: filepath.Join(s.data, "manyi.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	n, err := db.Value[int](ctx, d, `SELECT SUM(n) FROM response_counts WHERE wave_id = (SELECT id FROM waves WHERE code = ?)`, wave)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestBrokenBackups(t *testing.T) {
	t.Parallel()
	s := filled(t)
	dir := t.TempDir()
	good := filepath.Join(dir, "good.tar.gz")
	s.must(t, "backup", good)
	content, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(good); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a backup may be read by others: %v, %v", info.Mode(), err)
	}
	for name, bad := range map[string][]byte{
		"cut": content[:len(content)/2], "empty": nil, "no archive": []byte("PK something else"), "text": bytes.Repeat([]byte("a"), 5000),
	} {
		path := filepath.Join(dir, "bad")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		empty := newSite(t, "")
		if o := empty.run(t, "restore", path); o.code == 0 || o.stderr == "" || strings.Contains(o.stderr, "panic") {
			t.Errorf("%s: %+v", name, o)
		}
		if _, err := os.Stat(filepath.Join(empty.data, "manyi.db")); err == nil {
			t.Errorf("%s: a database was left behind", name)
		}
		empty.must(t, "restore", good) // and the folder is still good for a right one
	}
	if o := s.run(t, "backup", filepath.Join(dir, "nowhere", "backup.tar.gz")); o.code == 0 {
		t.Errorf("a backup into a folder that is not there: %+v", o)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 { // good and bad
		t.Errorf("%d files are left beside the backup", len(entries))
	}
}

// An import, a rebuild and a backup go on beside the intake, and nobody is refused (D3). How long the answers take is
// measured by bench/lanes.
func TestIntakeBesideBulkWork(t *testing.T) {
	t.Parallel()
	s := filled(t)
	table, mapping := outside(t, 20_000)
	links := s.links(t, anonymous)
	s.start(t)
	end := crowd(t, s, links, 12, 0)
	file := filepath.Join(t.TempDir(), "backup.tar.gz")
	var group sync.WaitGroup
	group.Go(func() {
		if out := s.must(t, "import", "responses", table, "--mapping", mapping); !strings.Contains(out, "20000") && !strings.Contains(out, "20,000") {
			t.Errorf("the import says %q", out)
		}
	})
	group.Go(func() {
		s.must(t, "backup", file)
		s.must(t, "rebuild")
	})
	group.Wait()
	acked := end()
	if len(acked) < 100 {
		t.Errorf("only %d answers came in beside the bulk work", len(acked))
	}
	s.must(t, "wave", "close", anonymous)
	rows := s.exported(t, anonymous)
	have := receiptsOf(rows)
	for n, receipt := range acked {
		if !have[receipt] {
			t.Errorf("submission %d was acknowledged with %s and is not there", n, receipt)
		}
	}
	if len(rows) != len(acked) {
		t.Errorf("%d answers, %d acknowledgements", len(rows), len(acked))
	}
	recount(t, s, anonymous, rows)
	var figures []struct {
		Kind string
		N    int
	}
	if err := json.Unmarshal([]byte(s.must(t, "figures", "--wave", "outside", "--format", "json")), &figures); err != nil {
		t.Fatal(err)
	}
	if len(figures) == 0 || figures[0].N != 20_000 {
		t.Errorf("the figures of the import: %+v", figures[:1])
	}
}
