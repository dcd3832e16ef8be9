package response

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

// BatchState is where a batch stands:
//
//	reading → mapping ⇄ checking → checked → importing → done
//	             └── discarded ──────┘            └─ cancelled, failed
//	done, cancelled, failed → undoing → undone
type BatchState string

// The states.
const (
	BatchReading   BatchState = "reading"   // its columns are being profiled
	BatchMapping   BatchState = "mapping"   // somebody says what they mean
	BatchChecking  BatchState = "checking"  // every row is tried under the mapping
	BatchChecked   BatchState = "checked"   // it can be imported
	BatchImporting BatchState = "importing" // originals are being written
	BatchDone      BatchState = "done"
	BatchCancelled BatchState = "cancelled" // stopped while it was imported: what was written stays
	BatchFailed    BatchState = "failed"
	BatchDiscarded BatchState = "discarded" // given up before anything was written
	BatchUndoing   BatchState = "undoing"
	BatchUndone    BatchState = "undone" // its originals are excluded
)

// Batch is a file of an outside survey on its way into a wave.
type Batch struct {
	ID         string
	Wave       programme.WaveID
	File       string // name, as it was sent
	State      BatchState
	Revision   int    // of the mapping: a check of an older one ends by itself
	mapping    string // the file that the command line takes; empty until it was made
	Format     string
	Encoding   string // of a CSV
	Total      int    // rows, known once the file was read
	lastRow    int    // up to which the file was imported
	Seen       int    // rows done in the present state
	Good       int
	Bad        int
	New        int // originals written
	Known      int // rows that were there
	Problem    string
	Args       errs.Args // of the problem
	By         audit.Actor
	CreatedAt  db.Millis
	FinishedAt db.Millis
}

// WorkBatch is the job that does what a batch waits for.
type WorkBatch struct {
	Batch string `json:"batch"`
}

// Kind is the job's kind.
func (WorkBatch) Kind() string { return "response.batch" }

// Outcome is what a check, or an import, has found.
type Outcome struct {
	Reasons  []foreign.Reason `json:"reasons"`   // why rows are refused
	Units    map[string]int   `json:"units"`     // good rows by unit code
	NotAsked map[string]int   `json:"not_asked"` // by item: answers to what the conditions do not ask
	Unmapped []UnmappedColumn `json:"unmapped"`  // values that are no answer, by column
}

// UnmappedColumn lists values of a column that the mapping does not know.
type UnmappedColumn struct {
	Column string               `json:"column"`
	Letter string               `json:"letter"`
	Values []foreign.ValueCount `json:"values"`
}

// Profiled is what the file of a batch holds.
type Profiled struct {
	Header  *foreign.Header  `json:"header,omitempty"`
	Head    [][]string       `json:"head"` // its first rows as they stand
	Rows    [][]string       `json:"rows"` // the first below the header
	Columns []foreign.Column `json:"columns"`
	Hints   []foreign.Hint   `json:"hints"`
}

const (
	maxBatchFaults = 10_000
	headRows       = 6
)

func (s *Service) uploaded(id string) string { return filepath.Join(s.imports, id) }

// Upload takes a file for a wave in. What is no table is refused at once; else its columns are read as a job.
func (s *Service) Upload(ctx context.Context, by audit.Actor, wave programme.Wave, name string, content io.Reader) (Batch, error) {
	b := Batch{ID: uuid.NewString(), Wave: wave.ID, File: strings.TrimSpace(name), State: BatchReading, By: by, CreatedAt: db.At(s.now())}
	if err := takesForeign(wave); err != nil {
		return b, err
	}
	if b.File == "" {
		b.File = "responses.csv"
	}
	err := sheet.Take(s.uploaded(b.ID), content, "response.import.upload_too_large", func(table *sheet.Table) error {
		b.Format, b.Encoding = string(table.Format), table.Encoding
		return s.db.Tx(ctx, func(tx *db.Tx) error {
			if err := insertBatch(ctx, tx, &b); err != nil {
				return err
			}
			return job.Add(ctx, tx, WorkBatch{b.ID}, job.Unique(b.ID))
		})
	})
	return b, err
}

// takesForeign says whether responses of outside surveys may come into a wave.
func takesForeign(wave programme.Wave) error {
	switch {
	case wave.Anonymity != programme.Named:
		return errs.New(errs.Invalid, "response.import.wave_not_named")
	case wave.State != programme.Planned && wave.State != programme.Open:
		return errs.New(errs.Conflict, "response.import.closed").With("wave", wave.Code)
	}
	return nil
}

