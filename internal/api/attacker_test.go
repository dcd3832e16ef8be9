package api_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/responsetest"
)

// The attacker is a manager with a browser who wants to know what a few people answered. He fetches whatever he can
// reach, after every answer that comes in, and adds and subtracts it: units from units, answers from answers, yesterday
// from today, one wave from another. The test knows who answered what, and so which of his results are about 1 to 4
// people. The same program with an account that is not under the rule shows that it would find them.

// victim is one response as it was given.
type victim struct {
	unit    string
	batch   int // the step of its unit that counted it, −1 before
	receipt string
	answers questionnaire.Answers
}

// target is a wave under attack.
type target struct {
	*house
	wave    programme.Wave
	all     []*victim
	pending map[string][]*victim
	batches map[string]int
	rand    *rand.Rand
	sent    int
}

// crowd is how many answer in each unit: small and large ones side by side, sub-branches with answers of their own.
var crowd = map[string]int{
	"B01": 7, "B0101": 60, "B0102": 3, "B0103": 9, "B0104": 22, "B0201": 4, "B0202": 31, "B0203": 12, "B0204": 2,
	"B03": 3, "B0301": 11, "B0302": 6, "B0303": 5, "B0304": 26,
}

// later are the units of the twenty further answers.
var later = []string{
	"B0103", "B0202", "B0103", "B0201", "B0103", "B0302", "B0103", "B0202", "B0103", "B0302",
	"B0202", "B0302", "B0202", "B0103", "B0302", "B0202", "B0302", "B0202", "B0103", "B0301",
}

