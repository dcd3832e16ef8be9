package poster

import (
	"strings"
	"unicode"
)

// Characters a line must not begin or end with.
const (
	notFirst = "，。、；：？！）》」』】〉”’…—·,.;:?!)]}%℃"
	notLast  = "（《「『【〈“‘([{"
)

// pieces cuts a text into what must stay together: words of alphabets with the space after them, single Chinese
// characters, each with the punctuation that belongs to it.
func pieces(text string) []string {
	var list []string
	var before rune
	for _, r := range text {
		n := len(list)
		joined := n > 0 && !strings.ContainsRune(notLast, before) && !strings.ContainsRune(notFirst, r) &&
			(faceOf(r) == han || faceOf(before) == han && !unicode.IsSpace(r) || unicode.IsSpace(before))
		if n == 0 || joined {
			list = append(list, string(r))
		} else {
			list[n-1] += string(r)
		}
		before = r
	}
	return list
}

// wrap breaks a text into lines no wider than width, which measure tells. A word that is wider than a line is broken
// inside. Of more than most lines the last one kept ends with an ellipsis.
func wrap(text string, width float64, most int, measure func(string) float64) []string {
	text = strings.Join(strings.Fields(text), " ")
	lines, line := []string{}, ""
	flush := func() {
		if line = strings.TrimRight(line, " "); line != "" {
			lines = append(lines, line)
		}
		line = ""
	}
	fits := func(s string) bool { return measure(strings.TrimRight(s, " ")) <= width }
	for _, piece := range pieces(text) {
		if fits(line + piece) {
			line += piece
			continue
		}
		flush()
		for _, r := range piece {
			if !fits(line + string(r)) {
				flush()
			}
			line += string(r)
		}
	}
	flush()
	if len(lines) <= most {
		return lines
	}
	lines = lines[:most]
	last := []rune(lines[most-1])
	for len(last) > 0 && !fits(string(last)+"…") {
		last = last[:len(last)-1]
	}
	lines[most-1] = strings.TrimRight(string(last), " "+notFirst+notLast) + "…"
	return lines
}

// balance breaks a text into as many lines as wrap does, but of about the same length: a last line of two words below
// a centred text looks like a mistake.
func balance(text string, width float64, most int, measure func(string) float64) []string {
	lines := wrap(text, width, most+1, measure)
	if len(lines) < 2 || len(lines) > most {
		return wrap(text, width, most, measure)
	}
	narrow, wide := width/2, width
	for range 6 {
		if mid := (narrow + wide) / 2; len(wrap(text, mid, most+1, measure)) > len(lines) {
			narrow = mid
		} else {
			wide = mid
		}
	}
	return wrap(text, wide, most, measure)
}
