package column_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"manyi.dev/manyi/internal/cube"
	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/errs"
)

var layout = cube.Layout{
	Dims:  []string{"unit"},
	Items: []cube.Item{{Code: "q1", Kind: cube.Category, Size: 5}, {Code: "q2", Kind: cube.Category, Size: 5}},
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// facts makes n responses with random ids; every one answers q1 with 1 + i mod 5.
func facts(seed uint64, n int) []cube.Fact {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]cube.Fact, n)
	for i := range out {
		for b := range out[i].ID {
			out[i].ID[b] = byte(rng.Uint32())
		}
		out[i].Dims = []int32{int32(i % 3)}
		out[i].Values = []cube.Value{cube.Pick(uint8(1 + i%5)), 0}
	}
	return out
}

func needCount(t *testing.T, e cube.Engine, wave string, want int64) {
	t.Helper()
	counts, err := e.Count(t.Context(), wave)
	must(t, err)
	if counts[cube.Valid] != want {
		t.Errorf("%s has %d responses, want %d", wave, counts[cube.Valid], want)
	}
}

// TestCrashInFlush: whatever a crash left under the temporary name, the old file is what counts,
// and the next flush succeeds.
func TestCrashInFlush(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := open(t, dir, column.Options{})
	all := facts(1, 1000)
	must(t, e.Ensure(ctx, "w", layout))
	must(t, e.Load(ctx, "w", all[:600]))
	must(t, e.Flush(ctx, "w"))
	must(t, e.Load(ctx, "w", all[600:]))
	needCount(t, e, "w", 1000) // counted at once, not yet durable

	path := filepath.Join(dir, "w", "facts.parquet")
	whole, err := os.ReadFile(path)
	must(t, err)
	for _, half := range [][]byte{nil, []byte("PAR1"), whole[:len(whole)/2]} {
		must(t, os.WriteFile(path+".tmp", half, 0o600))
		after := open(t, dir, column.Options{}) // the process that comes after the crash
		needCount(t, after, "w", 600)
		must(t, after.Load(ctx, "w", all[500:700])) // the feed brings some again
		needCount(t, after, "w", 700)
	}
	last := open(t, dir, column.Options{})
	must(t, last.Load(ctx, "w", all))
	must(t, last.Flush(ctx, "w"))
	needCount(t, open(t, dir, column.Options{}), "w", 1000)
	if _, err := os.Stat(path + ".tmp"); !os.IsNotExist(err) {
		t.Errorf("the temporary file is still there: %v", err)
	}
}

func TestDamagedFileIsSaidToBe(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := open(t, dir, column.Options{})
	must(t, e.Ensure(ctx, "w", layout))
	must(t, e.Load(ctx, "w", facts(1, 500)))
	must(t, e.Close())
	path := filepath.Join(dir, "w", "facts.parquet")
	whole, err := os.ReadFile(path)
	must(t, err)
	plan := cube.Plan{Wave: "w", Items: []string{"q1", "q2"}}
	must(t, os.WriteFile(path, whole[:len(whole)-20], 0o600))
	if _, err := open(t, dir, column.Options{}).Histogram(ctx, plan); !errs.HasKey(err, "cube.file.damaged") {
		t.Errorf("cut file: %v", err)
	}
	for at := 8; at < len(whole)-8; at += len(whole) / 37 { // never a panic, whatever byte is wrong
		broken := bytes.Clone(whole)
		broken[at] ^= 0xff
		must(t, os.WriteFile(path, broken, 0o600))
		_, err := open(t, dir, column.Options{}).Histogram(ctx, plan)
		if err != nil && !errs.HasKey(err, "cube.file.damaged") {
			t.Errorf("byte %d: %v", at, err)
		}
	}
}

// TestFileTellsNoOrder: rows lie in the order of their random ids, and nothing but the columns of
// the layout is written.
func TestFileTellsNoOrder(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := open(t, dir, column.Options{})
	must(t, e.Ensure(ctx, "w", layout))
	all := facts(1, 900)
	weights := map[cube.ID]float64{}
	for i := 0; i < 900; i += 300 {
		must(t, e.Load(ctx, "w", all[i:i+300]))
		must(t, e.Flush(ctx, "w"))
		weights[all[i].ID] = 1
	}
	must(t, e.SetWeights(ctx, "w", "s", weights))
	for name, want := range map[string]string{
		"facts.parquet": "[[dim_unit] [id] [item_q1] [item_q2] [state]]", "s.parquet": "[[id] [weight]]",
	} {
		f, err := os.Open(filepath.Join(dir, "w", name))
		must(t, err)
		info, err := f.Stat()
		must(t, err)
		file, err := parquet.OpenFile(f, info.Size())
		must(t, err)
		if got := fmt.Sprint(file.Schema().Columns()); got != want {
			t.Errorf("%s has columns %s, want %s", name, got, want)
		}
		leaf, _ := file.Schema().Lookup("id")
		pages := file.RowGroups()[0].ColumnChunks()[leaf.ColumnIndex].Pages()
		page, err := pages.ReadPage()
		must(t, err)
		data := page.Data()
		ids := data.Uint128()
		for i := 1; i < len(ids); i++ {
			if bytes.Compare(ids[i-1][:], ids[i][:]) >= 0 {
				t.Fatalf("%s: row %d is out of order", name, i)
			}
		}
		must(t, pages.Close())
		must(t, f.Close())
	}
	entries, err := os.ReadDir(filepath.Join(dir, "w"))
	must(t, err)
	if len(entries) != 2 {
		t.Errorf("files %v, want the facts and one scheme", entries)
	}
}

