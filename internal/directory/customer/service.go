package customer

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
)

// Options are what the archive needs.
type Options struct {
	DB        *db.DB
	Directory *directory.Service
	Keys      string // path of the file of keys
	Folder    string // where uploaded files wait until they are loaded
	Now       func() time.Time
	Zone      *time.Location
}

// Service is the customer archive.
type Service struct {
	db        *db.DB
	directory *directory.Service
	keys      *Keyring
	folder    string
	now       func() time.Time
	zone      *time.Location
	follower  Follower
}

// New opens the archive with its file of keys.
func New(ctx context.Context, o Options) (*Service, error) {
	sealed, err := customersExist(ctx, o.DB)
	if err != nil {
		return nil, err
	}
	keys, err := OpenKeyring(o.Keys, sealed)
	if err != nil {
		return nil, err
	}
	return &Service{
		db: o.DB, directory: o.Directory, keys: keys, folder: filepath.Clean(o.Folder), now: o.Now, zone: o.Zone, follower: alone{},
	}, nil
}

func (s *Service) today() calendar.Date { return calendar.DateAt(s.now(), s.zone) }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// sheetOf reads everything of one customer, contact points in clear. Of a customer outside the units it says as little as
// of one that does not exist: errs.NotFound "customer.unknown".
func (s *Service) sheetOf(ctx context.Context, q db.Q, id string, units []string) (Sheet, error) {
	none := errs.New(errs.NotFound, "customer.unknown")
	c, err := customerByID(ctx, q, id)
	if errs.Is(err, errs.NotFound) {
		return Sheet{}, none
	}
	if err != nil {
		return Sheet{}, err
	}
	all, err := s.sheets(ctx, q, []Customer{c})
	if err != nil {
		return Sheet{}, err
	}
	if !all[0].within(units) {
		return Sheet{}, none
	}
	return all[0], nil
}

// sheets adds the parts of customers, at most 500.
func (s *Service) sheets(ctx context.Context, q db.Q, customers []Customer) ([]Sheet, error) {
	return s.assemble(ctx, q, customers, true)
}

// assemble is sheets, with the contact points opened or without their values.
func (s *Service) assemble(ctx context.Context, q db.Q, customers []Customer, opened bool) ([]Sheet, error) {
	list, at, ids := make([]Sheet, len(customers)), map[string]int{}, make([]string, len(customers))
	for i, c := range customers {
		list[i] = Sheet{Customer: c, Attributes: map[string]string{}}
		at[c.ID], ids[i] = i, c.ID
	}
	contacts, err := contactsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range contacts {
		if opened {
			if c.Value, err = s.keys.Open(c.ID, c.keyID, c.sealed); err != nil {
				return nil, err
			}
		}
		one := &list[at[c.customer]]
		one.Contacts = append(one.Contacts, c.Contact)
	}
	relations, err := relationsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		one := &list[at[r.customer]]
		one.Relations = append(one.Relations, r.Relation)
	}
	values, err := valuesOf(ctx, q, ids)
	for _, v := range values {
		list[at[v.customer]].Attributes[v.attribute] = v.text
	}
	return list, err
}

// Show is the sheet of a customer with the contact points masked: nothing to audit.
func (s *Service) Show(ctx context.Context, id string, units []string) (Sheet, error) {
	sheet, err := s.sheetOf(ctx, s.db, id, units)
	mask(&sheet)
	return sheet, err
}

func mask(s *Sheet) {
	for i := range s.Contacts {
		s.Contacts[i].Value = Mask(s.Contacts[i].Kind, s.Contacts[i].Value)
	}
}

// Reveal is the sheet of a customer in clear, as it is shown to the person who asks for it; that it was read is audited.
func (s *Service) Reveal(ctx context.Context, by audit.Actor, id string, units []string) (sheet Sheet, err error) {
	err = s.db.Tx(ctx, func(tx *db.Tx) error {
		if sheet, err = s.sheetOf(ctx, tx, id, units); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.reveal", Kind: "customer", Object: sheet.ID, Details: map[string]any{
			"contacts": len(sheet.Contacts),
		}})
	})
	return sheet, err
}

