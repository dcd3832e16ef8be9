package response

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// given is one answer as it is stored.
type given struct {
	kind   byte // 0 none, 't' a text or a code, 'n' a number, 'l' a list of codes
	text   string
	number float64
	list   []string
}

// answerReader reads the canonical JSON of answers into fixed places. Originals are read by the million: nothing is
// allocated for what needs no unescaping, and the texts are parts of what was read.
type answerReader struct {
	places map[string]int
	values []given
	lists  []string
	text   string
	at     int
}

func newAnswerReader(names []string) *answerReader {
	r := &answerReader{places: make(map[string]int, len(names)), values: make([]given, len(names))}
	for i, n := range names {
		r.places[n] = i
	}
	return r
}

// read fills values; names that are not asked for are passed over.
func (r *answerReader) read(text string) error {
	clear(r.values)
	r.lists, r.text, r.at = r.lists[:0], text, 0
	if !r.take('{') {
		return r.fault()
	}
	if r.take('}') {
		return r.end()
	}
	for {
		name, err := r.string()
		if err != nil {
			return err
		}
		if !r.take(':') {
			return r.fault()
		}
		value, err := r.value()
		if err != nil {
			return err
		}
		if place, ok := r.places[name]; ok {
			r.values[place] = value
		}
		if r.take('}') {
			return r.end()
		}
		if !r.take(',') {
			return r.fault()
		}
	}
}

func (r *answerReader) end() error {
	if r.at != len(r.text) {
		return r.fault()
	}
	return nil
}

func (r *answerReader) fault() error { return fmt.Errorf("answers are not canonical at byte %d", r.at) }

func (r *answerReader) take(b byte) bool {
	if r.at < len(r.text) && r.text[r.at] == b {
		r.at++
		return true
	}
	return false
}

func (r *answerReader) value() (given, error) {
	switch {
	case r.at >= len(r.text):
		return given{}, r.fault()
	case r.text[r.at] == '"':
		text, err := r.string()
		return given{kind: 't', text: text}, err
	case r.text[r.at] == '[':
		return r.list()
	}
	from := r.at
	for r.at < len(r.text) && strings.IndexByte("+-.eE0123456789", r.text[r.at]) >= 0 {
		r.at++
	}
	n, err := strconv.ParseFloat(r.text[from:r.at], 64)
	if err != nil {
		return given{}, r.fault()
	}
	return given{kind: 'n', number: n}, nil
}

func (r *answerReader) list() (given, error) {
	from := len(r.lists)
	r.at++
	if r.take(']') {
		return given{kind: 'l'}, nil
	}
	for {
		text, err := r.string()
		if err != nil {
			return given{}, err
		}
		r.lists = append(r.lists, text)
		if r.take(']') {
			return given{kind: 'l', list: r.lists[from:]}, nil
		}
		if !r.take(',') {
			return given{}, r.fault()
		}
	}
}

// string is a JSON string; without escapes it is a part of the text.
func (r *answerReader) string() (string, error) {
	if !r.take('"') {
		return "", r.fault()
	}
	from := r.at
	length := strings.IndexAny(r.text[from:], `"\`)
	if length < 0 {
		return "", r.fault()
	}
	r.at += length
	if r.take('"') {
		return r.text[from : r.at-1], nil
	}
	for r.at < len(r.text) && r.text[r.at] != '"' {
		if r.text[r.at] == '\\' {
			r.at++
		}
		r.at++
	}
	if !r.take('"') {
		return "", r.fault()
	}
	var text string
	if err := json.Unmarshal([]byte(r.text[from-1:r.at]), &text); err != nil {
		return "", r.fault()
	}
	return text, nil
}
