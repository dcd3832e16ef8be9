package respond

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"slices"
	"strconv"
	"sync"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
)

// renderer makes pages and remembers what is static of them.
type renderer struct {
	assets paths
	sets   map[i18n.Lang]*template.Template

	mu     sync.RWMutex
	cached map[pageKey]*splice
}

// pageKey names what a static page depends on. What depends on the link or the moment is in the gaps.
type pageKey struct {
	version, anonymity string
	lang               i18n.Lang
	page               int
	fresh              bool // the page of a GET: its script restores and tells that it was opened
	thanks             bool
	personal, partial  bool
}

// maxCached bounds the memory of pages nobody asks for any more: some 50 KB each.
const maxCached = 200

// The gaps of a page. The templates escape every text, so none can forge one.
const (
	gapHead, gapCloses, gapTail = "<!--head-->", "<!--closes-->", "<!--tail-->"
	gapReceipt                  = "<!--receipt-->"
)

func newRenderer(assets paths) (*renderer, error) {
	r := &renderer{assets: assets, sets: map[i18n.Lang]*template.Template{}, cached: map[pageKey]*splice{}}
	for lang := range tongues {
		set, err := template.New("").Funcs(template.FuncMap{
			"t": func(key string) string { return i18n.T(lang, key, nil) },
		}).ParseFS(templates, "templates/*.html")
		if err != nil {
			return nil, err
		}
		r.sets[lang] = set
	}
	return r, nil
}

// state is a page to be shown: what was typed so far and what came of sending it.
type state struct {
	posted
	lang   i18n.Lang
	fresh  bool
	faults []*errs.Error // of the answers, to be shown beside the items
	notice *summaryView  // what hindered the sending, when it was not the answers
	note   string        // what else to know of the page of a personal link
}

// output is a page in the form it was asked for.
type output struct {
	plain  []byte
	zipped []byte // set instead of plain when it was made compressed
}

// page is the page of a form in a state. It is put together from static parts when nothing on it was typed
// and no earlier page decides what is on it.
func (r *renderer) page(f Form, s state, zip bool) (output, error) {
	head, closes, tail := headOf(f, s.lang), closesOf(f, s.lang), append(tailOf(f.Questionnaire.Form, s), draftOf(f, s)...)
	if s.plain(f.Questionnaire.Form) {
		key := pageKey{version: f.Questionnaire.ID, anonymity: f.Anonymity, lang: s.lang, page: s.page, fresh: s.fresh, personal: f.Personal, partial: f.KeepPartial}
		parts, err := r.static(key, func() ([]byte, error) {
			return r.draw(f, state{posted: posted{page: s.page, typed: typed{}}, lang: s.lang, fresh: s.fresh}, gapHead, gapCloses, gapTail)
		}, pageGaps(s.page)...)
		if err != nil {
			return output{}, err
		}
		gaps := [][]byte{head, closes, tail}
		if s.page > 0 { // the facts are on the first page only
			gaps = [][]byte{head, tail}
		}
		if zip {
			return output{zipped: parts.gzip(gaps...)}, nil
		}
		return output{plain: parts.text(gaps...)}, nil
	}
	text, err := r.draw(f, s, string(head), string(closes), string(tail))
	return output{plain: text}, err
}

func pageGaps(page int) []string {
	if page > 0 {
		return []string{gapHead, gapTail}
	}
	return []string{gapHead, gapCloses, gapTail}
}

// plain reports whether the page looks as it does to everybody who comes to it first.
func (s *state) plain(form *questionnaire.Form) bool {
	if len(s.faults) > 0 || s.notice != nil || s.note != "" || form.Personal(s.page) {
		return false
	}
	for _, e := range form.Items() {
		if form.Page(e.Section) != s.page {
			continue
		}
		if s.typed[e.Code] != nil || s.typed[e.Code+questionnaire.OtherSuffix] != nil || s.page > 0 && len(e.ShowIf) > 0 {
			return false
		}
	}
	return s.page == 0 || !informed(form, s.page)
}

// informed reports whether a page holds a conditional information, which is no item with an answer.
func informed(form *questionnaire.Form, page int) bool {
	for i, section := range form.Document().Sections {
		if form.Page(i) == page && slices.ContainsFunc(section.Items, func(it questionnaire.Item) bool {
			return it.Type == questionnaire.Information && it.ShowIf != nil
		}) {
			return true
		}
	}
	return false
}

