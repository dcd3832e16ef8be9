package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"manyi.dev/manyi/internal/errs"
)

// Lang is a language of the interface.
type Lang string

// The languages, Chinese first.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

//go:embed catalogue/*.json
var files embed.FS

var catalogue = load()

// load reads every file of the catalogue: catalogue/<area>.json is {"key": {"zh": "…", "en": "…"}}.
func load() map[string]map[Lang]string {
	all := map[string]map[Lang]string{}
	entries, err := files.ReadDir("catalogue")
	if err != nil {
		panic(err)
	}
	for _, entry := range entries {
		text, err := files.ReadFile("catalogue/" + entry.Name())
		if err != nil {
			panic(err)
		}
		var area map[string]map[Lang]string
		if err := json.Unmarshal(text, &area); err != nil {
			panic(fmt.Sprintf("i18n: %s: %v", entry.Name(), err))
		}
		for key, texts := range area {
			if _, twice := all[key]; twice {
				panic("i18n: key twice: " + key)
			}
			all[key] = texts
		}
	}
	return all
}

// T is the text of key in lang with its {placeholders} replaced. An unknown key is returned as it is.
func T(lang Lang, key string, args map[string]any) string {
	texts, ok := catalogue[key]
	if !ok {
		return key
	}
	text := texts[lang]
	for name, value := range args {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}

// Has reports whether the catalogue knows the key.
func Has(key string) bool { _, ok := catalogue[key]; return ok }

// Keys lists every key with its texts, for the test that compares the languages.
func Keys() map[string]map[Lang]string { return catalogue }

// Error is err in the words of lang, one line per failure: what is wrong and where.
// An internal error is shown as such, without its cause.
func Error(lang Lang, err error) string {
	all := errs.All(err)
	if len(all) == 0 {
		return T(lang, "internal", nil)
	}
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = Line(lang, e)
	}
	return strings.Join(lines, "\n")
}

// Line is one failure in the words of lang, with its place.
func Line(lang Lang, e *errs.Error) string {
	text := T(lang, e.Key, e.Args)
	if e.Field == "" {
		return text
	}
	return e.Field + ": " + text
}

// Match picks the language of a request from an Accept-Language header; Chinese when it names neither.
func Match(accept string) Lang {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(part)), ";")
		switch {
		case tag == "zh" || strings.HasPrefix(tag, "zh-"):
			return ZH
		case tag == "en" || strings.HasPrefix(tag, "en-"):
			return EN
		}
	}
	return ZH
}

// Text is a text in several languages, by language tag.
type Text map[string]string

// In is the text in lang, else in Chinese, else in English, else in any language there is.
func (t Text) In(lang Lang) string {
	for _, tag := range []string{string(lang), "zh", "en"} {
		if s := t[tag]; s != "" {
			return s
		}
	}
	for _, s := range t {
		return s
	}
	return ""
}

// ErrNoLanguage is returned by Parse for a language Manyi's interface does not have.
var ErrNoLanguage = errors.New("i18n: no such language")

// Parse reads a language tag.
func Parse(tag string) (Lang, error) {
	switch Lang(tag) {
	case ZH, EN:
		return Lang(tag), nil
	}
	return "", ErrNoLanguage
}
