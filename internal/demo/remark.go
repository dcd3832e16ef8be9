package demo

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"slices"
)

// remark is a sentence that a customer may write.
type remark struct {
	About aspect `json:"about"`
	Mood  mooded `json:"mood"`
	ZH    string `json:"zh,omitempty"`
	EN    string `json:"en,omitempty"`
}

// mooded is what kind of remark it is.
type mooded string

const (
	praise    mooded = "praise"
	complaint mooded = "complaint"
	idea      mooded = "idea"
)

func (m *remark) in(language string) string {
	if language == "en" {
		return m.EN
	}
	return m.ZH
}

// remarks are the sentences of data/bank/remarks.json.
func remarks() (all []remark, err error) {
	err = reading("data/bank/remarks.json", func(r io.Reader) error { return json.NewDecoder(r).Decode(&all) })
	return all, err
}

// choose finds something that a customer with these ratings may well say: a complaint or an idea about what he rated
// worst, or, when he is content, praise for what he rated best. Empty when there is nothing in his language.
func choose(r *rand.Rand, texts []remark, ratings map[aspect][]int, language string) string {
	worst, best := 6, 0
	var low, high []aspect
	for _, a := range []aspect{premises, lobby, counter, speed, fees, machines} { // not by the map: its order is random
		for _, rating := range ratings[a] {
			switch {
			case rating < worst:
				worst, low = rating, []aspect{a}
			case rating == worst && !slices.Contains(low, a):
				low = append(low, a)
			}
			switch {
			case rating > best:
				best, high = rating, []aspect{a}
			case rating == best && !slices.Contains(high, a):
				high = append(high, a)
			}
		}
	}
	kind, about := idea, low
	switch x, overall := r.Float64(), ratings[whole][0]; {
	case overall <= 3 || worst <= 2 && x < 0.6:
		kind = complaint
	case overall == 5 && x < 0.7 || x < 0.4:
		kind, about = praise, high
	}
	var fit []string
	for i := range texts {
		if t := &texts[i]; t.Mood == kind && slices.Contains(about, t.About) && t.in(language) != "" {
			fit = append(fit, t.in(language))
		}
	}
	if len(fit) == 0 {
		return ""
	}
	return fit[r.IntN(len(fit))]
}
