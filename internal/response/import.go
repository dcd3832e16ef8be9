package response

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/job"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/seal"
	"manyi.dev/manyi/internal/sheet"
)

// Brought is the job of a wave that has received the responses of an outside survey: its weights are
// published.
type Brought struct{ Wave programme.WaveID }

// Kind names the job.
func (Brought) Kind() string { return "response.imported" }

// Imported is what an import did.
type Imported struct {
	Wave   programme.Wave
	Report *foreign.Report
	New    int // originals written
	Known  int // rows that were there from an earlier import
}

// importPage is how many rows are gathered before they are written.
const importPage = 2000

// DryRun reads an outside survey without writing anything: the profile of every column, and every fault.
// known says which unit codes exist.
func (s *Service) DryRun(ctx context.Context, m *foreign.Mapping, table *sheet.Table, known func(code string) bool) (*foreign.Report, error) {
	_, reader, err := s.foreign(ctx, m, table, known)
	if err != nil {
		return nil, err
	}
	for _, err := range reader.Rows() {
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return reader.Report(), nil
}

func (s *Service) foreign(ctx context.Context, m *foreign.Mapping, table *sheet.Table, known func(code string) bool) (questionnaire.Version, *foreign.Reader, error) {
	code, version, _ := strings.Cut(m.Wave.Questionnaire, "@")
	form, err := s.forms.ByVersion(ctx, code, version)
	if err != nil {
		return form, nil, err
	}
	if err := foreign.Check(m, form.Document); err != nil {
		return form, nil, err
	}
	reader, err := foreign.NewReader(m, form.Form, table, known)
	return form, reader, err
}

// ImportForeign makes an outside survey a wave of ours: the wave is defined, opened, filled and closed. Rows
// with faults are reported and left out. Importing the same rows again changes nothing.
func (s *Service) ImportForeign(ctx context.Context, by audit.Actor, m *foreign.Mapping, table *sheet.Table) (Imported, error) {
	var out Imported
	if programme.Anonymity(m.Wave.Anonymity) != programme.Named {
		return out, errs.New(errs.Invalid, "response.import.wave_not_named").At("wave.anonymity")
	}
	wave, err := s.openForeign(ctx, by, m)
	if err != nil {
		return out, err
	}
	out.Wave = wave
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return out, err
	}
	_, reader, err := s.foreign(ctx, m, table, func(code string) bool { _, ok := tree.ByCode(code); return ok })
	if err != nil {
		return out, err
	}
	page := make([]Original, 0, importPage)
	for row, err := range reader.Rows() {
		if err != nil {
			return out, err
		}
		if len(row.Faults) > 0 {
			continue
		}
		o, err := s.foreignOriginal(ctx, wave, tree, &row)
		if err != nil {
			return out, err
		}
		if page = append(page, o); len(page) == importPage {
			if err := s.store(ctx, wave, page, &out); err != nil {
				return out, err
			}
			page = page[:0]
		}
	}
	if err := s.store(ctx, wave, page, &out); err != nil {
		return out, err
	}
	out.Report = reader.Report()
	return out, s.closeForeign(ctx, by, &out)
}

// openForeign defines the wave and opens it when it is new.
func (s *Service) openForeign(ctx context.Context, by audit.Actor, m *foreign.Mapping) (programme.Wave, error) {
	code, version, _ := strings.Cut(m.Wave.Questionnaire, "@")
	err := s.programmes.Define(ctx, by, programme.Document{
		Format: programme.Format, Code: m.Wave.Programme.Code, Name: m.Wave.Programme.Name,
		Waves: []programme.Spec{{
			Code: m.Wave.Code, Name: m.Wave.Name, From: m.Wave.Period.From, To: m.Wave.Period.To, Anonymity: programme.Named,
			Questionnaire: programme.Ref{Code: code, Version: version}, RootUnit: m.Wave.RootUnit, Previous: m.Wave.Previous,
		}},
	})
	if err != nil {
		return programme.Wave{}, err
	}
	wave, err := s.programmes.WaveByCode(ctx, m.Wave.Code)
	if err != nil || wave.State != programme.Planned {
		return wave, err
	}
	return s.programmes.Do(ctx, by, wave.Code, programme.ActOpen, "")
}

