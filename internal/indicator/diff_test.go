package indicator_test

import (
	"fmt"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/indicator"
)

// told is a diff in short lines.
func told(changes []indicator.Change) string {
	var lines []string
	for _, c := range changes {
		line := c.Kind + " " + c.Of
		if c.Code != "" {
			line += " " + c.Code
		}
		if c.From != c.To {
			line += " " + c.From + "→" + c.To
		}
		for _, f := range c.Fields {
			line += fmt.Sprintf(" %s %q→%q", f.Field, f.Old, f.New)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestDiffNamesEveryChange(t *testing.T) {
	t.Parallel()
	target := 90.0
	for _, c := range []struct {
		name   string
		change func(d *indicator.Document, root *indicator.Node)
		want   string
		texts  bool
	}{
		{"nothing", func(d *indicator.Document, _ *indicator.Node) { d.Version = "2.0" }, "", true},
		{"texts", func(d *indicator.Document, root *indicator.Node) {
			d.Name["en"] = "new"
			root.Children[0].Description = say("what")
		}, `changed system name.en "small"→"new"` + "\n" + `changed node A description.zh ""→"what" description.en ""→"what"`, true},
		{
			"a weight changes the shares of all siblings", func(_ *indicator.Document, root *indicator.Node) { root.Children[0].Importance = "0.3" },
			`changed node A importance "0.1"→"0.3" share "1/3"→"3/5"` + "\n" + `changed node B share "2/3"→"2/5"`, false,
		},
		{"the same share written otherwise", func(_ *indicator.Document, root *indicator.Node) {
			root.Children[0].Importance, root.Children[1].Importance = "1", "2"
		}, `changed node A importance "0.1"→"1"` + "\n" + `changed node B importance "0.2"→"2"`, false},
		{"target, department, rule, direction", func(_ *indicator.Document, root *indicator.Node) {
			root.Target, root.Department, root.Missing, root.Direction = &target, "D", indicator.Incomplete, indicator.Lower
		}, `changed node ROOT target ""→"90" direction ""→"lower" department ""→"D" missing "renormalise"→"incomplete"`, false},
		{"the last comes first", func(_ *indicator.Document, root *indicator.Node) {
			a := root.Children[0].Children
			a[0], a[1], a[2] = a[2], a[0], a[1]
		}, "moved node A3", false},
		{"another parent", func(_ *indicator.Document, root *indicator.Node) {
			root.Children[1].Children = append(root.Children[1].Children, root.Children[0].Children[2])
			root.Children[0].Children = root.Children[0].Children[:2]
		}, `changed node A1 share "1/4"→"1/2"` + "\n" + `changed node A2 share "1/4"→"1/2"` + "\n" +
			`changed node B1 share "1"→"1/3"` + "\n" + `moved node A3 A→B share "1/2"→"2/3"`, false},
		{"added and removed", func(d *indicator.Document, root *indicator.Node) {
			d.Departments[0].Code = "E"
			root.Children[1].Children[0] = leaf("B2", "5")
		}, `added department E name.zh ""→"D" name.en ""→"D"` + "\n" + `removed department D name.zh "D"→"" name.en "D"→""` + "\n" +
			`added node B2 →B name.zh ""→"B2" name.en ""→"B2" importance ""→"5" share ""→"1"` + "\n" +
			`removed node B1 B→ name.zh "B1"→"" name.en "B1"→"" importance "1"→"" share "1"→""`, false},
		{
			"a code twice", func(_ *indicator.Document, root *indicator.Node) { root.Children[1].Children[0].Code = "A1" },
			`added node A1 →B name.zh ""→"B1" name.en ""→"B1" importance ""→"1" share ""→"1"` + "\n" +
				`removed node B1 B→ name.zh "B1"→"" name.en "B1"→"" importance "1"→"" share "1"→""`, false,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before, now := system("1.0"), system("1.0")
			c.change(&now, &now.Nodes[0])
			changes := indicator.Diff(&before, &now)
			if got := told(changes); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if got := indicator.TextsOnly(changes); got != c.texts {
				t.Errorf("texts only: %v", got)
			}
			if back := indicator.Diff(&now, &before); len(back) != len(changes) {
				t.Errorf("%d changes forwards, %d backwards", len(changes), len(back))
			}
		})
	}
}
