package respond_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/questionnaire"
)

// TestPagesWithoutScript goes the whole way over three pages, back and forth and through the other language.
func TestPagesWithoutScript(t *testing.T) {
	t.Parallel()
	s := open(t, "/manyi")
	b := visit(t, s.url+"/q/kitchen")
	id := b.value("_id")
	if b.press("next"); b.status != http.StatusUnprocessableEntity {
		t.Fatalf("an empty first page: %d", b.status)
	}
	b.pick("R1", "2").pick("R2", "5").pick("N", "9").press("next")
	if b.status != http.StatusOK || b.text("h2") != "第 2 部分，共 3 部分 原因" {
		t.Fatalf("%d %q", b.status, b.text("h2"))
	}
	b.write("BAD", "慢").pick("C", "WEB", "APP").write("APPUSE", "21").pick("HEAVY", "OTHER").write("HEAVY.other", "打游戏").press("back")
	if b.value("R1") != "2" || b.value("N") != "9" {
		t.Errorf("back: R1 %q, N %q", b.value("R1"), b.value("N"))
	}
	b.press("lang-en")
	if b.text("h1") != "Every kind of item" || b.value("R1") != "2" {
		t.Errorf("in English: %q, R1 %q", b.text("h1"), b.value("R1"))
	}
	b.press("next")
	if b.text("h2") != "Part 2 of 3 Reasons" || b.value("BAD") != "慢" || b.value("C") != "WEB,APP" || b.value("HEAVY.other") != "打游戏" {
		t.Errorf("forward again: %q BAD %q C %q", b.text("h2"), b.value("BAD"), b.value("C"))
	}
	b.press("next").write("YEARS", "5").press("send")
	if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.texts("summary")[0], "Age: This should be at least 16.") {
		t.Errorf("a fault of the last page: %d %v", b.status, b.texts("summary"))
	}
	b.write("YEARS", "５０").pick("SEX", "F").write("NOTE", "行一\r\n行二").press("send")
	if b.status != http.StatusOK || b.texts("receipt")[0] != "Receipt number, for asking what became of itreceipt-"+id {
		t.Fatalf("%d %v", b.status, b.texts("receipt"))
	}
	want := questionnaire.Answers{
		"R1": "2", "R2": "5", "N": 9.0, "BAD": "慢", "C": []string{"WEB", "APP"}, "APPUSE": 21.0, "HEAVY": "OTHER",
		"HEAVY.other": "打游戏", "YEARS": 50.0, "SEX": "F", "NOTE": "行一\n行二",
	}
	if diff := cmp.Diff(want, s.taken[id]); diff != "" {
		t.Error(diff)
	}
	got := s.sent[0]
	if got.Code != "kitchen" || got.Language != "en" || got.Mode != "web" || !got.StartedAt.Equal(noon()) || s.starts != 1 || s.openings != 0 {
		t.Errorf("sent %+v, started %d, opened %d", got, s.starts, s.openings)
	}
}

// TestPagesSkipWhatIsNotAsked leaves out a page on which nothing is asked, in both directions.
func TestPagesSkipWhatIsNotAsked(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	v := load(t, kitchenFile)
	v.ID, v.Document.Sections[1].Items = "skip", v.Document.Sections[1].Items[:1]
	v.Form = questionnaire.Compile(v.Document)
	f := s.forms["kitchen"]
	f.Questionnaire = v
	s.forms["skip"] = f
	b := visit(t, s.url+"/q/skip").pick("R1", "5").pick("R2", "5").press("next")
	if b.value("_page") != "2" {
		t.Errorf("page %s", b.value("_page"))
	}
	if b.press("back"); b.value("_page") != "0" {
		t.Errorf("back to page %s", b.value("_page"))
	}
	if b.pick("R1", "1").press("next"); b.value("_page") != "1" {
		t.Errorf("with a reason to ask: page %s", b.value("_page"))
	}
}

