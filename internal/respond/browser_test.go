package respond_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// tab is a browser without JavaScript: it shows one page and sends its form as a browser would.
type tab struct {
	t      testing.TB
	url    string
	status int
	head   http.Header
	body   string
	root   *html.Node
	fields []field
}

// field is one control of the form.
type field struct {
	name, value, kind string
	checked           bool
}

func visit(t testing.TB, address string, head ...string) *tab {
	t.Helper()
	b := &tab{t: t, url: address}
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	b.do(r)
	return b
}

func (b *tab) do(r *http.Request) {
	b.t.Helper()
	r.Header.Set("Accept-Encoding", "gzip")
	reply, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer reply.Body.Close()
	reader := io.Reader(reply.Body)
	if reply.Header.Get("Content-Encoding") == "gzip" {
		if reader, err = gzip.NewReader(reply.Body); err != nil {
			b.t.Fatal(err)
		}
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		b.t.Fatal(err)
	}
	b.status, b.head, b.body = reply.StatusCode, reply.Header, string(text)
	if b.root, err = html.Parse(strings.NewReader(b.body)); err != nil {
		b.t.Fatal(err)
	}
	b.fields = nil
	walk(b.root, func(n *html.Node) {
		switch n.Data {
		case "input":
			b.fields = append(b.fields, field{attr(n, "name"), attr(n, "value"), attr(n, "type"), has(n, "checked")})
		case "textarea":
			// The parser, as a browser, drops the line end after the tag.
			b.fields = append(b.fields, field{attr(n, "name"), content(n), "textarea", false})
		}
	})
}

// pick checks a radio or a checkbox; an option that is not on the page is a fault.
func (b *tab) pick(name string, values ...string) *tab {
	b.t.Helper()
	for _, value := range values {
		i := slices.IndexFunc(b.fields, func(f field) bool { return f.name == name && f.value == value })
		if i < 0 {
			b.t.Fatalf("no option %s of %s on the page", value, name)
		}
		for j := range b.fields {
			if b.fields[j].name == name && b.fields[i].kind == "radio" {
				b.fields[j].checked = false
			}
		}
		b.fields[i].checked = true
	}
	return b
}

func (b *tab) write(name, value string) *tab {
	b.t.Helper()
	i := slices.IndexFunc(b.fields, func(f field) bool { return f.name == name })
	if i < 0 {
		b.t.Fatalf("no field %s on the page", name)
	}
	b.fields[i].value = value
	return b
}

// value is what a field holds: of options the checked ones.
func (b *tab) value(name string) string {
	var values []string
	for _, f := range b.fields {
		if f.name == name && (f.checked || f.kind != "radio" && f.kind != "checkbox") {
			values = append(values, f.value)
		}
	}
	return strings.Join(values, ",")
}

// form is what the page sends when a button is pressed.
func (b *tab) form(button string) url.Values {
	v := url.Values{"_do": {button}}
	for _, f := range b.fields {
		if f.checked || f.kind != "radio" && f.kind != "checkbox" {
			v.Add(f.name, f.value)
		}
	}
	return v
}

func (b *tab) press(button string) *tab {
	b.t.Helper()
	found := false
	walk(b.root, func(n *html.Node) {
		found = found || n.Data == "button" && attr(n, "name") == "_do" && attr(n, "value") == button
	})
	if !found {
		b.t.Fatalf("no button %s on the page", button)
	}
	return b.post(b.form(button).Encode())
}

func (b *tab) post(body string) *tab {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.url, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.do(r)
	return b
}

// text is the text of the first element of a kind.
func (b *tab) text(tag string) string {
	found := ""
	walk(b.root, func(n *html.Node) {
		if found == "" && n.Data == tag {
			found = strings.Join(strings.Fields(content(n)), " ")
		}
	})
	return found
}

// texts are the texts of all elements of a class.
func (b *tab) texts(class string) []string {
	var found []string
	walk(b.root, func(n *html.Node) {
		if slices.Contains(strings.Fields(attr(n, "class")), class) {
			found = append(found, strings.Join(strings.Fields(content(n)), " "))
		}
	})
	return found
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func content(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	text := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		text += content(c)
	}
	return text
}
