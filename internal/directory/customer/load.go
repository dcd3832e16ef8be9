package customer

import (
	"context"
	"errors"
	"hash/maphash"
	"os"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

// maxChunk is how many rows are written together at most.
const maxChunk = 512

// errStopped ends the work on a batch that somebody cancelled.
var errStopped = errors.New("the batch was cancelled")

// incoming is a row of a file that is on its way in.
type incoming struct {
	Sheet
	row    int
	faults []*errs.Error
	rows   rowsOf // of a new customer, prepared
}

// loading is the work on one batch in one go.
type loading struct {
	*Service
	batch  Batch
	reader *reader
	dry    bool
	seen   map[uint64]struct{} // codes of the file, hashed: a file names a customer once
	seed   maphash.Seed
	chunk  []*incoming
	pace   db.Pace
	keys   []searchKey // of rows that are written, to be written together
	erased erasedCodes
}

// erasedCodes are the hashes of codes of those who were erased, as of the last erasure.
type erasedCodes struct {
	last   string // id of that erasure
	hashes map[string]bool
}

// Work does what a batch waits for. Work that was interrupted goes on where it stopped.
func (s *Service) Work(ctx context.Context, id string) error {
	b, err := s.Batch(ctx, id)
	if err != nil {
		return err
	}
	switch b.State {
	case Checking, Importing:
		err = s.load(ctx, b)
	case Stopping:
		err = errStopped
	case Undoing:
		err = s.takeBack(ctx, &b)
	}
	state, problem := Cancelled, ""
	if all := errs.All(err); len(all) > 0 && all[0].Kind == errs.Invalid {
		state, problem = Failed, all[0].Key
	} else if !errors.Is(err, errStopped) {
		return err
	}
	if err := s.completeKeys(ctx, id); err != nil {
		return err
	}
	return s.end(ctx, id, state, problem)
}

// end puts a batch at rest; its file is needed no more once it is not waiting to be loaded.
func (s *Service) end(ctx context.Context, id string, state BatchState, problem string) error {
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		b, err := batchByID(ctx, tx, id)
		if err != nil {
			return err
		}
		b.State, b.Problem, b.FinishedAt = state, problem, db.At(s.now())
		if state == Checked {
			b.Total = b.Seen
		}
		if err := putBatch(ctx, tx, &b); err != nil {
			return err
		}
		if state == Checked {
			return nil
		}
		return audit.Write(ctx, tx, b.By, audit.Entry{Action: "customer.import", Kind: "customer_batch", Object: b.ID, Details: map[string]any{
			"state": string(state), "created": b.Created, "changed": b.Changed, "unchanged": b.Unchanged, "refused": b.Faulty,
		}})
	})
	if err != nil || state == Checked {
		return err
	}
	if err := os.Remove(s.file(id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// load reads a batch's file to its end.
func (s *Service) load(ctx context.Context, b Batch) error {
	table, err := sheet.OpenFile(s.file(b.ID))
	if err != nil {
		return err
	}
	defer table.Close()
	l, err := s.loading(ctx, b, table)
	if err != nil {
		return err
	}
	if l.batch.lastRow > 0 && !l.dry {
		if err := s.completeKeys(ctx, b.ID); err != nil {
			return err
		}
	}
	if err := l.read(ctx, table); err != nil {
		return err
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	if l.dry {
		return s.end(ctx, b.ID, Checked, "")
	}
	if err := s.writeKeys(ctx, l.keys); err != nil {
		return err
	}
	return s.end(ctx, b.ID, Done, "")
}

func (s *Service) loading(ctx context.Context, b Batch, table *sheet.Table) (*loading, error) {
	schema, err := s.Schema(ctx)
	if err != nil {
		return nil, err
	}
	fields, err := b.Mapping.columns(table.Header, &schema)
	if err != nil {
		return nil, err
	}
	tree, err := s.directory.Tree(ctx, s.today())
	if err != nil {
		return nil, err
	}
	return &loading{
		Service: s, batch: b, dry: b.State == Checking, seen: map[uint64]struct{}{}, seed: maphash.MakeSeed(),
		reader: &reader{fields: fields, header: table.Header, schema: &schema, tree: tree},
	}, nil
}

// ahead is how many portions of rows are read while one is written.
const ahead = 4

// read has the rows of a table read and prepared beside the writing of those before.
func (l *loading) read(ctx context.Context, table *sheet.Table) error {
	ctx, stop := context.WithCancel(ctx)
	portions, ended := make(chan []*incoming, ahead), make(chan error, 1)
	go func() {
		defer close(portions)
		ended <- l.prepare(ctx, table, portions)
	}()
	err := l.writeAll(ctx, portions)
	stop()
	for range portions { // the reader has seen that nobody waits any more: the table is nobody's now
		continue
	}
	return errors.Join(err, <-ended)
}

func (l *loading) writeAll(ctx context.Context, portions <-chan []*incoming) error {
	for rows := range portions {
		for _, in := range rows {
			if l.chunk = append(l.chunk, in); len(l.chunk) >= min(l.pace.Size(), maxChunk) {
				if err := l.flush(ctx); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// prepare reads the rows to the end, or until nobody waits for them.
func (l *loading) prepare(ctx context.Context, table *sheet.Table, portions chan<- []*incoming) error {
	rows := make([]*incoming, 0, maxChunk)
	send := func() bool {
		select {
		case portions <- rows:
			rows = make([]*incoming, 0, maxChunk)
			return true
		case <-ctx.Done():
			return false
		}
	}
	for row, err := range table.Rows() {
		if err != nil {
			send()
			return err
		}
		in := l.incoming(row)
		if row.Number <= l.batch.lastRow { // done before the work was interrupted
			continue
		}
		if rows = append(rows, in); len(rows) == maxChunk && !send() {
			return nil
		}
	}
	send()
	return nil
}

// incoming is one row with what is wrong with it.
func (l *loading) incoming(row sheet.Row) *incoming {
	in := &incoming{row: row.Number}
	if row.Err != nil {
		in.faults = []*errs.Error{row.Err.At("")}
	} else {
		in.Sheet, in.faults = l.reader.row(row.Cells)
	}
	if len(in.faults) > 0 {
		return in
	}
	code := maphash.String(l.seed, in.Code)
	if _, twice := l.seen[code]; twice {
		in.faults = []*errs.Error{errs.New(errs.Invalid, "customer.twice").At("code")}
		return in
	}
	l.seen[code] = struct{}{}
	in.digest = l.digest(&in.Sheet)
	if !l.dry {
		in.ID, in.batch = newID(), l.batch.ID
		l.parts(&in.Sheet, &in.rows)
	}
	return in
}

// flush writes the chunk, or, when the file is only checked, counts what it would write.
func (l *loading) flush(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(l.chunk) == 0 {
		return nil
	}
	next := l.batch
	var done func()
	err := l.db.Tx(ctx, func(tx *db.Tx) error {
		done = l.pace.Hold()
		next = l.batch
		now, err := batchByID(ctx, tx, l.batch.ID)
		if err != nil {
			return err
		}
		if now.State == Stopping {
			return errStopped
		}
		if err := l.write(ctx, tx, &next); err != nil {
			return err
		}
		next.lastRow = l.chunk[len(l.chunk)-1].row
		next.Seen += len(l.chunk)
		return putBatch(ctx, tx, &next)
	})
	if err != nil {
		return err
	}
	done()
	l.batch, l.chunk = next, l.chunk[:0]
	if len(l.keys) < keysAtOnce {
		return nil
	}
	err = l.writeKeys(ctx, l.keys)
	l.keys = l.keys[:0]
	return err
}

// write brings a chunk into the archive.
func (l *loading) write(ctx context.Context, tx *db.Tx, b *Batch) error {
	there, err := l.there(ctx, tx)
	if err != nil {
		return err
	}
	var rows rowsOf
	now := db.At(l.now())
	for _, in := range l.chunk {
		if len(in.faults) > 0 {
			if err := l.refuse(ctx, tx, b, in); err != nil {
				return err
			}
			continue
		}
		old, known := there[in.Code]
		switch {
		case known && old.digest == in.digest:
			b.Unchanged++
		case known:
			b.Changed++
			if !l.dry {
				if err := l.change(ctx, tx, b, old, in, now); err != nil {
					return err
				}
			}
		default:
			b.Created++
			if !l.dry {
				in.CreatedAt, in.ChangedAt = now, now
				rows.customers = append(rows.customers, customerCells(&in.Customer))
				rows.add(&in.rows)
			}
		}
	}
	if err := rows.insertSilently(ctx, tx); err != nil {
		return err
	}
	tx.AfterCommit(func() { l.keys = append(l.keys, rows.keys...) })
	return nil
}

// there are the customers of the chunk that the archive has. Who was erased does not come back.
func (l *loading) there(ctx context.Context, tx *db.Tx) (map[string]known, error) {
	if err := l.erased.refresh(ctx, tx); err != nil {
		return nil, err
	}
	codes := make([]string, 0, len(l.chunk))
	for _, in := range l.chunk {
		if len(in.faults) > 0 {
			continue
		}
		codes = append(codes, in.Code)
		if len(l.erased.hashes) > 0 && l.erased.hashes[l.codeHash(in.Code)] {
			in.faults = []*errs.Error{errs.New(errs.Invalid, "customer.erased").At("code")}
		}
	}
	list, err := knownCustomers(ctx, tx, codes)
	there := make(map[string]known, len(list))
	for _, k := range list {
		there[k.code] = k
	}
	return there, err
}

// refresh reads the hashes anew when somebody was erased since.
func (e *erasedCodes) refresh(ctx context.Context, tx *db.Tx) error {
	last, err := lastErasure(ctx, tx)
	if err != nil || last == e.last {
		return err
	}
	hashes, err := erasedHashes(ctx, tx)
	if err != nil {
		return err
	}
	e.last, e.hashes = last, make(map[string]bool, len(hashes))
	for _, hash := range hashes {
		e.hashes[hash] = true
	}
	return nil
}

// refuse notes what is wrong with a row.
func (l *loading) refuse(ctx context.Context, tx *db.Tx, b *Batch, in *incoming) error {
	b.Faulty++
	if b.Faulty > maxFaults {
		return nil
	}
	for _, e := range in.faults {
		f := Fault{Row: in.row, Column: l.reader.column(e.Field), Key: e.Key, Args: e.Args}
		if err := insertFault(ctx, tx, b.ID, &f); err != nil {
			return err
		}
	}
	return nil
}

// change brings a row over a customer that is there: what the row says replaces what was kept, what it does not say stays.
// A row under the code of somebody who was merged into the customer is a second row of the same customer.
func (l *loading) change(ctx context.Context, tx *db.Tx, b *Batch, there known, in *incoming, now db.Millis) error {
	old, err := l.sheetOf(ctx, tx, there.id, nil)
	if err != nil {
		return err
	}
	if err := l.remember(ctx, tx, b.ID, &old); err != nil {
		return err
	}
	next := l.reader.over(old, &in.Sheet)
	next.batch, next.ChangedAt = b.ID, max(now, old.ChangedAt+1)
	if !there.old {
		next.digest = in.digest
	} else if err := setOldDigest(ctx, tx, in.Code, in.digest); err != nil {
		return err
	}
	return l.rewrite(ctx, tx, &next)
}
