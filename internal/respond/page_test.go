package respond_test

import (
	"flag"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/respond"
)

var update = flag.Bool("update", false, "rewrite the golden pages")

var (
	idField = regexp.MustCompile(`name="_id" value="[0-9a-f-]{36}"`)
	hashed  = regexp.MustCompile(`respond-[0-9a-f]{12}\.`)
)

// steady is a page without what differs from one making to the next.
func steady(body string) string {
	return hashed.ReplaceAllString(idField.ReplaceAllString(body, `name="_id" value="ID"`), "respond-HASH.")
}

// TestGoldenPages keeps the markup of every item type in both languages. Run with -update after a look at the diff.
func TestGoldenPages(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	for name, make := range map[string]func() *tab{
		"items-zh.html": func() *tab { return visit(t, s.url+"/q/one") },
		"items-en.html": func() *tab { return visit(t, s.url+"/q/one?lang=en") },
		"faults-en.html": func() *tab {
			b := visit(t, s.url+"/q/one?lang=en").pick("R1", "1").pick("C", "WEB", "NONE").write("C.other", "x")
			return b.write("APPUSE", "lots").write("YEARS", "7").write("NOTE", strings.Repeat("a", 1001)).press("send")
		},
		"page-2-zh.html":   func() *tab { return visit(t, s.url+"/q/kitchen").pick("R1", "1").pick("R2", "4").press("next") },
		"garden-1-zh.html": func() *tab { return visit(t, s.url+"/q/garden") },
		"garden-2-en.html": func() *tab {
			b := visit(t, s.url+"/q/garden?lang=en").write("_id", "0123456789").pick("CAME", "YES").write("DAY", "2026-03-05")
			return b.press("next").pick("EASE", "2").press("next")
		},
		"thanks-zh.html": func() *tab {
			b := visit(t, s.url+"/q/one").pick("R1", "5").pick("R2", "na")
			return b.write("_id", "0123456789").press("send")
		},
	} {
		got, path := steady(make().body), "testdata/"+name
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFirstView(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	b := visit(t, s.url+"/q/bank", "Accept-Language", "en-GB,en;q=0.9")
	if b.status != http.StatusOK || b.text("h1") != "How was our service?" {
		t.Fatalf("%d %q", b.status, b.text("h1"))
	}
	if got, want := b.texts("facts"), "About 2 minAnonymousOpen until 31 December 2026"; len(got) != 1 || got[0] != want {
		t.Errorf("facts %q, want %q", got, want)
	}
	if got := b.texts("who"); got[0] != "Jiangzhou BankEast Branch" {
		t.Errorf("who asks: %v", got)
	}
	if strings.Contains(b.body, " checked") {
		t.Error("something is chosen beforehand")
	}
	if zh := visit(t, s.url+"/q/bank", "Accept-Language", "fr"); zh.text("h1") != "网点服务满意度调查" {
		t.Errorf("a browser in neither language gets %q", zh.text("h1"))
	}
}

// TestAnonymityIsStated says on the first page what level the wave has.
func TestAnonymityIsStated(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]string{
		respond.Anonymous: "不记录姓名、电话和网络地址，答卷不会与您本人对应。", respond.Confidential: "只有负责处理的人员能看到您的答卷，报告中只有汇总结果。",
		respond.Named: "负责服务您的人员可以看到您的答卷。",
	} {
		s := open(t, "")
		f := s.forms["bank"]
		f.Anonymity = level
		s.forms["bank"] = f
		if b := visit(t, s.url+"/q/bank"); b.texts("promise")[0] != want {
			t.Errorf("%s: %v", level, b.texts("promise"))
		}
	}
}

// TestBudget adds up what a phone loads before the first answer: page, style and script.
func TestBudget(t *testing.T) {
	t.Parallel()
	s := open(t, "/manyi")
	for _, link := range []string{"bank", "bank?lang=en", "one", "kitchen", "garden"} {
		b := visit(t, s.url+"/q/"+link)
		loads, bytes := 1, zipped(t, s.url+"/q/"+link)
		walk(b.root, func(n *html.Node) {
			at := attr(n, "src")
			if n.Data == "link" {
				at = attr(n, "href")
			}
			if at == "" || at == "data:," {
				return
			}
			if !strings.HasPrefix(at, "/manyi/respond/respond-") {
				t.Errorf("the page loads %s", at)
			}
			loads, bytes = loads+1, bytes+zipped(t, strings.TrimSuffix(s.url, "/manyi")+at)
		})
		if loads > 3 || bytes > 40<<10 { // the fourth request tells that the page was opened
			t.Errorf("%s: %d loads, %d bytes", link, loads, bytes)
		}
		t.Logf("%s: %d loads, %d bytes compressed", link, loads, bytes)
	}
	script, err := os.ReadFile("static/respond.js")
	if err != nil || len(script) >= 10_000 {
		t.Errorf("script of %d bytes, %v", len(script), err)
	}
	for _, modern := range []string{"=>", "`", "let ", "const ", "async ", "?.", "fetch("} {
		if strings.Contains(string(script), modern) {
			t.Errorf("the script uses %q, which old in-app browsers do not know", modern)
		}
	}
}

func zipped(t *testing.T, url string) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	reply, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil || reply.StatusCode != http.StatusOK || reply.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s: %d %v %v", url, reply.StatusCode, reply.Header, err)
	}
	return len(body)
}

