package api_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// submission is a response in JSON with valid answers.
func submission(id string, n int) string { return submit(id, responsetest.Answers(4, n)) }

func submit(id string, answers questionnaire.Answers) string {
	text, err := json.Marshal(map[string]any{"submission_id": id, "answers": answers})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// but is valid answers with some changed; nil takes one out.
func but(changes map[string]any) questionnaire.Answers {
	a := responsetest.Answers(4, 1)
	for k, v := range changes {
		if v == nil {
			delete(a, k)
		} else {
			a[k] = v
		}
	}
	return a
}

func TestIntakeInJSON(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		wave := h.Open(t, "w", programme.Anonymous)
		path := "/api/v1/links/" + h.Link(t, wave, "B0101") + "/responses"
		sender := h.visitor(t, "")
		receipt := func(a answer, status int) string {
			t.Helper()
			var r map[string]string
			if a.status != status || json.Unmarshal([]byte(a.body), &r) != nil || len(r) != 1 || r["receipt"] == "" {
				t.Fatalf("want %d with a receipt and nothing else: %d %s", status, a.status, a)
			}
			return r["receipt"]
		}
		body := submission("integrator-1", 1)
		first := receipt(sender.do(t, "POST", path, body), http.StatusCreated)
		if again := receipt(sender.do(t, "POST", path, body), http.StatusOK); again != first {
			t.Errorf("a repeat gets the receipt %s, the first got %s", again, first)
		}
		if again := receipt(sender.do(t, "POST", path, body, "Idempotency-Key", "integrator-1"), http.StatusOK); again != first {
			t.Errorf("a repeat with its key gets %s", again)
		}
		a := sender.do(t, "POST", path, submission("integrator-1", 2))
		if p := a.problem(t); a.status != http.StatusConflict || p.Key != "response.already_received" || p.Receipt != first {
			t.Errorf("other answers under the same id: %s", a)
		}
		if second := receipt(sender.do(t, "POST", path, submission("integrator-2", 2)), http.StatusCreated); second == first {
			t.Error("two responses have one receipt")
		}
		if n := len(h.Originals(t, wave)); n != 2 {
			t.Errorf("%d originals, want 2", n)
		}
		h.Do(t, "w", programme.ActPause)
		a = sender.do(t, "POST", path, submission("integrator-3", 3))
		if p := a.problem(t); a.status != http.StatusServiceUnavailable || p.Key != "link.paused" || a.header.Get("Retry-After") == "" {
			t.Errorf("paused: %s", a)
		}
		h.Do(t, "w", programme.ActClose)
		a = sender.do(t, "POST", path, submission("integrator-3", 3))
		if p := a.problem(t); a.status != http.StatusGone || p.Key != "link.closed" {
			t.Errorf("closed: %s", a)
		}
		receipt(sender.do(t, "POST", path, body), http.StatusOK)
	})
}

func TestIntakeRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	wave := h.Open(t, "w", programme.Anonymous)
	path := "/api/v1/links/" + h.Link(t, wave, "B0101") + "/responses"
	deep := strings.Repeat("[", 20000) + strings.Repeat("]", 20000)
	long := strings.Repeat("长", 1001)
	tests := []struct {
		name, body string
		status     int
		key        string
		fields     []string // that the problem names, all of them
		header     []string
	}{
		{"required items are missing", submit("id-000001", but(map[string]any{"Q11": nil, "Q71": nil})), 422, "answer.required", []string{"Q11", "Q71"}, nil},
		{"every kind of wrong answer", submit("id-000001", but(map[string]any{
			"Q12": "6", "Q31": 3, "Q72": 11, "B1": []string{"COUNTER", "TELEPATHY"}, "B3": true, "Q81": long, "B8": []string{"NONE", "ICBC"},
		})), 422, "", []string{"B1", "B3", "B8", "Q12", "Q31", "Q72", "Q81"}, nil},
		{"an item that is not asked", submit("id-000001", but(map[string]any{"SHOE": "42"})), 422, "", []string{"SHOE"}, nil},
		{"a matrix by its own code", submit("id-000001", but(map[string]any{"M1": "5"})), 422, "", []string{"M1"}, nil},
		{"NUL in a text", submit("id-000001", but(map[string]any{"Q81": "a\x00b"})), 422, "answer.text_encoding", []string{"Q81"}, nil},
		{"not applicable where it is not offered", submit("id-000001", but(map[string]any{"Q11": "na"})), 422, "answer.na_not_allowed", []string{"Q11"}, nil},
		{"an object for an answer", submit("id-000001", but(map[string]any{"Q11": map[string]any{"a": 1}})), 422, "", []string{"Q11"}, nil},
		{"key of another submission", submission("id-000001", 1), 422, "response.idempotency_key", []string{"Idempotency-Key"}, []string{"Idempotency-Key", "id-000002"}},
		{"no id", `{"answers": {}}`, 422, "response.submission_id", []string{"submission_id"}, nil},
		{"id with a slash", submission("id/000001", 1), 422, "response.submission_id", []string{"submission_id"}, nil},
		{"id too long", submission(strings.Repeat("a", 129), 1), 422, "response.submission_id", []string{"submission_id"}, nil},
		{"unknown field", `{"submission_id": "id-000001", "answers": {}, "unit": "B0102"}`, 422, "request.json_unknown", []string{"unit"}, nil},
		{"answers are a list", `{"submission_id": "id-000001", "answers": []}`, 422, "request.json_type", []string{"answers"}, nil},
		{"id is a number", `{"submission_id": 12345678, "answers": {}}`, 422, "request.json_type", []string{"submission_id"}, nil},
		{"start is no time", `{"submission_id": "id-000001", "answers": {}, "started_at": "yesterday"}`, 422, "response.started_at", []string{"started_at"}, nil},
		{"a language we do not have", `{"submission_id": "id-000001", "answers": {}, "language": "fr"}`, 422, "request.json_type", []string{"language"}, nil},
		{"no JSON", `{"submission_id": `, 400, "request.json", nil, nil},
		{"empty", ``, 400, "request.json", nil, nil},
		{"a form", `submission_id=1&Q11=5`, 400, "request.json", nil, nil},
		{"two documents", submission("id-000001", 1) + submission("id-000002", 2), 400, "request.json", nil, nil},
		{"bytes that are no UTF-8", strings.Replace(submission("id-000001", 1), "remark", "re\xff\xfemark", 1), 400, "request.encoding", nil, nil},
		{"GBK", strings.Replace(submission("id-000001", 1), "remark", "\xc2\xfa\xd2\xe2", 1), 400, "request.encoding", nil, nil},
		{"half a surrogate", strings.Replace(submission("id-000001", 1), "remark 1", `\ud800`, 1), 201, "", nil, nil},
		{"deep nesting", `{"submission_id": "id-000003", "answers": {"Q11": ` + deep + `}}`, 0, "", nil, nil},
		{"300 KB", submit("id-000001", but(map[string]any{"Q81": strings.Repeat("x", 300<<10)})), 413, "request.too_large", nil, nil},
		{"10 MB", submit("id-000001", but(map[string]any{"Q81": strings.Repeat("x", 10<<20)})), 413, "request.too_large", nil, nil},
	}
	sender := h.visitor(t, "")
	for _, tt := range tests {
		a := sender.do(t, "POST", path, tt.body, tt.header...)
		if tt.status == 201 {
			if a.status != 201 {
				t.Errorf("%s: %s", tt.name, a)
			}
			continue
		}
		p := a.problem(t)
		if tt.status == 0 { // refused, whatever the words
			if a.status != 400 && a.status != 422 {
				t.Errorf("%s: %d %s", tt.name, a.status, a)
			}
			continue
		}
		if a.status != tt.status || tt.key != "" && p.Key != tt.key || p.Status != tt.status {
			t.Errorf("%s: %d %.500s; want %d %s", tt.name, a.status, a, tt.status, tt.key)
		}
		var fields []string
		for _, e := range p.Errors {
			if e.Field != "" {
				fields = append(fields, e.Field)
			}
			if e.Detail == "" || e.Detail == e.Key || strings.Contains(e.Detail, "{") {
				t.Errorf("%s: the fault at %s reads %q", tt.name, e.Field, e.Detail)
			}
		}
		slices.Sort(fields)
		if !slices.Equal(fields, tt.fields) {
			t.Errorf("%s: names %v, want %v", tt.name, fields, tt.fields)
		}
	}
	// A body without a length is bounded, too.
	a := sender.send(t, "POST", path, io.MultiReader(strings.NewReader(`{"submission_id": "`), bytes.NewReader(bytes.Repeat([]byte("x"), 10<<20))))
	if p := a.problem(t); a.status != 413 || p.Key != "request.too_large" {
		t.Errorf("10 MB without a length: %s", a)
	}
	if n := len(h.Originals(t, wave)); n != 1 {
		t.Errorf("%d originals, want the one that was right", n)
	}
	for _, link := range []string{"2345678abc", "nolink", "%00%00", "..%2f..%2fetc"} {
		a := sender.do(t, "POST", "/api/v1/links/"+link+"/responses", submission("id-000009", 1))
		if p := a.problem(t); a.status != 404 || p.Key != "link.unknown" {
			t.Errorf("link %s: %s", link, a)
		}
	}
}

func TestIntakeLimitsAreSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t), response.Limits{PerAddress: 2, PerLink: 100})
	wave := h.Open(t, "w", programme.Anonymous)
	path := "/api/v1/links/" + h.Link(t, wave, "B0101") + "/responses"
	sender := h.visitor(t, "")
	for n := range 2 {
		if a := sender.do(t, "POST", path, submission(fmt.Sprintf("limit-%04d", n), n)); a.status != 201 {
			t.Fatalf("submission %d: %s", n, a)
		}
	}
	// Whom a proxy claims to speak for does not count: the proxy is not trusted.
	a := sender.do(t, "POST", path, submission("limit-0003", 3), "X-Forwarded-For", "198.51.100.7")
	if p := a.problem(t); a.status != http.StatusTooManyRequests || p.Key != "response.too_many" || a.header.Get("Retry-After") != "30" {
		t.Errorf("the third in a minute: %s, Retry-After %q", a, a.header.Get("Retry-After"))
	}
}

