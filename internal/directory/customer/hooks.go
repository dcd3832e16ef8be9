package customer

import (
	"context"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
)

// Follower is a package downstream that keeps something about customers. The archive calls it in the transaction in which
// a customer goes or becomes another, so that nothing is left pointing at nobody.
type Follower interface {
	// Used counts those of the customers, at most 500, that something outside the archive depends on: they cannot be taken
	// back with the import that brought them.
	Used(ctx context.Context, q db.Q, ids []string) (int, error)
	// Forget erases what the customer wrote in words, before the ways to it are cut; with whole, all answers are to go.
	// It says for the certificate how many of what.
	Forget(ctx context.Context, tx *db.Tx, by audit.Actor, id string, whole bool) (map[string]int, error)
	// Erased cuts every way that leads to the customer, and says for the certificate how many rows of what it deleted.
	Erased(ctx context.Context, tx *db.Tx, id string) (map[string]int, error)
	// Merged has everything of a customer belong to the one that it was merged into.
	Merged(ctx context.Context, tx *db.Tx, from, to string) error
}

// alone follows nothing: the archive by itself.
type alone struct{}

func (alone) Used(context.Context, db.Q, []string) (int, error) { return 0, nil }
func (alone) Forget(context.Context, *db.Tx, audit.Actor, string, bool) (map[string]int, error) {
	return nil, nil
}
func (alone) Erased(context.Context, *db.Tx, string) (map[string]int, error) { return nil, nil }
func (alone) Merged(_ context.Context, _ *db.Tx, _, _ string) error          { return nil }

// tokenSigns are the signs of a token that an address would have to escape.
var tokenSigns = strings.NewReplacer("+", "-", "/", "_")

// Follow has the follower told from now on. It is called once, while the program is put together.
func (s *Service) Follow(f Follower) { s.follower = f }

// Token is a secret that belongs to a name: always the same under the archive's keys, and not to be guessed without them
// (144 bits of an HMAC-SHA-256, fit for an address). It stays when the sealing keys change.
func (s *Service) Token(name string) string {
	return tokenSigns.Replace(s.keys.Blind("token", name))
}

// Candidates is a page of customers with their parts, contact points without their values: enough to decide who may be
// asked, and nothing is opened for it. next is empty on the last page.
func (s *Service) Candidates(ctx context.Context, q Query) (list []Sheet, next string, err error) {
	limit := min(max(q.Limit, 1), 500)
	found, next, err := s.find(ctx, q, limit)
	if err != nil {
		return nil, "", err
	}
	list, err = s.assemble(ctx, s.db, found, false)
	return list, next, err
}

// Named are customers by their ids, at most 500, with their names and codes and without their parts. Those that are not
// there any more are missing.
func (s *Service) Named(ctx context.Context, ids []string) (map[string]Customer, error) {
	all, err := customersByID(ctx, s.db, ids)
	named := make(map[string]Customer, len(all))
	for _, c := range all {
		named[c.ID] = c
	}
	return named, err
}

// Matching are those of some customers, at most 500, whom a search for the text finds.
func (s *Service) Matching(ctx context.Context, text string, ids []string) (map[string]bool, error) {
	exact, phases := s.phases(text)
	all, err := customersByID(ctx, s.db, ids)
	matching := map[string]bool{}
	for i := range all {
		if c := &all[i]; slices.ContainsFunc(phases, c.in) {
			matching[c.ID] = true
		}
	}
	if err != nil || len(exact) == 0 {
		return matching, err
	}
	reached, err := customersWith(ctx, s.db, exact)
	for i := range reached {
		if slices.Contains(ids, reached[i].ID) {
			matching[reached[i].ID] = true
		}
	}
	return matching, err
}

// Reachable are the contact points in clear by which customers, at most 500, may be asked for a purpose on a day. Reading
// them is for the caller to audit.
func (s *Service) Reachable(ctx context.Context, ids []string, purpose string, on calendar.Date) (map[string][]Contact, error) {
	all, err := customersByID(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	sheets, err := s.sheets(ctx, s.db, all)
	points := make(map[string][]Contact, len(sheets))
	for i := range sheets {
		c := &sheets[i]
		for n := range c.Contacts {
			if c.Usable(&c.Contacts[n], purpose, on) {
				points[c.ID] = append(points[c.ID], c.Contacts[n])
			}
		}
	}
	return points, err
}