// static finds the static parts of a page or makes them.
func (r *renderer) static(key pageKey, draw func() ([]byte, error), gaps ...string) (*splice, error) {
	r.mu.RLock()
	s, ok := r.cached[key]
	r.mu.RUnlock()
	if ok {
		return s, nil
	}
	text, err := draw()
	if err != nil {
		return nil, err
	}
	var parts [][]byte
	for _, gap := range gaps {
		before, after, found := bytes.Cut(text, []byte(gap))
		if !found {
			return nil, fmt.Errorf("page without %s", gap)
		}
		parts, text = append(parts, before), after
	}
	if s, err = newSplice(append(parts, text)...); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.cached) >= maxCached {
		clear(r.cached)
	}
	r.cached[key] = s
	return s, nil
}

// draw renders a page with the given texts in its gaps.
func (r *renderer) draw(f Form, s state, head, closes, tail string) ([]byte, error) {
	b := newBuilder(f, s)
	form, doc := b.form, b.doc
	for _, e := range s.faults {
		b.faults[e.Field] = e
	}
	v := pageView{
		Lang: tongues[s.lang], Assets: r.assets, Title: doc.Title.In(s.lang), Heading: doc.Title.In(s.lang),
		Introduction: b.say(doc.Introduction), Level: b.t("respond.level." + f.Anonymity), Promise: b.t("respond.promise." + f.Anonymity),
		Head: template.HTML(head), Closes: template.HTML(closes), Tail: template.HTML(tail), // escaped by headOf, closesOf, tailOf
		Fresh: s.fresh, Page: s.page, Version: f.Questionnaire.Version, Last: s.page == form.Pages()-1, Sections: b.sections(), Summary: s.notice,
	}
	b.button(&v)
	if f.Personal {
		v.Draft, v.Note = r.assets.Draft, s.note
		v.Personal = append(v.Personal, b.t("respond.personal"))
		if f.KeepPartial {
			v.Personal = append(v.Personal, b.t("respond.personal.partial"))
		}
	}
	for _, lang := range doc.Languages {
		if t := tongues[i18n.Lang(lang)]; i18n.Lang(lang) != s.lang {
			v.Others = append(v.Others, t)
		}
	}
	if doc.Minutes > 0 {
		v.Minutes = b.t("respond.minutes", "n", doc.Minutes)
	}
	if form.Pages() > 1 {
		v.Steps = b.steps()
	}
	if summary := b.summary(s.faults); summary != nil {
		v.Summary, v.Title = summary, b.t("respond.error_prefix")+v.Title
	}
	if b.err != nil {
		return nil, b.err
	}
	var out bytes.Buffer
	if err := r.sets[s.lang].ExecuteTemplate(&out, "page", v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (b *builder) steps() []stepView {
	views := make([]stepView, len(b.doc.Sections))
	for i := range b.doc.Sections {
		views[i] = stepView{Name: b.say(b.doc.Sections[i].Title), State: "later"}
		if i < b.page {
			views[i].State = "done"
		} else if i == b.page {
			views[i].State = "now"
		}
	}
	return views
}

// maxLinks is how many faults the summary links to; the others are marked beside their items.
const maxLinks = 5

// summary lists the faults that were drawn, then those that belong to no item.
func (b *builder) summary(faults []*errs.Error) *summaryView {
	if len(faults) == 0 {
		return nil
	}
	v := &summaryView{Title: b.t("respond.faults", "n", len(faults)), Links: b.links}
	if len(faults) == 1 {
		v.Title = b.t("respond.fault")
	}
	for _, e := range faults {
		if b.faults[e.Field] == e {
			v.Text = join(v.Text, i18n.T(b.lang, e.Key, e.Args))
		}
	}
	if over := len(v.Links) - maxLinks; over > 0 {
		v.Links, v.More = v.Links[:maxLinks], b.t("respond.more_faults", "n", over)
	}
	return v
}

// headOf says who asks.
func headOf(f Form, lang i18n.Lang) []byte {
	var b bytes.Buffer
	b.WriteString(`<p class="who">`)
	if f.Test {
		b.WriteString(`<em class="test"><b>` + html.EscapeString(i18n.T(lang, "respond.test.mark", nil)) + "</b> " +
			html.EscapeString(i18n.T(lang, "respond.test.note", nil)) + "</em>")
	}
	if org := f.Organisation.In(lang); org != "" {
		b.WriteString("<strong>" + html.EscapeString(org) + "</strong>")
	}
	if unit := f.Unit.In(lang); unit != "" {
		b.WriteString("<span>" + html.EscapeString(unit) + "</span>")
	}
	b.WriteString("</p>")
	return b.Bytes()
}

// closesOf says until when.
func closesOf(f Form, lang i18n.Lang) []byte {
	day, err := time.Parse(time.DateOnly, f.Closes)
	if err != nil {
		return nil
	}
	date := day.Format("2 January 2006")
	if lang == i18n.ZH {
		date = day.Format("2006 年 1 月 2 日")
	}
	return []byte("<li>" + html.EscapeString(i18n.T(lang, "respond.closes", map[string]any{"date": date})) + "</li>")
}

// tailOf carries on what is not on the page: the submission's id, when it began, and the answers of the
// other pages. An answer of an item that is not asked is marked, so that the script counts it as not given.
func tailOf(form *questionnaire.Form, s state) []byte {
	var b bytes.Buffer
	hidden := func(name, value, mark string) {
		b.WriteString(`<input type="hidden" name="` + html.EscapeString(name) + `" value="` + html.EscapeString(value) + `"` + mark + `>`)
	}
	hidden("_id", s.submission, "")
	if !s.made.IsZero() {
		hidden("_t", strconv.FormatInt(s.made.UnixMilli(), 10), "")
	}
	if s.started {
		hidden("_s", "1", "")
	}
	if len(s.typed) == 0 {
		return b.Bytes()
	}
	shown := shownOn(form, s.page, form.Answers(s.typed))
	for _, e := range form.Items() {
		off := shown != nil && !shown[e.Code]
		if form.Page(e.Section) == s.page && !off {
			continue
		}
		if form.Page(e.Section) == s.page && open(form, &e, s.page) {
			continue // on the page, hidden only by the script
		}
		mark := ""
		if off {
			mark = " data-off"
		}
		for _, name := range []string{e.Code, e.Code + questionnaire.OtherSuffix} {
			for _, value := range s.typed[name] {
				hidden(name, value, mark)
			}
		}
	}
	return b.Bytes()
}

// open reports whether a condition on the item looks at the item's own page.
func open(form *questionnaire.Form, e *questionnaire.Entry, page int) bool {
	b := builder{form: form, page: page}
	return slices.ContainsFunc(e.ShowIf, b.here)
}

// noticeView is a page that only says something.
type noticeView struct {
	Lang       tongue
	Assets     paths
	Draft      string // always empty: nothing is typed here
	Title      string
	Head       template.HTML
	Heading    string
	Paragraphs []string
	Receipt    template.HTML
}

func (r *renderer) notice(lang i18n.Lang, v noticeView) ([]byte, error) {
	v.Lang, v.Assets, v.Title = tongues[lang], r.assets, v.Heading
	var out bytes.Buffer
	err := r.sets[lang].ExecuteTemplate(&out, "notice", v)
	return out.Bytes(), err
}

// thanks is the page after sending.
func (r *renderer) thanks(f Form, s state, receipt string, zip bool) (output, error) {
	form, lang := f.Questionnaire.Form, s.lang
	head, tail := headOf(f, lang), receiptOf(lang, receipt)
	make := func(head, tail template.HTML, known questionnaire.Answers) ([]byte, error) {
		text := form.Fill(form.Document().Thanks.In(lang), lang, f.names(), known)
		paragraphs := slices.DeleteFunc([]string{i18n.T(lang, "respond.thanks.text", nil), text}, func(s string) bool { return s == "" })
		return r.notice(lang, noticeView{
			Head: head, Heading: i18n.T(lang, "respond.thanks.title", nil), Paragraphs: paragraphs, Receipt: tail,
		})
	}
	if form.PersonalThanks() {
		text, err := make(template.HTML(head), template.HTML(tail), form.Known(form.Answers(s.typed)))
		return output{plain: text}, err
	}
	key := pageKey{version: f.Questionnaire.ID, lang: lang, thanks: true}
	parts, err := r.static(key, func() ([]byte, error) { return make(gapHead, gapReceipt, nil) }, gapHead, gapReceipt)
	if err != nil {
		return output{}, err
	}
	if zip {
		return output{zipped: parts.gzip(head, tail)}, nil
	}
	return output{plain: parts.text(head, tail)}, nil
}

func receiptOf(lang i18n.Lang, id string) []byte {
	return []byte(`<dl class="receipt"><dt>` + html.EscapeString(i18n.T(lang, "respond.receipt", nil)) +
		`</dt><dd>` + html.EscapeString(id) + `</dd></dl>`)
}
