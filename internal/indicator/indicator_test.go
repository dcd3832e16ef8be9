package indicator_test

import (
	"bytes"
	"math/big"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/indicator/definition/schematest"
)

const bankFile = "../questionnaire/template/data/bank-outlet/indicators.json"

func bank(t testing.TB) indicator.Document {
	t.Helper()
	file, err := os.Open(bankFile)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := indicator.Parse(file)
	if err != nil {
		t.Fatal(i18n.Error(i18n.EN, err))
	}
	return d
}

func TestShippedSystemIsSound(t *testing.T) {
	t.Parallel()
	d := bank(t)
	if err := indicator.Check(&d); err != nil {
		t.Error(i18n.Error(i18n.EN, err))
	}
	if got := len(d.Leaves()); got != 19 {
		t.Errorf("%d leaves, want 19", got)
	}
	text, err := os.ReadFile(bankFile)
	if err != nil {
		t.Fatal(err)
	}
	schema := schematest.Parse(t, indicator.Schema)
	if faults := schema.Faults(t, text); len(faults) > 0 {
		t.Errorf("schema: %s", strings.Join(faults, "\n"))
	}
	canonical, err := definition.Canonical(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := indicator.Parse(bytes.NewReader(canonical))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, again); diff != "" {
		t.Errorf("round trip: %s", diff)
	}
}

func TestSchemaNamesEveryField(t *testing.T) {
	t.Parallel()
	schematest.Parse(t, indicator.Schema).Agree(t, reflect.TypeFor[indicator.Document]())
}

