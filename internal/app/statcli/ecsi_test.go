package statcli_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// ecsiBlock is a construct of the simulated questionnaire: how it depends on the constructs before it
// and how its items are answered, 1 to 10.
type ecsiBlock struct {
	prefix   string
	items    int
	from     map[string]float64 // effects of other constructs, all of variance 1
	mean, sd float64            // of the answers
	loading  float64
}

var ecsiBlocks = []ecsiBlock{
	{"IMAG", 5, nil, 7.4, 1.8, 0.75},
	{"CUEX", 3, map[string]float64{"IMAG": 0.5}, 7.2, 1.9, 0.70},
	{"PERQ", 7, map[string]float64{"CUEX": 0.55}, 7.6, 1.7, 0.78},
	{"PERV", 2, map[string]float64{"CUEX": 0.1, "PERQ": 0.55}, 6.4, 2.0, 0.85},
	{"CUSA", 3, map[string]float64{"IMAG": 0.2, "CUEX": 0.05, "PERQ": 0.5, "PERV": 0.2}, 7.3, 1.7, 0.82},
	{"CUSCO", 0, map[string]float64{"CUSA": 0.55}, 6.8, 2.2, 0.90},
	{"CUSL", 3, map[string]float64{"IMAG": 0.2, "CUSA": 0.5, "CUSCO": 0.1}, 6.9, 2.1, 0.75},
}

// simulateECSI draws respondents of an ECSI questionnaire: constructs are linear in those they depend
// on, items are loading·construct + noise, rounded and cut to the scale. No real respondent is in it.
func simulateECSI(respondents int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 0))
	var b strings.Builder
	b.WriteString("id")
	for _, block := range ecsiBlocks {
		for _, item := range ecsiItems(block) {
			b.WriteString("," + item)
		}
	}
	b.WriteString("\n")
	for id := range respondents {
		fmt.Fprintf(&b, "%d", id+1)
		score := map[string]float64{}
		for _, block := range ecsiBlocks {
			y, explained := 0.0, 0.0
			for _, other := range ecsiBlocks {
				effect := block.from[other.prefix]
				y += effect * score[other.prefix]
				explained += effect * effect
			}
			y += math.Sqrt(max(1-explained, 0.2)) * r.NormFloat64()
			score[block.prefix] = y
			for range ecsiItems(block) {
				x := block.loading*y + math.Sqrt(1-block.loading*block.loading)*r.NormFloat64()
				fmt.Fprintf(&b, ",%d", int(min(max(math.Round(block.mean+block.sd*x), 1), 10)))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func ecsiItems(b ecsiBlock) []string {
	if b.items == 0 {
		return []string{b.prefix}
	}
	var names []string
	for k := range b.items {
		names = append(names, fmt.Sprintf("%s%d", b.prefix, k+1))
	}
	return names
}

// The example questionnaire is what the simulation draws; -update writes it.
func TestECSIExampleIsSimulated(t *testing.T) {
	t.Parallel()
	golden(t, "examples/ecsi.csv", simulateECSI(250, 20261122))
}