// TestBudget: the least recently used waves give back their memory, never those with rows that are
// not on disk.
func TestBudget(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	now := time.Unix(1000, 0)
	clock := func() time.Time { now = now.Add(time.Second); return now }
	e := open(t, t.TempDir(), column.Options{Budget: 100_000, Now: clock})
	ask := func(wave string) {
		t.Helper()
		_, err := e.Histogram(ctx, cube.Plan{Wave: wave, By: []string{"unit"}, Items: []string{"q1", "q2"}})
		must(t, err)
	}
	for i := range 5 { // 7 bytes a row: 70 000 each
		wave := fmt.Sprint("w", i)
		must(t, e.Ensure(ctx, wave, layout))
		must(t, e.Load(ctx, wave, facts(uint64(i), 10_000)))
		must(t, e.Flush(ctx, wave))
		ask(wave)
		if n := e.InMemory(); n > 100_000 {
			t.Errorf("%d bytes in memory after wave %d", n, i)
		}
	}
	must(t, e.Load(ctx, "w0", facts(99, 10)))
	for i := range 5 {
		ask(fmt.Sprint("w", i))
	}
	needCount(t, e, "w0", 10_010)
}

func TestSweepUnloadsIdleWaves(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	now := time.Unix(1000, 0)
	e := open(t, dir, column.Options{Idle: time.Minute, Now: func() time.Time { return now }})
	must(t, e.Ensure(ctx, "w", layout))
	must(t, e.Load(ctx, "w", facts(1, 1000)))
	now = now.Add(30 * time.Second)
	must(t, e.Sweep(ctx))
	if e.InMemory() == 0 {
		t.Error("unloaded after half the time")
	}
	now = now.Add(31 * time.Second)
	must(t, e.Sweep(ctx))
	if n := e.InMemory(); n > 100 {
		t.Errorf("%d bytes in memory of an idle wave", n)
	}
	needCount(t, open(t, dir, column.Options{}), "w", 1000) // and it was flushed
	needCount(t, e, "w", 1000)
}

// TestOnlyAskedColumnsAreRead: a question brings in what it needs.
func TestOnlyAskedColumnsAreRead(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := open(t, dir, column.Options{})
	must(t, e.Ensure(ctx, "w", layout))
	must(t, e.Load(ctx, "w", facts(1, 100_000)))
	must(t, e.Close())
	e = open(t, dir, column.Options{})
	_, err := e.Histogram(ctx, cube.Plan{Wave: "w", Items: []string{"q2"}})
	must(t, err)
	if n := e.InMemory(); n > 210_000 { // states and one item
		t.Errorf("%d bytes for one item of 100 000 rows", n)
	}
}

// TestOtherProcess: a reader with its own rows in memory is told when the file has been replaced.
func TestOtherProcess(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	writer := open(t, dir, column.Options{})
	must(t, writer.Ensure(ctx, "w", layout))
	must(t, writer.Load(ctx, "w", facts(1, 100)))
	must(t, writer.Flush(ctx, "w"))
	reader := open(t, dir, column.Options{})
	_, err := reader.Histogram(ctx, cube.Plan{Wave: "w", Items: []string{"q1"}})
	must(t, err)
	must(t, writer.Load(ctx, "w", facts(2, 100)))
	must(t, writer.Flush(ctx, "w"))
	_, err = reader.Histogram(ctx, cube.Plan{Wave: "w", Items: []string{"q2"}})
	if !errs.HasKey(err, "cube.file.replaced") {
		t.Errorf("columns of two files together: %v", err)
	}
}

func TestDropLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := open(t, dir, column.Options{})
	must(t, e.Ensure(ctx, "w", layout))
	must(t, e.Load(ctx, "w", facts(1, 10)))
	must(t, e.Drop(ctx, "w"))
	must(t, os.Mkdir(filepath.Join(dir, ".dropped-w"), 0o700)) // a crash between rename and removal
	open(t, dir, column.Options{})
	entries, err := os.ReadDir(dir)
	must(t, err)
	if len(entries) != 0 {
		t.Errorf("left: %v", entries)
	}
	if has, err := e.Has(ctx, "w"); has || err != nil {
		t.Errorf("has %v %v", has, err)
	}
	must(t, e.Ensure(ctx, "w", layout))
	needCount(t, e, "w", 0)
}

func TestNames(t *testing.T) {
	t.Parallel()
	e := open(t, t.TempDir(), column.Options{})
	for _, name := range []string{"", ".", "..", "../w", "a/b", ".hidden", "批次"} {
		if err := e.Ensure(t.Context(), name, layout); !errs.HasKey(err, "cube.name.invalid") {
			t.Errorf("wave %q: %v", name, err)
		}
	}
}
