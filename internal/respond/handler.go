package respond

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// DefaultMaxBody is how much one page may send: the largest form's texts many times over.
const DefaultMaxBody = 64 << 10

// Options are the surroundings of the pages.
type Options struct {
	Desk    Desk
	Visits  Visits // of personal links; without it there are none
	Base    string // sub-path of the public address, "" or "/manyi"
	MaxBody int64  // 0: DefaultMaxBody
	Minor   Minor  // nil: pages are always of the version that is asked now
	Now     func() time.Time
	Address func(*http.Request) netip.Addr // of the customer, proxies seen through
	Log     *slog.Logger                   // faults of ours; neither codes nor answers nor addresses enter it
}

// Handler serves the respondent pages.
type Handler struct {
	desk    Desk
	visits  Visits
	base    string
	maxBody int64
	now     func() time.Time
	address func(*http.Request) netip.Addr
	log     *slog.Logger
	assets  assets
	render  *renderer
	preview *renderer // of pages that are nowhere stored
	minor   Minor
}

// New prepares the pages.
func New(o Options) (*Handler, error) {
	files, names, err := loadAssets(o.Base)
	if err != nil {
		return nil, fmt.Errorf("respondent pages: %w", err)
	}
	render, err := newRenderer(paths{CSS: names.CSS, JS: names.JS, Draft: names.Draft})
	if err != nil {
		return nil, fmt.Errorf("respondent pages: %w", err)
	}
	preview, err := newRenderer(names)
	if err != nil {
		return nil, fmt.Errorf("respondent pages: %w", err)
	}
	h := &Handler{
		preview: preview, minor: o.Minor, desk: o.Desk, visits: o.Visits, base: o.Base, maxBody: o.MaxBody, now: o.Now, address: o.Address, log: o.Log, assets: files, render: render,
	}
	if h.maxBody == 0 {
		h.maxBody = DefaultMaxBody
	}
	return h, nil
}

// Register adds the routes of the pages.
func (h *Handler) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET "+h.base+"/q/{code}", h.show)
	mux.HandleFunc("POST "+h.base+"/q/{code}", h.post)
	mux.HandleFunc("POST "+h.base+"/q/{code}/opened", h.opened)
	h.registerPersonal(mux)
	mux.HandleFunc("GET "+h.base+"/respond/{file}", h.assets.serve)
}

// show is the first page. It records and consumes nothing: link scanners and previews come here too (D8).
func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	f, err := h.desk.Link(r.Context(), r.PathValue("code"))
	if err != nil {
		h.refuse(w, r, nil, i18n.Match(r.Header.Get("Accept-Language")), err)
		return
	}
	s := state{
		posted: posted{submission: uuid.NewString(), made: h.now(), typed: typed{}}, fresh: true,
		lang: language(f.Questionnaire.Document, r.URL.Query().Get("lang"), r.Header.Get("Accept-Language")),
	}
	h.page(w, r, http.StatusOK, f, s)
}

// opened counts that a page was shown to somebody: only a script sends this.
func (h *Handler) opened(w http.ResponseWriter, r *http.Request) {
	headers(w.Header())
	h.desk.Opened(r.Context(), r.PathValue("code"))
	w.WriteHeader(http.StatusNoContent)
}

// post takes a page: back, next, send, another language, or stay (the Enter key without the script).
func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	f, shut := h.desk.Link(r.Context(), code)
	form := f.Questionnaire.Form
	if shut != nil && (form == nil || !errs.Is(shut, errs.Gone) && !errs.Is(shut, errs.Unavailable)) {
		h.refuse(w, r, nil, i18n.Match(r.Header.Get("Accept-Language")), shut)
		return
	}
	p, err := h.read(w, r, form)
	s := state{posted: p, lang: language(form.Document(), p.lang, r.Header.Get("Accept-Language"))}
	if err != nil {
		h.refuse(w, r, &f, s.lang, err)
		return
	}
	if errs.Is(shut, errs.Gone) && p.do != "send" { // sending is left to the desk: it may know the submission
		h.refuse(w, r, &f, s.lang, shut)
		return
	}
	if f, err = h.begun(r.Context(), f, p.version); err != nil {
		h.refuse(w, r, &f, s.lang, err)
		return
	}
	form = f.Questionnaire.Form
	if !validID(s.submission) {
		s.submission = uuid.NewString()
	}
	switch to, other := strings.CutPrefix(p.do, "lang-"); {
	case other:
		s.lang = language(form.Document(), to, "")
	case p.do == "next", p.do == "send":
		h.forward(w, r, f, s)
		return
	case p.do == "back":
		s.page = s.beside(form, -1)
	}
	h.page(w, r, http.StatusOK, f, s)
}

