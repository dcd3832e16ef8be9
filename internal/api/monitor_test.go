package api_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/db/dbtest"
	"manyi.dev/manyi/internal/programme"
)

// The pace of a unit is its answers of the quarter against the part of the quarter that is over; a unit is marked when
// it will miss its target at that pace, and not before one answer could be expected. The wave runs from 1 July to 31
// December with a target of 15; two outlets have 40 answers each in the fourth quarter.
func TestUnitsBelowTargetAreMarkedBeforeTheEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	noon := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 4, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name      string
		at        time.Time
		who       string
		units     int
		below     int
		left      int
		projected int64 // of B0101; -1: none
	}{
		{"the fifth day of 92: 0.8 of 15", noon(10, 5), "sm", 12, 0, 87, -1},
		{"the seventh day: 1.1 of 15", noon(10, 7), "sm", 12, 10, 85, 525},
		{"54 days of 92", noon(11, 23), "sm", 12, 10, 38, 68},
		{"54 days of 92, one's own outlet", noon(11, 23), "um", 1, 0, 38, 68},
		{"the last day", noon(12, 31), "sm", 12, 10, 0, 40},
	} {
		h.Clock.Set(c.at)
		p := progressOf(t, h, c.who, "spring")
		if len(p.Items) != c.units || p.Below != c.below || p.DaysLeft == nil || *p.DaysLeft != c.left {
			t.Errorf("%s: %d units, %d below, %v days; want %d, %d, %d", c.name, len(p.Items), p.Below, p.DaysLeft, c.units, c.below, c.left)
		}
		for _, u := range p.Items {
			if got := projected(u); u.Unit.Code == "B0101" && (got != c.projected || u.BelowTarget) {
				t.Errorf("%s: %d projected, below %t; want %d", c.name, got, u.BelowTarget, c.projected)
			}
			if u.BelowTarget && projected(u) >= u.Target {
				t.Errorf("%s: %s is marked with %d projected", c.name, u.Unit.Code, projected(u))
			}
		}
	}
	for n := range 15 { // on the last day, just as many as were wanted
		h.Submit(t, h.Link(t, h.wave, "B0102"), 900+n)
	}
	for _, u := range progressOf(t, h, "sm", "spring").Items {
		if u.Unit.Code == "B0102" && (projected(u) != 15 || u.BelowTarget) {
			t.Errorf("a target that is just met: %d projected, below %t", projected(u), u.BelowTarget)
		}
	}
}

func projected(u api.UnitProgress) int64 {
	if u.Projected == nil {
		return -1
	}
	return *u.Projected
}

// The overview and the results mark the same units as the monitor, by the same rule; a unit above others says how many.
func TestOneRuleOfBelowTarget(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	sm := h.people["sm"]
	for _, at := range []time.Time{
		time.Date(2026, 10, 5, 4, 0, 0, 0, time.UTC), // too early to say
		time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC),
	} {
		h.Clock.Set(at)
		below := map[string]int64{}
		for _, u := range progressOf(t, h, "sm", "spring").Items {
			if u.BelowTarget {
				below[u.Unit.Code] = projected(u)
			}
		}
		listed := reply[api.Overview](t, sm.do(t, "GET", "/api/v1/overview", "")).BelowTarget
		for _, u := range listed {
			if n, ok := below[u.Unit.Code]; !ok || u.Projected == nil || *u.Projected != n {
				t.Errorf("%v: the overview lists %s with %v, the monitor has %d, %t", at, u.Unit.Code, u.Projected, n, ok)
			}
		}
		if len(listed) != len(below) {
			t.Errorf("%v: the overview lists %d units, the monitor marks %d", at, len(listed), len(below))
		}
		sum := 0
		for _, row := range reply[api.List[api.UnitRow]](t, sm.do(t, "GET", "/api/v1/waves/spring/units", "")).Items {
			sum += row.Below
			if row.BelowTarget != (row.Below > 0) || row.Below > row.Surveyed {
				t.Errorf("%v: %s: %d of %d below, marked %t", at, row.Unit.Code, row.Below, row.Surveyed, row.BelowTarget)
			}
		}
		if sum != len(below) {
			t.Errorf("%v: the results count %d units below, the monitor %d", at, sum, len(below))
		}
	}
}

// After the end a unit is marked when it missed its target in a quarter, and nothing is projected.
func TestMissedTargets(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.OpenSQLite(t))
	h.fill(t)
	h.Do(t, "spring", programme.ActClose)
	p := progressOf(t, h, "sm", "spring")
	if p.DaysLeft != nil || p.Below != 12 { // nobody answered in the third quarter
		t.Errorf("%v days left, %d below", p.DaysLeft, p.Below)
	}
	if p.Totals.Valid != 80 || p.Totals.Complete != 80 || p.Totals.Issued != 0 || p.Totals.Drafts != 0 {
		t.Errorf("totals %+v", p.Totals)
	}
	h.named(t, "to-come", programme.Named)
	if p := progressOf(t, h, "sm", "to-come"); p.Below != 0 || p.DaysLeft != nil || len(p.Items) != 0 {
		t.Errorf("a planned wave: %+v", p)
	}
}

func progressOf(t *testing.T, h *house, who, wave string) api.WaveProgress {
	t.Helper()
	a := h.people[who].do(t, "GET", "/api/v1/waves/"+wave+"/progress", "")
	if a.status != http.StatusOK {
		t.Fatal(a)
	}
	var p api.WaveProgress
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatal(err)
	}
	return p
}