// keysOf are the keys of the objects of a JSON document by the path of keys that leads to them.
func keysOf(v any, at string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, child := range v {
			into[at+k] = true
			keysOf(child, at+k+".", into)
		}
	case []any:
		for _, child := range v {
			keysOf(child, at, into)
		}
	}
}

func TestPublicFormTellsNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	link := h.Link(t, h.wave, "B0101")
	a := h.visitor(t, "").do(t, "GET", "/api/v1/links/"+link, "")
	if a.status != http.StatusOK {
		t.Fatal(a)
	}
	var doc any
	if err := json.Unmarshal([]byte(a.body), &doc); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	keysOf(doc, "", keys)
	var got []string
	for k := range keys {
		if !strings.HasSuffix(k, ".zh") && !strings.HasSuffix(k, ".en") {
			got = append(got, k)
		}
	}
	slices.Sort(got)
	want := []string{
		"introduction", "items", "items.code", "items.max_length", "items.options", "items.options.code", "items.options.exclusive",
		"items.options.other", "items.options.text", "items.required", "items.rows", "items.rows.code", "items.rows.text", "items.text",
		"items.type", "languages", "title",
	}
	if !slices.Equal(got, want) {
		t.Errorf("keys %v\nwant %v", got, want)
	}
	for _, w := range append([]string{link, "B0101", "spring", "bank-outlet", "ENV_CLEAN", "importance", h.wave.Questionnaire, string(h.wave.ID)}, words...) {
		if strings.Contains(a.body, w) {
			t.Errorf("the form tells %q", w)
		}
	}
	h.Do(t, "spring", programme.ActClose)
	if a := h.visitor(t, "").do(t, "GET", "/api/v1/links/"+link, ""); a.status != http.StatusGone {
		t.Errorf("after the closing: %s", a)
	}
}

// The count of an open wave moves by itself after an answer.
func TestEventsFollowTheAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", h.server.URL+"/api/v1/waves/spring/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := h.people["um"].Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if kind := res.Header.Get("Content-Type"); res.StatusCode != 200 || kind != "text/event-stream" {
		t.Fatalf("%d %s", res.StatusCode, kind)
	}
	lines := bufio.NewScanner(res.Body)
	next := func() (responses int, units map[string]int) {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e struct {
					Responses int
					Units     map[string]int
				}
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					t.Fatalf("%v: %s", err, data)
				}
				return e.Responses, e.Units
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return 0, nil
	}
	if n, units := next(); n != 40 || fmt.Sprint(units) != "map[B0101:40]" {
		t.Errorf("first: %d, %v", n, units)
	}
	link := h.Link(t, h.wave, "B0101")
	for n := range 3 {
		h.Submit(t, link, 1000+n)
	}
	deadline := time.AfterFunc(30*time.Second, func() { res.Body.Close() }) // instead of hanging for ever
	defer deadline.Stop()
	n, last := 0, 40
	for n < 43 {
		if n, _ = next(); n < last || n > 43 {
			t.Fatalf("the count went from %d to %d", last, n)
		}
		last = n
	}
}

func TestExportsNeutraliseFormulas(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.ImportRows(t, "code,name,name_en,type,parent\nB0101,=1+1,@SUM(A1),outlet,B01\nB0102,\"+a, \"\"b\"\"\",-2,outlet,B01\n")
	h.fill(t)
	sm := h.people["sm"]
	a := sm.do(t, "GET", "/api/v1/waves/spring/tables/units.csv?unit=B01", "")
	text := strings.TrimPrefix(a.body, "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || a.status != 200 {
		t.Fatalf("%v: %s", err, a)
	}
	names := map[string]string{}
	for _, row := range rows {
		names[row[0]] = row[1]
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+@\t") {
				t.Errorf("a cell of the CSV begins a formula: %q", cell)
			}
		}
	}
	if names["B0101"] != "'=1+1" || names["B0102"] != "'+a, \"b\"" {
		t.Errorf("the names are %q", names)
	}
	en := sm.do(t, "GET", "/api/v1/waves/spring/tables/units.csv?unit=B01", "", "Accept-Language", "en")
	if !strings.Contains(en.body, "'@SUM(A1)") || !strings.Contains(en.body, "'-2") {
		t.Errorf("in English: %s", en.body)
	}
	book := sm.do(t, "GET", "/api/v1/waves/spring/tables/units.xlsx?unit=B01", "")
	f, err := excelize.OpenReader(strings.NewReader(book.body))
	if err != nil {
		t.Fatalf("%v: %.200s", err, book.body)
	}
	defer f.Close()
	sheet := f.GetSheetList()[0]
	cells, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	seen := false
	for r, row := range cells {
		for c := range row {
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if formula, err := f.GetCellFormula(sheet, name); err != nil || formula != "" {
				t.Errorf("cell %s is the formula %q, %v", name, formula, err)
			}
			seen = seen || strings.HasSuffix(row[c], "=1+1")
		}
	}
	if !seen {
		t.Errorf("the outlet's name is not in the book: %v", cells)
	}
}
