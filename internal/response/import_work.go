package response

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

// errSuperseded ends work on a batch that was stopped, or whose mapping was changed meanwhile.
var errSuperseded = errors.New("the batch has moved on")

// tellEvery is how often the progress of a check is written down.
const tellEvery = 400 * time.Millisecond

// WorkBatch does what a batch waits for. Work that was interrupted goes on where it stopped.
func (s *Service) WorkBatch(ctx context.Context, id string) error {
	b, err := s.Batch(ctx, id)
	if err != nil {
		return err
	}
	switch b.State {
	case BatchReading:
		err = s.readBatch(ctx, b)
	case BatchChecking:
		err = s.checkBatch(ctx, b)
	case BatchImporting:
		err = s.importBatch(ctx, b)
	case BatchUndoing:
		return s.undoBatch(ctx, b)
	}
	if errors.Is(err, errSuperseded) {
		return nil
	}
	if all := errs.All(err); len(all) > 0 && (all[0].Kind == errs.Invalid || all[0].Kind == errs.Conflict) {
		return s.endBatch(ctx, &b, BatchFailed, all[0])
	}
	return err
}

// openHeader opens a table with the header that a mapping names.
func openHeader(path string, h *foreign.Header) (*sheet.Table, error) {
	table, err := sheet.OpenFile(path)
	if err != nil || h == nil {
		return table, err
	}
	if err := table.UseHeader(h.Row, max(1, h.Rows)); err != nil {
		return nil, errors.Join(err, table.Close())
	}
	return table, nil
}

// still reads a batch that must not have moved on.
func still(ctx context.Context, tx *db.Tx, b *Batch) (Batch, error) {
	now, err := batchByID(ctx, tx, b.ID)
	if err == nil && (now.State != b.State || now.Revision != b.Revision) {
		err = errSuperseded
	}
	return now, err
}

// tell writes progress down, now and then; it fails when the batch has moved on.
func (s *Service) tell(ctx context.Context, b *Batch, last *time.Time, note func(*Batch)) error {
	if s.now().Sub(*last) < tellEvery {
		return ctx.Err()
	}
	*last = s.now()
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		now, err := still(ctx, tx, b)
		if err != nil {
			return err
		}
		note(&now)
		return putBatch(ctx, tx, &now)
	})
}

// readBatch profiles the file and, when there is no mapping yet, suggests one.
func (s *Service) readBatch(ctx context.Context, b Batch) error {
	given := foreign.Mapping{}
	if b.mapping != "" {
		var err error
		if given, err = foreign.ParseMapping(strings.NewReader(b.mapping)); err != nil {
			return err
		}
	}
	p := Profiled{Header: given.Header}
	table, err := openHeader(s.uploaded(b.ID), nil)
	if err != nil {
		return err
	}
	defer table.Close()
	if err := p.head(table, b.mapping == ""); err != nil {
		return err
	}
	if p.Header != nil {
		if err := table.UseHeader(p.Header.Row, max(1, p.Header.Rows)); err != nil {
			return err
		}
	}
	last := s.now()
	report, err := foreign.Profile(table, func(rows int) error {
		return s.tell(ctx, &b, &last, func(b *Batch) { b.Seen = rows })
	})
	if err != nil {
		return err
	}
	p.Columns = report.Detailed()
	if err := p.rows(table); err != nil {
		return err
	}
	if given.Items == nil {
		if given, p.Hints, err = s.suggest(ctx, &b, &p); err != nil {
			return err
		}
	}
	return s.profiled(ctx, &b, &p, &given, report.Rows)
}

// profiled stores what was read; rows are tried at once when nothing is wrong with the mapping.
func (s *Service) profiled(ctx context.Context, b *Batch, p *Profiled, m *foreign.Mapping, rows int) error {
	faults, err := s.wrong(ctx, b.ID, m)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		now, err := still(ctx, tx, b)
		if err != nil {
			return err
		}
		now.mapping, now.Total, now.State, now.Seen = string(foreign.Write(m)), rows, BatchMapping, 0
		now.Revision++
		if len(faults) == 0 {
			now.State = BatchChecking
			if err := job.Add(ctx, tx, WorkBatch{b.ID}, job.Unique(b.ID)); err != nil {
				return err
			}
		}
		if err := putBatch(ctx, tx, &now); err != nil {
			return err
		}
		return putBatchText(ctx, tx, "profile", b.ID, p)
	})
}

// head takes the first rows over and, when it may, guesses from them where the names of the columns are.
func (p *Profiled) head(table *sheet.Table, guess bool) error {
	head, err := table.Head(headRows)
	if err != nil {
		return err
	}
	p.Head = [][]string{}
	for _, row := range head {
		p.Head = append(p.Head, row.Cells)
	}
	if guess && p.Header == nil {
		p.Header = foreign.GuessHeader(head)
	}
	return nil
}

func (p *Profiled) rows(table *sheet.Table) error {
	p.Rows = [][]string{}
	for row, err := range table.Rows() {
		if err != nil {
			return err
		}
		if row.Err == nil {
			p.Rows = append(p.Rows, row.Cells)
		}
		if len(p.Rows) == headRows {
			break
		}
	}
	return nil
}