// Batch is a batch by id; errs.NotFound "response.batch.unknown".
func (s *Service) Batch(ctx context.Context, id string) (Batch, error) { return batchIn(ctx, s.db, id) }

// Batches are the batches of a wave, the newest first.
func (s *Service) Batches(ctx context.Context, wave programme.WaveID) ([]Batch, error) {
	return batchesOf(ctx, s.db, wave, 200)
}

// Profiled is what is known of a batch's file; it is empty until the file was read.
func (s *Service) Profiled(ctx context.Context, id string) (p Profiled, err error) {
	return p, batchText(ctx, s.db, "profile", id, &p)
}

// Outcome is what the last check, or the import, of a batch has found.
func (s *Service) Outcome(ctx context.Context, id string) (o Outcome, err error) {
	return o, batchText(ctx, s.db, "result", id, &o)
}

// BatchFaults are the faults of a batch in the order of the file, up to 10 000.
func (s *Service) BatchFaults(ctx context.Context, id string) ([]foreign.Fault, error) {
	if _, err := s.Batch(ctx, id); err != nil {
		return nil, err
	}
	return batchFaults(ctx, s.db, id)
}

// MappingFile is the mapping of a batch as the file that the command line takes.
func (s *Service) MappingFile(ctx context.Context, id string) ([]byte, error) {
	b, err := s.Batch(ctx, id)
	if err == nil && b.mapping == "" {
		err = errs.New(errs.Conflict, "response.batch.reading")
	}
	return []byte(b.mapping), err
}

// Mapping is the mapping of a batch, with what is wrong with it.
func (s *Service) Mapping(ctx context.Context, id string) (m foreign.Mapping, faults []*errs.Error, err error) {
	content, err := s.MappingFile(ctx, id)
	if err != nil {
		return m, nil, err
	}
	if m, err = foreign.ParseMapping(bytes.NewReader(content)); err != nil {
		return m, nil, err
	}
	faults, err = s.wrong(ctx, id, &m)
	return m, faults, err
}

// wrong lists what keeps a mapping from being used on a batch's file.
func (s *Service) wrong(ctx context.Context, id string, m *foreign.Mapping) ([]*errs.Error, error) {
	b, err := s.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	table, err := sheet.OpenFile(s.uploaded(id))
	if err != nil {
		if errs.Is(err, errs.NotFound) { // the batch has ended
			return nil, nil
		}
		return nil, err
	}
	defer table.Close()
	wave, err := s.programmes.Wave(ctx, b.Wave)
	if err != nil {
		return nil, err
	}
	_, err = s.readerOf(ctx, wave, m, table)
	if faults := errs.All(err); len(faults) > 0 {
		return faults, nil
	}
	return nil, err
}

// readerOf reads a table through a mapping, with the units of the wave.
func (s *Service) readerOf(ctx context.Context, wave programme.Wave, m *foreign.Mapping, table *sheet.Table) (*foreign.Reader, error) {
	tree, err := s.programmes.Preview(ctx, wave)
	if err != nil {
		return nil, err
	}
	_, reader, err := s.foreign(ctx, m, table, func(code string) bool { _, ok := tree.ByCode(code); return ok })
	return reader, err
}

// waveOf is how a mapping names a wave.
func (s *Service) waveOf(ctx context.Context, wave programme.Wave) (foreign.Wave, error) {
	form, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return foreign.Wave{}, err
	}
	w := foreign.Wave{
		Code: wave.Code, Name: wave.Name, Period: foreign.Period{From: wave.From, To: wave.To}, Anonymity: string(programme.Named),
		Questionnaire: form.Code + "@" + form.Version, RootUnit: wave.RootUnit, Previous: wave.Previous,
	}
	all, err := s.programmes.Programmes(ctx)
	for _, p := range all {
		if p.ID == wave.Programme {
			w.Programme = foreign.Programme{Code: p.Code, Name: p.Name}
		}
	}
	return w, err
}

// batchIn reads a batch that must be in one of the states, when some are named.
func batchIn(ctx context.Context, q db.Q, id string, states ...BatchState) (Batch, error) {
	b, err := batchByID(ctx, q, id)
	if errs.Is(err, errs.NotFound) {
		return b, errs.New(errs.NotFound, "response.batch.unknown")
	}
	for _, state := range states {
		if err != nil || b.State == state {
			return b, err
		}
	}
	if len(states) > 0 && err == nil {
		err = errs.New(errs.Conflict, "response.batch.state")
	}
	return b, err
}
