package api_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"strings"
	"testing"
)

// changes: a difference to the wave before is shown only where both figures are.
func (h *house) changes(t *testing.T, who, now, before string) {
	t.Helper()
	p, n := h.people[who], 0
	for _, unit := range sorted(crowd) {
		a := get[dashboardBody](t, p, "/waves/"+now+"/dashboard?unit="+unit)
		b := get[dashboardBody](t, p, "/waves/"+before+"/dashboard?unit="+unit)
		for i, node := range a.Tree {
			if node.Change == nil {
				continue
			}
			was := b.Tree[i].Score
			if fmt.Sprint(node.Without) != fmt.Sprint(b.Tree[i].Without) {
				t.Errorf("%s %s: compared are scores without %v and without %v", unit, node.Code, node.Without, b.Tree[i].Without)
			}
			switch {
			case node.Change.Value == nil:
			case node.Score.Value == nil || was.Value == nil:
				t.Errorf("%s %s: a change to a figure that is not shown", unit, node.Code)
			case math.Abs(*node.Score.Value-*was.Value-*node.Change.Value) > 1e-9:
				t.Errorf("%s %s: the change is not that of the figures", unit, node.Code)
			default:
				n++
			}
		}
	}
	if n == 0 {
		t.Error("no change is shown")
	}
}

// pages: lists, exports and the stream say of figures what the dashboards say, and of responses only their number.
func (h *house) pages(t *testing.T, w *target) {
	t.Helper()
	p, code := h.people["branch"], w.wave.Code
	type card struct {
		Code     string
		Headline *figureBody
	}
	want := get[dashboardBody](t, p, "/waves/"+code+"/dashboard").Headline.Score
	for _, list := range [][]card{
		get[struct{ Items []card }](t, p, "/waves").Items, get[struct{ Waves []card }](t, p, "/overview").Waves,
	} {
		for _, c := range list {
			if c.Code == code && (c.Headline == nil || fmt.Sprint(*c.Headline.Value, c.Headline.N) != fmt.Sprint(*want.Value, want.N)) {
				t.Errorf("a list says %+v of the wave, its page %+v", c.Headline, want)
			}
		}
	}
	for _, unit := range []string{"BANK", "B01", "B02", "B03"} {
		type rows struct {
			Items []struct {
				Unit             struct{ Code string }
				Score, Top2, NPS *figureBody
				Change           *changeBody
			}
		}
		for _, row := range get[rows](t, p, "/waves/"+code+"/units?sort=-score&unit="+unit).Items {
			d := get[dashboardBody](t, p, "/waves/"+code+"/dashboard?unit="+row.Unit.Code).Headline
			same := func(what string, a, b *figureBody) {
				if a.String() != b.String() {
					t.Errorf("the table of %s says of %s's %s %s, its page %s", unit, row.Unit.Code, what, a, b)
				}
			}
			same("score", row.Score, d.Score)
			same("share", row.Top2, d.Top2)
			same("NPS", row.NPS, d.NPS)
			if (row.Change == nil) != (d.Change == nil) || row.Change != nil && (row.Change.Value == nil) != (d.Change.Value == nil) {
				t.Errorf("the table of %s says of %s's change %v, its page %v", unit, row.Unit.Code, row.Change, d.Change)
			}
		}
	}
	for _, path := range []string{"/progress", "/links", "/events"} {
		body := p.do(t, "GET", "/api/v1/waves/"+code+path, "").body
		for _, word := range []string{"score", "mean", "top2", "nps", "share", "distribution"} {
			if strings.Contains(body, `"`+word+`"`) {
				t.Errorf("%s speaks of %s: %.200s", path, word, body)
			}
		}
	}
	h.exports(t, p, code)
}

// exports: tables in files say what the pages say.
func (h *house) exports(t *testing.T, p *person, code string) {
	t.Helper()
	for unit := range crowd {
		d := get[dashboardBody](t, p, "/waves/"+code+"/dashboard?unit="+unit)
		for i, row := range h.csv(t, p, "/waves/"+code+"/tables/tree.csv?unit="+unit) {
			if shown, exported := d.Tree[i].Score.Value != nil, row["分值"] != "" || row["得分"] != "" || row["满意度"] != ""; shown != exported {
				t.Fatalf("tree.csv of %s: %s is shown %v, exported %v: %v", unit, d.Tree[i].Code, shown, exported, row)
			}
		}
		for _, item := range asked {
			b := get[itemBody](t, p, "/waves/"+code+"/items/"+item+"?unit="+unit)
			rows := h.csv(t, p, "/waves/"+code+"/tables/item.csv?unit="+unit+"&item="+item)
			if b.Others != nil {
				rows = rows[:len(rows)-1]
			}
			if len(rows) != len(b.Distribution) {
				t.Errorf("item.csv of %s %s has %d answers, the page %d", unit, item, len(rows), len(b.Distribution))
			}
			for i := range min(len(rows), len(b.Distribution)) {
				if got := rows[i]["#2"]; b.Distribution[i].Merged && got != "" || !b.Distribution[i].Merged && got != fmt.Sprint(b.Distribution[i].N) {
					t.Errorf("item.csv of %s %s says %q, the page %+v", unit, item, got, b.Distribution[i])
				}
			}
		}
	}
}

// csv reads a table by its headings, and by "#0" and so on.
func (h *house) csv(t *testing.T, p *person, path string) []map[string]string {
	t.Helper()
	a := p.do(t, "GET", "/api/v1"+path, "")
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || a.status != 200 {
		t.Fatalf("%s: %v %s", path, err, a)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, cell := range r {
			row[records[0][i]], row[fmt.Sprintf("#%d", i)] = cell, cell
		}
		rows = append(rows, row)
	}
	return rows
}
