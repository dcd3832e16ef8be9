package response_test

import (
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// guest is a customer with a personal link.
type guest struct {
	w     *responsetest.World
	wave  programme.Wave
	i     outreach.Invited
	token string
}

func (g *guest) visit() error {
	_, err := g.w.Responses.Visit(ctx, g.token)
	return err
}

func (g *guest) save() error {
	_, err := g.w.Responses.Save(ctx, response.Page{Token: g.token, Editor: "phone", Typed: response.Typed{"Q11": {"4"}}})
	return err
}

func (g *guest) submit(n int) (response.Receipt, error) {
	return g.w.Responses.SubmitPersonal(ctx, response.Personal{Token: g.token, Answers: responsetest.Answers(4, n), Language: "zh"})
}

func (g *guest) send() error { _, err := g.submit(1); return err }

func (g *guest) revoke() error {
	_, err := g.w.Outreach.Revoke(ctx, responsetest.By, g.wave, g.i.ID, nil)
	return err
}

func (g *guest) renew() error {
	i, err := g.w.Responses.Renew(ctx, responsetest.By, g.wave, g.i.ID, nil)
	if err == nil {
		g.token = g.w.Outreach.Token(i)
	}
	return err
}

// guests are customers with personal links of an open wave.
func guests(t *testing.T, w *responsetest.World, wave programme.Wave, unit string, n int) []*guest {
	t.Helper()
	list := make([]*guest, n)
	for k, i := range w.Invite(t, wave, unit, n) {
		list[k] = &guest{w: w, wave: wave, i: i, token: w.Outreach.Token(i.Invitation)}
	}
	return list
}

// Every act on a link in every state of it: what it comes to, and the state afterwards.
func TestInvitationStatesAndActs(t *testing.T) {
	t.Parallel()
	acts := []struct {
		name string
		do   func(*guest) error
	}{{"visit", (*guest).visit}, {"save", (*guest).save}, {"send", (*guest).send}, {"revoke", (*guest).revoke}, {"renew", (*guest).renew}}
	ways := []struct {
		state outreach.InvitationState
		way   []func(*guest) error
		want  [5]string // the key of the error by act, "" for none
		after [5]outreach.InvitationState
	}{
		{
			outreach.Issued, nil,
			[5]string{},
			[5]outreach.InvitationState{outreach.Issued, outreach.Started, outreach.Answered, outreach.Revoked, outreach.Issued},
		},
		{
			outreach.Started,
			[]func(*guest) error{(*guest).save},
			[5]string{},
			[5]outreach.InvitationState{outreach.Started, outreach.Started, outreach.Answered, outreach.Revoked, outreach.Started},
		},
		{
			outreach.Answered,
			[]func(*guest) error{(*guest).save, (*guest).send},
			[5]string{"invitation.answered", "invitation.answered", "", "invitation.answered", "invitation.answered"},
			[5]outreach.InvitationState{outreach.Answered, outreach.Answered, outreach.Answered, outreach.Answered, outreach.Answered},
		},
		{
			outreach.Revoked,
			[]func(*guest) error{(*guest).save, (*guest).revoke},
			[5]string{"invitation.revoked", "invitation.revoked", "invitation.revoked", "", ""},
			[5]outreach.InvitationState{outreach.Revoked, outreach.Revoked, outreach.Revoked, outreach.Revoked, outreach.Started},
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Confidential)
		all := guests(t, w, wave, "B0101", len(ways)*len(acts))
		for k, way := range ways {
			for n, act := range acts {
				g := all[k*len(acts)+n]
				for _, step := range way.way {
					if err := step(g); err != nil {
						t.Fatalf("on the way to %s: %v", way.state, err)
					}
				}
				err := act.do(g)
				if want := way.want[n]; want == "" && err != nil || want != "" && !errs.HasKey(err, want) {
					t.Errorf("%s, %s: %v, want %q", way.state, act.name, err, want)
				}
				now := invitation(t, w, g.i.ID)
				if now.State != way.after[n] {
					t.Errorf("%s, %s: the invitation is %s, want %s", way.state, act.name, now.State, way.after[n])
				}
			}
		}
		if n := len(w.Originals(t, wave)); n != 2+len(acts) {
			t.Errorf("%d originals, want one for each answered link: %d", n, 2+len(acts))
		}
	})
}

