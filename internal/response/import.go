package response

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
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
	page := make([]arriving, 0, importPage)
	for row, err := range reader.Rows() {
		if err != nil {
			return out, err
		}
		if len(row.Faults) > 0 {
			continue
		}
		one, err := s.arriving(ctx, wave, tree, &row)
		if err != nil {
			return out, err
		}
		if page = append(page, one); len(page) == importPage {
			if err := s.bringPage(ctx, wave, page, &out); err != nil {
				return out, err
			}
			page = page[:0]
		}
	}
	if err := s.bringPage(ctx, wave, page, &out); err != nil {
		return out, err
	}
	out.Report = reader.Report()
	return out, s.closeForeign(ctx, by, &out)
}

// openForeign defines the wave and opens it when it is new. Of a wave that is there, what a mapping does not name stays:
// the types of units that are surveyed, and the target.
func (s *Service) openForeign(ctx context.Context, by audit.Actor, m *foreign.Mapping) (programme.Wave, error) {
	code, version, _ := strings.Cut(m.Wave.Questionnaire, "@")
	spec := programme.Spec{
		Code: m.Wave.Code, Name: m.Wave.Name, From: m.Wave.Period.From, To: m.Wave.Period.To, Anonymity: programme.Named,
		Questionnaire: programme.Ref{Code: code, Version: version}, RootUnit: m.Wave.RootUnit, Previous: m.Wave.Previous,
	}
	document := programme.Document{Format: programme.Format, Code: m.Wave.Programme.Code, Name: m.Wave.Programme.Name}
	have, err := s.programmes.WaveByCode(ctx, m.Wave.Code)
	switch {
	case err == nil:
		spec.SurveyedTypes, spec.Target = have.SurveyedTypes, have.Target
		if document.Purpose, err = s.purposeOf(ctx, have.Programme); err != nil {
			return have, err
		}
	case !errs.Is(err, errs.NotFound):
		return have, err
	}
	document.Waves = []programme.Spec{spec}
	if err := s.programmes.Define(ctx, by, document); err != nil {
		return programme.Wave{}, err
	}
	wave, err := s.programmes.WaveByCode(ctx, m.Wave.Code)
	if err != nil || wave.State != programme.Planned {
		return wave, err
	}
	return s.programmes.Do(ctx, by, wave.Code, programme.ActOpen, "")
}

// purposeOf is what a programme is for; defining it again must not lose that.
func (s *Service) purposeOf(ctx context.Context, id string) (i18n.Text, error) {
	all, err := s.programmes.Programmes(ctx)
	for _, p := range all {
		if p.ID == id {
			return p.Purpose, err
		}
	}
	return nil, err
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

// arriving is a row of an outside survey on its way in.
type arriving struct {
	original Original
	external string // what the outside survey calls it
}

// arriving is a row as an original.
func (s *Service) arriving(ctx context.Context, wave programme.Wave, tree *programme.Tree, row *foreign.Row) (arriving, error) {
	mark, err := s.markOf(ctx, wave.ID, row.ExternalID, 0)
	if err != nil {
		return arriving{}, err
	}
	canonical, err := seal.Canonical(map[string]any(row.Answers))
	if err != nil {
		return arriving{}, errs.New(errs.Invalid, "response.unreadable").Because(err)
	}
	unit, known := tree.ByCode(row.Unit)
	if !known {
		return arriving{}, errs.New(errs.Invalid, "foreign.unit.unknown").With("unit", row.Unit)
	}
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
	return arriving{o, row.ExternalID}, nil
}

// markOf is what an imported row is recognised by. A row whose import was undone comes in again under the next number.
func (s *Service) markOf(ctx context.Context, wave programme.WaveID, external string, undone int) (string, error) {
	if undone == 0 {
		return s.mark(ctx, wave, "import:"+external)
	}
	return s.mark(ctx, wave, fmt.Sprintf("import/%d:%s", undone, external))
}

// bringPage writes a page of rows in chunks that let intake pass.
func (s *Service) bringPage(ctx context.Context, wave programme.Wave, page []arriving, out *Imported) error {
	var pace db.Pace
	for from := 0; from < len(page); {
		part := page[from:min(from+pace.Size(), len(page))]
		fresh, err := s.bring(ctx, wave, part, &pace, func(*db.Tx, []string) error { return nil })
		if err != nil {
			return err
		}
		out.New += fresh
		out.Known += len(part) - fresh
		from += len(part)
	}
	return ctx.Err()
}

// bring writes rows as originals, in one transaction in which also runs, with the ids of those that are new. A wave that is
// not open takes no new ones.
func (s *Service) bring(ctx context.Context, wave programme.Wave, rows []arriving, pace *db.Pace, also func(*db.Tx, []string) error) (int, error) {
	chunk := func(ctx context.Context, f func(*db.Tx) error) error { return s.db.Tx(ctx, f) }
	var fresh []string
	done := func() {}
	err := s.feed.write(ctx, chunk, func(tx *db.Tx, seq *int64) error {
		fresh, done = nil, pace.Hold()
		counts := map[countKey]int64{}
		for i := range rows {
			o := &rows[i].original
			ok, err := s.insertArriving(ctx, tx, &rows[i])
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			fresh = append(fresh, o.ID)
			*seq++
			counts[countKey{o.Wave, o.Unit, o.Quarter, o.State}]++
			if _, err := tx.Exec(ctx, insertFeed, *seq, o.ID, string(o.Wave), o.Unit, KindReceived); err != nil {
				return err
			}
		}
		if len(fresh) > 0 {
			state, err := programme.StateIn(ctx, tx, wave.ID)
			if err == nil && state != programme.Open {
				err = errs.New(errs.Conflict, "response.import.closed").With("wave", wave.Code)
			}
			if err != nil {
				return err
			}
		}
		if err := addCounts(ctx, tx, counts); err != nil {
			return err
		}
		return also(tx, fresh)
	})
	if err != nil {
		return 0, err
	}
	done()
	if len(fresh) > 0 {
		s.watchers.wake(wave.ID)
	}
	return len(fresh), nil
}

// insertArriving writes a row; false when it is there from an import that still counts.
func (s *Service) insertArriving(ctx context.Context, tx *db.Tx, a *arriving) (bool, error) {
	for undone := 1; ; undone++ {
		ok, err := insert(ctx, tx, &a.original, false)
		if ok || err != nil {
			return ok, err
		}
		if again, err := wasUndone(ctx, tx, a.original.Submission); err != nil || !again {
			return false, err
		}
		if a.original.Submission, err = s.markOf(ctx, a.original.Wave, a.external, undone); err != nil {
			return false, err
		}
	}
}

func addCounts(ctx context.Context, tx *db.Tx, counts map[countKey]int64) error {
	for k, n := range counts {
		if _, err := tx.Exec(ctx, addCount, string(k.wave), k.unit, k.quarter, string(k.state), n); err != nil {
			return err
		}
	}
	return nil
}
