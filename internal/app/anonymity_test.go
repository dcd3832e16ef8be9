package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/response/responsetest"
)

// What the senders carry with them; none of it may be found anywhere afterwards.
const (
	markAddress = "203.0.113.177"
	markAgent   = "Fingerprint-7f3a91"
	markCookie  = "cookie-55e0c2"
)

const respondents = 160

// respondent sends requests with everything that could tell him.
type respondent struct{ http.Client }

func (r *respondent) send(t *testing.T, method, address, kind, body string) (int, string) {
	t.Helper()
	q, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"User-Agent": markAgent, "X-Forwarded-For": markAddress, "Cookie": "tracker=" + markCookie, "Content-Type": kind,
		"Referer": "https://" + markAgent + ".example/",
	} {
		q.Header.Set(name, value)
	}
	res, err := r.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, text.String()
}

var (
	hiddenField = regexp.MustCompile(`name="(_[a-z]+)" value="([^"]*)"`)
	shownText   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)
)

// answerAll sends the answers of many respondents one after the other, by page and as JSON by turns; every second one
// writes a long remark. It returns their submission ids.
func answerAll(t *testing.T, s *site, links map[string]string) (ids []string) {
	t.Helper()
	units := []string{"B0101", "B0102", "B0103", "B0201"}
	r := &respondent{}
	for n := range respondents {
		link := links[units[n%len(units)]]
		answers := responsetest.Answers(1+n%5, n)
		text := remark(n)
		if n%4 < 2 {
			text = strings.Repeat("说得很多 ", 75) + text // its end, with the number, is on a page of its own
		}
		answers["Q81"] = text
		if n%2 == 0 {
			id := fmt.Sprintf("anonymity-%08d-%s", n, markAgent)
			message, err := json.Marshal(map[string]any{
				"submission_id": id, "answers": answers, "started_at": time.Now().Add(-5 * time.Minute), "language": "en",
			})
			if err != nil {
				t.Fatal(err)
			}
			if status, said := r.send(t, "POST", s.base+"/api/v1/links/"+link+"/responses", "application/json", string(message)); status != http.StatusCreated {
				t.Fatalf("submission %d: %d %s", n, status, said)
			}
			ids = append(ids, id)
			continue
		}
		status, page := r.send(t, "GET", s.base+"/q/"+link, "", "")
		if status != http.StatusOK {
			t.Fatalf("page: %d %s", status, page)
		}
		form := url.Values{}
		for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
			if m[1] != "_do" {
				form.Set(m[1], m[2])
			}
		}
		form.Set("_do", "send")
		for code, v := range answers {
			form.Set(code, fmt.Sprint(v))
		}
		status, page = r.send(t, "POST", s.base+"/q/"+link, "application/x-www-form-urlencoded", form.Encode())
		if status != http.StatusOK || !shownText.MatchString(page) {
			t.Fatalf("page of %d: %d %.3000s", n, status, page)
		}
		ids = append(ids, form.Get("_id"))
	}
	return ids
}

func anonymousSite(t *testing.T, s *site, open func() *db.DB) {
	s.env = append(s.env, "MANYI_LOG_LEVEL=debug", "MANYI_TRUSTED_PROXIES=127.0.0.0/8")
	links := s.links(t, anonymous)
	looking := func(f func(d *db.DB)) {
		t.Helper()
		d := open()
		f(d)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s.start(t)
	s.stop(t) // with the administrator there is
	var before dump
	looking(func(d *db.DB) { before = read(t, d) })
	s.start(t)
	submissions := answerAll(t, s, links)
	secrets := append([]string{markAddress, markAgent, markCookie}, submissions...)
	s.must(t, "figures", "--wave", anonymous) // the feed is read
	s.stop(t)
	looking(func(d *db.DB) {
		inspect(t, "open", d, before, []string{"anonymous_responses", "anonymous_staging", "held_responses"}, secrets)
	})
	codes := slices.Collect(maps.Values(links))
	inspectFiles(t, "open", s, secrets)
	for _, code := range codes {
		if strings.Contains(s.said(t), code) {
			t.Errorf("the log tells the link %s", code)
		}
	}

	s.start(t)
	s.must(t, "wave", "close", anonymous)
	s.stop(t)
	looking(func(d *db.DB) {
		inspect(t, "closed", d, before, []string{"anonymous_responses", "anonymous_staging"}, secrets)
		// Rows as the engine finds them when nobody asks for an order.
		answers, err := db.Values[string](ctx, d, db.Pick(d, `SELECT answers FROM anonymous_responses`,
			`SELECT answers FROM anonymous_responses ORDER BY ctid`))
		if err != nil {
			t.Fatal(err)
		}
		var order []int
		for _, a := range answers {
			order = append(order, serialOf(t, a))
		}
		wantNoOrder(t, "rows", order)
		serials := idsBySerial(t, d)
		inspectCube(t, s, serials)
		if d.Dialect() == db.SQLite {
			inspectBytes(t, d, serials)
		}
	})
	inspectFiles(t, "closed", s, secrets)
}

func TestAnonymousAnswersLeadNowhere(t *testing.T) {
	t.Parallel()
	s := filled(t)
	anonymousSite(t, s, func() *db.DB {
		d, err := db.Open(ctx, db.Options{Path: filepath.Join(s.data, "manyi.db")})
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestAnonymousAnswersLeadNowhereOnPostgreSQL(t *testing.T) {
	t.Parallel()
	address := dbtest.PostgresURL(t)
	s := newSite(t, address)
	s.fill(t)
	anonymousSite(t, s, func() *db.DB {
		d, err := db.Open(ctx, db.Options{URL: address})
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}