func invitation(t *testing.T, w *responsetest.World, id string) (found outreach.Invitation) {
	t.Helper()
	err := w.DB.Tx(ctx, func(tx *db.Tx) (err error) {
		found, err = outreach.InvitationIn(ctx, tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The state of the wave decides for all links alike; what was typed survives a pause.
func TestWaveStatesAndPersonalLinks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Named)
		g := guests(t, w, wave, "B0101", 2)
		steps := []struct {
			act               programme.Act
			visit, save, send string
		}{
			{programme.ActPause, "link.paused", "", "link.paused"},
			{programme.ActClose, "link.closed", "link.closed", "link.closed"},
			{programme.ActReopen, "", "", ""},
		}
		if err := g[0].save(); err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			w.Do(t, "w", s.act)
			for name, got := range map[string]struct {
				err  error
				want string
			}{"visit": {g[0].visit(), s.visit}, "save": {g[0].save(), s.save}} {
				if got.want == "" && got.err != nil || got.want != "" && !errs.HasKey(got.err, got.want) {
					t.Errorf("%s, %s: %v, want %q", s.act, name, got.err, got.want)
				}
			}
			if err := g[0].send(); s.send == "" && err != nil || s.send != "" && !errs.HasKey(err, s.send) {
				t.Errorf("%s, send: %v, want %q", s.act, err, s.send)
			}
		}
		// The days of a wave do not end its links: its states do, so that an extended wave needs nothing.
		w.Clock.Move(90 * 24 * time.Hour)
		if err := w.Programmes.Extend(ctx, responsetest.By, "w", "2027-06-30", "more time"); err != nil {
			t.Fatal(err)
		}
		if err := g[1].send(); err != nil {
			t.Errorf("in the extended wave: %v", err)
		}
	})
}

func TestPersonalAnswer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Confidential)
		g := guests(t, w, wave, "B0102", 3)
		if err := g[0].save(); err != nil {
			t.Fatal(err)
		}
		first, err := g[0].submit(1)
		if err != nil || first.Repeat {
			t.Fatalf("first: %+v, %v", first, err)
		}
		again, err := g[0].submit(1)
		if err != nil || !again.Repeat || again.ID != first.ID {
			t.Errorf("the same again: %+v, %v; want receipt %s", again, err, first.ID)
		}
		_, err = g[0].submit(2)
		wantKey(t, err, errs.Conflict, "response.already_received")
		if all := errs.All(err); len(all) == 0 || all[0].Args["receipt"] != first.ID {
			t.Errorf("the conflict carries %v, want receipt %s", all, first.ID)
		}
		_, err = w.Responses.Visit(ctx, g[0].token)
		if all := errs.All(err); len(all) == 0 || all[0].Args["receipt"] != first.ID {
			t.Errorf("opened afterwards: %v, want receipt %s", err, first.ID)
		}
		now := invitation(t, w, g[0].i.ID)
		all := w.Originals(t, wave)
		if len(all) != 1 || all[0].Unit != g[0].i.Unit || all[0].ID != now.Response || all[0].State != response.Valid || now.AnsweredAt == 0 {
			t.Errorf("original %+v of invitation %+v; want one about the invitation's unit", all, now)
		}
		if counts, err := w.Responses.DraftCounts(ctx, wave.ID); err != nil || len(counts) != 0 {
			t.Errorf("drafts left: %v, %v", counts, err)
		}
		// Whoever holds the token is the customer as far as anybody can tell: of two at once one is stored.
		receipts := make([]response.Receipt, 16)
		failed := make([]error, len(receipts))
		parallel(len(receipts), func(n int) { receipts[n], failed[n] = g[1].submit(n % 2) })
		fresh := 0
		for n, r := range receipts {
			if failed[n] == nil && !r.Repeat {
				fresh++
			} else if failed[n] != nil && !errs.HasKey(failed[n], "response.already_received") {
				t.Errorf("at once: %v", failed[n])
			}
		}
		if fresh != 1 || len(w.Originals(t, wave)) != 2 {
			t.Errorf("%d fresh receipts, %d originals; want 1 and 2", fresh, len(w.Originals(t, wave)))
		}
	})
}

