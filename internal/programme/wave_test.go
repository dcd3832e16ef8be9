package programme_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

var ctx = context.Background()

var (
	states = []programme.State{programme.Planned, programme.Open, programme.Paused, programme.Closed, programme.Reported}
	acts   = []programme.Act{
		programme.ActOpen, programme.ActPause, programme.ActResume, programme.ActClose, programme.ActReport, programme.ActReopen,
	}
	// leads are the transitions there are (D14); every other pair is refused.
	leads = map[programme.State]map[programme.Act]programme.State{
		programme.Planned: {programme.ActOpen: programme.Open},
		programme.Open:    {programme.ActPause: programme.Paused, programme.ActClose: programme.Closed},
		programme.Paused:  {programme.ActResume: programme.Open, programme.ActClose: programme.Closed},
		programme.Closed:  {programme.ActReport: programme.Reported, programme.ActReopen: programme.Open},
	}
	// ways bring a planned wave into a state.
	ways = map[programme.State][]programme.Act{
		programme.Open:     {programme.ActOpen},
		programme.Paused:   {programme.ActOpen, programme.ActPause},
		programme.Closed:   {programme.ActOpen, programme.ActClose},
		programme.Reported: {programme.ActOpen, programme.ActClose, programme.ActReport},
	}
	reasoned = []programme.Act{programme.ActPause, programme.ActReopen}
)

func TestTransitions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		for _, state := range states {
			for _, act := range acts {
				code := fmt.Sprintf("%s-%s", state, act)
				w.Plan(t, code, programme.Named)
				for _, step := range ways[state] {
					w.Do(t, code, step)
				}
				before, err := w.Programmes.WaveByCode(ctx, code)
				if err != nil || before.State != state {
					t.Fatalf("%s: the wave is %s, %v", code, before.State, err)
				}
				to, legal := leads[state][act]
				if slices.Contains(before.Acts(), act) != legal {
					t.Errorf("%s: offered acts are %v", code, before.Acts())
				}
				if legal && slices.Contains(reasoned, act) {
					_, err := w.Programmes.Do(ctx, responsetest.By, code, act, "")
					if !errs.HasKey(err, "wave.reason_missing") {
						t.Errorf("%s without a reason: %v", code, err)
					}
				}
				_, err = w.Programmes.Do(ctx, responsetest.By, code, act, "why")
				after, e := w.Programmes.WaveByCode(ctx, code)
				if e != nil {
					t.Fatal(e)
				}
				switch {
				case legal && (err != nil || after.State != to):
					t.Errorf("%s: %v, the wave is %s; want %s", code, err, after.State, to)
				case !legal && !errs.Is(err, errs.Conflict):
					t.Errorf("%s: %v, want a conflict", code, err)
				case !legal && fmt.Sprint(after) != fmt.Sprint(before):
					t.Errorf("%s was refused and changed the wave to %+v", code, after)
				}
				if cached, err := w.Programmes.Wave(ctx, after.ID); err != nil || cached.State != after.State {
					t.Errorf("%s: the wave in memory is %s, %v", code, cached.State, err)
				}
			}
		}
	})
}

func TestWhatAMoveLeavesBehind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		w.Plan(t, "w", programme.Named)
		now := db.At(w.Clock.Now())
		steps := []struct {
			act            programme.Act
			opened, closed db.Millis
			job            string
		}{
			{programme.ActOpen, now, 0, programme.Opened{}.Kind()},
			{programme.ActClose, now, now, programme.Ended{}.Kind()},
			{programme.ActReopen, now, 0, ""},
			{programme.ActPause, now, 0, ""},
		}
		for _, s := range steps {
			before := jobs(t, d)
			wave := w.Do(t, "w", s.act)
			if wave.OpenedAt != s.opened || wave.ClosedAt != s.closed {
				t.Errorf("%s: opened at %d, closed at %d", s.act, wave.OpenedAt, wave.ClosedAt)
			}
			added := jobs(t, d)[len(before):]
			if s.job == "" && len(added) != 0 || s.job != "" && !slices.Equal(added, []string{s.job}) {
				t.Errorf("%s adds the jobs %v, want %q", s.act, added, s.job)
			}
			page, _, err := audit.List(ctx, d, audit.Filter{Action: "wave." + string(s.act), Limit: 5})
			if err != nil || len(page) != 1 || page[0].Entry.Object != "w" || page[0].Entry.Details["reason"] != "test" {
				t.Errorf("%s in the audit log: %+v, %v", s.act, page, err)
			}
		}
		if _, err := w.Programmes.Do(ctx, responsetest.By, "nowhere", programme.ActOpen, ""); !errs.HasKey(err, "wave.unknown") {
			t.Errorf("a wave that is not there: %v", err)
		}
		if _, err := w.Programmes.Do(ctx, responsetest.By, "w", "burn", ""); !errs.HasKey(err, "wave.act_unknown") {
			t.Errorf("an act that is none: %v", err)
		}
	})
}