func (s *Service) closeForeign(ctx context.Context, by audit.Actor, out *Imported) error {
	err := s.db.Tx(ctx, func(tx *db.Tx) error {
		if err := job.Add(ctx, tx, Brought{out.Wave.ID}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "response.import", Kind: "wave", Object: out.Wave.Code,
			Details: map[string]any{"new": out.New, "known": out.Known, "faulty": out.Report.Bad},
		})
	})
	if err != nil || out.Wave.State != programme.Open {
		return err
	}
	out.Wave, err = s.programmes.Do(ctx, by, out.Wave.Code, programme.ActClose, "")
	return err
}

// foreignOriginal is a row of the outside survey as an original.
func (s *Service) foreignOriginal(ctx context.Context, wave programme.Wave, tree *programme.Tree, row *foreign.Row) (Original, error) {
	mark, err := s.mark(ctx, wave.ID, "import:"+row.ExternalID)
	if err != nil {
		return Original{}, err
	}
	canonical, err := seal.Canonical(map[string]any(row.Answers))
	if err != nil {
		return Original{}, errs.New(errs.Invalid, "response.unreadable").Because(err)
	}
	unit, _ := tree.ByCode(row.Unit)
	at := row.At
	if at.IsZero() {
		at = s.now()
	}
	o := Original{
		ID: uuid.NewString(), Wave: wave.ID, Unit: unit.ID, Form: wave.Questionnaire, Mode: Import, State: Valid,
		Answers: string(canonical), Receipt: uuid.NewString(), Submission: mark, ReceivedAt: db.At(at),
		Quarter: quarterOf(at, s.zone), Weight: row.Weight, Stratum: row.Stratum, PSU: row.Cluster,
	}
	o.seal()
	return o, nil
}

// store writes a page of originals in chunks that let intake pass. A wave that is closed takes no new ones.
func (s *Service) store(ctx context.Context, wave programme.Wave, page []Original, out *Imported) error {
	chunk := func(ctx context.Context, f func(*db.Tx) error) error { return s.db.Tx(ctx, f) }
	var pace db.Pace
	for from := 0; from < len(page); {
		part := page[from:min(from+pace.Size(), len(page))]
		fresh, done := 0, func() {}
		err := s.feed.write(ctx, chunk, func(tx *db.Tx, seq *int64) error {
			fresh, done = 0, pace.Hold()
			counts := map[countKey]int64{}
			for i := range part {
				o := &part[i]
				ok, err := insert(ctx, tx, o, false)
				if err != nil {
					return err
				}
				if !ok {
					continue
				}
				fresh++
				*seq++
				counts[countKey{o.Wave, o.Unit, o.Quarter, o.State}]++
				if _, err := tx.Exec(ctx, insertFeed, *seq, o.ID, string(o.Wave), o.Unit, KindReceived); err != nil {
					return err
				}
			}
			if fresh > 0 && wave.State != programme.Open {
				return errs.New(errs.Conflict, "response.import.closed").With("wave", wave.Code)
			}
			return addCounts(ctx, tx, counts)
		})
		if err != nil {
			return err
		}
		done()
		out.New += fresh
		out.Known += len(part) - fresh
		from += len(part)
	}
	if len(page) > 0 {
		s.watchers.wake(wave.ID)
	}
	return ctx.Err()
}

func addCounts(ctx context.Context, tx *db.Tx, counts map[countKey]int64) error {
	for k, n := range counts {
		if _, err := tx.Exec(ctx, addCount, string(k.wave), k.unit, k.quarter, string(k.state), n); err != nil {
			return err
		}
	}
	return nil
}