// TestHiddenAnswersAreKeptAndNotCounted changes an earlier page so that an answered item is no longer asked.
func TestHiddenAnswersAreKeptAndNotCounted(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	b := visit(t, s.url+"/q/kitchen").pick("R1", "1").pick("R2", "5").press("next").write("BAD", "慢").press("back")
	b.pick("R1", "5").press("next")
	if b.value("BAD") != "慢" || strings.Contains(b.body, "哪里不好") {
		t.Errorf("BAD %q, shown %v", b.value("BAD"), strings.Contains(b.body, "哪里不好"))
	}
	b.press("back").pick("R1", "1").press("next")
	if b.value("BAD") != "慢" || !strings.Contains(b.body, "哪里不好") {
		t.Errorf("asked again: BAD %q", b.value("BAD"))
	}
	b.press("back").pick("R1", "5").press("next").press("next").press("send")
	if len(s.sent) != 1 || s.taken[s.sent[0].SubmissionID]["BAD"] != nil {
		t.Errorf("taken %v", s.taken)
	}
}

// TestLostReply sends the same page again, as a browser does when the reply did not come, then with other answers.
func TestLostReply(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	b := visit(t, s.url+"/q/one").pick("R1", "5").pick("R2", "4")
	body := b.form("send").Encode()
	first := b.post(body).texts("receipt")[0]
	again := visit(t, s.url+"/q/one").post(body)
	if again.status != http.StatusOK || again.texts("receipt")[0] != first || len(s.sent) != 1 || s.starts != 1 {
		t.Errorf("%d %v, want %s; %d taken, %d starts", again.status, again.texts("receipt"), first, len(s.sent), s.starts)
	}
	other := visit(t, s.url+"/q/one").post(strings.Replace(body, "R2=4", "R2=1", 1))
	if other.status != http.StatusConflict || other.text("h1") != "已经收到过您的答卷" || other.texts("receipt")[0] != first {
		t.Errorf("%d %q %v", other.status, other.text("h1"), other.texts("receipt"))
	}
}

// TestNothingTypedIsLost fails the sending in every way in which it may succeed later.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err         error
		status      int
		after, says string
	}{
		{errs.New(errs.TooMany, "response.too_many").With("seconds", 7), http.StatusTooManyRequests, "7", "还没有提交成功"},
		{errs.New(errs.Unavailable, "response.busy"), http.StatusServiceUnavailable, "60", "还没有提交成功"},
		{http.ErrBodyNotAllowed, http.StatusInternalServerError, "", "问题已记录"},
		{errs.New(errs.Invalid, "answer.required").At("R2"), http.StatusUnprocessableEntity, "", "还有 1 处"},
	} {
		s := open(t, "")
		s.fail = c.err
		b := visit(t, s.url+"/q/one").pick("R1", "4").pick("C", "WEB", "OTHER").write("C.other", "邮局").write("NOTE", "很长的意见")
		id := b.value("_id")
		b.press("send")
		if b.status != c.status || b.head.Get("Retry-After") != c.after || !strings.Contains(b.texts("summary")[0], c.says) {
			t.Errorf("%v: %d %q %v", c.err, b.status, b.head.Get("Retry-After"), b.texts("summary"))
		}
		if b.value("R1") != "4" || b.value("C") != "WEB,OTHER" || b.value("C.other") != "邮局" || b.value("NOTE") != "很长的意见" || b.value("_id") != id {
			t.Errorf("%v: R1 %q C %q NOTE %q", c.err, b.value("R1"), b.value("C"), b.value("NOTE"))
		}
		s.fail = nil
		if b.pick("R2", "5").press("send"); b.status != http.StatusOK || len(s.sent) != 1 {
			t.Errorf("%v: sending again: %d", c.err, b.status)
		}
	}
}