func jobs(t *testing.T, d *db.DB) []string {
	t.Helper()
	kinds, err := db.Values[string](ctx, d, `SELECT kind FROM jobs ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// The settings of a wave that was opened are frozen, and so is its unit tree.
func TestOpeningFreezes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		define := func(change func(*programme.Spec)) error {
			doc := responsetest.Document("w", programme.Named)
			if change != nil {
				change(&doc.Waves[0])
			}
			return w.Programmes.Define(ctx, responsetest.By, doc)
		}
		changes := map[string]func(*programme.Spec){
			"name":           func(s *programme.Spec) { s.Name["en"] = "other" },
			"from":           func(s *programme.Spec) { s.From = "2026-08-01" },
			"to":             func(s *programme.Spec) { s.To = "2026-11-30" },
			"anonymity":      func(s *programme.Spec) { s.Anonymity = programme.Anonymous },
			"root_unit":      func(s *programme.Spec) { s.RootUnit = "B01" },
			"surveyed_types": func(s *programme.Spec) { s.SurveyedTypes = []string{"sub_branch"} },
			"target":         func(s *programme.Spec) { s.Target = 99 },
			"previous":       func(s *programme.Spec) { s.Previous = "earlier" },
		}
		for field, change := range changes { // a planned wave follows its file
			if err := define(change); err != nil {
				t.Errorf("%s of a planned wave: %v", field, err)
			}
		}
		if err := define(nil); err != nil {
			t.Fatal(err)
		}
		wave := w.Do(t, "w", programme.ActOpen)
		for field, change := range changes {
			err := define(change)
			if !errs.Is(err, errs.Conflict) || !errs.HasKey(err, "wave.frozen") || errs.All(err)[0].Args["field"] != field {
				t.Errorf("%s of an open wave: %v", field, err)
			}
		}
		if err := define(nil); err != nil {
			t.Errorf("the same file again: %v", err)
		}
		if now, err := w.Programmes.WaveByCode(ctx, "w"); err != nil || fmt.Sprint(now) != fmt.Sprint(wave) {
			t.Errorf("the wave became %+v, %v", now, err)
		}

		before := shape(t, w, wave)
		if len(before) != 16 || wave.TreeAsOf != "2026-11-23" {
			t.Fatalf("frozen as of %s: %v", wave.TreeAsOf, before)
		}
		w.ImportRows(t, "code,name,type,parent,manager\nB0101,新名称,outlet,B02,别人\nB0199,新网点,outlet,B01,新人\nB01,城东支行,region,BANK,顾明哲\n")
		if after := shape(t, w, wave); !slices.Equal(after, before) {
			t.Errorf("the frozen tree changed to\n%v\nfrom\n%v", after, before)
		}
		later := w.Open(t, "later", programme.Named)
		if after := shape(t, w, later); len(after) != 17 || slices.Equal(after, before) {
			t.Errorf("a wave opened later has the tree %v", after)
		}
	})
}

// shape is a wave's frozen tree, read from the record store.
func shape(t *testing.T, w *responsetest.World, wave programme.Wave) []string {
	t.Helper()
	fresh := programme.New(w.DB, w.Directory, w.Forms, w.Clock.Now, responsetest.Zone())
	tree, err := fresh.Tree(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, u := range tree.Units {
		list = append(list, fmt.Sprintf("%d-%d %s %s %s %s<%d %v %s", u.Index, u.Last, u.ID, u.Code, u.Name["zh"], u.Type, u.Parent, u.Surveyed, u.Manager))
	}
	return list
}

func TestOpeningNeedsUnits(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	for name, tt := range map[string]struct {
		change func(*programme.Spec)
		key    string
	}{
		"no such root":        {func(s *programme.Spec) { s.RootUnit = "NOWHERE" }, "wave.root_unknown"},
		"no unit of the type": {func(s *programme.Spec) { s.SurveyedTypes = []string{"hall"} }, "wave.no_unit"},
	} {
		doc := responsetest.Document("w", programme.Named)
		tt.change(&doc.Waves[0])
		if err := w.Programmes.Define(ctx, responsetest.By, doc); err != nil {
			t.Fatal(err)
		}
		_, err := w.Programmes.Do(ctx, responsetest.By, "w", programme.ActOpen, "")
		if !errs.HasKey(err, tt.key) {
			t.Errorf("%s: %v, want %s", name, err, tt.key)
		}
		wave, err := w.Programmes.WaveByCode(ctx, "w")
		if err != nil || wave.State != programme.Planned {
			t.Errorf("%s: the wave is %s, %v", name, wave.State, err)
		}
		if tree := shape(t, w, wave); len(tree) != 0 {
			t.Errorf("%s: a tree was frozen: %v", name, tree)
		}
	}
}
