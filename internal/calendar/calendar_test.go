package calendar

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

func shanghai(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2026-11-22", "2024-02-29", "0001-01-01"} {
		if d, err := ParseDate(text); err != nil || string(d) != text {
			t.Errorf("ParseDate(%q) = %q, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "2026-2-3", "2025-02-29", "2026-13-01", "2026-11-22T00:00:00Z", "22.11.2026", "0000-01-01"} {
		if d, err := ParseDate(text); !errs.Is(err, errs.Invalid) {
			t.Errorf("ParseDate(%q) = %q, %v; want Invalid", text, d, err)
		}
	}
}

func TestInstantInZone(t *testing.T) {
	t.Parallel()
	zone := shanghai(t)
	at := time.Date(2026, 9, 30, 16, 30, 0, 0, time.UTC) // half past midnight of 1 October in Shanghai
	if d, q := DateAt(at, zone), QuarterAt(at, zone); d != "2026-10-01" || q != 20264 {
		t.Errorf("in Shanghai: %s, %s; want 2026-10-01, 2026Q4", d, q)
	}
	if d, q := DateAt(at, time.UTC), QuarterAt(at, time.UTC); d != "2026-09-30" || q != 20263 {
		t.Errorf("in UTC: %s, %s; want 2026-09-30, 2026Q3", d, q)
	}
	if got := Date("2026-10-01").Time(zone); !got.Equal(time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("2026-10-01 begins at %v", got)
	}
}

func TestMonths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from   Date
		before int
		want   Date
	}{
		{"2026-11-22", 9, "2026-02-22"},
		{"2026-11-30", 9, "2026-02-28"},
		{"2024-11-30", 9, "2024-02-29"},
		{"2026-03-31", 1, "2026-02-28"},
		{"2026-01-31", 2, "2025-11-30"},
		{"2026-12-31", 12, "2025-12-31"},
		{"2024-02-29", 12, "2023-02-28"},
		{"2026-01-15", 0, "2026-01-15"},
		{"2026-01-31", -1, "2026-02-28"},
		{"2026-08-31", -6, "2027-02-28"},
		{"2026-05-10", 29, "2023-12-10"},
	}
	for _, tt := range tests {
		if got := tt.from.MonthsBefore(tt.before); got != tt.want {
			t.Errorf("%s.MonthsBefore(%d) = %s, want %s", tt.from, tt.before, got, tt.want)
		}
	}
}

func TestQuarter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		day         Date
		text        string
		stored      int
		first, last Date
	}{
		{"2026-01-01", "2026Q1", 20261, "2026-01-01", "2026-03-31"},
		{"2026-06-30", "2026Q2", 20262, "2026-04-01", "2026-06-30"},
		{"2026-07-01", "2026Q3", 20263, "2026-07-01", "2026-09-30"},
		{"2026-11-22", "2026Q4", 20264, "2026-10-01", "2026-12-31"},
	}
	for _, tt := range tests {
		q := tt.day.Quarter()
		parsed, err := ParseQuarter(tt.text)
		if int(q) != tt.stored || q.String() != tt.text || q.First() != tt.first || q.Last() != tt.last || parsed != q || err != nil || !q.Valid() {
			t.Errorf("%s: %d %s %s–%s, parsed %d, %v; want %+v", tt.day, q, q, q.First(), q.Last(), parsed, err, tt)
		}
	}
	for _, text := range []string{"", "2026Q5", "2026Q0", "2026q4", "20264", "+026Q1", "2026Q44", "0000Q1"} {
		if q, err := ParseQuarter(text); !errs.Is(err, errs.Invalid) {
			t.Errorf("ParseQuarter(%q) = %d, %v; want Invalid", text, q, err)
		}
	}
	if a, b, c := Quarter(20264).Add(1), Quarter(20261).Add(-1), Quarter(20262).Add(7); a != 20271 || b != 20254 || c != 20281 {
		t.Errorf("2026Q4+1 = %s, 2026Q1−1 = %s, 2026Q2+7 = %s", a, b, c)
	}
	for _, q := range []Quarter{0, 20260, 20265, -20261} {
		if q.Valid() {
			t.Errorf("Quarter(%d) is valid", q)
		}
	}
}