func TestGetRecordsNothing(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	for range 3 {
		visit(t, s.url+"/q/bank")
	}
	if s.openings+s.starts+len(s.sent) != 0 {
		t.Errorf("opened %d, started %d", s.openings, s.starts)
	}
	b := visit(t, s.url+"/q/bank")
	b.url += "/opened"
	if b.post(""); b.status != http.StatusNoContent || s.openings != 1 {
		t.Errorf("beacon: %d, opened %d", b.status, s.openings)
	}
	b = visit(t, s.url+"/q/bank").press("lang-en").press("stay")
	if s.starts != 0 || b.status != http.StatusOK || len(b.texts("summary")) != 0 {
		t.Errorf("another language or Enter: %d, started %d, %v", b.status, s.starts, b.texts("summary"))
	}
	b.press("send").press("send")
	if s.starts != 1 {
		t.Errorf("an incomplete form sent twice starts %d times", s.starts)
	}
}

func TestNotices(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	for _, c := range []struct {
		code   string
		err    error
		status int
		zh, en string
	}{
		{"nothing", nil, 404, "没有找到这份问卷", "There is no such survey"},
		{"closed", errs.New(errs.Gone, "link.closed"), 410, "这次调查已经结束", "This survey has ended"},
		{"expired", errs.New(errs.Gone, "link.expired"), 410, "这次调查已经结束", "This survey has ended"},
		{"planned", errs.New(errs.Unavailable, "link.not_open"), 503, "这次调查还没有开始", "This survey has not started yet"},
		{"paused", errs.New(errs.Unavailable, "link.paused"), 503, "这次调查暂停中", "This survey is paused"},
		{"many", errs.New(errs.TooMany, "response.too_many"), 429, "访问太频繁", "Too many visits at once"},
		{"busy", errs.New(errs.Unavailable, "db.busy"), 503, "系统正忙", "The system is busy"},
		{"broken", http.ErrAbortHandler, 500, "系统出了问题", "Something went wrong on our side"},
	} {
		if c.err != nil {
			s.links[c.code] = c.err
		}
		zh, en := visit(t, s.url+"/q/"+c.code), visit(t, s.url+"/q/"+c.code, "Accept-Language", "en")
		if zh.status != c.status || zh.text("h1") != c.zh || en.status != c.status || en.text("h1") != c.en {
			t.Errorf("%s: %d %q %q", c.code, zh.status, zh.text("h1"), en.text("h1"))
		}
		if strings.Contains(zh.body, "link.") || strings.Contains(zh.body, "http:") {
			t.Errorf("%s shows a raw error", c.code)
		}
	}
}

