package respond

import (
	"html/template"
	"maps"
	"net/url"
	"strings"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// Preview is the page on which a questionnaire that is nowhere stored would be answered: the very page, with a script
// that hands what is sent to the frame around it instead of sending it. organisation is who asks, names what texts
// mention. fields are what such a page handed over, or a choice of page ("_page") and language ("_lang") to begin with.
// Nothing is stored, and the page is meant for a sandboxed frame: it needs no origin.
func (h *Handler) Preview(form *questionnaire.Form, organisation i18n.Text, names questionnaire.Names, fields url.Values) ([]byte, error) {
	f := Form{Anonymity: Anonymous, Organisation: organisation, Unit: names.Unit, Wave: names.Wave, Programme: names.Programme}
	f.Questionnaire.Version, f.Questionnaire.Document, f.Questionnaire.Form = form.Document().Version, form.Document(), form
	p := posted{typed: typed{}}
	for name, values := range fields {
		for _, value := range values {
			p.set(name, value)
		}
	}
	maps.DeleteFunc(p.typed, func(name string, _ []string) bool { // nor may it have the item any more
		_, ok := form.Entry(strings.TrimSuffix(name, questionnaire.OtherSuffix))
		return !ok
	})
	p.page = min(max(p.page, 0), max(form.Pages()-1, 0)) // the form may have lost pages since
	if !validID(p.submission) {
		p.submission = "preview-page" // one random order for all, so that it holds still while the form is edited
	}
	s := state{posted: p, lang: language(form.Document(), p.lang, "")}
	switch to, other := strings.CutPrefix(p.do, "lang-"); {
	case other:
		s.lang = language(form.Document(), to, "")
	case p.do == "back":
		s.page = s.beside(form, -1)
	case p.do == "next", p.do == "send":
		if s.advance(form) {
			return h.previewThanks(f, s)
		}
	}
	return h.preview.draw(f, s, string(headOf(f, s.lang)), "", string(tailOf(form, s)))
}

// advance goes to the next page, or stays with what is wrong; it reports whether the end is reached instead.
func (s *state) advance(form *questionnaire.Form) (ended bool) {
	s.started = true
	if next := s.beside(form, 1); next > s.page {
		if _, err := form.ValidatePage(s.page, form.Answers(s.typed)); err != nil {
			s.blame(form, errs.All(err))
		} else {
			s.page = next
		}
		return false
	}
	if _, err := form.Validate(form.Answers(s.typed)); err != nil {
		s.blame(form, errs.All(err))
		return false
	}
	return true
}

func (h *Handler) previewThanks(f Form, s state) ([]byte, error) {
	form := f.Questionnaire.Form
	v := noticeView{
		Head: template.HTML(headOf(f, s.lang)), Heading: i18n.T(s.lang, "respond.thanks.title", nil), // escaped by headOf
		Paragraphs: []string{i18n.T(s.lang, "respond.thanks.text", nil)},
		Receipt:    template.HTML(receiptOf(s.lang, i18n.T(s.lang, "respond.preview.receipt", nil))),
	}
	if text := form.Fill(form.Document().Thanks.In(s.lang), s.lang, f.names(), form.Known(form.Answers(s.typed))); text != "" {
		v.Paragraphs = append(v.Paragraphs, text)
	}
	return h.preview.notice(s.lang, v)
}
