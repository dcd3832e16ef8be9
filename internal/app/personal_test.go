package app_test

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/responsetest"
)

// invite issues personal links of the named wave to n customers, while no server runs.
func (s *site) invite(t *testing.T, n int) (tokens []string) {
	t.Helper()
	d, err := db.Open(ctx, db.Options{Path: filepath.Join(s.data, "manyi.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	zone := responsetest.Zone()
	w := &responsetest.World{DB: d, Directory: directory.New(d, time.Now, zone)}
	w.Customers, err = customer.New(ctx, customer.Options{
		DB: d, Directory: w.Directory, Keys: filepath.Join(s.data, "keys"), Folder: filepath.Join(s.data, "imports"), Now: time.Now, Zone: zone,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Programmes = programme.New(d, w.Directory, questionnaire.New(d, indicator.New(d, time.Now), time.Now), time.Now, zone)
	w.Outreach = outreach.New(d, w.Programmes, w.Customers, time.Now, zone)
	wave, err := w.Programmes.WaveByCode(ctx, named)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range w.Invite(t, wave, "B0101", n) {
		tokens = append(tokens, w.Outreach.Token(i.Invitation))
	}
	return tokens
}

// person fills in the page of a personal link.
type person struct {
	s     *site
	token string
	typed url.Values
}

func (p *person) get(t *testing.T) (int, string) {
	t.Helper()
	status, text := (&respondent{}).send(t, "GET", p.s.base+"/s/"+p.token, "", "")
	for _, f := range hiddenField.FindAllStringSubmatch(text, -1) {
		p.typed.Set(f[1], html.UnescapeString(f[2]))
	}
	return status, text
}

func (p *person) post(t *testing.T, path, do string) (int, string) {
	t.Helper()
	fields := maps.Clone(p.typed)
	fields["_do"] = []string{do}
	status, text := (&respondent{}).send(t, "POST", p.s.base+"/s/"+p.token+path, "application/x-www-form-urlencoded", fields.Encode())
	for _, f := range hiddenField.FindAllStringSubmatch(text, -1) {
		p.typed.Set(f[1], html.UnescapeString(f[2]))
	}
	return status, text
}

func (p *person) answer(n int) {
	for code, v := range responsetest.Typed(responsetest.Answers(4, n)) {
		p.typed[code] = v
	}
}

// What was saved is there after the process was killed, and what was sent is there once.
func TestKillsLoseNoDraft(t *testing.T) {
	t.Parallel()
	s := filled(t, "MANYI_LOG_LEVEL=debug")
	tokens := s.invite(t, 6)
	for n, token := range tokens {
		s.start(t)
		p := &person{s: s, token: token, typed: url.Values{}}
		if status, text := p.get(t); status != http.StatusOK || !strings.Contains(text, `name="_r" value="0"`) {
			t.Fatalf("first page: %d %.300s", status, text)
		}
		p.answer(n)
		status, want := 0, http.StatusOK
		switch n % 3 {
		case 0:
			status, _ = p.post(t, "", "stay")
		case 1: // as the script saves
			status, _ = p.post(t, "/draft", "stay")
			want = http.StatusNoContent
		case 2:
			status, _ = p.post(t, "", "send")
		}
		s.kill()
		if status != want {
			t.Fatalf("%d: %d", n, status)
		}
		s.start(t)
		status, text := p.get(t)
		if sent := shownText.MatchString(text) && strings.Contains(text, `class="receipt"`); status != http.StatusOK || sent != (n%3 == 2) {
			t.Errorf("%d: after the kill %d, sent %v", n, status, sent)
		}
		if n%3 != 2 && (strings.Count(text, " checked") < len(responsetest.Ratings) || !strings.Contains(text, "remark ")) {
			t.Errorf("%d: after the kill %d answers are kept: %.500s", n, strings.Count(text, " checked"), text)
		}
		s.kill()
	}
	s.start(t)
	if rows := s.exported(t, named); len(rows) != 2 {
		t.Errorf("%d answers, want the two that were sent", len(rows))
	}
	for _, token := range tokens {
		if strings.Contains(s.said(t), token) {
			t.Error("a token is in the log")
		}
	}
	if !strings.Contains(s.said(t), "path=respondent") {
		t.Error("the log does not tell of respondents at all: this shows nothing")
	}
}

// The wave is paused, closed and opened again while somebody answers.
func TestWaveChangesInTheMiddleOfAnswering(t *testing.T) {
	t.Parallel()
	s := filled(t)
	tokens := s.invite(t, 3)
	s.start(t)
	p := &person{s: s, token: tokens[0], typed: url.Values{}}
	p.get(t)
	p.answer(1)
	steps := []struct {
		act, do      string
		get, post    int
		shown, after string // on the page of a GET, of the POST
	}{
		{"pause", "send", http.StatusServiceUnavailable, http.StatusServiceUnavailable, "已填写的内容都在", "remark 1"},
		{"close", "send", http.StatusGone, http.StatusGone, "这个链接已过期", "这个链接已过期"},
		{"reopen", "send", http.StatusOK, http.StatusOK, "remark 1", `class="receipt"`},
	}
	for _, step := range steps {
		args := []string{"wave", step.act, named}
		if step.act != "close" {
			args = append(args, "--reason", "test")
		}
		s.must(t, args...)
		before := maps.Clone(p.typed)
		status, text := p.post(t, "", "lang-zh")
		if step.act != "close" && (status != http.StatusOK || !strings.Contains(text, "remark 1")) {
			t.Errorf("%s: another language: %d %.300s", step.act, status, text)
		}
		if status, text := p.get(t); status != step.get || !strings.Contains(text, step.shown) {
			t.Errorf("%s: GET %d %.600s", step.act, status, text)
		}
		p.typed = before
		if status, text := p.post(t, "", step.do); status != step.post || !strings.Contains(text, step.after) {
			t.Errorf("%s: POST %d %.600s", step.act, status, text)
		}
	}
	for name, token := range map[string]string{"forged": strings.Repeat("A", 24), "short": "abc", "odd": "..%2F..%2Fq"} {
		other := &person{s: s, token: token, typed: url.Values{"_do": {"send"}}}
		if status, text := other.get(t); status != http.StatusNotFound || strings.Contains(text, "<form") {
			t.Errorf("%s: GET %d", name, status)
		}
		for _, path := range []string{"", "/draft"} {
			if status, _ := other.post(t, path, "send"); status != http.StatusNotFound {
				t.Errorf("%s%s: POST %d", name, path, status)
			}
		}
	}
}