func (h *house) attacked(t *testing.T, code, previous string, seed uint64) *target {
	t.Helper()
	doc := responsetest.Document(code, programme.Anonymous)
	doc.Code = "p-" + code
	doc.Waves[0].SurveyedTypes = []string{"sub_branch", "outlet"}
	doc.Waves[0].Previous = previous
	if err := h.Programmes.Define(ctx, responsetest.By, doc); err != nil {
		t.Fatal(err)
	}
	w := &target{house: h, pending: map[string][]*victim{}, batches: map[string]int{}, rand: rand.New(rand.NewPCG(seed, 18)), sent: int(seed) * 1000}
	w.wave = h.Do(t, code, programme.ActOpen)
	if err := h.Outreach.MakeLinks(ctx, w.wave.ID); err != nil {
		t.Fatal(err)
	}
	for _, unit := range sorted(crowd) {
		for range crowd[unit] {
			w.answer(t, unit)
		}
	}
	w.catch(t)
	return w
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// answer is one response: most are satisfied, some do not know a counter, some say who they are.
func (w *target) answer(t *testing.T, unit string) {
	t.Helper()
	mark := func() string {
		return fmt.Sprint([]int{1, 2, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5}[w.rand.IntN(16)])
	}
	a := questionnaire.Answers{}
	for _, code := range responsetest.Ratings {
		a[code] = mark()
	}
	if w.rand.IntN(3) == 0 {
		for _, code := range []string{"Q31", "Q32", "Q33"} {
			a[code] = questionnaire.NA
		}
	}
	if w.rand.IntN(4) > 0 {
		a["Q72"] = float64(4 + w.rand.IntN(7))
	}
	if w.rand.IntN(3) > 0 {
		a["B5"] = []string{"F", "M"}[w.rand.IntN(2)]
		a["B1"] = [][]any{{"COUNTER"}, {"MOBILE", "COUNTER"}, {"PHONE", "MOBILE"}}[w.rand.IntN(3)]
	}
	w.sent++
	receipt, err := w.Responses.Submit(ctx, response.Submission{
		Link: w.Link(t, w.wave, unit), SubmissionID: fmt.Sprintf("submission-%06d", w.sent), Answers: a, Language: "zh", Mode: response.Web,
		StartedAt: w.Clock.Now().Add(-2 * time.Minute),
	})
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{unit: unit, batch: -1, receipt: receipt.ID, answers: a}
	w.all = append(w.all, v)
	w.pending[unit] = append(w.pending[unit], v)
}

// catch has the feed read: five of a unit are a step, and at least as many stay behind, any of them.
func (w *target) catch(t *testing.T) {
	t.Helper()
	if err := w.scoring.Catch(ctx); err != nil {
		t.Fatal(err)
	}
	w.counted(t, 5)
}

// counted notes who was counted meanwhile. Nobody can tell that of an anonymous wave but by what is held back.
func (w *target) counted(t *testing.T, behind int) {
	t.Helper()
	list, err := db.Values[string](ctx, w.DB, `SELECT r.receipt FROM anonymous_originals r JOIN held_responses h ON h.response_id = r.id
		WHERE r.wave_id = ? AND NOT h.released`, string(w.wave.ID))
	if err != nil {
		t.Fatal(err)
	}
	for unit, waiting := range w.pending {
		var stay []*victim
		for _, v := range waiting {
			if slices.Contains(list, v.receipt) {
				stay = append(stay, v)
			}
		}
		n := len(waiting) - len(stay)
		if n == 0 {
			continue
		}
		if now := w.batches[unit]; n < 5 && (now > 0 || behind > 0) || len(stay) < behind {
			t.Fatalf("%s: a step of %d leaves %d", unit, n, len(stay))
		}
		for _, v := range waiting {
			if !slices.Contains(stay, v) {
				v.batch = w.batches[unit]
			}
		}
		w.batches[unit]++
		w.pending[unit] = stay
	}
}

func (w *target) close(t *testing.T) {
	t.Helper()
	w.Do(t, w.wave.Code, programme.ActClose)
	if err := w.scoring.Release(ctx, w.wave.ID); err != nil {
		t.Fatal(err)
	}
	w.counted(t, 0)
	for unit, waiting := range w.pending {
		if len(waiting) > 0 {
			t.Errorf("%s: %d are not counted at the end", unit, len(waiting))
		}
	}
}

func TestTheAttackerFindsNobody(t *testing.T) {
	t.Parallel()
	begun := time.Now()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.hire(t, "um", auth.UnitManager, "B01")
	h.hire(t, "branch", auth.SurveyManager, "BANK")
	h.hire(t, "sm", auth.SurveyManager, "")
	before := h.attacked(t, "before", "", 1)
	before.close(t)
	now := h.attacked(t, "now", "before", 2)

	// The manager and the survey manager lay their figures side by side.
	under, free := []string{"um", "branch"}, []string{"sm"}
	closed, closedFree := before.loot(), before.loot()
	closed.all(t, under)
	closedFree.all(t, free)
	live, liveFree := now.loot(), now.loot()
	live.all(t, under)
	liveFree.all(t, free)
	h.changes(t, "branch", "now", "before")
	h.pages(t, now)
	for i, unit := range later {
		now.answer(t, unit)
		now.catch(t)
		live.all(t, under[1:])
		if i%5 == 4 { // the other one sees a part of this, and who sees everything needs no more
			live.all(t, under[:1])
		}
		if i%10 == 9 {
			liveFree.all(t, free)
		}
	}
	h.changes(t, "branch", "now", "before")
	now.close(t)
	live.all(t, under) // what he noted just before the end stands beside what is shown after it
	h.pages(t, now)

	for name, l := range map[string]*loot{"a wave that is over": closed, "an open wave and its end": live} {
		for _, found := range l.solve() {
			t.Errorf("%s: %s", name, found)
		}
	}
	for name, l := range map[string]*loot{"a wave that is over": closedFree, "an open wave": liveFree} {
		found := l.solve()
		t.Logf("without the rule, %s: %d sets of 1 to 4, such as %v", name, len(found), found[:min(3, len(found))])
		if len(found) < 20 {
			t.Errorf("without the rule, %s gives away %d sets: the attacker does not try hard", name, len(found))
		}
	}
	if len(closed.facts["Q71"]) < 30 || len(live.facts["Q71"]) < 60 {
		t.Errorf("%d and %d figures are shown of Q71: the rule hides too much", len(closed.facts["Q71"]), len(live.facts["Q71"]))
	}
	t.Logf("%d responses, %v", len(before.all)+len(now.all), time.Since(begun))
}

func (w *target) loot() *loot {
	return &loot{w: w, facts: map[string][]fact{}, seen: map[string]bool{}, units: map[string][]string{}}
}

func (l *loot) all(t *testing.T, people []string) {
	t.Helper()
	for _, who := range people {
		p := l.w.people[who]
		if l.units[who] == nil {
			l.units[who] = l.w.units(t, p)
		}
		l.raid(t, p, l.units[who])
	}
}
