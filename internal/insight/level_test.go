package insight_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"manyi.dev/manyi/internal/cube/column"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
	"manyi.dev/manyi/internal/scoring"
)

// bank is the bank with the services that count its waves.
type bank struct {
	*responsetest.World
	scoring *scoring.Service
	insight *insight.Service
	sent    int
}

func newBank(t *testing.T) *bank {
	t.Helper()
	b := &bank{World: responsetest.New(t, dbtest.OpenSQLite(t))}
	engine, err := column.Open(filepath.Join(t.TempDir(), "cube"), column.Options{Now: b.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	b.scoring = scoring.New(b.DB, engine, b.Programmes, b.Forms, b.Responses)
	b.insight = insight.New(insight.Options{
		Engine: engine, Programmes: b.Programmes, Forms: b.Forms, Systems: b.Systems, Responses: b.Responses, Scoring: b.scoring,
	})
	return b
}

// fill opens a wave in which women and men answered in three outlets.
func (b *bank) fill(t *testing.T, code string, level programme.Anonymity) {
	t.Helper()
	wave := b.Open(t, code, level)
	for _, c := range []struct {
		unit, gender string
		n            int
	}{{"B0101", "F", 12}, {"B0101", "M", 8}, {"B0102", "F", 9}, {"B0102", "M", 2}, {"B0103", "F", 7}, {"B0103", "M", 6}} {
		for range c.n {
			b.sent++
			a := responsetest.Answers(1+b.sent%5, b.sent)
			a["B5"] = c.gender
			_, err := b.Responses.Submit(t.Context(), response.Submission{
				Link: b.Link(t, wave, c.unit), SubmissionID: fmt.Sprintf("submission-%06d", b.sent), Answers: a, Language: "zh",
				Mode: response.Web, StartedAt: b.Clock.Now().Add(-time.Minute),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.scoring.Catch(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (b *bank) end(t *testing.T, code string) {
	t.Helper()
	wave := b.Do(t, code, programme.ActClose)
	if err := b.scoring.Release(context.Background(), wave.ID); err != nil {
		t.Fatal(err)
	}
}

// levels says of a unit's women and men how many there are and what is shown of Q71.
func (b *bank) levels(t *testing.T, wave, unit string, basis insight.Basis) string {
	t.Helper()
	sets, err := b.insight.Figures(t.Context(), insight.FiguresOf{Wave: wave, Unit: unit, By: "B5", Basis: basis})
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, s := range sets {
		for _, r := range s.Rows {
			switch r.Code {
			case "responses":
				out += fmt.Sprintf("%s %d%s", s.Group, r.Base.N, r.Why.Score)
			case "Q71":
				out += fmt.Sprintf(" mean %d%s top2 %d%s ", r.Mean.N(), r.Why.Score, r.Top2.N(), r.Why.Top2)
			}
		}
	}
	return out
}

func TestLevelsOfADimension(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	const (
		hidden = "F 0%[1]s mean 0%[1]s top2 0%[2]s M 0%[1]s mean 0%[1]s top2 0%[2]s "
		shown  = "F %d mean %d top2 0suppressed M %d mean %d top2 0suppressed "
		free   = "F %d mean %d top2 %d M %d mean %d top2 %d "
	)
	for _, level := range []programme.Anonymity{programme.Confidential, programme.Anonymous} {
		code := "w-" + string(level)
		b.fill(t, code, level)
		for _, unit := range []string{"B01", "B0101"} {
			if got, want := b.levels(t, code, unit, insight.Basis{}), fmt.Sprintf(hidden, "waiting", "suppressed"); got != want {
				t.Errorf("%s, open, %s: %q, want %q", level, unit, got, want)
			}
		}
		b.end(t, code)
		for unit, want := range map[string]string{
			"B01":   fmt.Sprintf(shown, 28, 28, 16, 16),
			"B0101": fmt.Sprintf(shown, 12, 12, 8, 8),
			"B0102": fmt.Sprintf(hidden, "suppressed", "suppressed"), // two men
			"B0103": fmt.Sprintf(hidden, "protected", "suppressed"),  // with it they could be computed
		} {
			for _, basis := range []insight.Basis{{}, {Weights: insight.WithoutWeights}, {Design: insight.DesignWeights}} {
				if got := b.levels(t, code, unit, basis); got != want {
					t.Errorf("%s, %s, %+v: %q, want %q", level, unit, basis, got, want)
				}
			}
		}
		if got, want := b.levels(t, code, "B0102", insight.Basis{Rows: true}), fmt.Sprintf(free, 9, 9, 9, 2, 2, 2); got != want {
			t.Errorf("%s, who may read single answers: %q, want %q", level, got, want)
		}
	}
	b.fill(t, "named", programme.Named)
	if got, want := b.levels(t, "named", "B0102", insight.Basis{}), fmt.Sprintf(free, 9, 9, 9, 2, 2, 2); got != want {
		t.Errorf("a named wave: %q, want %q", got, want)
	}
}