func (s *Service) suggest(ctx context.Context, b *Batch, p *Profiled) (foreign.Mapping, []foreign.Hint, error) {
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err != nil {
		return foreign.Mapping{}, nil, err
	}
	form, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return foreign.Mapping{}, nil, err
	}
	g := foreign.Ground{Form: form.Form, Header: p.Header, Columns: p.Columns}
	if g.Wave, err = s.waveOf(ctx, wave); err != nil {
		return foreign.Mapping{}, nil, err
	}
	if g.Earlier, err = s.earlierMappings(ctx); err != nil {
		return foreign.Mapping{}, nil, err
	}
	tree, err := s.programmes.Preview(ctx, wave)
	if err != nil {
		return foreign.Mapping{}, nil, err
	}
	for _, u := range tree.Units {
		unit := foreign.NamedUnit{Code: u.Code}
		for _, name := range u.Name {
			unit.Names = append(unit.Names, name)
		}
		g.Units = append(g.Units, unit)
	}
	m, hints := foreign.Suggest(&g)
	return m, hints, nil
}

// reading is a batch's file being read through its mapping.
func (s *Service) reading(ctx context.Context, b *Batch) (programme.Wave, *sheet.Table, *foreign.Reader, error) {
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err != nil {
		return wave, nil, nil, err
	}
	m, err := foreign.ParseMapping(bytes.NewReader([]byte(b.mapping)))
	if err != nil {
		return wave, nil, nil, err
	}
	table, err := sheet.OpenFile(s.uploaded(b.ID))
	if err != nil {
		return wave, nil, nil, err
	}
	reader, err := s.readerOf(ctx, wave, &m, table)
	if err != nil {
		return wave, nil, nil, errors.Join(err, table.Close())
	}
	reader.Keep(maxBatchFaults)
	return wave, table, reader, nil
}

// checkBatch tries every row and writes nothing but what it found.
func (s *Service) checkBatch(ctx context.Context, b Batch) error {
	_, table, reader, err := s.reading(ctx, &b)
	if err != nil {
		return err
	}
	defer table.Close()
	last, rows := s.now(), 0
	for _, err := range reader.Rows() {
		if err != nil {
			return err
		}
		if rows++; rows%200 == 0 {
			r := reader.Report()
			if err := s.tell(ctx, &b, &last, func(b *Batch) { b.Seen, b.Good, b.Bad = r.Rows, r.Good, r.Bad }); err != nil {
				return err
			}
		}
	}
	r := reader.Report()
	if err := s.keepFaults(ctx, &b, r); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		now, err := still(ctx, tx, &b)
		if err != nil {
			return err
		}
		now.State, now.Total, now.Seen, now.Good, now.Bad = BatchChecked, r.Rows, r.Rows, r.Good, r.Bad
		if err := putBatch(ctx, tx, &now); err != nil {
			return err
		}
		return putBatchText(ctx, tx, "result", b.ID, outcomeOf(r))
	})
}

func outcomeOf(r *foreign.Report) Outcome {
	o := Outcome{Reasons: r.Reasons(), Units: r.Units, NotAsked: r.NotAsked, Unmapped: []UnmappedColumn{}}
	refused := map[[2]string]bool{} // told with the reasons
	for _, reason := range o.Reasons {
		refused[[2]string{reason.Letter, reason.Value}] = true
	}
	for _, c := range r.Columns() {
		values := slices.DeleteFunc(c.Unmapped, func(v foreign.ValueCount) bool { return refused[[2]string{c.Letter, v.Value}] })
		if len(values) > 0 {
			o.Unmapped = append(o.Unmapped, UnmappedColumn{c.Name, c.Letter, values})
		}
	}
	return o
}

// keepFaults replaces the faults of a batch by those of a report.
func (s *Service) keepFaults(ctx context.Context, b *Batch, r *foreign.Report) error {
	for left := int64(1); left > 0; {
		err := s.db.Tx(ctx, func(tx *db.Tx) (err error) {
			if _, err = still(ctx, tx, b); err == nil {
				left, err = deleteFaults(ctx, tx, b.ID, 500)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.db.Chunks(ctx, len(r.Faults), func(tx *db.Tx, from, to int) error {
		if _, err := still(ctx, tx, b); err != nil {
			return err
		}
		for i := from; i < to; i++ {
			if err := insertFault(ctx, tx, b.ID, i, &r.Faults[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// endBatch puts a batch at rest; its file is needed no more.
func (s *Service) endBatch(ctx context.Context, b *Batch, state BatchState, problem *errs.Error) error {
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		now, err := still(ctx, tx, b)
		if errors.Is(err, errSuperseded) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.end(ctx, tx, &now, state, problem)
	})
	if err != nil {
		return err
	}
	return s.dropUpload(b.ID)
}

// end is the last change of a batch before it may be undone.
func (s *Service) end(ctx context.Context, tx *db.Tx, b *Batch, state BatchState, problem *errs.Error) error {
	b.State, b.FinishedAt = state, db.At(s.now())
	if problem != nil {
		b.Problem, b.Args = problem.Key, problem.Args
	}
	if err := putBatch(ctx, tx, b); err != nil {
		return err
	}
	if b.New == 0 && state != BatchDone {
		return nil
	}
	if err := job.Add(ctx, tx, Brought{b.Wave}); err != nil {
		return err
	}
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, b.By, audit.Entry{Action: "response.import", Kind: "wave", Object: wave.Code, Details: map[string]any{
		"batch": b.ID, "file": b.File, "state": string(state), "new": b.New, "known": b.Known, "faulty": b.Bad,
	}})
}

func (s *Service) dropUpload(id string) error {
	if err := os.Remove(s.uploaded(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
