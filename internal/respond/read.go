package respond

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// posted is a page as it was sent.
type posted struct {
	do         string // next, back, send, stay, lang-zh, lang-en
	lang       string
	version    string // of the questionnaire, on which the page was begun
	page       int
	submission string
	made       time.Time // when the first page was made; zero when it does not say
	started    bool      // an earlier page was sent before: this is not the start
	revision   int64     // of the draft that the page was made of (personal links)
	stroke     int64     // counts what a page of a personal link sends, so that a late saving is known as such
	typed      typed
}

// typed are the answers as typed, by field name, without empty ones.
type typed map[string][]string

// read takes a page out of a request. Errors are errs.Invalid or errs.TooMany... of the body as a whole, except
// for text that is not UTF-8, which names its field.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, form *questionnaire.Form) (posted, error) {
	p := posted{typed: typed{}}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := params["charset"]
	if err != nil || kind != "application/x-www-form-urlencoded" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return p, errs.New(errs.Invalid, "respond.body_type")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return p, errs.New(errs.Invalid, "respond.body_large").With("max", h.maxBody>>10)
	}
	if err != nil {
		return p, errs.New(errs.Invalid, "respond.body_broken").Because(err)
	}
	left := fieldsOf(form)
	for pair := range strings.SplitSeq(string(body), "&") {
		if pair == "" {
			continue
		}
		if left--; left < 0 {
			return p, errs.New(errs.Invalid, "respond.fields")
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(rawName)
		value, err2 := url.QueryUnescape(rawValue)
		if err1 != nil || err2 != nil {
			return p, errs.New(errs.Invalid, "respond.body_broken")
		}
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			field := strings.ToValidUTF8(name, "?")
			return p, errs.New(errs.Invalid, "respond.body_encoding").With("field", field).At(field)
		}
		p.set(name, value)
	}
	if p.page < 0 || p.page >= form.Pages() {
		return p, errs.New(errs.Invalid, "respond.body_broken")
	}
	return p, nil
}

// set takes one field. Names that begin with "_" are the page's own: no item's code does.
func (p *posted) set(name, value string) {
	switch name {
	case "_do":
		p.do = value
	case "_lang":
		p.lang = value
	case "_page":
		n, err := strconv.Atoi(value)
		if err != nil {
			n = -1
		}
		p.page = n
	case "_id":
		p.submission = value
	case "_t":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 && n < 1<<42 {
			p.made = time.UnixMilli(n)
		}
	case "_r", "_n":
		n, err := strconv.ParseInt(value, 10, 64)
		if err == nil && name == "_r" {
			p.revision = n
		} else if err == nil {
			p.stroke = n
		}
	case "_s":
		p.started = value == "1"
	case "_v":
		p.version = value
	default:
		if value != "" && name != "" {
			p.typed[name] = append(p.typed[name], value)
		}
	}
}

// fieldsOf is how many fields a page can send: one for each item and its text, one for each option of a
// multiple and "does not apply", and the page's own, doubled for a browser that kept an old page.
func fieldsOf(form *questionnaire.Form) int {
	n := 8
	for _, e := range form.Items() {
		n += 3
		if e.Type == questionnaire.Multiple {
			n += len(e.Options)
		}
	}
	return 2 * n
}

func (t typed) has(name, value string) bool {
	for _, v := range t[name] {
		if v == value {
			return true
		}
	}
	return false
}

func (t typed) first(name string) string {
	if len(t[name]) == 0 {
		return ""
	}
	return t[name][0]
}

// language is the language of a page: the one asked for if the questionnaire has it, else the first of it
// that the browser prefers, else the questionnaire's own first.
func language(doc *questionnaire.Document, asked, accept string) i18n.Lang {
	for _, lang := range doc.Languages {
		if lang == asked {
			return i18n.Lang(lang)
		}
	}
	preferred := i18n.Match(accept)
	for _, lang := range doc.Languages {
		if accept != "" && i18n.Lang(lang) == preferred {
			return preferred
		}
	}
	if len(doc.Languages) == 0 {
		return preferred
	}
	return i18n.Lang(doc.Languages[0])
}