// forward goes on to the next page, or sends after the last one.
func (h *Handler) forward(w http.ResponseWriter, r *http.Request, f Form, s state) {
	form, code, first := f.Questionnaire.Form, r.PathValue("code"), s.page == 0 && !s.started
	s.started = true
	if next := s.beside(form, 1); next > s.page {
		if first {
			h.desk.Started(r.Context(), code)
		}
		if _, err := form.ValidatePage(s.page, form.Answers(s.typed)); err != nil {
			h.again(w, r, f, s, err)
			return
		}
		s.page = next
		h.page(w, r, http.StatusOK, f, s)
		return
	}
	receipt, err := h.desk.Submit(r.Context(), Submission{
		Code: code, SubmissionID: s.submission, Answers: form.Answers(s.typed), Language: string(s.lang), Mode: "web",
		Form: f.Questionnaire.ID, StartedAt: s.made, Address: h.address(r),
	})
	if first && !receipt.Repeat {
		h.desk.Started(r.Context(), code)
	}
	if err != nil {
		h.again(w, r, f, s, err)
		return
	}
	out, err := h.render.thanks(f, s, receipt.ID, acceptsGzip(r))
	h.write(w, r, http.StatusOK, out, err)
}

// beside is the next page in a direction on which something is asked, or the page itself when there is none: an
// answer may end the questionnaire.
func (s *state) beside(form *questionnaire.Form, direction int) int {
	doc, answers := form.Document(), form.Answers(s.typed)
	last := form.LastPage(answers)
	for page := s.page + direction; page >= 0 && page <= last; page += direction {
		b := builder{form: form, page: page, shown: shownOn(form, page, answers)}
		for i := range doc.Sections {
			if form.Page(i) != page {
				continue
			}
			for j := range doc.Sections[i].Items {
				if it := &doc.Sections[i].Items[j]; b.open(it.Code, it.ShowIf) {
					return page
				}
			}
		}
	}
	return s.page
}

// shownOn is what earlier pages have decided about a page; nil on the first, which has none before it.
func shownOn(form *questionnaire.Form, page int, answers questionnaire.Answers) map[string]bool {
	if page == 0 {
		return nil
	}
	return form.Drawn(page, answers)
}

// again shows the page once more, with everything typed, after it could not go on.
func (h *Handler) again(w http.ResponseWriter, r *http.Request, f Form, s state, err error) {
	form := f.Questionnaire.Form
	var items []*errs.Error
	all := errs.All(err)
	for _, e := range all {
		if e.Kind == errs.Invalid {
			items = append(items, e)
		}
	}
	if len(items) > 0 {
		s.blame(form, items)
		h.page(w, r, http.StatusUnprocessableEntity, f, s)
		return
	}
	if len(all) == 0 || errs.Is(err, errs.Unavailable) || errs.Is(err, errs.TooMany) {
		status, n := h.reason(r.Context(), err)
		retryAfter(w.Header(), err)
		s.notice = &summaryView{Title: i18n.T(s.lang, "respond.not_sent", nil), Text: i18n.T(s.lang, n.text, nil) + " " + i18n.T(s.lang, "respond.kept", nil)}
		if e := first(err); e != nil {
			s.notice.Text = i18n.T(s.lang, e.Key, e.Args) + " " + i18n.T(s.lang, "respond.kept", nil)
		}
		h.page(w, r, status, f, s)
		return
	}
	h.refuse(w, r, &f, s.lang, err)
}

// blame goes to the page of the first fault and notes the faults of that page: those of later ones are told when the
// customer gets there.
func (s *state) blame(form *questionnaire.Form, items []*errs.Error) {
	if page := pageOf(form, items[0]); page >= 0 {
		s.page = page
	}
	for _, e := range items {
		if page := pageOf(form, e); page < 0 || page == s.page {
			s.faults = append(s.faults, e)
		}
	}
}

// pageOf is the page of the item a fault is about, or -1 when it is about none.
func pageOf(form *questionnaire.Form, e *errs.Error) int {
	entry, ok := form.Entry(strings.TrimSuffix(e.Field, questionnaire.OtherSuffix))
	if !ok {
		return -1
	}
	return form.Page(entry.Section)
}

func (h *Handler) page(w http.ResponseWriter, r *http.Request, status int, f Form, s state) {
	out, err := h.render.page(f, s, acceptsGzip(r))
	h.write(w, r, status, out, err)
}

// refuse is a page without a form: it says why there is none. f is nil when the link leads to none.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, f *Form, lang i18n.Lang, err error) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // nobody is there to read it
	}
	status, n := h.reason(r.Context(), err)
	v := noticeView{Heading: i18n.T(lang, n.title, nil), Paragraphs: []string{i18n.T(lang, n.text, nil)}}
	if f != nil {
		v.Head = template.HTML(headOf(*f, lang))
	}
	if e := first(err); e != nil {
		if n == bad {
			v.Paragraphs = []string{i18n.T(lang, e.Key, e.Args)}
		}
		if receipt, ok := e.Args["receipt"].(string); ok {
			v.Receipt = template.HTML(receiptOf(lang, receipt))
		}
	}
	if n == closed && r.Method == http.MethodPost {
		v.Paragraphs = append(v.Paragraphs, i18n.T(lang, "respond.closed.lost", nil))
	}
	retryAfter(w.Header(), err)
	text, err := h.render.notice(lang, v)
	h.write(w, r, status, output{plain: text}, err)
}

// validID reports whether a submission id is one that a page could have been given.
func validID(id string) bool {
	return len(id) >= 8 && len(id) <= 128 && strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == ""
}
