package scoring_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/scoring"
	"manyi.dev/manyi/internal/sheet"
)

var ctx = context.Background()

// counter is a world whose responses are counted, in a cube of its own.
type counter struct {
	*responsetest.World
	dir     string
	engine  *column.Engine
	scoring *scoring.Service
	insight *insight.Service
	sent    int
}

func newCounter(t *testing.T, d *db.DB) *counter {
	t.Helper()
	c := &counter{World: responsetest.New(t, d), dir: filepath.Join(t.TempDir(), "cube")}
	c.start(t)
	return c
}

// start opens the cube and the services on it. What an earlier start has not flushed is lost, as in a crash.
func (c *counter) start(t *testing.T) {
	t.Helper()
	engine, err := column.Open(c.dir, column.Options{Now: c.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.engine = engine
	c.scoring = scoring.New(c.DB, engine, c.Programmes, c.Forms, c.Responses)
	c.insight = insight.New(insight.Options{
		Engine: engine, Programmes: c.Programmes, Forms: c.Forms, Systems: c.Systems, Responses: c.Responses, Scoring: c.scoring,
	})
}

// send submits n responses of a unit and has the feed read.
func (c *counter) send(t *testing.T, wave programme.Wave, unit string, n int) {
	t.Helper()
	link := c.Link(t, wave, unit)
	for range n {
		c.Submit(t, link, c.sent)
		c.sent++
	}
	c.catch(t)
}

func (c *counter) catch(t *testing.T) {
	t.Helper()
	if err := c.scoring.Catch(ctx); err != nil {
		t.Fatalf("read the feed: %v", err)
	}
}

func (c *counter) flush(t *testing.T) {
	t.Helper()
	if err := c.scoring.Flush(ctx); err != nil {
		t.Fatalf("flush: %v", err)
	}
}

// figures are the wave's figures in a way of splitting them, as text to the last bit.
func (c *counter) figures(t *testing.T, wave, by string) ([]insight.Set, string) {
	t.Helper()
	sets, err := c.insight.Figures(ctx, insight.FiguresOf{Wave: wave, By: by, Basis: insight.Basis{Rows: true}})
	if err != nil {
		t.Fatalf("figures of %s by %q: %v", wave, by, err)
	}
	return sets, fmt.Sprintf("%+v", sets)
}

// counted is how many responses of each unit the figures count, "" for the whole bank.
func (c *counter) counted(t *testing.T, wave string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	for _, by := range []string{"", "unit"} {
		sets, _ := c.figures(t, wave, by)
		for _, s := range sets {
			all[s.Group] = s.Rows[0].Base.N
		}
	}
	return all
}

func (c *counter) wantCounted(t *testing.T, what, wave string, want map[string]int64) {
	t.Helper()
	if got := c.counted(t, wave); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: counted %v, want %v", what, got, want)
	}
}

// held is how many responses wait for a step.
func (c *counter) held(t *testing.T) int64 {
	t.Helper()
	n, err := db.Value[int64](ctx, c.DB, `SELECT COUNT(*) FROM held_responses WHERE NOT released`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// bring imports rows of the outside survey and publishes their weights.
func (c *counter) bring(t *testing.T, rows int) programme.Wave {
	t.Helper()
	m, err := foreign.ParseMapping(strings.NewReader(responsetest.OutsideMapping()))
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.OpenBytes([]byte(responsetest.OutsideRows(0, rows)))
	if err != nil {
		t.Fatal(err)
	}
	done, err := c.Responses.ImportForeign(ctx, responsetest.By, &m, table)
	if err != nil || done.New != rows {
		t.Fatalf("import: %d new, %v", done.New, err)
	}
	c.catch(t)
	if err := c.scoring.Reweigh(ctx, done.Wave.ID); err != nil {
		t.Fatal(err)
	}
	return done.Wave
}

func TestScoresMoveInSteps(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		for _, level := range []programme.Anonymity{programme.Confidential, programme.Anonymous} {
			code := "w-" + string(level)
			wave := c.Open(t, code, level)
			c.send(t, wave, "B0101", 9)
			c.wantCounted(t, "nine of a unit", code, map[string]int64{})
			c.send(t, wave, "B0102", 9)
			c.wantCounted(t, "nine of another unit of the same sub-branch", code, map[string]int64{})
			c.send(t, wave, "B0101", 1)
			c.wantCounted(t, "the tenth", code, map[string]int64{"": 5, "B0101": 5})
			c.send(t, wave, "B0101", 4)
			c.wantCounted(t, "four more", code, map[string]int64{"": 5, "B0101": 5})
			c.send(t, wave, "B0102", 3)
			c.wantCounted(t, "twelve at last", code, map[string]int64{"": 12, "B0101": 5, "B0102": 7})
			if got := c.held(t); got != 9+5 {
				t.Errorf("%s: %d are held, want 14", level, got)
			}
			sets, err := c.insight.Figures(ctx, insight.FiguresOf{Wave: code, Unit: "B01"})
			if err != nil || len(sets) != 1 || sets[0].Rows[0].Base.N != 12 {
				t.Errorf("%s: the sub-branch counts %+v, %v; want what its outlets count, 12", level, sets, err)
			}

			c.send(t, wave, "B0301", 2)
			c.Do(t, code, programme.ActPause)
			c.catch(t)
			c.wantCounted(t, "a pause releases nothing", code, map[string]int64{"": 12, "B0101": 5, "B0102": 7})
			c.Do(t, code, programme.ActClose)
			if err := c.scoring.Release(ctx, wave.ID); err != nil {
				t.Fatal(err)
			}
			c.wantCounted(t, "closed", code, map[string]int64{"": 28, "B0101": 14, "B0102": 12, "B0301": 2})
			n, err := db.Value[int64](ctx, d, `SELECT COUNT(*) FROM held_responses WHERE wave_id = ?`, string(wave.ID))
			if err != nil || n != 0 {
				t.Errorf("%s: %d are still held, %v", level, n, err)
			}
		}
	})
}

func TestNamedWavesCountAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		wave := c.Open(t, "w", programme.Named)
		for n := int64(1); n <= 3; n++ {
			c.send(t, wave, "B0204", 1)
			c.wantCounted(t, "named", "w", map[string]int64{"": n, "B0204": n})
		}
	})
}