// TestShutWhileAPageIsOpen closes or pauses a link between the first page and the sending.
func TestShutWhileAPageIsOpen(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	stored := visit(t, s.url+"/q/one").pick("R1", "5").pick("R2", "5")
	body := stored.form("send").Encode()
	stored.post(body)
	late := visit(t, s.url+"/q/one").pick("R1", "4").pick("R2", "5").write("NOTE", "还在写")

	s.links["one"] = errs.New(errs.Unavailable, "link.paused")
	if late.press("send"); late.status != http.StatusServiceUnavailable || late.value("NOTE") != "还在写" {
		t.Errorf("paused: %d, NOTE %q", late.status, late.value("NOTE"))
	}
	s.links["one"] = errs.New(errs.Gone, "link.closed")
	if b := visit(t, s.url+"/q/one"); b.status != http.StatusGone || strings.Contains(b.body, "没有保存") {
		t.Errorf("a new visit: %d", b.status)
	}
	if again := (&tab{t: t, url: stored.url}).post(body); again.status != http.StatusOK || again.texts("receipt")[0] != stored.texts("receipt")[0] {
		t.Errorf("the reply was lost: %d %v", again.status, again.texts("receipt"))
	}
	if b := (&tab{t: t, url: stored.url}).post("_do=lang-en"); b.status != http.StatusGone {
		t.Errorf("another language: %d", b.status)
	}
	if late.press("send"); late.status != http.StatusGone || !strings.Contains(late.body, "没有保存") {
		t.Errorf("closed: %d", late.status)
	}
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	good := "_do=send&_page=0&R1=5&R2=5&"
	for _, c := range []struct {
		name, kind, body string
		status           int
		says             string
	}{
		{"good", "application/x-www-form-urlencoded; charset=UTF-8", good, 200, "谢谢"},
		{"JSON", "application/json", `{"R1":"5"}`, 415, "application/x-www-form-urlencoded"},
		{"no type", "", good, 415, "application/x-www-form-urlencoded"},
		{"files", "multipart/form-data; boundary=x", good, 415, "application/x-www-form-urlencoded"},
		{"GBK declared", "application/x-www-form-urlencoded; charset=gbk", good, 415, "UTF-8"},
		{"GBK undeclared", "", good + "NOTE=%C4%E3%BA%C3", 400, "“NOTE”不是 UTF-8 编码的文字"},
		{"broken UTF-8 in a name", "", good + "NO%FFTE=x", 400, "“NO?TE”"},
		{"broken escape", "", good + "NOTE=%zz", 400, "损坏"},
		{"NUL", "", good + "NOTE=a%00b", 422, "还有什么？：文字含有无法识别的字符"},
		{"too large", "", good + "NOTE=" + strings.Repeat("a", 70_000), 413, "最多 64 KB"},
		{"ten megabytes", "", good + strings.Repeat("x", 10<<20), 413, "最多 64 KB"},
		{"more fields than items", "", good + strings.Repeat("NOTE=a&", 400), 400, "多于问卷的题目"},
		{"no such page", "", "_do=send&_page=7", 400, "损坏"},
		{"page of words", "", "_do=send&_page=x", 400, "损坏"},
		{"unknown item", "", good + "Q99=1", 422, "问卷中没有题目“Q99”"},
		{"two answers to one question", "", good + "SEX=F&SEX=M", 422, "性别：答案应是一个选项代码"},
		{"nothing", "", "", 200, "各种题型"},
	} {
		kind := c.kind
		if kind == "" && c.name != "no type" {
			kind = "application/x-www-form-urlencoded"
		}
		b := &tab{t: t, url: s.url + "/q/one"}
		r, err := http.NewRequest(http.MethodPost, b.url, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		b.do(r)
		if text := b.text("main"); b.status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %.200q", c.name, b.status, text)
		}
	}
}

// FuzzPost sends anything: no page is an internal error, and what is taken in is what the rules allow.
func FuzzPost(f *testing.F) {
	f.Add([]byte("_do=send&_page=0&R1=5&R2=5&C=WEB&C=OTHER&C.other=x&APPUSE=3"), "kitchen")
	f.Add([]byte("_do=next&_page=1&_lang=en&_id=%00&_t=-1&R1=1&BAD=%3Cb%3E"), "kitchen")
	f.Add([]byte("_do=lang-fr&=&&R1=%ff;%zz"), "one")
	s := open(f, "")
	f.Fuzz(func(t *testing.T, body []byte, link string) {
		if link != "kitchen" && link != "one" && link != "bank" {
			return
		}
		r := httptest.NewRequest(http.MethodPost, "/q/"+link, bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%q: %d", body, w.Code)
		}
	})
}

// BenchmarkSession is the pages' part of a customer's session on the bank form: the first page, then the filled
// one with everything answered. The intake behind it is not in it.
func BenchmarkSession(b *testing.B) {
	s := open(b, "")
	page := visit(b, s.url+"/q/bank")
	for _, e := range s.forms["bank"].Questionnaire.Form.Items() {
		if len(e.Options) > 0 {
			page.pick(e.Code, e.Options[0].Code)
		}
	}
	body := page.write("Q81", "窗口人手可以再多一些。").form("send").Encode()
	b.ReportAllocs()
	for b.Loop() {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := httptest.NewRequest(method, "/q/bank", strings.NewReader(body))
			r.Header.Set("Accept-Encoding", "gzip")
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			if s.handler.ServeHTTP(w, r); w.Code != http.StatusOK {
				b.Fatal(w.Code)
			}
		}
	}
}
