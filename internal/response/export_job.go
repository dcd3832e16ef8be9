package response

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
)

// ExportFile is an export that was asked for: a job while it is made, then a file in the data folder.
type ExportFile struct {
	ID         job.ID
	Wave       programme.WaveID
	By         audit.Actor // its maker, who alone may have it
	Options    ExportOptions
	Total      int // rows to be expected when it was asked for
	Rows       int // rows written so far
	Shortened  int // texts longer than the format can hold
	Size       int64
	SHA256     string
	State      ExportState
	CreatedAt  db.Millis
	FinishedAt db.Millis
	ExpiresAt  db.Millis

	cancelledAt db.Millis
}

// ExportState says where an export stands.
type ExportState string

// The states of an export.
const (
	ExportWaiting   ExportState = "waiting"
	ExportRunning   ExportState = "running"
	ExportDone      ExportState = "done"
	ExportFailed    ExportState = "failed"
	ExportCancelled ExportState = "cancelled"
)

const (
	keepExport    = 3 * 24 * time.Hour // how long a file is kept
	activeExports = 3                  // that one person may have under way
	storedExports = 30                 // that one person may have at a time
	exportNews    = 10                 // pages between two notes of how far it is
)

// MakeExport is the job that makes the file of an export.
type MakeExport struct{ ID job.ID }

// Kind names the job.
func (MakeExport) Kind() string { return "response.export" }

// SweepExports is the periodic job that deletes files whose time is over.
type SweepExports struct{}

// Kind names the job.
func (SweepExports) Kind() string { return "response.sweep_exports" }

// RequestExport has a file made of a wave's responses. The caller has checked that the maker may read single answers.
// Rows of an anonymous wave leave only when nobody answers any more, and without receipts: two exports between which one
// answer came would show it (D18).
func (s *Service) RequestExport(ctx context.Context, by audit.Actor, wave programme.Wave, o ExportOptions) (ExportFile, error) {
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return ExportFile{}, err
	}
	if err := errors.Join(o.check(tree), mayExport(wave, &o)); err != nil {
		return ExportFile{}, err
	}
	if wave.Anonymity == programme.Anonymous {
		o.Weights = NoWeights // there are none
	}
	total, err := s.expected(ctx, wave, tree, &o)
	if err != nil {
		return ExportFile{}, err
	}
	if o.Format == FormatXLSX && total > bookRows {
		return ExportFile{}, errs.New(errs.Invalid, "sheet.too_many_book_rows").At("format").With("limit", bookRows)
	}
	now := s.now()
	e := ExportFile{
		ID: job.ID(uuid.NewString()), Wave: wave.ID, By: by, Options: o, Total: total, State: ExportWaiting,
		CreatedAt: db.At(now), ExpiresAt: db.At(now.Add(keepExport)),
	}
	have, err := s.Exports(ctx, by, "")
	if err != nil {
		return ExportFile{}, err
	}
	active := 0
	for _, one := range have {
		if one.State == ExportWaiting || one.State == ExportRunning {
			active++
		}
	}
	if active >= activeExports || len(have) >= storedExports {
		return ExportFile{}, errs.New(errs.Conflict, "export.too_many").With("active", activeExports).With("stored", storedExports)
	}
	return e, s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := insertExport(ctx, tx, &e); err != nil {
			return err
		}
		return job.Add(ctx, tx, MakeExport{e.ID}, job.As(e.ID))
	})
}

// mayExport refuses what a wave's promise to its respondents forbids.
func mayExport(wave programme.Wave, o *ExportOptions) error {
	switch {
	case wave.State == programme.Planned:
		return errs.New(errs.Conflict, "export.planned")
	case wave.Anonymity != programme.Anonymous:
		return nil
	case wave.State.Running():
		return errs.New(errs.Conflict, "export.anonymous_open")
	case o.Receipts:
		return errs.New(errs.Invalid, "export.anonymous_receipts").At("receipts")
	}
	return nil
}

// expected is how many rows an export will have, by the counts.
func (s *Service) expected(ctx context.Context, wave programme.Wave, tree *programme.Tree, o *ExportOptions) (int, error) {
	counts, err := s.Counts(ctx, wave.ID)
	if err != nil {
		return 0, err
	}
	total, units := int64(0), o.units(tree)
	for _, c := range counts {
		if o.state(c.State) && (units == nil || units[c.Unit]) {
			total += c.N
		}
	}
	return int(total), nil
}

// Exports are a person's exports of a wave, or of all for "", the latest first.
func (s *Service) Exports(ctx context.Context, maker audit.Actor, wave programme.WaveID) ([]ExportFile, error) {
	all, err := exportsOf(ctx, s.db, maker.ID, wave)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]job.ID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	states, err := job.States(ctx, s.db, ids)
	for i := range all {
		all[i].State = all[i].state(states)
	}
	return all, err
}

// state is where an export stands, by what is noted of it and by its job.
func (e *ExportFile) state(jobs map[job.ID]job.State) ExportState {
	switch {
	case e.cancelledAt > 0:
		return ExportCancelled
	case e.FinishedAt > 0:
		return ExportDone
	}
	switch jobs[e.ID] {
	case job.StateReady:
		return ExportWaiting
	case job.StateRunning:
		return ExportRunning
	}
	return ExportFailed
}

// exportOf finds a person's own export of a wave; errs.NotFound "export.unknown" for everybody else's.
func (s *Service) exportOf(ctx context.Context, maker audit.Actor, wave programme.WaveID, id job.ID) (ExportFile, error) {
	e, err := exportByID(ctx, s.db, id)
	if errs.Is(err, errs.NotFound) || err == nil && (e.By.ID != maker.ID || e.Wave != wave) {
		return e, errs.New(errs.NotFound, "export.unknown")
	}
	return e, err
}