func TestQuarterJSON(t *testing.T) {
	t.Parallel()
	var v struct {
		Q Quarter `json:"q"`
	}
	if err := json.Unmarshal([]byte(`{"q":"2026Q4"}`), &v); err != nil || v.Q != 20264 {
		t.Fatalf("read %d, %v", v.Q, err)
	}
	if text, err := json.Marshal(v); err != nil || string(text) != `{"q":"2026Q4"}` {
		t.Fatalf("wrote %s, %v", text, err)
	}
	if _, err := json.Marshal(Quarter(0)); err == nil {
		t.Error("no quarter was written as one")
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		from  Date
		days  int
		want  Date
		exact bool
	}{
		{"counts from the day after", "2026-11-23", 1, "2026-11-24", true},
		{"none is the day itself", "2026-11-22", 0, "2026-11-22", true},
		{"over a weekend", "2026-11-20", 3, "2026-11-25", true},
		{"from a Sunday", "2026-11-22", 1, "2026-11-23", true},
		{"over the national day, with a worked Saturday", "2026-09-30", 3, "2026-10-10", true},
		{"before the spring festival, a Saturday is worked", "2026-02-13", 1, "2026-02-14", true},
		{"over the spring festival", "2026-02-14", 1, "2026-02-24", true},
		{"a worked Sunday", "2026-09-18", 1, "2026-09-20", true},
		{"into a year without a table", "2026-12-31", 1, "2027-01-01", false},
		{"wholly in a year without a table", "2022-05-02", 5, "2022-05-09", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, exact := Shipped().Due(tt.from, tt.days); got != tt.want || exact != tt.exact {
				t.Errorf("%d working days after %s = %s, exact %v; want %s, %v", tt.days, tt.from, got, exact, tt.want, tt.exact)
			}
		})
	}
}

func TestShippedTable(t *testing.T) {
	t.Parallel()
	h := Shipped()
	for _, year := range []int{2023, 2024, 2025, 2026} {
		worked := 0
		for d := DateOf(year, 1, 1); d.Year() == year; d = d.AddDays(1) {
			if h.Working(d) {
				worked++
			}
		}
		// The yearly numbers follow from 52 weeks and the announced rest and exchanged days.
		if want := map[int]int{2023: 249, 2024: 251, 2025: 248, 2026: 248}[year]; worked != want || !h.Known(year) {
			t.Errorf("%d has %d working days (known %v), want %d", year, worked, h.Known(year), want)
		}
	}
	if h.Known(2027) || h.Known(2022) {
		t.Error("a year without a table counts as known")
	}
}

func TestParseHolidaysNamesRows(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, key, field string }{
		{"header", "day,kind,name\n", "calendar.holiday.header", "row 1"},
		{"empty", "", "calendar.holiday.header", "row 1"},
		{"date", "date,kind,name\n2026-01-01,rest,x\n2026-02-30,rest,x\n", "calendar.date.invalid", "row 3"},
		{"kind", "date,kind,name\n2026-01-01,free,x\n", "calendar.holiday.kind", "row 2"},
		{"twice", "date,kind,name\n2026-01-01,rest,x\n2026-01-01,work,y\n", "calendar.holiday.twice", "row 3"},
		{"columns", "date,kind,name\n2026-01-01,rest\n", "calendar.holiday.row", "row 2"},
		{"quotes", "date,kind,name\n2026-01-01,rest,\"x\n", "calendar.holiday.row", "row 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseHolidays(strings.NewReader(tt.in))
			all := errs.All(err)
			if len(all) != 1 || all[0].Key != tt.key || all[0].Field != tt.field {
				t.Fatalf("got %v, want %s at %s", err, tt.key, tt.field)
			}
			if !i18n.Has(tt.key) {
				t.Errorf("no text for %s", tt.key)
			}
		})
	}
	h, err := ParseHolidays(strings.NewReader("\ufeffdate,kind,name\r\n2027-01-01,rest,元旦\r\n"))
	if err != nil || h.Working("2027-01-01") || !h.Known(2027) {
		t.Errorf("a table with a byte order mark: %v", err)
	}
	if _, err := ParseHolidays(strings.NewReader("date,kind,name\nx,rest,\n2026-01-01,y,\n")); len(errs.All(err)) != 2 {
		t.Errorf("two faulty rows gave %v", err)
	}
}

func TestMakeHolidays(t *testing.T) {
	t.Parallel()
	h, err := MakeHolidays([]Holiday{{"2027-02-06", Work, "春节"}, {"2027-02-08", Rest, "春节"}})
	if due, exact := h.Due("2027-02-05", 2); err != nil || due != "2027-02-09" || !exact {
		t.Errorf("due %s, exact %v, %v; want 2027-02-09 exactly", due, exact, err)
	}
	if _, err := MakeHolidays([]Holiday{{"2027-02-06", "off", ""}}); !errs.HasKey(err, "calendar.holiday.kind") {
		t.Errorf("kind off: %v", err)
	}
}