// TestCompressedEqualsPlain reads pages both ways: assembled from compressed parts and as text.
func TestCompressedEqualsPlain(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	for _, path := range []string{"/q/bank", "/q/bank?lang=en", "/q/kitchen", "/q/garden", "/q/nothing"} {
		compressed := visit(t, s.url+path)
		r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip;q=0, identity")
		reply, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		if err != nil || reply.Header.Get("Content-Encoding") != "" {
			t.Fatalf("%v %v", reply.Header, err)
		}
		if diff := cmp.Diff(steady(string(body)), steady(compressed.body)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := open(t, "")
	for _, b := range []*tab{visit(t, s.url+"/q/bank"), visit(t, s.url+"/q/nothing"), visit(t, s.url+"/q/one").press("send")} {
		for name, want := range map[string]string{
			"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
			"Content-Type": "text/html; charset=utf-8", "Vary": "Accept-Encoding", "Set-Cookie": "",
		} {
			if got := b.head.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		policy := b.head.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
		walk(b.root, func(n *html.Node) {
			if n.Data == "script" && (attr(n, "src") == "" || content(n) != "") || n.Data == "style" || has(n, "style") {
				t.Errorf("inline %s", n.Data)
			}
		})
	}
	asset := visit(t, s.url+hashedPath(t, s, "script"))
	if got := asset.head.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("asset: %q", got)
	}
	if missing := visit(t, s.url+"/respond/respond-000000000000.js"); missing.status != http.StatusNotFound {
		t.Errorf("unknown asset: %d", missing.status)
	}
}

func hashedPath(t *testing.T, s site, tag string) string {
	t.Helper()
	path := ""
	walk(visit(t, s.url+"/q/bank").root, func(n *html.Node) {
		if n.Data == tag {
			path = attr(n, "src")
		}
	})
	return path
}

// TestNoTextIsMarkup puts script into every text of a questionnaire and into every field of an answer.
func TestNoTextIsMarkup(t *testing.T) {
	t.Parallel()
	const evil = `"><script>alert(1)</script><!--head--><!--tail--><img src=x onerror=alert(1)>'`
	s := open(t, "")
	v := load(t, kitchenFile)
	v.ID, v.Document.Paging = "evil", questionnaire.PagingOne
	spoil := func(texts ...i18n.Text) {
		for _, text := range texts {
			for lang := range text {
				text[lang] += evil
			}
		}
	}
	d := v.Document
	spoil(d.Title, d.Introduction, d.Thanks)
	for _, o := range d.Scales["five"].Options {
		spoil(o.Text)
	}
	for _, section := range d.Sections {
		spoil(section.Title)
		for i := range section.Items {
			it := &section.Items[i]
			spoil(it.Text, it.Help, it.NA, it.Low, it.High)
			for _, o := range it.Options {
				spoil(o.Text)
			}
			for _, r := range it.Rows {
				spoil(r.Text)
			}
		}
	}
	v.Form = questionnaire.Compile(d)
	f := s.forms["one"]
	f.Questionnaire, f.Unit, f.Organisation, f.Closes = v, i18n.Text{"zh": evil}, i18n.Text{"zh": evil}, evil
	s.forms["evil"] = f

	first := visit(t, s.url+"/q/evil")
	faulty := visit(t, s.url+"/q/evil").write("NOTE", "</textarea>"+evil).write("BAD", evil).write("C.other", evil).write("APPUSE", evil).
		write("_id", evil).press("send")
	invented := visit(t, s.url+"/q/evil").post("_do=send&" + strings.Repeat("%3Cscript%3E", 9) + "=1&R1=%3Cscript%3E")
	for name, b := range map[string]*tab{"first": first, "faulty": faulty, "invented": invented} {
		scripts := 0
		walk(b.root, func(n *html.Node) {
			if n.Data == "script" {
				scripts++
			}
			if n.Data == "img" || has(n, "onerror") {
				t.Errorf("%s: a text became <%s>", name, n.Data)
			}
		})
		if scripts != 1 {
			t.Errorf("%s: %d scripts", name, scripts)
		}
	}
	if faulty.status != http.StatusUnprocessableEntity || faulty.value("NOTE") != "</textarea>"+evil {
		t.Errorf("%d, typed text came back as %q", faulty.status, faulty.value("NOTE"))
	}
}