// CancelExport ends the making of an export; one that is made stays.
func (s *Service) CancelExport(ctx context.Context, by audit.Actor, wave programme.WaveID, id job.ID) error {
	if _, err := s.exportOf(ctx, by, wave, id); err != nil {
		return err
	}
	now := s.now()
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := cancelExport(ctx, tx, id, db.At(now)); err != nil {
			return err
		}
		return job.Cancel(ctx, tx, id, now)
	})
}

// DropExport deletes an export and its file before its time.
func (s *Service) DropExport(ctx context.Context, by audit.Actor, wave programme.WaveID, id job.ID) error {
	e, err := s.exportOf(ctx, by, wave, id)
	if err != nil {
		return err
	}
	now := s.now()
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := job.Cancel(ctx, tx, id, now); err != nil {
			return err
		}
		return deleteExport(ctx, tx, id)
	})
	if err != nil {
		return err
	}
	return s.removeExport(&e)
}

// OpenExport opens a finished export for its maker to download, which is logged.
func (s *Service) OpenExport(ctx context.Context, by audit.Actor, wave programme.Wave, id job.ID) (ExportFile, *os.File, error) {
	e, err := s.exportOf(ctx, by, wave.ID, id)
	if err != nil {
		return e, nil, err
	}
	if e.FinishedAt == 0 || e.ExpiresAt < db.At(s.now()) {
		return e, nil, errs.New(errs.NotFound, "export.unknown")
	}
	file, err := os.Open(s.exportPath(&e))
	if errors.Is(err, os.ErrNotExist) {
		return e, nil, errs.New(errs.NotFound, "export.unknown").Because(err)
	}
	if err != nil {
		return e, nil, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "response.export_download", Kind: "wave", Object: wave.Code, Unit: e.Options.Unit,
			Details: map[string]any{"rows": e.Rows, "format": e.Options.Format, "sha256": e.SHA256},
		})
	})
	if err != nil {
		return e, nil, errors.Join(err, file.Close())
	}
	return e, file, nil
}

func (s *Service) exportPath(e *ExportFile) string {
	return filepath.Join(s.exports, string(e.ID)+"."+e.Options.Format)
}

func (s *Service) removeExport(e *ExportFile) error {
	if err := os.Remove(s.exportPath(e)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// MakeExport makes the file of an export. It begins anew when an earlier attempt was broken off; nothing is left of one
// that was cancelled.
func (s *Service) MakeExport(ctx context.Context, id job.ID) error {
	e, err := exportByID(ctx, s.db, id)
	if errs.Is(err, errs.NotFound) || err == nil && (e.cancelledAt > 0 || e.FinishedAt > 0) {
		return nil
	}
	if err != nil {
		return err
	}
	wave, err := s.programmes.Wave(ctx, e.Wave)
	if err != nil {
		return err
	}
	if err := mayExport(wave, &e.Options); err != nil { // it may have been opened again meanwhile
		return errs.New(errs.Invalid, "export.refused").Because(err)
	}
	if err := os.MkdirAll(s.exports, 0o700); err != nil {
		return err
	}
	part := s.exportPath(&e) + ".part"
	err = s.writeExportFile(ctx, wave, &e, part)
	if err == nil {
		err = os.Rename(part, s.exportPath(&e))
	}
	if err != nil {
		return errors.Join(err, dropPart(part))
	}
	return s.settleExport(ctx, wave, &e)
}

// settleExport notes what was made, together with the log. The file of an export that was cancelled meanwhile goes.
func (s *Service) settleExport(ctx context.Context, wave programme.Wave, e *ExportFile) error {
	now := s.now()
	e.FinishedAt, e.ExpiresAt = db.At(now), db.At(now.Add(keepExport))
	mine := false
	err := s.db.Tx(ctx, func(tx *db.Tx) (err error) {
		if mine, err = finishExport(ctx, tx, e); err != nil || !mine {
			return err
		}
		return logExport(ctx, tx, e.By, wave, e.Options, Written{Rows: e.Rows, Shortened: e.Shortened})
	})
	if err != nil || !mine {
		return errors.Join(err, s.removeExport(e))
	}
	return nil
}

// writeExportFile writes the file and waits for the disk.
func (s *Service) writeExportFile(ctx context.Context, wave programme.Wave, e *ExportFile, path string) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sum, pages := sha256.New(), 0
	done, err := s.writeExport(ctx, wave, e.Options, io.MultiWriter(file, sum), func(rows int) error {
		if pages++; pages%exportNews != 0 {
			return nil
		}
		return advanceExport(ctx, s.db, e.ID, rows)
	})
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	e.Rows, e.Shortened, e.Size, e.SHA256 = done.Rows, done.Shortened, info.Size(), hex.EncodeToString(sum.Sum(nil))
	return file.Sync()
}

func dropPart(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// SweepExports deletes exports whose time is over, and files that broken attempts left a day ago.
func (s *Service) SweepExports(ctx context.Context) error {
	old, err := expiredExports(ctx, s.db, db.At(s.now()))
	if err != nil {
		return err
	}
	for i := range old {
		if err := s.removeExport(&old[i]); err != nil {
			return err
		}
		if err := deleteExport(ctx, s.db, old[i].ID); err != nil {
			return err
		}
	}
	left, err := os.ReadDir(s.exports)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, f := range left {
		info, e := f.Info()
		if e != nil || !strings.HasPrefix(f.Name(), "spool-") && !strings.HasSuffix(f.Name(), ".part") {
			continue
		}
		if s.now().Sub(info.ModTime()) > 24*time.Hour {
			err = errors.Join(err, dropPart(filepath.Join(s.exports, f.Name())))
		}
	}
	return err
}
