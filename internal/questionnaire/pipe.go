package questionnaire

import (
	"regexp"
	"slices"
	"strings"

	"manyi.dev/manyi/internal/i18n"
)

// The placeholders of texts besides {{item:CODE}}.
const (
	PipeUnit      = "unit"      // about whom is asked
	PipeWave      = "wave"      // the wave's name
	PipeProgramme = "programme" // the programme's name
	pipeItem      = "item:"     // an earlier answer
)

// unanswered stands for an answer that was not given.
const unanswered = "…"

var placeholder = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// Names are what the placeholders of a wave's texts stand for.
type Names struct{ Unit, Wave, Programme i18n.Text }

// Fill puts names and answers into a text. known are answers in normal form, as Known gives them. What is filled in is
// plain text like the text itself: whoever shows it escapes the whole.
func (f *Form) Fill(text string, lang i18n.Lang, names Names, known Answers) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		switch name := placeholder.FindStringSubmatch(found)[1]; name {
		case PipeUnit:
			return names.Unit.In(lang)
		case PipeWave:
			return names.Wave.In(lang)
		case PipeProgramme:
			return names.Programme.In(lang)
		default:
			code, ok := strings.CutPrefix(name, pipeItem)
			e, exists := f.Entry(code)
			if !ok || !exists {
				return found
			}
			return e.Words(known[code], known[code+OtherSuffix], lang)
		}
	})
}

// Words are a normalised answer as people say it: the texts of options, a number, a day, a text. The text beside an
// option that asks for one stands for the option.
func (e *Entry) Words(answer, other any, lang i18n.Lang) string {
	option := func(code string) string {
		o, ok := e.Option(code)
		if text, written := other.(string); ok && o.Other && written && text != "" {
			return text
		}
		return o.Text.In(lang)
	}
	switch a := answer.(type) {
	case float64:
		return plain(a)
	case []string:
		texts := make([]string, len(a))
		for i, code := range a {
			texts[i] = option(code)
		}
		return strings.Join(texts, i18n.T(lang, "questionnaire.list_comma", nil))
	case string:
		switch {
		case e.Type == Date || e.Type == TextItem:
			return a
		case a == NA:
			return e.Item.NA.In(lang)
		}
		return option(a)
	}
	return unanswered
}

// pipes are the names of the placeholders in a text, and whether braces are left that open none.
func pipes(text string) (names []string, broken bool) {
	if !strings.Contains(text, "{{") {
		return nil, false
	}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names, strings.Contains(placeholder.ReplaceAllString(text, ""), "{{")
}

func piped(texts ...i18n.Text) bool {
	return slices.ContainsFunc(texts, func(text i18n.Text) bool {
		for _, s := range text {
			if strings.Contains(s, "{{") {
				return true
			}
		}
		return false
	})
}

// Mentions reports whether any text has the placeholder.
func (f *Form) Mentions(name string) bool { return f.mentions[name] }

// mentioned are the names of all placeholders in the texts.
func (f *Form) mentioned() map[string]bool {
	texts := []i18n.Text{f.doc.Introduction, f.doc.Thanks}
	for s := range f.doc.Sections {
		texts = append(texts, f.doc.Sections[s].Title)
	}
	for _, s := range f.steps {
		texts = append(texts, s.item.texts()...)
	}
	all := map[string]bool{}
	for _, text := range texts {
		for _, one := range text {
			names, _ := pipes(one)
			for _, name := range names {
				all[name] = true
			}
		}
	}
	return all
}

// texts are the texts of an item in which placeholders may stand.
func (it *Item) texts() []i18n.Text {
	texts := []i18n.Text{it.Text, it.Help, it.NA, it.Low, it.High}
	for i := range it.Options {
		texts = append(texts, it.Options[i].Text)
	}
	for i := range it.Rows {
		texts = append(texts, it.Rows[i].Text)
	}
	return texts
}

// Personal reports whether a page looks different to different respondents before they type anything: names or
// answers are put into its texts, or its options are shown in random order.
func (f *Form) Personal(page int) bool { return f.personal[page] }

// PersonalThanks reports whether the last page names somebody or says an answer.
func (f *Form) PersonalThanks() bool { return piped(f.doc.Thanks) }

func (f *Form) personalPages() []bool {
	pages := make([]bool, max(f.Pages(), 1))
	if len(pages) > 0 && piped(f.doc.Introduction) {
		pages[0] = true
	}
	for s := range f.doc.Sections {
		if piped(f.doc.Sections[s].Title) {
			for p := range pages { // every page lists the sections
				pages[p] = true
			}
		}
	}
	for _, s := range f.steps {
		if page := f.Page(s.section); f.varies(&s) {
			pages[page] = true
		}
	}
	return pages
}

// varies reports whether a step, or a condition that is said beside it, holds a placeholder or a random order.
func (f *Form) varies(s *step) bool {
	found := s.item.Randomise || piped(s.item.texts()...)
	look := func(code string) {
		if e, ok := f.Entry(code); ok {
			found = found || piped(e.Item.texts()...)
		}
	}
	for _, c := range []*Condition{s.item.ShowIf, s.end} {
		if c != nil {
			c.targets(look)
		}
	}
	for i := range s.item.Rows {
		if c := s.item.Rows[i].ShowIf; c != nil {
			c.targets(look)
		}
	}
	return found
}
