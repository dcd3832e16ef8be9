package demo

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"reflect"
	"testing"

	"manyi.dev/manyi/internal/questionnaire"
)

// everybody are all customers of all periods.
func everybody(t *testing.T) []customer {
	t.Helper()
	texts, err := remarks()
	if err != nil {
		t.Fatal(err)
	}
	var all []customer
	for i := range periods {
		all = append(all, periods[i].customers(texts)...)
	}
	return all
}

// TestAnswersAreSeeded: every demonstration holds the same answers, this one.
func TestAnswersAreSeeded(t *testing.T) {
	t.Parallel()
	first, second := everybody(t), everybody(t)
	if !reflect.DeepEqual(first, second) {
		t.Error("two simulations differ")
	}
	h := fnv.New64a()
	for _, c := range first {
		text, err := json.Marshal(c.answers)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %s %s %s\n", c.id, c.day.Format("2006-01-02"), c.language, text)
	}
	const want = 0x69384b427427a881
	if got := h.Sum64(); len(first) != 8591 || got != want {
		t.Errorf("%d customers with the sum %#x, want 8591 with %#x: say in docs/demonstration.md what has changed", len(first), got, uint64(want))
	}
}

// TestSimulatorFollowsTheTruth asks very many customers: their means must be the true ones up to chance.
func TestSimulatorFollowsTheTruth(t *testing.T) {
	t.Parallel()
	const many = 1200
	truth := TrueEffects()
	far, tests := 0, 0
	check := func(what string, n int, sum, squares, want float64) {
		mean := sum / float64(n)
		se := math.Sqrt((squares/float64(n) - mean*mean) / float64(n))
		z := math.Abs(mean-want) / se
		tests++
		if z > 2 {
			far++
		}
		if !(z < 4.5) {
			t.Errorf("%s: %.4f of %d, which is %.1f standard errors from the true %.4f", what, mean, n, z, want)
		}
	}
	for i := range outlets {
		o := &outlets[i]
		for _, h := range halves {
			wave := h.wave
			if !o.in(wave) {
				continue
			}
			sum, squares, n := map[string]float64{}, map[string]float64{}, map[string]int{}
			add := func(item string, y float64) { sum[item] += y; squares[item] += y * y; n[item]++ }
			for k := range many {
				r := generator(fmt.Sprint("many", wave, o.unit, k))
				var c customer
				c.fill(r, o, wave, nil)
				for _, q := range questions {
					if text, _ := c.answers[q.code].(string); text != questionnaire.NA {
						add(q.code, float64(text[0]-'0'))
					}
				}
				if x, ok := c.answers["Q72"].(float64); ok {
					add("Q72", 100*(float64(index(x >= 9))-float64(index(x <= 6))))
				}
			}
			for _, q := range questions {
				what := wave + " " + o.unit + " " + q.code
				check(what, n[q.code], sum[q.code], squares[q.code], truth.Mean(wave, o.unit, q.code))
				used := float64(n[q.code])
				if p := truth.Applies(o.unit, q.code); math.Abs(used/many-p) > 4.5*math.Sqrt(p*(1-p)/many) {
					t.Errorf("%s: applies to %v of %d, true share %.4f", what, used, many, p)
				}
			}
			check(wave+" "+o.unit+" NPS", n["Q72"], sum["Q72"], squares["Q72"], truth.NPS(wave, o.unit))
		}
	}
	if share := float64(far) / float64(tests); share > 0.08 {
		t.Errorf("%.3f of %d means are more than two standard errors off", share, tests)
	}
}

// TestTrueEffects has the documented effects as they are in docs/demonstration.md.
func TestTrueEffects(t *testing.T) {
	t.Parallel()
	truth := TrueEffects()
	between := func(x, low, high float64) bool { return x > low && x < high }
	for i := range outlets {
		unit := outlets[i].unit
		for h := 1; h < len(halves); h++ {
			now, was := halves[h].wave, halves[h-1].wave
			if !outlets[i].in(now) || !outlets[i].in(was) {
				continue
			}
			for _, q := range questions {
				got := truth.Mean(now, unit, q.code) - truth.Mean(was, unit, q.code)
				ok := got == 0
				switch {
				case now == secondHalf2025 && q.aspect == lobby:
					ok = between(got, 0.12, 0.30)
				case now == firstHalf && q.aspect == machines && renewed[unit]:
					ok = between(got, 0.15, 0.35)
				case now == secondHalf && q.aspect == fees:
					ok = between(got, -0.40, -0.20)
				case now == secondHalf && numbered[unit] && q.code == "Q41":
					ok = between(got, 0.50, 0.70)
				case now == secondHalf && numbered[unit] && q.code == "Q43":
					ok = between(got, 0.15, 0.30)
				}
				if !ok {
					t.Errorf("%s %s %s changes by %.3f", now, unit, q.code, got)
				}
			}
		}
	}
	for _, bad := range [][3]string{
		{"bank-2024h2", "B0101", "Q41"},
		{firstHalf, "B01", "Q41"},
		{firstHalf, "B0101", "Q99"},
		{firstHalf, "B0205", "Q41"},
		{firstHalf2025, "B0207", "Q41"},
		{secondHalf2025, "B0304", "Q41"}, // closed; not yet open
	} {
		if x := truth.Mean(bad[0], bad[1], bad[2]); !math.IsNaN(x) {
			t.Errorf("%v: %v", bad, x)
		}
	}
}

// TestRemarks: many different ones, each in its customer's language, and of the kind that fits the ratings.
func TestRemarks(t *testing.T) {
	t.Parallel()
	texts, err := remarks()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]*remark{}
	for i := range texts {
		for _, language := range []string{"zh", "en"} {
			if text := texts[i].in(language); text != "" {
				kinds[language+text] = &texts[i]
			}
		}
		if texts[i].ZH == "" || kinds["zh"+texts[i].ZH] != &texts[i] {
			t.Errorf("remark %d is empty or there twice", i+1)
		}
	}
	used, english := map[string]bool{}, 0
	for _, c := range everybody(t) {
		text, wrote := c.answers["Q81"].(string)
		if !wrote {
			continue
		}
		used[text] = true
		english += index(c.language == "en")
		kind := kinds[c.language+text]
		if kind == nil {
			t.Errorf("%s wrote %q in %s", c.id, text, c.language)
			continue
		}
		if overall := c.answers["Q71"].(string); kind.Mood == praise && overall <= "3" || kind.Mood == complaint && overall > "3" && best(c) {
			t.Errorf("%s rated %s and wrote %q", c.id, overall, text)
		}
	}
	if len(texts) < 60 || len(used) < 50 || english == 0 {
		t.Errorf("%d of %d remarks are used, %d are English", len(used), len(texts), english)
	}
}

// best reports whether a customer rated nothing below 3.
func best(c customer) bool {
	for _, q := range questions {
		if c.answers[q.code].(string) <= "2" {
			return false
		}
	}
	return true
}
