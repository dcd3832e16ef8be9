package app_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"manyi.dev/manyi/internal/db"
)

// anonymousColumns is all that is kept of an anonymous answer.
var anonymousColumns = []string{
	"answers", "form_id", "id", "language", "leaf", "length", "quarter", "receipt", "salt", "state", "submission", "unit_id", "wave_id",
}

// dump is everything that is in a record store: rows of cells as text, by table.
type dump map[string][]map[string]string

func read(t *testing.T, d *db.DB) dump {
	t.Helper()
	// Each engine lists its tables in its own place.
	tables, err := db.Values[string](ctx, d, db.Pick(d, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
		`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`))
	if err != nil {
		t.Fatal(err)
	}
	all := dump{}
	for _, table := range tables {
		rows, err := d.Rows(ctx, `SELECT * FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		all[table] = nil
		for rows.Next() {
			cells, places := make([]any, len(names)), make([]any, len(names))
			for i := range cells {
				places[i] = &cells[i]
			}
			if err := rows.Scan(places...); err != nil {
				t.Fatal(err)
			}
			row := map[string]string{}
			for i, name := range names {
				row[name] = fmt.Sprint(cells[i])
			}
			all[table] = append(all[table], row)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// serialOf is the serial number that a respondent wrote into the remark, that is, his place in the order of arrival.
func serialOf(t *testing.T, answers string) int {
	t.Helper()
	m := serialMark.FindStringSubmatch(answers)
	if m == nil {
		t.Fatalf("no serial number in %.200s", answers)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var serialMark = regexp.MustCompile(`serial-(\d{8})\.`)

// wantNoOrder fails when a sequence of serial numbers follows the order of arrival more than chance does, forwards or
// backwards, as a whole or from one to the next. Chance fails it once in 70 000 times.
func wantNoOrder(t *testing.T, what string, serials []int) {
	t.Helper()
	n := len(serials)
	if n < 100 {
		t.Errorf("%s: only %d answers to judge by", what, n)
		return
	}
	sorted := slices.Sorted(slices.Values(serials))
	var sum float64
	ups := 0
	for i, s := range serials {
		rank, _ := slices.BinarySearch(sorted, s)
		sum += float64(i-rank) * float64(i-rank)
		if i > 0 && s > serials[i-1] {
			ups++
		}
	}
	f := float64(n)
	if rho := 1 - 6*sum/(f*(f*f-1)); math.Abs(rho) > 4.5/math.Sqrt(f-1) {
		t.Errorf("%s: rank correlation with the order of arrival is %.2f", what, rho)
	}
	if off := math.Abs(float64(ups) - (f-1)/2); off > 4.5*math.Sqrt((f+1)/12) {
		t.Errorf("%s: %d of %d answers lie behind the one that came before", what, ups, n-1)
	}
}

// inspect looks through a record store for a way from an answer to an instant, an address or an order. places are the
// tables in which an answer, or its id, may be now; tables that grow by a row for each answer are among them.
func inspect(t *testing.T, what string, d *db.DB, before dump, places []string, secrets []string) {
	t.Helper()
	all := read(t, d)
	keys := map[string]bool{} // what names a single answer
	var originals []map[string]string
	for _, table := range []string{"anonymous_responses", "anonymous_staging"} {
		for _, row := range all[table] {
			originals = append(originals, row)
			for _, c := range []string{"id", "receipt", "submission", "salt", "leaf"} {
				keys[row[c]] = true
			}
			if names := slices.Sorted(maps.Keys(row)); !slices.Equal(names, anonymousColumns) {
				t.Fatalf("%s: an anonymous answer has the columns %v", what, names)
			}
		}
	}
	if len(originals) != respondents {
		t.Errorf("%s: %d answers, want %d", what, len(originals), respondents)
	}
	instant := regexp.MustCompile(`\b1[6-9]\d{8}(\d{3})?\b|\d{4}-\d\d-\d\dT?`)
	for table, rows := range all {
		allowed := slices.Contains(places, table)
		if grown := len(rows) - len(before[table]); !allowed && grown > respondents/8 {
			t.Errorf("%s: table %s grew by %d rows with %d answers", what, table, grown, respondents)
		}
		for _, row := range rows {
			named := ""
			for column, cell := range row {
				if keys[cell] {
					named = column
				}
				for _, s := range secrets {
					if strings.Contains(cell, s) {
						t.Errorf("%s: %s.%s tells %s", what, table, column, s)
					}
				}
				if serialMark.MatchString(cell) && (!allowed || column != "answers") {
					t.Errorf("%s: %s.%s holds answers", what, table, column)
				}
			}
			if named == "" {
				continue
			}
			if !allowed {
				t.Errorf("%s: %s.%s names an answer", what, table, named)
			}
			for column, cell := range row {
				if strings.HasSuffix(column, "_at") || column != "answers" && instant.MatchString(cell) && !keys[cell] {
					t.Errorf("%s: %s.%s = %.60q beside an answer is an instant", what, table, column, cell)
				}
			}
		}
	}
}

// idsBySerial are the serial numbers of the answers by id, without dashes.
func idsBySerial(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	type row struct{ id, answers string }
	rows, err := db.All(ctx, d, func(r *row) []any { return []any{&r.id, &r.answers} }, `SELECT id, answers FROM anonymous_originals`)
	if err != nil {
		t.Fatal(err)
	}
	serials := map[string]int{}
	for _, r := range rows {
		serials[strings.ReplaceAll(r.id, "-", "")] = serialOf(t, r.answers)
	}
	return serials
}

// inspectFiles looks through every file of the data folder and the log.
func inspectFiles(t *testing.T, what string, s *site, secrets []string) {
	t.Helper()
	err := filepath.WalkDir(s.data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, "-wal") && len(content) > 0 {
			t.Errorf("%s: the write-ahead log holds %d bytes", what, len(content))
		}
		for _, secret := range secrets {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s: %s tells %s", what, path, secret)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	log := s.said(t)
	for _, secret := range append(slices.Clone(secrets), "serial-") {
		if strings.Contains(log, secret) {
			t.Errorf("%s: the log tells %s", what, secret)
		}
	}
	if !strings.Contains(log, "path=respondent") {
		t.Errorf("%s: the log does not show requests: the test shows nothing", what)
	}
}

// inspectCube looks at the order of the rows in the cube's file.
func inspectCube(t *testing.T, s *site, serials map[string]int) {
	t.Helper()
	type fact struct {
		ID [16]byte `parquet:"id"`
	}
	files, err := filepath.Glob(filepath.Join(s.data, "cube", "*", "facts.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, path := range files {
		rows, err := parquet.ReadFile[fact](path)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if serial, ok := serials[fmt.Sprintf("%x", r.ID)]; ok {
				found = append(found, serial)
			}
		}
	}
	if len(found) != respondents {
		t.Errorf("the cube holds %d answers, want %d", len(found), respondents)
	}
	wantNoOrder(t, "cube", found)
}

// inspectBytes looks at the places of answers in the raw SQLite file. They may be on the pages of their table and its
// index only: what the feed and the held ones had of them is overwritten. (A page that SQLite has rearranged can hold
// a second copy of a row of its own.)
func inspectBytes(t *testing.T, d *db.DB, serials map[string]int) {
	t.Helper()
	type page struct {
		number int
		owner  string
	}
	pages, err := db.All(ctx, d, func(p *page) []any { return []any{&p.number, &p.owner} }, `SELECT pageno, name FROM dbstat`)
	if err != nil {
		t.Fatal(err)
	}
	owner := map[int]string{}
	for _, p := range pages {
		owner[p.number] = p.owner
	}
	content, err := os.ReadFile(d.Path())
	if err != nil {
		t.Fatal(err)
	}
	size := int(content[16])<<8 | int(content[17]) // of a page (sqlite.org/fileformat.html)
	find := func(what string, form *regexp.Regexp, owners ...string) (found []string) {
		t.Helper()
		for _, at := range form.FindAllSubmatchIndex(content, -1) {
			text := string(content[at[2]:at[3]])
			if on := owner[at[0]/size+1]; !slices.Contains(owners, on) {
				t.Errorf("%s %s is on page %d of %q", what, text, at[0]/size+1, on)
			}
			found = append(found, text)
		}
		return found
	}
	var order []int
	for _, text := range find("serial number", serialMark, "anonymous_responses") {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, n)
	}
	if len(order) < respondents {
		t.Errorf("the file shows %d remarks of %d answers: the test shows nothing", len(order), respondents)
	}
	wantNoOrder(t, "places in the file", order)
	var ids []string
	for id := range serials {
		ids = append(ids, id[:8]+"-"+id[8:12]+"-"+id[12:16]+"-"+id[16:20]+"-"+id[20:])
	}
	find("id", regexp.MustCompile("("+strings.Join(ids, "|")+")"), "anonymous_responses", "sqlite_autoindex_anonymous_responses_2")
}