// Correct replaces what is kept of a customer: everything but id, code and history. The version is what the sheet said when
// it was read; a sheet that somebody changed since is errs.Conflict "customer.changed_meanwhile". Relations to units that
// the actor does not reach stay as they are.
func (s *Service) Correct(ctx context.Context, by audit.Actor, next Sheet, version db.Millis, units []string) error {
	schema, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	if faults := next.check(&schema); len(faults) > 0 {
		return join(faults)
	}
	return s.db.Tx(ctx, func(tx *db.Tx) error {
		old, err := s.sheetOf(ctx, tx, next.ID, units)
		if err != nil {
			return err
		}
		if old.ChangedAt != version {
			return errs.New(errs.Conflict, "customer.changed_meanwhile")
		}
		if err := settled(ctx, tx, &old.Customer); err != nil {
			return err
		}
		if faults := schema.retiredUse(&old, &next); len(faults) > 0 {
			return join(faults)
		}
		if units != nil {
			next.Relations = slices.DeleteFunc(next.Relations, func(r Relation) bool { return !slices.Contains(units, r.Unit) })
			for _, r := range old.Relations {
				if !slices.Contains(units, r.Unit) {
					next.Relations = append(next.Relations, r)
				}
			}
		}
		if err := s.unitsExist(ctx, old.Relations, next.Relations); err != nil {
			return err
		}
		next.Code, next.CreatedAt, next.batch, next.digest = old.Code, old.CreatedAt, "", ""
		next.ChangedAt = max(db.At(s.now()), old.ChangedAt+1)
		if err := s.rewrite(ctx, tx, &next); err != nil {
			return err
		}
		if err := forgetDigests(ctx, tx, next.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{Action: "customer.correct", Kind: "customer", Object: next.ID, Details: map[string]any{
			"fields": changedFields(&old, &next),
		}})
	})
}

// unitsExist refuses relations with units that there are not.
func (s *Service) unitsExist(ctx context.Context, old, next []Relation) error {
	tree, err := s.directory.Tree(ctx, s.today())
	if err != nil {
		return err
	}
	for i, r := range next {
		_, open := tree.ByID(r.Unit)
		kept := slices.ContainsFunc(old, func(o Relation) bool { return o.Unit == r.Unit })
		twice := slices.ContainsFunc(next[:i], func(o Relation) bool { return o.Unit == r.Unit })
		if !open && !kept || twice {
			return errs.New(errs.Invalid, "customer.unit").At("unit").With("unit", r.Unit)
		}
	}
	return nil
}

// rewrite stores a customer with its parts in place of what there is.
func (s *Service) rewrite(ctx context.Context, tx *db.Tx, sheet *Sheet) error {
	if err := deleteKeys(ctx, tx, sheet.ID); err != nil {
		return err
	}
	if err := putCustomer(ctx, tx, &sheet.Customer); err != nil {
		return err
	}
	if err := deleteParts(ctx, tx, sheet.ID); err != nil {
		return err
	}
	var rows rowsOf
	s.parts(sheet, &rows)
	return rows.insert(ctx, tx)
}

// changedFields names what a correction changed, without the values.
func changedFields(old, next *Sheet) []string {
	fields := []string{}
	for name, same := range map[string]bool{
		"name": old.Name == next.Name, "kind": old.Kind == next.Kind, "industry": old.Industry == next.Industry, "segment": old.Segment == next.Segment,
		"tier": old.Tier == next.Tier, "status": old.Status == next.Status, "language": old.Language == next.Language,
		"channel": old.Channel == next.Channel, "manager": old.Manager == next.Manager,
		"do_not_contact": old.DoNotContact == next.DoNotContact, "special_mark": old.SpecialMark == next.SpecialMark,
		"contacts": slices.EqualFunc(old.Contacts, next.Contacts, sameContact), "units": slices.Equal(old.Relations, next.Relations),
		"attributes": equalMaps(old.Attributes, next.Attributes),
	} {
		if !same {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	return fields
}

func sameContact(a, b Contact) bool {
	return a.Kind == b.Kind && a.Value == b.Value && a.Consent == b.Consent && slices.Equal(a.Purposes, b.Purposes) &&
		a.ValidFrom == b.ValidFrom && a.ValidUntil == b.ValidUntil
}
