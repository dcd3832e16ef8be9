package kano

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"manyi.dev/manyi/stat"
)

// Wording says which texts mean which level.
type Wording struct {
	Name string
	// Texts are the texts of like, expect, neutral, tolerate and dislike, in this order, each with
	// its spellings. Case, spaces, the form of apostrophes and punctuation at the end do not matter.
	Texts [5][]string
}

// Level is that of a text, Unanswered when the wording does not know it. A text that begins with a
// number, as in "1 - I like it", is also known by the number alone.
func (w Wording) Level(text string) Level {
	for _, plain := range []string{plainText(text), leadingNumber(text)} {
		for i, spellings := range w.Texts {
			if plain != "" && slices.ContainsFunc(spellings, func(s string) bool { return plainText(s) == plain }) {
				return Level(i + 1)
			}
		}
	}
	return Unanswered
}

// Levels are the levels of a column. A text that is not blank and that the wording does not know is
// an error that says which and where; blanks are Unanswered.
func (w Wording) Levels(texts []string) ([]Level, error) {
	known := map[string]Level{}
	levels := make([]Level, len(texts))
	for i, text := range texts {
		level, seen := known[text]
		if !seen {
			level = w.Level(text)
			known[text] = level
			if level == Unanswered && strings.TrimSpace(text) != "" {
				return nil, &stat.Error{Package: "kano", Reason: stat.Unknown, Subject: strconv.Quote(text), Row: i + 1}
			}
		}
		levels[i] = level
	}
	return levels, nil
}

// Detect finds the preset of Wordings that knows most of the texts that are not blank, and the share
// it knows; the first of several. Give it the answers to all questions of a questionnaire at once,
// since one column alone may not have every level. The share is NaN when all are blank.
func Detect(texts []string) (w Wording, share float64) {
	counts, all := map[string]int{}, 0
	for _, text := range texts {
		if strings.TrimSpace(text) != "" {
			counts[text]++
			all++
		}
	}
	most := -1
	for _, preset := range Wordings() {
		knows := 0
		for text, count := range counts {
			if preset.Level(text) != Unanswered {
				knows += count
			}
		}
		if knows > most {
			w, most = preset, knows
		}
	}
	return w, float64(most) / float64(all)
}

// Wordings are the presets, the more usual first.
func Wordings() []Wording {
	return []Wording{
		{"codes 1-5", [5][]string{{"1"}, {"2"}, {"3"}, {"4"}, {"5"}}},
		{"codes 0-4", [5][]string{{"0"}, {"1"}, {"2"}, {"3"}, {"4"}}},
		{"codes 5-1", [5][]string{{"5"}, {"4"}, {"3"}, {"2"}, {"1"}}},
		{"words", [5][]string{
			{"like", "liked"},
			{"expect", "expected", "must-be", "must be"},
			{"neutral", "indifferent"},
			{"tolerate", "live with", "live-with", "can live with it"},
			{"dislike", "disliked"},
		}},
		{"like it that way", [5][]string{
			{"I like it that way", "I like it this way"},
			{"It must be that way", "I must be that way", "It must be this way", "I expect it that way", "I expect it to be that way"},
			{"I am neutral", "I'm neutral"},
			{"I can live with it that way", "I can live with it this way", "I can tolerate it that way"},
			{"I dislike it that way", "I dislike it this way"},
		}},
		{"like it", [5][]string{
			{"I like it"},
			{"I expect it", "I expect it to be like this"},
			{"I'm neutral", "I am neutral", "I don't care"},
			{"I can tolerate it", "I can live with it"},
			{"I dislike it", "I don't like it"},
		}},
		{"enjoy it that way", [5][]string{
			{"I enjoy it that way"},
			{"It is a basic necessity or I expect it that way", "It is a basic necessity, or I expect it that way"},
			{"I am neutral", "I'm neutral"},
			{"I dislike it, but I can live with it that way", "I dislike it but I can live with it that way"},
			{"I dislike it, and I can't accept it", "I dislike it and I can't accept it"},
		}},
		{"satisfied", [5][]string{
			{"satisfied", "I would be satisfied", "very satisfied"},
			{"it should be that way", "as expected"},
			{"indifferent", "neutral"},
			{"I can live with it", "acceptable"},
			{"dissatisfied", "I would be dissatisfied", "very dissatisfied"},
		}},
		{"中文", [5][]string{
			{"喜欢", "很喜欢", "非常喜欢", "我喜欢", "我很喜欢", "我喜欢这样", "我喜欢它这样"},
			{"理所当然", "理应如此", "必须这样", "必须如此", "它理应如此", "我认为理所当然", "它必须这样", "应该这样", "期望如此"},
			{"无所谓", "我无所谓", "中立", "没有感觉", "没感觉"},
			{"能忍受", "可以忍受", "勉强接受", "能够忍受", "我可以忍受", "我能忍受", "勉强忍受", "我勉强接受", "可以接受"},
			{"不喜欢", "很不喜欢", "非常不喜欢", "讨厌", "我讨厌", "我不喜欢", "我讨厌这样", "我不喜欢这样"},
		}},
		{"Deutsch", [5][]string{
			{"Das würde mich sehr freuen", "Das würde mich freuen"},
			{"Das setze ich voraus"},
			{"Das ist mir egal"},
			{"Das könnte ich eventuell in Kauf nehmen", "Das nehme ich gerade noch hin"},
			{"Das würde mich sehr stören", "Das würde mich stören"},
		}},
	}
}

// plainText is the text as Level compares it.
func plainText(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	text = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "´", "'").Replace(text)
	text = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
	if x, err := strconv.ParseFloat(text, 64); err == nil && x == float64(int(x)) { // "1.0"
		return strconv.Itoa(int(x))
	}
	return text
}

// leadingNumber is the number before the first character that is no digit, empty when there is none.
func leadingNumber(text string) string {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(text)
	}
	if end == 0 || strings.HasPrefix(text[end:], ".") && end+1 < len(text) && unicode.IsDigit(rune(text[end+1])) {
		return "" // "1.5" is no code
	}
	return text[:end]
}

// Importance are the numbers that stated importances begin with, such as 9 in "9 - Extremely
// important"; NaN where there is none.
func Importance(texts []string) []float64 {
	numbers := make([]float64, len(texts))
	for i, text := range texts {
		x, err := strconv.ParseFloat(leadingNumber(text), 64)
		if err != nil {
			x = nan
		}
		numbers[i] = x
	}
	return numbers
}
