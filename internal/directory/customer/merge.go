package customer

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// over is a customer after a row was brought over it. Only fields that a column is mapped to and a cell fills are replaced;
// contact points, units and attributes of the row are added to those there are.
func (r *reader) over(old Sheet, row *Sheet) Sheet {
	next := old
	next.Name, next.nameKey, next.Initials = row.Name, row.nameKey, row.Initials
	mapped := func(field string) bool { return slices.Contains(r.fields, field) }
	if mapped("kind") {
		next.Kind = cmp.Or(row.Kind, old.Kind)
	}
	if mapped("status") {
		next.Status = cmp.Or(row.Status, old.Status)
	}
	next.Industry, next.Segment = cmp.Or(row.Industry, old.Industry), cmp.Or(row.Segment, old.Segment)
	next.Tier, next.Language = cmp.Or(row.Tier, old.Tier), cmp.Or(row.Language, old.Language)
	next.Channel, next.Manager = cmp.Or(row.Channel, old.Channel), cmp.Or(row.Manager, old.Manager)
	if mapped("do_not_contact") {
		next.DoNotContact = row.DoNotContact
	}
	if mapped("special_mark") {
		next.SpecialMark = row.SpecialMark
	}
	next.join(row)
	return next
}

// join adds another sheet's contact points, units and attributes; what both have is taken from the other one.
func (s *Sheet) join(other *Sheet) {
	s.Contacts, s.Relations, s.Attributes = slices.Clone(s.Contacts), slices.Clone(s.Relations), maps.Clone(s.Attributes)
	for _, c := range other.Contacts {
		at := slices.IndexFunc(s.Contacts, func(have Contact) bool { return have.Kind == c.Kind && have.Value == c.Value })
		switch {
		case at < 0:
			s.Contacts = append(s.Contacts, c)
		case c.Consent != "unknown":
			s.Contacts[at].Consent = c.Consent
		}
	}
	for _, r := range other.Relations {
		if at := slices.IndexFunc(s.Relations, func(have Relation) bool { return have.Unit == r.Unit }); at >= 0 {
			s.Relations[at] = r
		} else {
			s.Relations = append(s.Relations, r)
		}
	}
	maps.Copy(s.Attributes, other.Attributes)
}

// digest tells two rows with different content apart, without saying what it is. It covers what the row says, not the
// columns it came in, so that the same customers in another file are the same customers.
func (s *Service) digest(row *Sheet) string {
	var b strings.Builder
	for _, text := range []string{
		row.Code, row.Name, string(row.Kind), row.Industry, row.Segment, row.Tier, row.Status, row.Language, row.Channel, row.Manager,
	} {
		b.WriteString(text)
		b.WriteByte(0)
	}
	b.WriteByte(flag(row.DoNotContact))
	b.WriteByte(flag(row.SpecialMark))
	for _, c := range row.Contacts {
		b.WriteString(string(c.Kind) + "\x00" + c.Value + "\x00" + c.Consent + "\x01")
	}
	for _, r := range row.Relations {
		b.WriteString(r.Unit + "\x00" + r.Stage + "\x00" + string(r.From) + "\x00" + string(r.Until) + "\x02")
	}
	for _, name := range slices.Sorted(maps.Keys(row.Attributes)) {
		b.WriteString(name + "\x00" + row.Attributes[name] + "\x03")
	}
	return s.keys.Blind("row", b.String())
}

func flag(on bool) byte {
	if on {
		return '1'
	}
	return '0'
}

// image is a customer as it was, with what a sheet does not show.
type image struct {
	Sheet         Sheet
	Batch, Digest string
}

func (s *Sheet) image() ([]byte, error) {
	return json.Marshal(image{*s, s.batch, s.digest})
}

// restored is the customer of an image.
func restored(text string) (Sheet, error) {
	var i image
	err := json.Unmarshal([]byte(text), &i)
	i.Sheet.batch, i.Sheet.digest, i.Sheet.nameKey = i.Batch, i.Digest, nameKeyOf(i.Sheet.Name)
	return i.Sheet, err
}
