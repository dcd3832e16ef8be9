package demo

import (
	"fmt"
	"math"
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
	b.WriteString("| outlet | effect on all items | besides | customers | 2025 Q1 | Q2 | Q3 | Q4 | 2026 Q1 | Q2 | Q3 | Q4 to 20 Nov |\n" +
		strings.Repeat("| --- ", 12) + "|\n")
	for _, o := range outlets {
		var besides []string
		for _, a := range []aspect{premises, lobby, counter, speed, fees, machines} {
			if x, ok := o.aspects[a]; ok {
				besides = append(besides, fmt.Sprintf("%s %+.2f", a, x))
			}
		}
		fmt.Fprintf(&b, "| %s | %+.2f | %s | %s |", o.unit, o.effect, strings.Join(besides, ", "), crowds[o.ages])
		for _, n := range o.answers {
			fmt.Fprintf(&b, " %d |", n)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// truthTable shows what changes before and after, and the service as a whole, which does not.
func truthTable() string {
	columns := []struct{ wave, item, head string }{
		{firstHalf2025, "Q21", "lobby (Q21) 2025h1"},
		{secondHalf2025, "Q21", "2025h2"},
		{secondHalf2025, "Q61", "machines (Q61) 2025h2"},
		{firstHalf, "Q61", "2026h1"},
		{firstHalf, "Q41", "queueing (Q41) 2026h1"},
		{secondHalf, "Q41", "2026h2"},
		{firstHalf, "Q51", "fees (Q51) 2026h1"},
		{secondHalf, "Q51", "2026h2"},
	}
	truth := TrueEffects()
	var b strings.Builder
	b.WriteString("| outlet |")
	for _, c := range columns {
		fmt.Fprintf(&b, " %s |", c.head)
	}
	b.WriteString(" whole (Q71) | top-2 | NPS |\n" + strings.Repeat("| --- ", len(columns)+4) + "|\n")
	for _, o := range outlets {
		fmt.Fprintf(&b, "| %s |", o.unit)
		for _, c := range columns {
			if x := truth.Mean(c.wave, o.unit, c.item); math.IsNaN(x) {
				b.WriteString(" – |")
			} else {
				fmt.Fprintf(&b, " %.2f |", x)
			}
		}
		wave := firstHalf
		if !o.in(wave) {
			wave = firstHalf2025
		}
		fmt.Fprintf(&b, " %.2f | %.3f | %.1f |\n", truth.Mean(wave, o.unit, "Q71"), truth.Top2(wave, o.unit, "Q71"), truth.NPS(wave, o.unit))
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
