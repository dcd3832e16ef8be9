package demo

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestDocument: the tables of docs/demonstration.md are those of the code.
func TestDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/demonstration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{outletTable(), truthTable(), itemTable()} {
		if !strings.Contains(string(text), table) {
			t.Errorf("docs/demonstration.md lacks the table\n%s", table)
		}
	}
}

func outletTable() string {
	crowds := map[[5]float64]string{mixed: "mixed", young: "young", working: "working", old: "old"}
	var b strings.Builder
	b.WriteString("| outlet | effect on all items | besides | customers | answers Q1 | Q2 | Q3 | Q4 to 20 Nov |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, o := range outlets {
		var besides []string
		for _, a := range []aspect{premises, lobby, counter, speed, fees, machines} {
			if x, ok := o.aspects[a]; ok {
				besides = append(besides, fmt.Sprintf("%s %+.2f", a, x))
			}
		}
		fmt.Fprintf(&b, "| %s | %+.2f | %s | %s | %d | %d | %d | %d |\n",
			o.unit, o.effect, strings.Join(besides, ", "), crowds[o.ages], o.answers[0], o.answers[1], o.answers[2], o.answers[3])
	}
	return b.String()
}

func truthTable() string {
	truth := TrueEffects()
	var b strings.Builder
	b.WriteString("| outlet | queueing (Q41) 1st half | 2nd | fees open (Q51) 1st half | 2nd | whole (Q71) | top-2 | NPS |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, o := range outlets {
		fmt.Fprintf(&b, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.3f | %.1f |\n", o.unit,
			truth.Mean(firstHalf, o.unit, "Q41"), truth.Mean(secondHalf, o.unit, "Q41"),
			truth.Mean(firstHalf, o.unit, "Q51"), truth.Mean(secondHalf, o.unit, "Q51"),
			truth.Mean(firstHalf, o.unit, "Q71"), truth.Top2(firstHalf, o.unit, "Q71"), truth.NPS(firstHalf, o.unit))
	}
	return b.String()
}

func itemTable() string {
	var items, ease strings.Builder
	for _, q := range questions {
		fmt.Fprintf(&items, "| %s ", q.code)
		fmt.Fprintf(&ease, "| %.2f ", q.ease)
	}
	return items.String() + "|\n" + strings.Repeat("| --- ", len(questions)) + "|\n" + ease.String() + "|\n"
}
