package response

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf8"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response/foreign"
)

// SavedMapping is a mapping that was saved under a name.
type SavedMapping struct {
	Name          string
	Questionnaire string // code@version it was made for
	By            string
	ChangedAt     db.Millis

	file string
}

const maxMappingName = 80

// SavedMappings lists the saved mappings, the latest first.
func (s *Service) SavedMappings(ctx context.Context) ([]SavedMapping, error) {
	return savedMappings(ctx, s.db)
}

// SaveMapping keeps the mapping of a batch under a name, in place of one that has it.
func (s *Service) SaveMapping(ctx context.Context, by audit.Actor, batch, name string) error {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > maxMappingName {
		return errs.New(errs.Invalid, "response.mapping.name").At("name").With("limit", maxMappingName)
	}
	content, err := s.MappingFile(ctx, batch)
	if err != nil {
		return err
	}
	m, err := foreign.ParseMapping(bytes.NewReader(content))
	if err != nil {
		return err
	}
	saved := SavedMapping{Name: name, Questionnaire: m.Wave.Questionnaire, By: by.Name, ChangedAt: db.At(s.now()), file: string(content)}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := putMapping(ctx, tx, &saved); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "response.mapping", Kind: "response_mapping", Object: name})
	})
}

// ForgetMapping deletes a saved mapping. What was imported with it stays.
func (s *Service) ForgetMapping(ctx context.Context, by audit.Actor, name string) error {
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		n, err := deleteMapping(ctx, tx, name)
		if err == nil && n == 0 {
			err = errs.New(errs.NotFound, "response.mapping.unknown").With("name", name)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "response.mapping", Kind: "response_mapping", Object: name, Details: map[string]any{"deleted": true},
		})
	})
}

// earlier are the mappings that suggestions are made from: the saved ones, then those of files that were imported.
func (s *Service) earlierMappings(ctx context.Context) ([]foreign.Earlier, error) {
	saved, err := savedMappings(ctx, s.db)
	if err != nil {
		return nil, err
	}
	used, err := usedMappings(ctx, s.db, 50)
	if err != nil {
		return nil, err
	}
	var all []foreign.Earlier
	for _, one := range saved {
		if m, err := foreign.ParseMapping(strings.NewReader(one.file)); err == nil {
			all = append(all, foreign.Earlier{Name: one.Name, Mapping: m})
		}
	}
	for i := range used {
		if m, err := foreign.ParseMapping(strings.NewReader(used[i].mapping)); err == nil {
			all = append(all, foreign.Earlier{Name: used[i].File, Mapping: m})
		}
	}
	return all, nil
}

// PutMapping gives a batch another mapping; the wave is always its own. When nothing is wrong with it the rows are tried at
// once, else what is wrong is listed and the batch waits for the next.
func (s *Service) PutMapping(ctx context.Context, id string, m foreign.Mapping) (Batch, []*errs.Error, error) {
	b, err := batchIn(ctx, s.db, id, BatchMapping, BatchChecking, BatchChecked)
	if err != nil {
		return b, nil, err
	}
	if m, err = s.own(ctx, b.Wave, m); err != nil {
		return b, nil, err
	}
	if m.Header, err = s.headerOf(ctx, id); err != nil {
		return b, nil, err
	}
	faults, err := s.wrong(ctx, id, &m)
	if err != nil {
		return b, nil, err
	}
	b, err = s.change(ctx, id, []BatchState{BatchMapping, BatchChecking, BatchChecked}, func(b *Batch) {
		b.mapping, b.State = string(foreign.Write(&m)), BatchMapping
		if len(faults) == 0 {
			b.State = BatchChecking
		}
	})
	return b, faults, err
}

// own makes a mapping one of the wave.
func (s *Service) own(ctx context.Context, id programme.WaveID, m foreign.Mapping) (foreign.Mapping, error) {
	wave, err := s.programmes.Wave(ctx, id)
	if err != nil {
		return m, err
	}
	w, err := s.waveOf(ctx, wave)
	if err != nil {
		return m, err
	}
	m.Format = foreign.Format
	if m.TimeZone == "" {
		m.TimeZone = foreign.DefaultTimeZone
	}
	if m.Unmapped == "" {
		m.Unmapped = foreign.UnmappedError
	}
	return m.For(w), nil
}

func (s *Service) headerOf(ctx context.Context, id string) (*foreign.Header, error) {
	p, err := s.Profiled(ctx, id)
	return p.Header, err
}

// LoadMapping gives a batch the mapping of a file, as the command line takes it.
func (s *Service) LoadMapping(ctx context.Context, id string, content []byte) (Batch, error) {
	m, err := foreign.ParseMapping(bytes.NewReader(content))
	if err != nil {
		return Batch{}, err
	}
	return s.replaceMapping(ctx, id, &m)
}

// UseMapping gives a batch a saved mapping, or with no name the suggested one.
func (s *Service) UseMapping(ctx context.Context, id, name string) (Batch, error) {
	if name == "" {
		return s.replaceMapping(ctx, id, nil)
	}
	saved, err := savedMapping(ctx, s.db, name)
	if err != nil {
		if errs.Is(err, errs.NotFound) {
			err = errs.New(errs.NotFound, "response.mapping.unknown").With("name", name)
		}
		return Batch{}, err
	}
	return s.LoadMapping(ctx, id, []byte(saved.file))
}

// UseHeader reads a batch's file with other rows as its header, and begins the mapping anew.
func (s *Service) UseHeader(ctx context.Context, id string, h foreign.Header) (Batch, error) {
	b, err := batchIn(ctx, s.db, id, BatchMapping, BatchChecking, BatchChecked)
	if err != nil {
		return b, err
	}
	table, err := openHeader(s.uploaded(id), &h)
	if err != nil {
		return b, err
	}
	if err := table.Close(); err != nil {
		return b, err
	}
	m, err := s.own(ctx, b.Wave, foreign.Mapping{Header: &h})
	if err != nil {
		return b, err
	}
	return s.replaceMapping(ctx, id, &m)
}

// replaceMapping has a batch's file read anew under another mapping, or under the suggested one.
func (s *Service) replaceMapping(ctx context.Context, id string, m *foreign.Mapping) (Batch, error) {
	text := ""
	if m != nil {
		b, err := s.Batch(ctx, id)
		if err != nil {
			return b, err
		}
		own, err := s.own(ctx, b.Wave, *m)
		if err != nil {
			return b, err
		}
		text = string(foreign.Write(&own))
	}
	return s.change(ctx, id, []BatchState{BatchMapping, BatchChecking, BatchChecked}, func(b *Batch) { b.State, b.mapping = BatchReading, text })
}

// change starts a stage of a batch: counters at nought and a job to do it.
func (s *Service) change(ctx context.Context, id string, from []BatchState, change func(*Batch)) (b Batch, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if b, err = batchIn(ctx, tx, id, from...); err != nil {
			return err
		}
		change(&b)
		b.Revision++
		b.lastRow, b.Seen, b.Good, b.Bad, b.New, b.Known, b.Problem, b.Args = 0, 0, 0, 0, 0, 0, "", nil
		if err := putBatch(ctx, tx, &b); err != nil {
			return err
		}
		if b.State == BatchMapping {
			return nil
		}
		return job.Add(ctx, tx, WorkBatch{id}, job.Unique(id))
	})
	return b, err
}