func TestCheckNamesThePlaceOfEachFault(t *testing.T) {
	t.Parallel()
	high := 101.0
	for _, c := range []struct {
		name   string
		change func(*indicator.Document)
		want   string
	}{
		{"nothing", func(*indicator.Document) {}, ""},
		{"format", func(d *indicator.Document) { d.Format = "x" }, "definition.format at format want=manyi.indicator/1"},
		{"code", func(d *indicator.Document) { d.Code = "Bank!" }, "definition.document_code at code code=Bank!"},
		{"version", func(d *indicator.Document) { d.Version = "1" }, "definition.version at version version=1"},
		{"no nodes", func(d *indicator.Document) { d.Nodes = nil }, "indicator.no_nodes at nodes"},
		{"code twice", func(d *indicator.Document) { d.Nodes[0].Children[1].Code = "A" }, "definition.code_twice at nodes[0].children[1].code code=A first=nodes[0].children[0].code"},
		{"bad code", func(d *indicator.Document) { d.Nodes[0].Code = "总" }, "definition.code at nodes[0].code code=总"},
		{"importance", func(d *indicator.Document) { d.Nodes[0].Children[0].Importance = "-1" }, "indicator.importance at nodes[0].children[0].importance importance=-1"},
		{"importance NaN", func(d *indicator.Document) { d.Nodes[0].Children[0].Importance = "NaN" }, "indicator.importance at nodes[0].children[0].importance importance=NaN"},
		{"all zero", func(d *indicator.Document) {
			d.Nodes[0].Children[0].Importance, d.Nodes[0].Children[1].Importance = "0", "0.0"
		}, "indicator.importance_zero at nodes[0].children"},
		{"target", func(d *indicator.Document) { d.Nodes[0].Target = &high }, "indicator.target at nodes[0].target target=101"},
		{"department", func(d *indicator.Document) { d.Nodes[0].Children[0].Department = "X" }, "indicator.department at nodes[0].children[0].department department=X"},
		{"translation", func(d *indicator.Document) { delete(d.Nodes[0].Name, "en") }, "definition.translation_missing at nodes[0].name.en language=en"},
		{"language", func(d *indicator.Document) { d.Name["fr"] = "x" }, "definition.language_undeclared at name.fr language=fr"},
		{"missing rule", func(d *indicator.Document) { d.Nodes[0].Missing = "drop" }, "indicator.missing_rule at nodes[0].missing rule=drop"},
		{"missing rule of a leaf", func(d *indicator.Document) { d.Nodes[0].Children[0].Missing = "incomplete" }, "indicator.missing_leaf at nodes[0].children[0].missing"},
		{"direction", func(d *indicator.Document) { d.Nodes[0].Direction = "up" }, "indicator.direction at nodes[0].direction direction=up"},
		{"direction of a part", func(d *indicator.Document) { d.Nodes[0].Children[1].Direction = indicator.Lower }, "indicator.direction_mixed at nodes[0].children[1].direction"},
		{"the same direction below", func(d *indicator.Document) {
			d.Nodes[0].Direction, d.Nodes[0].Children[1].Direction = indicator.Lower, indicator.Lower
		}, ""},
		{"too deep", func(d *indicator.Document) {
			n := &d.Nodes[0].Children[0]
			for _, code := range []string{"L3", "L4", "L5"} {
				n.Children = []indicator.Node{{Code: code, Name: i18n.Text{"zh": "x", "en": "x"}, Importance: "1"}}
				n = &n.Children[0]
			}
		}, "indicator.too_deep at nodes[0].children[0].children[0].children[0].children max=4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := func(s string) i18n.Text { return i18n.Text{"zh": s, "en": s} }
			d := indicator.Document{
				Format: indicator.Format, Code: "small", Version: "1.0", Name: text("n"),
				Departments: []indicator.Department{{Code: "D", Name: text("d")}},
				Nodes: []indicator.Node{{Code: "ROOT", Name: text("r"), Importance: "1", Department: "D", Children: []indicator.Node{
					{Code: "A", Name: text("a"), Importance: "1"}, {Code: "B", Name: text("b"), Importance: "2"},
				}}},
			}
			c.change(&d)
			var got []string
			for _, e := range errs.All(indicator.Check(&d)) {
				if !i18n.Has(e.Key) {
					t.Errorf("no text for %s", e.Key)
				}
				got = append(got, e.Error())
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
}

// TestSharesAreExact uses importances that binary fractions cannot hold: 0.1 + 0.2 must be 0.3.
func TestSharesAreExact(t *testing.T) {
	t.Parallel()
	d := indicator.Document{Nodes: []indicator.Node{{Code: "R", Importance: "5", Department: "D", Children: []indicator.Node{
		{Code: "A", Importance: "0.1"}, {Code: "B", Importance: "0.2", Department: "E"},
	}}}}
	want := map[string]string{"R": "1/1", "A": "1/3", "B": "2/3"}
	department := map[string]string{"R": "D", "A": "D", "B": "E"}
	d.Walk(func(e indicator.Entry) {
		if got := e.Share.String(); got != want[e.Node.Code] || e.Department != department[e.Node.Code] {
			t.Errorf("%s: share %s department %s, want %s %s", e.Node.Code, got, e.Department, want[e.Node.Code], department[e.Node.Code])
		}
	})
	b := bank(t)
	sums := map[string]*big.Rat{}
	b.Walk(func(e indicator.Entry) {
		if sums[e.Parent] == nil {
			sums[e.Parent] = new(big.Rat)
		}
		sums[e.Parent].Add(sums[e.Parent], e.Share)
	})
	for parent, sum := range sums {
		if sum.Cmp(big.NewRat(1, 1)) != 0 {
			t.Errorf("shares under %q add to %s", parent, sum)
		}
	}
	if e, ok := b.Find("COUNTER_CARE"); !ok || e.Level != 4 || e.Parent != "COUNTER" || e.Department != "PERSONAL" {
		t.Errorf("COUNTER_CARE: %+v", e)
	}
}

func FuzzParse(f *testing.F) {
	text, err := os.ReadFile(bankFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"nodes":[{"importance":"1","children":[{}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := indicator.Parse(bytes.NewReader(text))
		if err != nil {
			if len(errs.All(err)) == 0 {
				t.Fatalf("internal error: %v", err)
			}
			return
		}
		d.Walk(func(indicator.Entry) {})
		if indicator.Check(&d) != nil {
			return
		}
		first, err := definition.Canonical(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := indicator.Parse(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("canonical form is refused: %v", err)
		}
		if second, err := definition.Canonical(again); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("not stable: %s\n%s", first, second)
		}
	})
}
