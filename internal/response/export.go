package response

import (
	"context"
	"errors"
	"fmt"
	"io"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
)

const exportPage = 2000

// Written says what an export holds.
type Written struct {
	Rows      int
	Shortened int // texts longer than the format can hold
}

// Export writes the responses of a wave, one row each, in the order of their random ids. Of anonymous waves only what an
// anonymous original holds is there. What is read is never held as a whole. The export is logged; progress, which may be
// nil, is told the number of rows now and then.
func (s *Service) Export(ctx context.Context, by audit.Actor, wave programme.Wave, o ExportOptions, out io.Writer, progress func(rows int) error) (Written, error) {
	done, err := s.writeExport(ctx, wave, o, out, progress)
	if err != nil {
		return done, err
	}
	return done, s.db.Tx(ctx, func(tx *db.Tx) error { return logExport(ctx, tx, by, wave, o, done) })
}

func logExport(ctx context.Context, tx *db.Tx, by audit.Actor, wave programme.Wave, o ExportOptions, done Written) error {
	return audit.Write(ctx, tx, by, audit.Entry{
		Action: "response.export", Kind: "wave", Object: wave.Code, Unit: o.Unit,
		Details: map[string]any{"rows": done.Rows, "format": o.Format, "states": o.States, "receipts": o.Receipts},
	})
}

func (s *Service) writeExport(ctx context.Context, wave programme.Wave, o ExportOptions, out io.Writer, progress func(rows int) error) (done Written, err error) {
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return done, err
	}
	if err := o.check(tree); err != nil {
		return done, err
	}
	form, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return done, err
	}
	l := newExportLayout(&o, wave, form.Form, tree, s.zone)
	w, err := s.newExportWriter(l, wave, form, out)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, w.discard()) }()
	units := o.units(tree)
	var cells []any
	err = s.eachOriginal(ctx, wave, func(page []Original) error {
		for i := range page {
			original := &page[i]
			if !o.state(original.State) || units != nil && !units[original.Unit] {
				continue
			}
			if cells, err = l.row(cells, original); err != nil {
				return fmt.Errorf("export response %s: %w", original.ID, err)
			}
			if err := w.row(cells); err != nil {
				return err
			}
			done.Rows++
		}
		if progress != nil {
			return progress(done.Rows)
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	done.Shortened, err = w.close(done.Rows)
	return done, err
}

// eachOriginal hands a wave's originals to f, a page at a time, and reads the next page meanwhile.
func (s *Service) eachOriginal(ctx context.Context, wave programme.Wave, f func([]Original) error) error {
	ctx, cancel := context.WithCancel(ctx)
	pages, failed := make(chan []Original, 1), make(chan error, 1)
	go func() {
		defer close(pages)
		for after := ""; ; {
			page, err := exportedAfter(ctx, s.db, wave.ID, wave.Anonymity == programme.Anonymous, after, exportPage)
			if err != nil || len(page) == 0 {
				failed <- err
				return
			}
			after = page[len(page)-1].ID
			select {
			case pages <- page:
			case <-ctx.Done():
				failed <- ctx.Err()
				return
			}
		}
	}()
	for page := range pages {
		if err := f(page); err != nil {
			cancel()
			<-failed // the reader is done with the record store
			return err
		}
	}
	cancel()
	return <-failed
}
