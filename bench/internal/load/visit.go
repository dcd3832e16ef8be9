package load

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"sync"

	"manyi.dev/manyi/internal/questionnaire"
)

// browser are the header lines that matter of a phone's browser.
const browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate\r\n" +
	"Accept-Language: zh-CN,zh;q=0.9\r\nUser-Agent: Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0\r\n"

// loaded finds what a page loads. The hidden fields are found without an expression, which would cost more than the
// server spends on the page.
var loaded = regexp.MustCompile(`(?:src|href)="(/[^"]+)"`)

// hidden are the hidden fields of a page.
func hidden(page []byte) url.Values {
	fields := url.Values{}
	for {
		_, rest, found := bytes.Cut(page, []byte(`<input type="hidden" name="`))
		if !found {
			return fields
		}
		name, rest, _ := bytes.Cut(rest, []byte(`" value="`))
		value, rest, _ := bytes.Cut(rest, []byte(`"`))
		fields.Set(string(name), string(value))
		page = rest
	}
}

// Visitor answers as a browser does: asks for the page, sends the answers. Each visit has a connection of its own, since
// each customer has a telephone of his own.
type Visitor struct {
	First   bool // the browser has nothing of ours yet: it loads style and script, and the script sends its beacon
	address string
	links   []string
	answers []questionnaire.Answers
}

// Visitors are n callers.
func Visitors(n int, first bool, address string, links []string, answers []questionnaire.Answers) []Caller {
	callers := make([]Caller, n)
	for k := range callers {
		callers[k] = &Visitor{First: first, address: address, links: links, answers: answers}
	}
	return callers
}

// Page is what the first load of a questionnaire is.
type Page struct {
	Requests int
	Bodies   int // bytes, compressed
	Total    int // with the header lines
	Fields   url.Values
}

// Load loads the i-th questionnaire's page with what belongs to it.
func (v *Visitor) Load(c *Conn, i int) (Page, error) {
	var p Page
	get := func(path string) (Reply, error) {
		reply, err := c.Do(http.MethodGet, path, browser, nil)
		if err == nil && reply.Status != http.StatusOK {
			err = fmt.Errorf("GET %s: status %d", path, reply.Status)
		}
		p.Requests, p.Bodies, p.Total = p.Requests+1, p.Bodies+len(reply.Body), p.Total+reply.Size
		return reply, err
	}
	reply, err := get("/q/" + v.links[i%len(v.links)])
	if err != nil {
		return p, err
	}
	text, err := unzip(reply)
	if err != nil {
		return p, err
	}
	if v.First {
		for _, file := range loaded.FindAllSubmatch(text, -1) {
			if _, err := get(string(file[1])); err != nil {
				return p, err
			}
		}
	}
	p.Fields = hidden(text)
	p.Fields.Set("_do", "send")
	return p, nil
}

var unzippers = sync.Pool{New: func() any { return new(gzip.Reader) }}

func unzip(r Reply) ([]byte, error) {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return nil, fmt.Errorf("the page is not compressed")
	}
	z := unzippers.Get().(*gzip.Reader)
	defer unzippers.Put(z)
	if err := z.Reset(bytes.NewReader(r.Body)); err != nil {
		return nil, err
	}
	text := bytes.NewBuffer(make([]byte, 0, 8*len(r.Body)))
	_, err := text.ReadFrom(z)
	return text.Bytes(), err
}

// Do is the i-th customer's visit.
func (v *Visitor) Do(i int) error {
	c := Dial(v.address)
	defer func() { _ = c.Close() }() // what counts was answered
	page, err := v.Load(c, i)
	if err != nil {
		return err
	}
	path := "/q/" + v.links[i%len(v.links)]
	if v.First {
		beacon, err := c.Do(http.MethodPost, path+"/opened", browser, nil)
		if err != nil {
			return err
		}
		if beacon.Status != http.StatusNoContent {
			return fmt.Errorf("beacon: status %d", beacon.Status)
		}
	}
	for item, answer := range v.answers[i%len(v.answers)] {
		page.Fields[item] = typed(answer)
	}
	reply, err := c.Do(http.MethodPost, path, browser+"Content-Type: application/x-www-form-urlencoded\r\n", []byte(page.Fields.Encode()))
	if err != nil {
		return err
	}
	text, err := unzip(reply)
	if err == nil && (reply.Status != http.StatusOK || !bytes.Contains(text, []byte(`class="receipt"`))) {
		err = fmt.Errorf("answers: status %d: %s", reply.Status, text)
	}
	return err
}

// typed is an answer as the fields of a form.
func typed(answer any) []string {
	switch a := answer.(type) {
	case float64:
		return []string{strconv.FormatFloat(a, 'f', -1, 64)}
	case []any:
		list := make([]string, len(a))
		for i := range a {
			list[i] = fmt.Sprint(a[i])
		}
		return list
	}
	return []string{fmt.Sprint(answer)}
}

// Close does nothing: no connection outlives its visit.
func (*Visitor) Close() error { return nil }

// Show asks for the i-th questionnaire's page alone.
func (v *Visitor) Show(c *Conn, i int) error {
	reply, err := c.Do(http.MethodGet, "/q/"+v.links[i%len(v.links)], browser, nil)
	if err == nil && reply.Status != http.StatusOK {
		err = fmt.Errorf("page: status %d", reply.Status)
	}
	return err
}
