package directory

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/sheet"
)

// Options say how to import.
type Options struct {
	DryRun    bool
	Partial   bool          // import the rows without a fault when others have one
	ValidFrom calendar.Date // of rows that name no day; today when empty
	Told      func(done, total int)
}

// Report is what an import did, or would do.
type Report struct {
	DryRun    bool
	Rows      int
	Created   int
	Changed   int
	Unchanged int
	Errors    []RowError  // in the order of the rows
	Ignored   []string    // headers that are none of ours
	Changes   []RowChange // rows that create or change, in their order
}

// RowChange is what one row does.
type RowChange struct {
	Row  int
	Code string
	What string // created or changed
}

// Import brings the units to what a table says; the columns are those of rows.go. It is all or nothing unless Partial:
// with faults nothing is written and the error is errs.Invalid "directory.import.refused", the report telling each. The
// same table again changes nothing. A dry run only reports; its faults are no error. The table is read and checked without
// the writer, and written in small pieces that are seen all at once.
func (s *Service) Import(ctx context.Context, by audit.Actor, table *sheet.Table, o Options) (Report, error) {
	in, err := readRows(table)
	if err != nil {
		return Report{DryRun: o.DryRun}, err
	}
	if o.ValidFrom == "" {
		o.ValidFrom = s.Today()
	}
	if o.DryRun {
		h, err := s.history(ctx)
		if err != nil {
			return Report{DryRun: true}, err
		}
		_, report := makeReport(h, in, o)
		return report, nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	for range tries {
		h, err := s.latest(ctx)
		if err != nil {
			return Report{}, err
		}
		p, report := makeReport(h, in, o)
		if len(report.Errors) > 0 && !o.Partial {
			return report, errs.New(errs.Invalid, "directory.import.refused").With("errors", len(report.Errors))
		}
		if report.Created+report.Changed == 0 {
			return report, nil
		}
		if err := s.learnTypes(ctx, by, p); err != nil {
			return report, err
		}
		_, err = s.commit(ctx, h, p, Change{By: by, Act: ActImport}, entryOf(report), o.Told)
		if !errs.HasKey(err, errMoved.Key) {
			return report, err
		}
		s.forget()
	}
	return Report{}, errMoved
}

func entryOf(report Report) audit.Entry {
	codes := make([]string, 0, len(report.Changes))
	for _, c := range report.Changes[:min(len(report.Changes), MaxTold)] {
		codes = append(codes, c.Code)
	}
	return audit.Entry{Action: "directory.import", Kind: "org_unit", Details: map[string]any{
		"created": report.Created, "changed": report.Changed, "unchanged": report.Unchanged, "refused": len(report.Errors), "codes": codes,
	}}
}

// makeReport makes the plan of an import and tells what it does; h is not changed. For a partial one the rows that fail are left out until the others are sound: a unit
// whose parent is left out fails next.
func makeReport(h *history, in reading, o Options) (*plan, Report) {
	report := Report{DryRun: o.DryRun, Rows: len(in.rows), Errors: in.errors, Ignored: in.ignored}
	rows := map[int]bool{}
	for _, e := range in.errors {
		rows[e.Row] = true
	}
	report.Rows += len(rows)
	p := makePlan(h.clone(), in, o.ValidFrom, newID)
	report.Errors = append(slices.Clip(report.Errors), p.errors...)
	for o.Partial && len(p.errors) > 0 {
		in = in.without(p.errors)
		p = makePlan(h.clone(), in, o.ValidFrom, newID)
		report.Errors = append(report.Errors, p.errors...)
	}
	slices.SortStableFunc(report.Errors, func(a, b RowError) int { return a.Row - b.Row })
	bad := map[int]bool{}
	for _, e := range p.errors {
		bad[e.Row] = true
	}
	for _, one := range in.rows {
		if bad[one.number] {
			continue
		}
		switch what := p.outcome[one.number]; what {
		case Unchanged:
			report.Unchanged++
		case Created, Changed:
			if what == Created {
				report.Created++
			} else {
				report.Changed++
			}
			report.Changes = append(report.Changes, RowChange{one.number, one.code, what})
		}
	}
	return p, report
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
