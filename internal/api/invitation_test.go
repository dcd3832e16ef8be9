package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// issued opens a wave and issues personal links to the customers of a unit, as the job does it.
func (h *house) issued(t *testing.T, code string, level programme.Anonymity, unit string) (programme.Wave, []outreach.Invited) {
	t.Helper()
	wave := h.named(t, code, level, programme.ActOpen)
	tree, err := h.Programmes.Tree(ctx, wave.ID)
	if err != nil {
		t.Fatal(err)
	}
	u, ok := tree.ByCode(unit)
	if !ok {
		t.Fatalf("no unit %s", unit)
	}
	b, err := h.Outreach.IssueInvitations(ctx, responsetest.By, wave, outreach.Selection{Units: []string{u.ID}})
	if err == nil {
		err = h.Outreach.Issue(ctx, b.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := h.Outreach.Invitations(ctx, outreach.InvitationQuery{Wave: wave.ID})
	if err != nil || len(list) == 0 {
		t.Fatalf("%d invitations, %v", len(list), err)
	}
	return wave, list
}

// invitationRoutes are the controls of the routes of personal links, to customers of a unit of their own.
func invitationRoutes(t *testing.T, h *house) map[string]route {
	t.Helper()
	h.batch(t, "code,name,phone,unit\nP1,"+customerName+" P1,13900139001,B0102\nP2,"+customerName+" P2,13900139002,B0102\n", true)
	_, list := h.issued(t, "personal", programme.Confidential, "B0102")
	fresh := h.named(t, "personal-fresh", programme.Named, programme.ActOpen)
	waiting, err := h.Outreach.IssueInvitations(ctx, responsetest.By, fresh, outreach.Selection{Units: []string{list[0].Unit}})
	if err != nil {
		t.Fatal(err)
	}
	none := []string{"admin", "um", "neighbour", "foreign", "nobody"}
	issue := func(path, body string) route {
		return route{path: "/waves/" + path, body: body, owner: "branch-sm", deny: none}
	}
	return map[string]route{
		"check-invitations":       issue("personal-fresh/invitations/check", `{"units": ["B0102"]}`),
		"issue-invitations":       issue("personal-fresh/invitations", `{"units": ["B0102"], "limit": 1}`),
		"list-invitation-batches": issue("personal/invitation-batches", ""),
		"stop-invitation-batch":   issue("personal-fresh/invitation-batches/"+waiting.ID+"/stop", ""),
		"list-invitations":        issue("personal/invitations?unit=B0102", ""),
		"invitation-table":        issue("personal/invitation-tables/links.csv", ""),
		"revoke-invitation":       issue("personal/invitations/"+list[0].ID+"/revoke", ""),
		"renew-invitation":        issue("personal/invitations/"+list[1].ID+"/renew", ""),
	}
}

// fetched is an answer in JSON.
func fetched[T any](t *testing.T, p *person, method, path, body string) T {
	t.Helper()
	var v T
	a := p.do(t, method, "/api/v1"+path, body)
	if err := json.Unmarshal([]byte(a.body), &v); err != nil || a.status != http.StatusOK {
		t.Fatalf("%s %s: %s, %v", method, path, a, err)
	}
	return v
}

func TestPersonalLinksThroughTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	ids := h.archive(t)
	h.named(t, "visit", programme.Confidential, programme.ActOpen)
	sm, branch := h.people["sm"], h.people["branch-sm"]

	check := fetched[api.InvitationCheck](t, sm, "POST", "/waves/visit/invitations/check", `{}`)
	if check.Matching != 6 || check.Usable != 6 || check.InvitedBefore != 0 {
		t.Errorf("check: %+v; want all six customers", check)
	}
	if own := fetched[api.InvitationCheck](t, branch, "POST", "/waves/visit/invitations/check", `{}`); own.Matching != 5 {
		t.Errorf("of the branch: %+v; want its five customers", own)
	}
	if a := branch.do(t, "POST", "/api/v1/waves/visit/invitations/check", `{"units": ["B0201"]}`); a.status != http.StatusNotFound {
		t.Errorf("a unit of another branch: %s", a)
	}
	batch := fetched[api.InvitationBatch](t, sm, "POST", "/waves/visit/invitations", `{"units": ["B01"], "limit": 3}`)
	if batch.State != "issuing" || batch.Matching != 5 {
		t.Errorf("batch: %+v", batch)
	}
	if err := h.Outreach.Issue(ctx, batch.ID); err != nil {
		t.Fatal(err)
	}
	batches := fetched[api.List[api.InvitationBatch]](t, sm, "GET", "/waves/visit/invitation-batches", "")
	if len(batches.Items) != 1 || batches.Items[0].State != "done" || batches.Items[0].Issued != 3 || batches.Items[0].FinishedAt == nil {
		t.Errorf("batches: %+v", batches.Items)
	}
	for query, want := range map[string]int{
		"": 3, "?unit=B0101": 3, "?unit=B0201": 0, "?state=issued": 3, "?state=answered": 0, "?batch=" + batch.ID: 3, "?batch=none": 0,
		"?q=Waterfall+2": 1, "?q=13800138001": 1, "?q=nobody": 0, "?limit=2": 2,
	} {
		if list := fetched[api.List[api.Invitation]](t, sm, "GET", "/waves/visit/invitations"+query, ""); len(list.Items) != want {
			t.Errorf("%q: %d invitations, want %d", query, len(list.Items), want)
		}
	}
	sheet := fetched[api.Customer](t, sm, "GET", "/customers/"+ids["C1"], "")
	if len(sheet.Invitations) != 1 || sheet.Invitations[0].Wave.Code != "visit" || sheet.Invitations[0].Unit.Code != "B0101" {
		t.Errorf("on the sheet: %+v", sheet.Invitations)
	}
	if sheet := fetched[api.Customer](t, h.people["um"], "GET", "/customers/"+ids["C1"], ""); sheet.Invitations != nil {
		t.Errorf("a unit manager sees %+v", sheet.Invitations)
	}
}

var personalLink = regexp.MustCompile(`http://manyi\.test/s/([A-Za-z0-9_-]{24})`)

// The list of links works, is audited with its number, and neither the audit nor the log of anything has a token.
func TestTheListOfLinks(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.archive(t)
	wave, list := h.issued(t, "visit", programme.Named, "B0101")
	sm := h.people["sm"]
	table := sm.do(t, "GET", "/api/v1/waves/visit/invitation-tables/links.csv", "")
	links := personalLink.FindAllStringSubmatch(table.body, -1)
	if table.status != http.StatusOK || len(links) != 5 {
		t.Fatalf("links: %s", table)
	}
	if strings.Count(table.body, "+861380013800") != 5 || strings.Contains(table.body, "13800138006") {
		t.Errorf("the phones of those who are asked: %s", table)
	}
	_, key := h.key(t, "sm", "invitation.issue", "invitation.read") // may write links down, and see no contact points
	if bare := h.asKey(t, key, "GET", "/api/v1/waves/visit/invitation-tables/links.csv", ""); len(personalLink.FindAllString(bare.body, -1)) != 5 ||
		strings.Contains(bare.body, "1380013800") {
		t.Errorf("without the right to see contact points: %s", bare)
	}
	for _, l := range links {
		i, err := h.Outreach.InvitationByToken(ctx, l[1])
		if err != nil || i.Wave != wave.ID || i.State != outreach.Issued {
			t.Errorf("a link leads to %+v, %v", i, err)
		}
	}
	renewed := fetched[api.RenewedInvitation](t, sm, "POST", "/waves/visit/invitations/"+list[0].ID+"/renew", "")
	fresh := personalLink.FindStringSubmatch(renewed.URL)
	if fresh == nil || strings.Contains(table.body, fresh[1]) {
		t.Fatalf("renewed: %+v", renewed)
	}
	if i, err := h.Outreach.InvitationByToken(ctx, fresh[1]); err != nil || i.ID != list[0].ID {
		t.Errorf("the new link leads to %+v, %v", i, err)
	}
	dead := 0
	for _, l := range links {
		if _, err := h.Outreach.InvitationByToken(ctx, l[1]); err != nil {
			dead++
		}
	}
	if dead != 1 {
		t.Errorf("%d old links are dead, want the renewed one's", dead)
	}
	fetched[api.Invitation](t, sm, "POST", "/waves/visit/invitations/"+list[1].ID+"/revoke", "")
	if again := sm.do(t, "GET", "/api/v1/waves/visit/invitation-tables/links.csv", ""); len(personalLink.FindAllString(again.body, -1)) != 4 {
		t.Errorf("a revoked link is still listed: %s", again)
	}
	who := sm.do(t, "GET", "/api/v1/waves/visit/invitation-tables/list.csv", "")
	if strings.Count(who.body, customerName) != 5 || personalLink.MatchString(who.body) || !strings.Contains(who.body, "已撤销") {
		t.Errorf("the list of the invited: %s", who)
	}
	h.people["auditor"] = h.hire(t, "auditor", "auditor", "")
	if a := h.people["auditor"].do(t, "GET", "/api/v1/waves/visit/invitation-tables/links.csv", ""); a.status != http.StatusForbidden {
		t.Errorf("an auditor fetches links: %s", a)
	}
	wantAudit(t, h, map[string]int{"invitation.links": 3, "invitation.issue": 1, "invitation.renew": 1, "invitation.revoke": 1}, append(links, fresh))
}

// wantAudit counts entries of the log and fails when one has a token.
func wantAudit(t *testing.T, h *house, want map[string]int, links [][]string) {
	t.Helper()
	got := map[string]int{}
	err := audit.Each(ctx, h.DB, audit.Filter{Action: "invitation."}, func(r audit.Record) error {
		got[r.Entry.Action]++
		text, err := json.Marshal(r)
		for _, l := range links {
			if strings.Contains(string(text), l[1]) {
				t.Errorf("a token is in the log: %s", text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for action, n := range want {
		if got[action] != n {
			t.Errorf("%s: %d entries, want %d", action, got[action], n)
		}
	}
}

func TestAnonymousWavesHaveNoPersonalLinks(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.archive(t)
	h.named(t, "blind", programme.Anonymous, programme.ActOpen)
	for _, path := range []string{"/waves/blind/invitations", "/waves/blind/invitations/check"} {
		if a := h.people["sm"].do(t, "POST", "/api/v1"+path, `{}`); a.status != http.StatusConflict || a.problem(t).Key != "invitation.anonymous" {
			t.Errorf("%s: %s", path, a)
		}
	}
	body := strings.Replace(`{"code": "kept", `+settings+`, "keep_partial": true}`, `"named"`, `"anonymous"`, 1)
	if a := h.people["sm"].do(t, "POST", "/api/v1/programmes/programme/waves", body); a.status != http.StatusUnprocessableEntity {
		t.Errorf("an anonymous wave that keeps drafts: %s", a)
	}
}

// The funnel of a unit says how far people came through links of both kinds; totals are the sums.
func TestFunnel(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.archive(t)
	wave, list := h.issued(t, "visit", programme.Named, "B0101")
	if err := h.Outreach.MakeLinks(ctx, wave.ID); err != nil {
		t.Fatal(err)
	}
	for n, i := range list[:3] {
		token := h.Outreach.Token(i.Invitation)
		if err := h.Outreach.OpenedPersonal(ctx, token); err != nil {
			t.Fatal(err)
		}
		typed := response.Typed{}
		for code, v := range responsetest.Answers(4, n) {
			if text, ok := v.(string); ok {
				typed[code] = []string{text}
			}
		}
		if _, err := h.Responses.Save(ctx, response.Page{Token: token, Editor: "e", Typed: typed}); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			if _, err := h.Responses.SubmitPersonal(ctx, response.Personal{Token: token, Answers: responsetest.Answers(4, n)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.Submit(t, h.Link(t, wave, "B0101"), 77)
	progress := fetched[api.WaveProgress](t, h.people["um"], "GET", "/waves/visit/progress", "")
	want := api.Funnel{Issued: 5, OpenedAtLeast: 3, Started: 3, StartedPersonal: 3, Drafts: 2, Complete: 2, Valid: 2}
	if len(progress.Items) != 1 || progress.Items[0].Funnel != want || progress.Totals != want {
		t.Errorf("got %+v, want %+v", progress, want)
	}
	// From 1 October on 54 of 92 days are over on 23 November: 15 × 54 / 92 = 8.8, so that 2 are too few.
	one := progress.Items[0]
	if progress.DaysLeft == nil || *progress.DaysLeft != 38 || one.Projected == nil || *one.Projected != 3 || !one.BelowTarget || progress.Below != 1 {
		t.Errorf("days left %v, projected %v, below %v (%d); want 38, 3, true (1)", progress.DaysLeft, one.Projected, one.BelowTarget, progress.Below)
	}
	all := fetched[api.WaveProgress](t, h.people["sm"], "GET", "/waves/visit/progress?limit=2", "")
	if len(all.Items) != 2 || all.Totals != want || all.Below != 12 {
		t.Errorf("all: %d items, totals %+v, %d below; want 2, the same, all 12", len(all.Items), all.Totals, all.Below)
	}
	codes := []string{}
	for _, i := range all.Items {
		codes = append(codes, i.Unit.Code)
	}
	if !slices.IsSorted(codes) {
		t.Errorf("units in the order %v", codes)
	}
}
