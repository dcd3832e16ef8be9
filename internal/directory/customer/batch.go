package customer

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/sheet"
)

// BatchState is where a batch stands; the package comment shows the ways between the states.
type BatchState string

// The states.
const (
	Uploaded  BatchState = "uploaded"
	Checking  BatchState = "checking"
	Checked   BatchState = "checked"
	Importing BatchState = "importing"
	Stopping  BatchState = "stopping"
	Done      BatchState = "done"
	Cancelled BatchState = "cancelled"
	Failed    BatchState = "failed"
	Undoing   BatchState = "undoing"
	Undone    BatchState = "undone"
)

// Batch is one file on its way into the archive.
type Batch struct {
	ID         string
	File       string // name, as it was sent
	State      BatchState
	Mapping    Mapping
	Total      int // rows of the file, known once it was checked
	lastRow    int // up to which the file was done in the present state
	Seen       int // rows done in the present state
	Created    int
	Changed    int
	Unchanged  int
	Faulty     int    // rows with a fault
	Problem    string // message key of what ended it
	By         audit.Actor
	CreatedAt  db.Millis
	FinishedAt db.Millis
}

// Work is the job that does what a batch waits for.
type Work struct {
	Batch string `json:"batch"`
}

// Kind is the job's kind.
func (Work) Kind() string { return "customer.batch" }

// Preview is what an uploaded file looks like.
type Preview struct {
	Header    []string
	Rows      [][]string // the first few
	Format    string
	Encoding  string // of a CSV
	Separator string
	Suggested Mapping
}

func (s *Service) file(id string) string { return filepath.Join(s.folder, id) }

// Upload takes a file in. It waits in the data folder until its batch has ended; what is no table is refused at once.
func (s *Service) Upload(ctx context.Context, by audit.Actor, name string, content io.Reader) (Batch, error) {
	b := Batch{ID: newID(), File: strings.TrimSpace(name), State: Uploaded, By: by, CreatedAt: db.At(s.now())}
	if b.File == "" {
		b.File = "customers.csv"
	}
	return b, sheet.Take(s.file(b.ID), content, "customer.upload_too_large", func(*sheet.Table) error {
		return s.db.Tx(ctx, func(tx *db.Tx) error { return insertBatch(ctx, tx, &b) })
	})
}

// Preview reads the beginning of a batch's file.
func (s *Service) Preview(ctx context.Context, id string) (Preview, error) {
	b, err := s.Batch(ctx, id)
	if err != nil {
		return Preview{}, err
	}
	table, err := sheet.OpenFile(s.file(b.ID))
	if err != nil {
		return Preview{}, err
	}
	defer table.Close()
	p := Preview{Header: table.Header, Format: string(table.Format), Encoding: table.Encoding, Rows: [][]string{}}
	if table.Separator != 0 {
		p.Separator = string(table.Separator)
	}
	for row, err := range table.Rows() {
		if err != nil {
			return p, err
		}
		if row.Err == nil {
			p.Rows = append(p.Rows, row.Cells)
		}
		if len(p.Rows) == 5 {
			break
		}
	}
	schema, err := s.Schema(ctx)
	if err != nil {
		return p, err
	}
	saved, err := s.Mappings(ctx)
	p.Suggested = suggest(table.Header, saved, &schema)
	return p, err
}

// Batch is a batch by id; errs.NotFound "customer.batch.unknown".
func (s *Service) Batch(ctx context.Context, id string) (Batch, error) {
	b, err := batchByID(ctx, s.db, id)
	if errs.Is(err, errs.NotFound) {
		err = errs.New(errs.NotFound, "customer.batch.unknown")
	}
	return b, err
}

// Batches are the latest batches, newest first.
func (s *Service) Batches(ctx context.Context) ([]Batch, error) { return latestBatches(ctx, s.db, 200) }

// Fault is what is wrong with one row.
type Fault struct {
	Row    int
	Column string
	Key    string
	Args   errs.Args
}

// maxFaults is how many faults of a batch are kept; the number of faulty rows is counted on.
const maxFaults = 10_000