func TestForgedTokensLeadNowhere(t *testing.T) {
	t.Parallel()
	w := responsetest.New(t, dbtest.OpenSQLite(t))
	wave := w.Open(t, "w", programme.Named)
	g := guests(t, w, wave, "B0101", 1)[0]
	real := g.token
	for _, token := range []string{
		"", "x", real[:23], real + "A", "'" + real[1:], real[:23] + "!", "AAAAAAAAAAAAAAAAAAAAAAAA", g.i.Hash, g.i.ID, "客户客户客户客户",
	} {
		if token == real {
			continue
		}
		g.token = token
		for name, err := range map[string]error{"visit": g.visit(), "save": g.save(), "send": g.send()} {
			if !errs.Is(err, errs.NotFound) || !errs.HasKey(err, "invitation.unknown") {
				t.Errorf("%s with %q: %v", name, token, err)
			}
		}
	}
	g.token = real
	if err := g.renew(); err != nil {
		t.Fatal(err)
	}
	fresh := g.token
	g.token = real
	for name, err := range map[string]error{"visit": g.visit(), "save": g.save(), "send": g.send()} {
		if !errs.HasKey(err, "invitation.unknown") {
			t.Errorf("%s with the replaced token: %v", name, err)
		}
	}
	g.token = fresh
	if err := g.send(); err != nil {
		t.Errorf("with the new token: %v", err)
	}
}

// A customer who is erased cannot be asked any more; what he answered stays without him. One who is merged takes his links along.
func TestErasedAndMergedCustomers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := responsetest.New(t, d)
		wave := w.Open(t, "w", programme.Confidential)
		g := guests(t, w, wave, "B0101", 5)
		for _, err := range []error{g[0].save(), g[1].send(), g[3].save(), g[4].send()} {
			if err != nil {
				t.Fatal(err)
			}
		}
		follow := func(f func(tx *db.Tx) error) {
			t.Helper()
			if err := w.DB.Tx(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		follow(func(tx *db.Tx) error {
			n, err := w.Responses.Used(ctx, tx, []string{g[0].i.Invitation.Customer, "nobody"})
			if n != 1 {
				t.Errorf("%d of two customers are in use, want 1", n)
			}
			return err
		})
		for _, one := range g[:2] {
			follow(func(tx *db.Tx) error { _, err := w.Responses.Erased(ctx, tx, one.i.Invitation.Customer); return err })
		}
		unanswered, answered := invitation(t, w, g[0].i.ID), invitation(t, w, g[1].i.ID)
		if unanswered.State != outreach.Revoked || unanswered.Customer != "" || answered.State != outreach.Answered || answered.Customer != "" {
			t.Errorf("after the erasure: %+v and %+v", unanswered, answered)
		}
		if err := g[0].renew(); !errs.HasKey(err, "invitation.erased") {
			t.Errorf("a new link for nobody: %v", err)
		}
		if n := len(w.Originals(t, wave)); n != 2 {
			t.Errorf("%d originals, want both to stay", n)
		}
		counts, err := w.Responses.DraftCounts(ctx, wave.ID)
		if err != nil || len(counts) != 1 || counts[0].N != 1 {
			t.Errorf("drafts after the erasure: %v, %v; want the other customer's", counts, err)
		}
		// 3 has begun, 2 has not: 3's link is kept. Then 4 has answered, which is kept instead.
		follow(func(tx *db.Tx) error {
			return w.Responses.Merged(ctx, tx, g[3].i.Invitation.Customer, g[2].i.Invitation.Customer)
		})
		follow(func(tx *db.Tx) error {
			return w.Responses.Merged(ctx, tx, g[4].i.Invitation.Customer, g[2].i.Invitation.Customer)
		})
		left, err := w.Outreach.InvitationsOf(ctx, g[2].i.Invitation.Customer)
		if err != nil || len(left) != 1 || left[0].ID != g[4].i.ID {
			t.Errorf("the merged customer has %+v, %v; want the answered invitation", left, err)
		}
		if counts, err := w.Responses.DraftCounts(ctx, wave.ID); err != nil || len(counts) != 0 {
			t.Errorf("drafts after merging: %v, %v", counts, err)
		}
	})
}
