package respond

import (
	"bytes"
	"context"
	"html"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Visits is what the pages of personal links need of the system behind them. Tokens are secrets: they are neither logged nor
// part of an error.
type Visits interface {
	// Visit is what a personal link leads to, and changes nothing. errs.NotFound "invitation.unknown", errs.Gone
	// "invitation.revoked" or "link.closed", errs.Unavailable "link.paused", errs.Conflict "invitation.answered" with the
	// arguments "receipt" and "partial" (it was never sent, but kept at closing). A Form returned together with an error lets pages that are open end well.
	Visit(ctx context.Context, token string) (Visit, error)
	// Save keeps what was typed. Errors are those of Visit, but a paused wave keeps drafts.
	Save(ctx context.Context, p Saving) (Draft, error)
	// SubmitPersonal is Desk.Submit for a personal link, whose token is the Code; there is no submission id.
	SubmitPersonal(ctx context.Context, s Submission) (Receipt, error)
	// OpenedPersonal counts that the page of a personal link was shown.
	OpenedPersonal(ctx context.Context, token string)
}

// Visit is a questionnaire with what was typed of it before.
type Visit struct {
	Form  Form
	Draft Draft
}

// Draft is what was typed and not sent yet.
type Draft struct {
	Revision int64 // 0: nothing was
	Page     int   // where to go on
	Language string
	Typed    map[string][]string // by field name
	Other    bool                // another device saved since the page was made
}

// Saving is a page on its way into the draft.
type Saving struct {
	Token    string
	Editor   string // who types: the id made with the page
	Stroke   int64  // counts what the editor changed
	Late     bool   // sent beside the page: dropped when the editor has saved something newer
	On       int    // the page whose answers these are
	Next     int    // the page to go on with
	Seen     int64  // revision of the draft that the page was made of
	Language string
	Typed    map[string][]string
	Began    time.Time
	Version  string // of the questionnaire, as the page was made; "" is that which is asked now
}

func (h *Handler) registerPersonal(mux *http.ServeMux) {
	if h.visits == nil {
		return
	}
	mux.HandleFunc("GET "+h.base+"/s/{token}", h.showPersonal)
	mux.HandleFunc("POST "+h.base+"/s/{token}", h.postPersonal)
	mux.HandleFunc("POST "+h.base+"/s/{token}/draft", h.savePersonal)
	mux.HandleFunc("POST "+h.base+"/s/{token}/opened", h.openedPersonal)
}

// showPersonal is the page where the customer stopped, or the first one. It records and consumes nothing (D8).
func (h *Handler) showPersonal(w http.ResponseWriter, r *http.Request) {
	v, err := h.visits.Visit(r.Context(), r.PathValue("token"))
	accepts := r.Header.Get("Accept-Language")
	if err != nil {
		h.refusePersonal(w, r, &v.Form, i18n.Match(accepts), err)
		return
	}
	form := v.Form.Questionnaire.Form
	asked := r.URL.Query().Get("lang")
	if asked == "" {
		asked = v.Draft.Language
	}
	s := state{
		posted: posted{submission: uuid.NewString(), made: h.now(), typed: typed{}, revision: v.Draft.Revision}, fresh: true,
		lang: language(form.Document(), asked, accepts),
	}
	if v.Draft.Revision > 0 {
		s.typed = v.Draft.Typed
		s.page = max(0, min(v.Draft.Page, form.LastPage(form.Answers(s.typed))))
		s.started = true
		s.note = i18n.T(s.lang, "respond.resumed", nil)
	}
	h.page(w, r, http.StatusOK, v.Form, s)
}

func (h *Handler) openedPersonal(w http.ResponseWriter, r *http.Request) {
	headers(w.Header())
	h.visits.OpenedPersonal(r.Context(), r.PathValue("token"))
	w.WriteHeader(http.StatusNoContent)
}

// postPersonal takes a page and keeps it before anything else, so that whatever comes of it nothing is lost.
func (h *Handler) postPersonal(w http.ResponseWriter, r *http.Request) {
	v, shut := h.visits.Visit(r.Context(), r.PathValue("token"))
	form := v.Form.Questionnaire.Form
	if shut != nil && form == nil {
		h.refusePersonal(w, r, nil, i18n.Match(r.Header.Get("Accept-Language")), shut)
		return
	}
	p, err := h.read(w, r, form)
	s := state{posted: p, lang: language(form.Document(), p.lang, r.Header.Get("Accept-Language"))}
	if err != nil {
		h.refusePersonal(w, r, &v.Form, s.lang, err)
		return
	}
	if v.Draft.Revision == 0 { // a draft knows its own version
		if v.Form, err = h.begun(r.Context(), v.Form, p.version); err != nil {
			h.refusePersonal(w, r, &v.Form, s.lang, err)
			return
		}
	}
	if !validID(s.submission) {
		s.submission = uuid.NewString()
	}
	if errs.HasKey(shut, "invitation.answered") && p.do == "send" { // the reply may have been lost
		h.sendPersonal(w, r, v.Form, s)
		return
	}
	if shut != nil && !errs.HasKey(shut, "link.paused") {
		h.refusePersonal(w, r, &v.Form, s.lang, shut)
		return
	}
	h.turn(w, r, v.Form, s)
}

// turn saves the page and goes where its button leads.
func (h *Handler) turn(w http.ResponseWriter, r *http.Request, f Form, s state) {
	form, on := f.Questionnaire.Form, s.page
	s.started = true
	send, fault := false, error(nil)
	switch to, other := strings.CutPrefix(s.do, "lang-"); {
	case other:
		s.lang = language(form.Document(), to, "")
	case s.do == "back":
		s.page = s.beside(form, -1)
	case s.do == "next", s.do == "send":
		if next := s.beside(form, 1); next == s.page {
			send = true
		} else if _, fault = form.ValidatePage(s.page, form.Answers(s.typed)); fault == nil {
			s.page = next
		}
	}
	kept, err := h.visits.Save(r.Context(), s.saving(r, on))
	if err != nil {
		s.page = on
		h.againPersonal(w, r, f, s, err)
		return
	}
	if kept.Other {
		s.note = i18n.T(s.lang, "respond.elsewhere", nil)
		send = send && maps.EqualFunc(kept.Typed, s.typed, slices.Equal[[]string]) // nothing is sent that was not seen
	}
	s.typed, s.revision = kept.Typed, kept.Revision
	switch {
	case send:
		h.sendPersonal(w, r, f, s)
	case fault != nil:
		h.againPersonal(w, r, f, s, fault)
	default:
		h.page(w, r, http.StatusOK, f, s)
	}
}

func (s *state) saving(r *http.Request, on int) Saving {
	return Saving{
		Token: r.PathValue("token"), Editor: s.submission, Stroke: s.stroke, On: on, Next: s.page, Seen: s.revision, Language: string(s.lang),
		Typed: s.typed, Began: s.made, Version: s.version,
	}
}

// sendPersonal sends what the draft holds.
func (h *Handler) sendPersonal(w http.ResponseWriter, r *http.Request, f Form, s state) {
	receipt, err := h.visits.SubmitPersonal(r.Context(), Submission{
		Code: r.PathValue("token"), Answers: f.Questionnaire.Form.Answers(s.typed), Language: string(s.lang), Mode: "web", StartedAt: s.made,
		Address: h.address(r),
	})
	if err != nil {
		h.againPersonal(w, r, f, s, err)
		return
	}
	out, err := h.render.thanks(f, s, receipt.ID, acceptsGzip(r))
	h.write(w, r, http.StatusOK, out, err)
}

// savePersonal keeps what is being typed, for the script: it answers with the draft's revision and no page.
func (h *Handler) savePersonal(w http.ResponseWriter, r *http.Request) {
	headers(w.Header())
	v, err := h.visits.Visit(r.Context(), r.PathValue("token"))
	if err == nil || errs.HasKey(err, "link.paused") {
		var p posted
		if p, err = h.read(w, r, v.Form.Questionnaire.Form); err == nil {
			s := state{posted: p, lang: language(v.Form.Questionnaire.Document, p.lang, "")}
			in := s.saving(r, p.page)
			in.Late = true
			var kept Draft
			if kept, err = h.visits.Save(r.Context(), in); err == nil {
				w.Header().Set("X-Revision", strconv.FormatInt(kept.Revision, 10))
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
	}
	status, _ := h.reason(r.Context(), personally(err))
	retryAfter(w.Header(), err)
	w.WriteHeader(status)
}

// againPersonal is again with the words of personal links.
func (h *Handler) againPersonal(w http.ResponseWriter, r *http.Request, f Form, s state, err error) {
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Unavailable) || errs.Is(err, errs.TooMany) || len(errs.All(err)) == 0 {
		h.again(w, r, f, s, err)
		return
	}
	h.refusePersonal(w, r, &f, s.lang, err)
}

// personally turns what is said of a wave into what is said to somebody with a link of his own.
func personally(err error) error {
	for key, other := range map[string]string{"link.closed": "invitation.expired", "link.paused": "invitation.paused"} {
		if e := first(err); e != nil && e.Key == key {
			return errs.New(e.Kind, other).Because(err)
		}
	}
	return err
}

// refusePersonal is a page without a form. That an invitation was answered is no fault of whoever opens it again.
func (h *Handler) refusePersonal(w http.ResponseWriter, r *http.Request, f *Form, lang i18n.Lang, err error) {
	e := first(err)
	if f != nil && f.Questionnaire.Form == nil {
		f = nil
	}
	if e == nil || e.Key != "invitation.answered" || r.Method != http.MethodGet {
		h.refuse(w, r, f, lang, personally(err))
		return
	}
	said := named("answered")
	if partial, _ := e.Args["partial"].(bool); partial {
		said = named("kept_partial")
	}
	v := noticeView{Heading: i18n.T(lang, said.title, nil), Paragraphs: []string{i18n.T(lang, said.text, nil)}}
	if f != nil {
		v.Head = template.HTML(headOf(*f, lang))
	}
	if receipt, ok := e.Args["receipt"].(string); ok && receipt != "" {
		v.Receipt = template.HTML(receiptOf(lang, receipt))
	}
	text, err := h.render.notice(lang, v)
	h.write(w, r, http.StatusOK, output{plain: text}, err)
}

// draftOf carries on which draft the page was made of.
func draftOf(f Form, s state) []byte {
	if !f.Personal {
		return nil
	}
	var b bytes.Buffer
	for _, one := range []struct {
		name  string
		value int64
	}{{"_r", s.revision}, {"_n", s.stroke}} {
		b.WriteString(`<input type="hidden" name="` + one.name + `" value="` + html.EscapeString(strconv.FormatInt(one.value, 10)) + `">`)
	}
	return b.Bytes()
}
