package programme_test

import (
	"testing"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/responsetest"
)

// A wave is planned, changed, opened and extended without a file.
func TestPlanningByHand(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		p := w.Programmes
		if err := p.Create(ctx, responsetest.By, programme.Document{Code: "halls", Name: i18n.Text{"zh": "营业厅"}, Population: i18n.Text{"zh": "来过的人"}}); err != nil {
			t.Fatal(err)
		}
		if err := p.Create(ctx, responsetest.By, programme.Document{Code: "halls", Name: i18n.Text{"zh": "又一个"}}); !errs.HasKey(err, "programme.code_taken") {
			t.Errorf("a programme with a code in use: %v", err)
		}
		spec := responsetest.Document("halls-1", programme.Named).Waves[0]
		if err := p.Plan(ctx, responsetest.By, "nowhere", spec); !errs.HasKey(err, "programme.unknown") {
			t.Errorf("a wave of no programme: %v", err)
		}
		if err := p.Plan(ctx, responsetest.By, "halls", spec); err != nil {
			t.Fatal(err)
		}
		if err := p.Plan(ctx, responsetest.By, "halls", spec); !errs.HasKey(err, "wave.code_taken") {
			t.Errorf("a wave with a code in use: %v", err)
		}
		faulty := spec
		faulty.Code, faulty.RootUnit, faulty.Previous, faulty.Target, faulty.To = "halls-2", "XX", "never", -1, "2020-01-01"
		err := p.Plan(ctx, responsetest.By, "halls", faulty)
		for _, key := range []string{"wave.root_unknown", "wave.previous_unknown", "wave.target", "wave.period"} {
			if !errs.HasKey(err, key) {
				t.Errorf("%s is not among the faults: %v", key, err)
			}
		}

		spec.Target = 31
		if err := p.Change(ctx, responsetest.By, spec); err != nil {
			t.Fatal(err)
		}
		if wave, err := p.WaveByCode(ctx, "halls-1"); err != nil || wave.Target != 31 {
			t.Errorf("changed: %+v, %v", wave, err)
		}
		if err := p.Extend(ctx, responsetest.By, "halls-1", "2030-01-01", ""); !errs.HasKey(err, "wave.extend.state") {
			t.Errorf("a planned wave was extended: %v", err)
		}
		opened := w.Do(t, "halls-1", programme.ActOpen)
		spec.Target = 32
		if err := p.Change(ctx, responsetest.By, spec); !errs.HasKey(err, "wave.frozen") {
			t.Errorf("an open wave was changed: %v", err)
		}
		if err := p.Extend(ctx, responsetest.By, "halls-1", opened.To, ""); !errs.HasKey(err, "wave.extend.earlier") {
			t.Errorf("extended to the day it ends: %v", err)
		}
		if err := p.Extend(ctx, responsetest.By, "halls-1", "2030-01-01", "holidays"); err != nil {
			t.Fatal(err)
		}
		if cached, err := p.Wave(ctx, opened.ID); err != nil || cached.To != "2030-01-01" || cached.State != programme.Open {
			t.Errorf("extended: %+v, %v", cached, err)
		}
		page, _, err := audit.List(ctx, d, audit.Filter{Action: "wave.extend", Limit: 5})
		if err != nil || len(page) != 1 || page[0].Entry.Details["from"] != opened.To || page[0].Entry.Details["reason"] != "holidays" {
			t.Errorf("in the audit log: %+v, %v", page, err)
		}
	})
}

func TestDiscardingAPlannedWave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Plan(t, "w", programme.Named)
		if err := w.Programmes.Discard(ctx, responsetest.By, "w"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Programmes.Wave(ctx, wave.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("the wave is still there: %v", err)
		}
		w.Open(t, "v", programme.Named)
		if err := w.Programmes.Discard(ctx, responsetest.By, "v"); !errs.HasKey(err, "wave.discard.state") {
			t.Errorf("an open wave was deleted: %v", err)
		}
	})
}
