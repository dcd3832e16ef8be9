package response_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// work has the jobs of exports carried out.
func work(t *testing.T, w *responsetest.World, d *db.DB) error {
	t.Helper()
	workers := job.NewWorkers()
	job.On(workers, job.Policy{Max: 1}, func(ctx context.Context, m response.MakeExport) error { return w.Responses.MakeExport(ctx, m.ID) })
	return job.NewRunner(d, workers, job.Options{}).Drain(ctx)
}

var maker = audit.Actor{ID: "u1", Name: "Maker"}

func TestExportJob(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave, link := richWave(t, w, programme.Confidential)
		submitThree(t, w, link)
		e, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{Format: "csv"})
		if err != nil || e.State != response.ExportWaiting || e.Total != 3 {
			t.Fatalf("asked for: %+v, %v", e, err)
		}
		if _, _, err := w.Responses.OpenExport(ctx, maker, wave, e.ID); !errs.HasKey(err, "export.unknown") {
			t.Errorf("a file before it is made: %v", err)
		}
		if err := work(t, w, d); err != nil {
			t.Fatal(err)
		}
		list, err := w.Responses.Exports(ctx, maker, wave.ID)
		if err != nil || len(list) != 1 || list[0].State != response.ExportDone || list[0].Rows != 3 {
			t.Fatalf("made: %+v, %v", list, err)
		}
		got, file, err := w.Responses.OpenExport(ctx, maker, wave, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		text, err := io.ReadAll(file)
		sum := sha256.Sum256(text)
		if err != nil || got.SHA256 != hex.EncodeToString(sum[:]) || got.Size != int64(len(text)) || bytes.Count(text, []byte("B0")) < 3 {
			t.Errorf("the file has %d bytes and the checksum %x, told %d and %s", len(text), sum, got.Size, got.SHA256)
		}
		other := audit.Actor{ID: "u2", Name: "Other"}
		if _, _, err := w.Responses.OpenExport(ctx, other, wave, e.ID); !errs.HasKey(err, "export.unknown") {
			t.Errorf("somebody else's: %v", err)
		}
		if list, err := w.Responses.Exports(ctx, other, wave.ID); err != nil || len(list) != 0 {
			t.Errorf("somebody else sees %v, %v", list, err)
		}
		if err := errors.Join(w.Responses.DropExport(ctx, other, wave.ID, e.ID)); !errs.HasKey(err, "export.unknown") {
			t.Errorf("somebody else drops it: %v", err)
		}
		log, _, err := audit.List(ctx, d, audit.Filter{Action: "response."})
		if err != nil || len(log) != 2 || log[0].Entry.Action != "response.export_download" || log[1].Entry.Action != "response.export" || log[1].Actor != maker {
			t.Errorf("logged: %+v, %v", log, err)
		}
		// After its time the file goes.
		w.Clock.Move(73 * time.Hour)
		if _, _, err := w.Responses.OpenExport(ctx, maker, wave, e.ID); !errs.HasKey(err, "export.unknown") {
			t.Errorf("after its time: %v", err)
		}
		if err := w.Responses.SweepExports(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file.Name()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the file is there after its time: %v", err)
		}
		if list, err := w.Responses.Exports(ctx, maker, wave.ID); err != nil || len(list) != 0 {
			t.Errorf("after its time: %v, %v", list, err)
		}
	})
}

func TestCancelledExportLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave, link := richWave(t, w, programme.Named)
		submitThree(t, w, link)
		state := func(id job.ID) response.ExportState {
			t.Helper()
			list, err := w.Responses.Exports(ctx, maker, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				if e.ID == id {
					return e.State
				}
			}
			return ""
		}
		// One that waits is never made.
		waiting, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Responses.CancelExport(ctx, maker, wave.ID, waiting.ID); err != nil {
			t.Fatal(err)
		}
		if err := work(t, w, d); err != nil || state(waiting.ID) != response.ExportCancelled {
			t.Errorf("cancelled before it began: %s, %v", state(waiting.ID), err)
		}
		// One that runs has its context ended, and what it made goes.
		running, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{Format: "sav"})
		if err != nil {
			t.Fatal(err)
		}
		workers := job.NewWorkers()
		job.On(workers, job.Policy{}, func(c context.Context, m response.MakeExport) error {
			if err := w.Responses.CancelExport(ctx, maker, wave.ID, m.ID); err != nil {
				t.Error(err)
			}
			return w.Responses.MakeExport(c, m.ID)
		})
		if err := job.NewRunner(d, workers, job.Options{}).Drain(ctx); err != nil || state(running.ID) != response.ExportCancelled {
			t.Errorf("cancelled while it ran: %s, %v", state(running.ID), err)
		}
		left, err := os.ReadDir(w.Exports)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, f := range left {
			if strings.Contains(f.Name(), string(running.ID)) || strings.HasPrefix(f.Name(), "spool") {
				t.Errorf("%s is left", f.Name())
			}
		}
		// A finished one stays when it is cancelled too late, and goes when it is dropped.
		late, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{Format: "xlsx"})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(work(t, w, d), w.Responses.CancelExport(ctx, maker, wave.ID, late.ID)); err != nil || state(late.ID) != response.ExportDone {
			t.Errorf("cancelled too late: %s, %v", state(late.ID), err)
		}
		if err := w.Responses.DropExport(ctx, maker, wave.ID, late.ID); err != nil || state(late.ID) != "" {
			t.Errorf("dropped: %q, %v", state(late.ID), err)
		}
	})
}

func TestAnonymousRowsLeaveAfterTheEnd(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave, link := richWave(t, w, programme.Anonymous)
	submitThree(t, w, link)
	if _, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{}); !errs.HasKey(err, "export.anonymous_open") {
		t.Errorf("while it is open: %v", err)
	}
	wave = w.Do(t, "rich", programme.ActClose)
	if _, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{Receipts: true}); !errs.HasKey(err, "export.anonymous_receipts") {
		t.Errorf("with receipts: %v", err)
	}
	e, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// Opened again before the job ran: nothing is made.
	w.Do(t, "rich", programme.ActReopen)
	if err := work(t, w, w.DB); err == nil {
		t.Error("rows left although the wave was opened again")
	}
	wave = w.Do(t, "rich", programme.ActClose)
	if list, err := w.Responses.Exports(ctx, maker, wave.ID); err != nil || list[0].ID != e.ID || list[0].State != response.ExportFailed {
		t.Errorf("%+v, %v", list, err)
	}
	path, _ := exported(t, w, wave, response.ExportOptions{Format: "csv"})
	row := table(t, path)[0]
	for _, never := range []string{"receipt", "mode", "started_at", "received_at", "weight", "stratum", "psu"} {
		if _, has := row[never]; has {
			t.Errorf("a row of an anonymous wave has %s", never)
		}
	}
	if row["quarter"] != "2026Q4" || row["length"] != "1_to_3" {
		t.Errorf("row %v", row)
	}
}

func TestExportsPerPersonAreLimited(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "named", programme.Named)
	for range 3 {
		if _, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Responses.RequestExport(ctx, maker, wave, response.ExportOptions{}); !errs.HasKey(err, "export.too_many") {
		t.Errorf("a fourth at a time: %v", err)
	}
	if _, err := w.Responses.RequestExport(ctx, maker, w.Plan(t, "planned", programme.Named), response.ExportOptions{}); !errs.HasKey(err, "export.planned") {
		t.Errorf("of a planned wave: %v", err)
	}
}
