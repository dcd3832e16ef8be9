package response

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/sheet"
)

const exportPage = 2000

// Export writes the responses of a wave, one row each, in the order of their random ids: the receipt, what
// is kept about the response, and its answers as codes. A multiple choice has a column per option, 1 for
// chosen and 0 for not. Of anonymous waves only what an anonymous original holds is there. The export is
// logged. It returns the number of rows.
func (s *Service) Export(ctx context.Context, by audit.Actor, wave programme.Wave, out sheet.Writer) (rows int, err error) {
	form, err := s.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return 0, err
	}
	tree, err := s.programmes.Tree(ctx, wave.ID)
	if err != nil {
		return 0, err
	}
	e := exporter{tree: tree, entries: form.Form.Items(), anonymous: wave.Anonymity == programme.Anonymous, zone: s.zone}
	if err := out.Header(e.header()...); err != nil {
		return 0, err
	}
	for after := ""; ; {
		page, err := s.Originals(ctx, s.db, wave, after, exportPage)
		if err != nil {
			return rows, err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		for i := range page {
			cells, err := e.row(&page[i])
			if err != nil {
				return rows, fmt.Errorf("export response %s: %w", page[i].ID, err)
			}
			if err := out.Row(cells...); err != nil {
				return rows, err
			}
			rows++
		}
	}
	return rows, s.db.Tx(ctx, func(tx *db.Tx) error {
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "response.export", Kind: "wave", Object: wave.Code, Details: map[string]any{"rows": rows},
		})
	})
}

type exporter struct {
	tree      *programme.Tree
	entries   []questionnaire.Entry
	anonymous bool
	zone      *time.Location
}

func (e *exporter) header() []string {
	names := []string{"receipt", "unit", "state", "language", "quarter"}
	if e.anonymous {
		names = append(names, "length")
	} else {
		names = append(names, "mode", "started_at", "received_at", "weight", "stratum", "psu")
	}
	for i := range e.entries {
		it := &e.entries[i]
		if it.Type == questionnaire.Multiple {
			for _, o := range it.Options {
				names = append(names, it.Code+"_"+o.Code)
			}
		} else {
			names = append(names, it.Code)
		}
		if _, ok := it.Other(); ok {
			names = append(names, it.Code+".other")
		}
	}
	return names
}

func (e *exporter) row(o *Original) ([]any, error) {
	unit := o.Unit
	if u, ok := e.tree.ByID(o.Unit); ok {
		unit = u.Code
	}
	cells := []any{o.Receipt, unit, string(o.State), o.Language, fmt.Sprintf("%dQ%d", o.Quarter/10, o.Quarter%10)}
	if e.anonymous {
		cells = append(cells, o.Length)
	} else {
		cells = append(cells, string(o.Mode), e.instant(o.StartedAt), e.instant(o.ReceivedAt), number(o.Weight), o.Stratum, o.PSU)
	}
	var answers map[string]any
	if err := json.Unmarshal([]byte(o.Answers), &answers); err != nil {
		return nil, err
	}
	for i := range e.entries {
		it := &e.entries[i]
		answer, answered := answers[it.Code]
		if it.Type == questionnaire.Multiple {
			chosen, _ := answer.([]any)
			for _, option := range it.Options {
				switch {
				case !answered:
					cells = append(cells, nil)
				case slices.Contains(chosen, any(option.Code)):
					cells = append(cells, 1)
				default:
					cells = append(cells, 0)
				}
			}
		} else {
			cells = append(cells, answer)
		}
		if _, ok := it.Other(); ok {
			cells = append(cells, answers[it.Code+".other"])
		}
	}
	return cells, nil
}

// number is a decimal as a number, nil when there is none.
func number(text string) any {
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return v
	}
	return nil
}

func (e *exporter) instant(at db.Millis) any {
	if at == 0 {
		return nil
	}
	return at.Time().In(e.zone).Format(time.RFC3339)
}
