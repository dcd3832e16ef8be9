package response_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/sheet"
)

// survey is an outside survey of the bank's form with n rows: outlets by name, marks with their labels, a column for the
// number of each response. Every tenth row names no outlet that there is.
func survey(n int) string {
	labels := map[int]string{1: "很不满意", 2: "不太满意", 3: "一般", 4: "比较满意", 5: "非常满意"}
	var b strings.Builder
	b.WriteString("编号,提交时间,网点,权重")
	for _, code := range responsetest.Ratings {
		b.WriteString("," + code + " 评分")
	}
	b.WriteString(",Q81\n")
	for i := range n {
		unit := []string{"解放路网点", "B0102"}[i%2]
		if i%10 == 9 {
			unit = "火星支行"
		}
		fmt.Fprintf(&b, "N%05d,2026-10-%02d,%s,1.%d", i, 1+i%28, unit, i%10)
		for range responsetest.Ratings {
			fmt.Fprintf(&b, ",%s", labels[1+i%5])
		}
		fmt.Fprintf(&b, ",第 %d 条\n", i)
	}
	return b.String()
}

func upload(t *testing.T, w *responsetest.World, wave programme.Wave, name string, content []byte) response.Batch {
	t.Helper()
	b, err := w.Responses.Upload(ctx, responsetest.By, wave, name, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return finish(t, w, b.ID)
}

// finish does what a batch waits for until it waits for a person.
func finish(t *testing.T, w *responsetest.World, id string) response.Batch {
	t.Helper()
	for {
		b, err := w.Responses.Batch(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains([]response.BatchState{response.BatchReading, response.BatchChecking, response.BatchImporting, response.BatchUndoing}, b.State) {
			return b
		}
		if err := w.Responses.WorkBatch(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
}

// contents are the answers, weights and units of a wave's originals in one state, in an order of their own.
func contents(t *testing.T, w *responsetest.World, wave programme.Wave, state response.State) []string {
	t.Helper()
	var all []string
	for _, o := range w.Originals(t, wave) {
		if o.State == state {
			all = append(all, fmt.Sprintf("%s %s %s %d %s", o.Unit, o.Weight, o.Form, o.ReceivedAt, o.Answers))
		}
	}
	slices.Sort(all)
	return all
}

func valid(t *testing.T, w *responsetest.World, wave programme.Wave) int64 {
	t.Helper()
	counts, err := w.Responses.Counts(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	for _, c := range counts {
		if c.State == response.Valid {
			n += c.N
		}
	}
	return n
}

// A file is uploaded, mapped by what is suggested, tried, imported, undone and imported again.
func TestABatchFromUploadToUndo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Plan(t, "w", programme.Named)
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(survey(200))
		if err != nil {
			t.Fatal(err)
		}
		b := upload(t, w, wave, "外部.csv", []byte(gbk))
		if b.State != response.BatchChecked || b.Total != 200 || b.Good != 180 || b.Bad != 20 || b.Encoding != "gb18030" {
			m, faults, err := w.Responses.Mapping(ctx, b.ID)
			t.Fatalf("%+v\n%s\n%v %v", b, foreign.Write(&m), faults, err)
		}
		p, err := w.Responses.Profiled(ctx, b.ID)
		if err != nil || len(p.Columns) != 5+len(responsetest.Ratings) || p.Columns[0].Kind != foreign.Unique || p.Columns[1].Kind != foreign.Days {
			t.Errorf("profile: %+v, %v", p.Columns[:2], err)
		}
		o, err := w.Responses.Outcome(ctx, b.ID)
		if err != nil || len(o.Reasons) != 1 || o.Reasons[0].Value != "火星支行" || o.Reasons[0].Count != 20 || o.Units["B0101"] != 100 || o.Units["B0102"] != 80 {
			t.Errorf("outcome: %+v, %v", o, err)
		}
		faults, err := w.Responses.BatchFaults(ctx, b.ID)
		if err != nil || len(faults) != 20 || faults[0].Row != 11 || faults[0].Column != "网点" || faults[0].Err.Key != "foreign.unit.unmapped" {
			t.Errorf("faults: %v, %v", faults, err)
		}
		if n := len(w.Originals(t, wave)); n != 0 {
			t.Errorf("the dry run wrote %d originals", n)
		}

		// The same file and mapping by the command line, in a wave of its own.
		other := byCommandLine(t, w, b.ID, gbk)

		if b, err = w.Responses.RunBatch(ctx, responsetest.By, b.ID); err != nil {
			t.Fatal(err)
		}
		b = finish(t, w, b.ID)
		if b.State != response.BatchDone || b.New != 180 || b.Known != 0 || b.Bad != 20 || valid(t, w, wave) != 180 {
			t.Fatalf("imported: %+v, %d valid", b, valid(t, w, wave))
		}
		got := contents(t, w, wave, response.Valid)
		if !slices.Equal(got, contents(t, w, other, response.Valid)) {
			t.Error("the command line makes other originals of the same file and mapping")
		}

		again := upload(t, w, wave, "外部.csv", []byte(gbk))
		if _, err := w.Responses.RunBatch(ctx, responsetest.By, again.ID); err != nil {
			t.Fatal(err)
		}
		if again = finish(t, w, again.ID); again.New != 0 || again.Known != 180 {
			t.Errorf("imported twice: %+v", again)
		}
		if _, err := w.Responses.UndoBatch(ctx, responsetest.By, again.ID); !errs.HasKey(err, "response.batch.nothing") {
			t.Errorf("undo of what brought nothing: %v", err)
		}

		w.Do(t, "w", programme.ActClose)
		if _, err := w.Responses.UndoBatch(ctx, responsetest.By, b.ID); !errs.HasKey(err, "response.batch.undo_closed") {
			t.Errorf("undo in a closed wave: %v", err)
		}
		w.Do(t, "w", programme.ActReopen)
		if _, err := w.Responses.UndoBatch(ctx, responsetest.By, b.ID); err != nil {
			t.Fatal(err)
		}
		if b = finish(t, w, b.ID); b.State != response.BatchUndone || valid(t, w, wave) != 0 {
			t.Errorf("undone: %+v, %d valid", b, valid(t, w, wave))
		}
		if excluded := contents(t, w, wave, response.Excluded); !slices.Equal(excluded, got) {
			t.Error("undoing changed originals")
		}
		if err := w.Responses.Recount(ctx); err != nil || valid(t, w, wave) != 0 {
			t.Errorf("recounted: %d valid, %v", valid(t, w, wave), err)
		}

		third := upload(t, w, wave, "外部.csv", []byte(gbk))
		if _, err := w.Responses.RunBatch(ctx, responsetest.By, third.ID); err != nil {
			t.Fatal(err)
		}
		if third = finish(t, w, third.ID); third.New != 180 || !slices.Equal(got, contents(t, w, wave, response.Valid)) {
			t.Errorf("after the undo: %+v", third)
		}
	})
}

// byCommandLine imports a batch's file with its mapping, made one of another wave, as manyi import does.
func byCommandLine(t *testing.T, w *responsetest.World, batch, content string) programme.Wave {
	t.Helper()
	file, err := w.Responses.MappingFile(ctx, batch)
	if err != nil {
		t.Fatal(err)
	}
	m, err := foreign.ParseMapping(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	m.Wave.Code = "other"
	table, err := sheet.OpenBytes([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	done, err := w.Responses.ImportForeign(ctx, responsetest.By, &m, table)
	if err != nil || done.New != 180 {
		t.Fatalf("%+v, %v", done, err)
	}
	return done.Wave
}

// A mapping is edited, saved, found again for the next file, and kept apart from the wave it was made for.
func TestMappingsAreChangedSavedAndSuggested(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Plan(t, "w", programme.Named)
	b := upload(t, w, wave, "a.csv", []byte(survey(50)))
	m, faults, err := w.Responses.Mapping(ctx, b.ID)
	if err != nil || len(faults) > 0 {
		t.Fatalf("%v, %v", faults, err)
	}
	m.Unit.Other = "B0103"
	m.Wave.Code = "elsewhere"
	if b, faults, err = w.Responses.PutMapping(ctx, b.ID, m); err != nil || len(faults) > 0 || b.State != response.BatchChecking {
		t.Fatalf("%+v, %v, %v", b, faults, err)
	}
	if b = finish(t, w, b.ID); b.Good != 50 || b.Bad != 0 {
		t.Errorf("with a unit for the others: %+v", b)
	}
	if err := w.Responses.SaveMapping(ctx, responsetest.By, b.ID, "神秘顾客"); err != nil {
		t.Fatal(err)
	}
	if err := w.Responses.SaveMapping(ctx, responsetest.By, b.ID, " "); !errs.HasKey(err, "response.mapping.name") {
		t.Errorf("without a name: %v", err)
	}
	m.Items = m.Items[:1]
	m.Items[0].Column.Names = []string{"nowhere"}
	if b, faults, err = w.Responses.PutMapping(ctx, b.ID, m); err != nil || len(faults) == 0 || b.State != response.BatchMapping {
		t.Errorf("a column that is not there: %+v, %v, %v", b, faults, err)
	}
	if _, err := w.Responses.RunBatch(ctx, responsetest.By, b.ID); !errs.HasKey(err, "response.batch.state") {
		t.Errorf("import without a check: %v", err)
	}
	if _, err := w.Responses.UseMapping(ctx, b.ID, "神秘顾客"); err != nil {
		t.Fatal(err)
	}
	if b = finish(t, w, b.ID); b.Good != 50 || b.State != response.BatchChecked {
		t.Errorf("under the saved mapping: %+v", b)
	}

	next := w.Plan(t, "v", programme.Named)
	second := upload(t, w, next, "b.csv", []byte(survey(30)))
	if second.Good != 30 {
		t.Errorf("the saved mapping was not suggested: %+v", second)
	}
	file, err := w.Responses.MappingFile(ctx, second.ID)
	if err != nil || !bytes.Contains(file, []byte("code: v\n")) {
		t.Errorf("%s, %v", file, err)
	}
	p, err := w.Responses.Profiled(ctx, second.ID)
	if err != nil || len(p.Hints) == 0 || p.Hints[0].Why != foreign.FromEarlier || p.Hints[0].From != "神秘顾客" {
		t.Errorf("%+v, %v", p.Hints, err)
	}
	if err := w.Responses.ForgetMapping(ctx, responsetest.By, "神秘顾客"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Responses.UseMapping(ctx, second.ID, "神秘顾客"); !errs.HasKey(err, "response.mapping.unknown") {
		t.Errorf("a mapping that was deleted: %v", err)
	}
}

// Tables as people make them: a title above, two rows of names with merged cells, other rows chosen for the header.
func TestHeadersOfAllSorts(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Plan(t, "w", programme.Named)
	lines := strings.SplitN(survey(20), "\n", 2)
	names := strings.Split(lines[0], ",")
	upper, lower := make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		if strings.HasPrefix(name, "Q") && i > 4 && i < len(names)-1 {
			lower[i] = name
			continue
		}
		upper[i] = name
	}
	upper[4], lower[4] = "评分", names[4]
	text := "某机构 2026 年调查" + strings.Repeat(",", len(names)-1) + "\n" + strings.Join(upper, ",") + "\n" + strings.Join(lower, ",") + "\n" + lines[1]
	b := upload(t, w, wave, "two.csv", []byte(text))
	p, err := w.Responses.Profiled(ctx, b.ID)
	if err != nil || p.Header == nil || *p.Header != (foreign.Header{Row: 2, Rows: 2}) || p.Columns[4].Name != "评分 / Q11 评分" {
		t.Fatalf("%+v %+v, %v", p.Header, p.Columns[4], err)
	}
	if b.Good != 18 || b.Bad != 2 {
		m, faults, _ := w.Responses.Mapping(ctx, b.ID)
		t.Errorf("%+v %v\n%s", b, faults, foreign.Write(&m))
	}
	if b, err = w.Responses.UseHeader(ctx, b.ID, foreign.Header{Row: 3, Rows: 1}); err != nil {
		t.Fatal(err)
	}
	b = finish(t, w, b.ID)
	if p, err = w.Responses.Profiled(ctx, b.ID); err != nil || p.Columns[4].Name != "Q11 评分" || p.Columns[0].Name != "" || b.State != response.BatchMapping {
		t.Errorf("%+v %+v, %v", b, p.Columns[:5], err)
	}
	if _, err = w.Responses.UseHeader(ctx, b.ID, foreign.Header{Row: 99, Rows: 1}); !errs.HasKey(err, "sheet.header_empty") {
		t.Errorf("a header where nothing is: %v", err)
	}
}

// What is stopped, given up or not for foreign responses.
func TestBatchesThatEnd(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Plan(t, "w", programme.Named)
	if _, err := w.Responses.Upload(ctx, responsetest.By, w.Plan(t, "anon", programme.Anonymous), "a.csv", strings.NewReader("a\n")); !errs.HasKey(err, "response.import.wave_not_named") {
		t.Errorf("an anonymous wave: %v", err)
	}
	if _, err := w.Responses.Upload(ctx, responsetest.By, wave, "a.csv", strings.NewReader("")); !errs.HasKey(err, "sheet.empty") {
		t.Errorf("an empty file: %v", err)
	}
	b := upload(t, w, wave, "a.csv", []byte(survey(30)))
	m, _, err := w.Responses.Mapping(ctx, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if b, _, err = w.Responses.PutMapping(ctx, b.ID, m); err != nil || b.State != response.BatchChecking {
		t.Fatalf("%+v, %v", b, err)
	}
	if b, err = w.Responses.StopBatch(ctx, b.ID); err != nil || b.State != response.BatchMapping {
		t.Errorf("a check that was stopped: %+v, %v", b, err)
	}
	if err := w.Responses.WorkBatch(ctx, b.ID); err != nil {
		t.Errorf("its job: %v", err)
	}
	if b, err = w.Responses.StopBatch(ctx, b.ID); err != nil || b.State != response.BatchDiscarded {
		t.Errorf("given up: %+v, %v", b, err)
	}
	if _, _, err := w.Responses.Mapping(ctx, b.ID); err != nil {
		t.Errorf("its mapping afterwards: %v", err)
	}

	c := upload(t, w, wave, "c.csv", []byte(survey(30)))
	if _, err := w.Responses.RunBatch(ctx, responsetest.By, c.ID); err != nil {
		t.Fatal(err)
	}
	if wave, err = w.Programmes.WaveByCode(ctx, "w"); err != nil || wave.State != programme.Open {
		t.Errorf("the wave is %s, %v", wave.State, err)
	}
	w.Do(t, "w", programme.ActClose)
	if c = finish(t, w, c.ID); c.State != response.BatchFailed || c.Problem != "response.import.closed" {
		t.Errorf("into a wave that was closed meanwhile: %+v", c)
	}
	w.Do(t, "w", programme.ActReopen)
	e := upload(t, w, wave, "e.csv", []byte(survey(30)))
	if _, err := w.Responses.RunBatch(ctx, responsetest.By, e.ID); err != nil {
		t.Fatal(err)
	}
	if e, err = w.Responses.StopBatch(ctx, e.ID); err != nil || e.State != response.BatchCancelled {
		t.Errorf("an import that was stopped: %+v, %v", e, err)
	}
	all, err := w.Responses.Batches(ctx, wave.ID)
	if err != nil || len(all) != 3 {
		t.Errorf("%d batches, %v", len(all), err)
	}
	states := map[response.BatchState]bool{}
	for _, one := range all {
		states[one.State] = true
	}
	if want := []response.BatchState{response.BatchCancelled, response.BatchDiscarded, response.BatchFailed}; !slices.Equal(slices.Sorted(maps.Keys(states)), want) {
		t.Errorf("%v", states)
	}
}