// Faults are the faults of a batch in the order of the file.
func (s *Service) Faults(ctx context.Context, id string) ([]Fault, error) {
	if _, err := s.Batch(ctx, id); err != nil {
		return nil, err
	}
	return faultsOf(ctx, s.db, id)
}

// Check has a batch checked under a mapping, which writes nothing of the customers.
func (s *Service) Check(ctx context.Context, id string, m Mapping) (Batch, error) {
	b, err := s.Batch(ctx, id)
	if err != nil {
		return b, err
	}
	if b.State != Uploaded && b.State != Checked {
		return b, errs.New(errs.Conflict, "customer.batch.state")
	}
	table, err := sheet.OpenFile(s.file(id))
	if err != nil {
		return b, err
	}
	defer table.Close()
	schema, err := s.Schema(ctx)
	if err != nil {
		return b, err
	}
	if _, err := m.columns(table.Header, &schema); err != nil {
		return b, err
	}
	return s.move(ctx, id, []BatchState{Uploaded, Checked}, func(b *Batch) {
		b.State, b.Mapping, b.Total = Checking, m, 0
	})
}

// Load has a batch that was checked loaded into the archive. Its faulty rows are left out.
func (s *Service) Load(ctx context.Context, id string) (Batch, error) {
	return s.move(ctx, id, []BatchState{Checked}, func(b *Batch) { b.State = Importing })
}

// move starts a stage of a batch: counters at nought, faults gone, and a job to do it.
func (s *Service) move(ctx context.Context, id string, from []BatchState, change func(*Batch)) (b Batch, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if b, err = batchIn(ctx, tx, id, from...); err != nil {
			return err
		}
		change(&b)
		b.lastRow, b.Seen, b.Created, b.Changed, b.Unchanged, b.Faulty, b.Problem = 0, 0, 0, 0, 0, 0, ""
		if err := deleteFaults(ctx, tx, id); err != nil {
			return err
		}
		if err := putBatch(ctx, tx, &b); err != nil {
			return err
		}
		return job.Add(ctx, tx, Work{Batch: id}, job.Unique(id))
	})
	return b, err
}

// batchIn reads a batch that must be in one of the states.
func batchIn(ctx context.Context, q db.Q, id string, states ...BatchState) (Batch, error) {
	b, err := batchByID(ctx, q, id)
	if errs.Is(err, errs.NotFound) {
		return b, errs.New(errs.NotFound, "customer.batch.unknown")
	}
	for _, state := range states {
		if err != nil || b.State == state {
			return b, err
		}
	}
	return b, errs.New(errs.Conflict, "customer.batch.state")
}

// Cancel ends a batch: what was loaded stays and can be undone.
func (s *Service) Cancel(ctx context.Context, id string) (b Batch, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if b, err = batchIn(ctx, tx, id, Uploaded, Checked, Checking, Importing); err != nil {
			return err
		}
		b.State = Stopping
		if err := putBatch(ctx, tx, &b); err != nil {
			return err
		}
		return job.Add(ctx, tx, Work{Batch: id}, job.Unique(id))
	})
	return b, err
}

// Undo has everything a batch brought taken back. That is refused when somebody touched one of its customers since, or
// something outside the archive depends on one: errs.Conflict "customer.batch.depends", "customer.batch.used".
func (s *Service) Undo(ctx context.Context, id string) (b Batch, err error) {
	if err := s.unusedOutside(ctx, id); err != nil {
		return b, err
	}
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if b, err = batchIn(ctx, tx, id, Done, Cancelled, Failed); err != nil {
			return err
		}
		n, err := untouched(ctx, tx, id)
		if err != nil {
			return err
		}
		if touched := b.Created + b.Changed - n; touched > 0 || n == 0 {
			return errs.New(errs.Conflict, "customer.batch.depends").With("count", touched)
		}
		b.State = Undoing
		if err := putBatch(ctx, tx, &b); err != nil {
			return err
		}
		return job.Add(ctx, tx, Work{Batch: id}, job.Unique(id))
	})
	return b, err
}
