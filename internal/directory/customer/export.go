package customer

import (
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/sheet"
)

// Export writes the customers of a query, a row each, under the names of the fields, so that the file can be imported again.
// units gives the codes of units by their ids. Contact points are masked unless they are asked for in clear; then that is
// audited before the first row is written.
func (s *Service) Export(ctx context.Context, by audit.Actor, q Query, clear bool, units map[string]string, out sheet.Writer) error {
	schema, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	if clear {
		err := s.db.Tx(ctx, func(tx *db.Tx) error {
			return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.export", Kind: "customer", Details: map[string]any{
				"stage": q.Stage, "status": q.Status, "units": len(q.Units), "search": q.Text != "",
			}})
		})
		if err != nil {
			return err
		}
	}
	header := slices.Clone(Fields)
	for _, a := range schema.Attributes {
		header = append(header, attributePrefix+a.Code)
	}
	if err := out.Header(header...); err != nil {
		return err
	}
	for q.Limit = 500; ; {
		list, next, err := s.find(ctx, q, q.Limit)
		if err != nil {
			return err
		}
		sheets, err := s.sheets(ctx, s.db, list)
		if err != nil {
			return err
		}
		for i := range sheets {
			if !clear {
				mask(&sheets[i])
			}
			if err := out.Row(exportCells(&sheets[i], &q, &schema, units)...); err != nil {
				return err
			}
		}
		if next == "" {
			return out.Close()
		}
		q.After = next
	}
}

// exportCells are the cells of a customer in the order of Fields, then of the attributes. Of several units the first in
// reach is given, of several contact points of a kind all, with blanks in between where none can hold one.
func exportCells(s *Sheet, q *Query, schema *Schema, units map[string]string) []any {
	var r Relation
	if at := slices.IndexFunc(s.Relations, func(r Relation) bool { return q.Units == nil || slices.Contains(q.Units, r.Unit) }); at >= 0 {
		r = s.Relations[at]
	}
	consent := ""
	points := map[ContactKind][]string{}
	for _, c := range s.Contacts {
		points[c.Kind] = append(points[c.Kind], c.Value)
		if consent == "" || c.Consent == "refused" {
			consent = c.Consent
		}
	}
	point := func(kind ContactKind) string { return strings.Join(points[kind], "; ") }
	cells := []any{
		s.Code, s.Name, string(s.Kind), s.Industry, s.Segment, s.Tier, s.Status, s.Language, s.Channel, s.Manager, yes(s.DoNotContact), yes(s.SpecialMark),
		units[r.Unit], r.Stage, string(r.From), string(r.Until), point(Phone), point(Email), point(Address), point(IDNumber), consent,
	}
	for _, a := range schema.Attributes {
		cells = append(cells, s.Attributes[a.Code])
	}
	return cells
}

func yes(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}
