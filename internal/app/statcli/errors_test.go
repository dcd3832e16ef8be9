package statcli_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"manyi.dev/manyi/internal/app/statcli"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/stat"
)

// Every reason for which the library refuses data has words of its own.
func TestEveryReasonHasAMessage(t *testing.T) {
	t.Parallel()
	tree, err := parser.ParseFile(token.NewFileSet(), "../../../stat/error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); !ok || of.Name != "Reason" {
			return true
		}
		for _, value := range spec.Values {
			reason, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			seen++
			if key := statcli.ReasonKey(stat.Reason(reason)); !i18n.Has(key) {
				t.Errorf("the catalogue has no key %s", key)
			}
		}
		return true
	})
	if seen < 15 {
		t.Errorf("only %d reasons were found in stat/error.go", seen)
	}
}

// What is wrong with a file or a flag is told with its place, and nothing is printed.
func TestFaultsAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := map[string]string{
		"good.csv":       "id,q,w,s,u,c,t\n1,5,1,A,1,4,x\n2,4,1,A,1,4,y\n3,2,2,B,2,4,x\n4,1,1,B,3,4,y\n5,3,1,B,4,4,x\n6,4,1,B,4,4,x\n",
		"text.csv":       "q,r\n5,1\n\nfour,2\n3,zwei\n2,3\n",
		"weight.csv":     "q,w\n5,1\n4,\n3,1\n",
		"negative.csv":   "q,w\n5,1\n4,-2\n3,1\n",
		"ragged.csv":     "q,r\n5,1\n4,2,7\n3,1\n",
		"empty.csv":      "",
		"header.csv":     "a,b\n",
		"twice.csv":      "q,q\n1,2\n",
		"collinear.csv":  "y,a,b,d\n1,1,2,3\n2,2,4,1\n3,4,8,2\n5,3,6,2\n4,6,12,1\n6,5,10,4\n",
		"targets.csv":    "variable,level,total\nt,x,50\nt,y,60\ns,A,60\ns,B,40\n",
		"missing.csv":    "variable,level,total\nt,x,50\nt,z,50\n",
		"blank.csv":      "variable,level,total\nt,x,50\nt,,50\n",
		"kano.csv":       "F1_func,F1_dysf\n1,5\n2,9\n3,3\n",
		"model.yaml":     "constructs:\n  - name: A\n    items: [q]\n  - name: B\n    items: [nothing]\npaths:\n  - {from: A, to: B}\n",
		"cyclic.yaml":    "constructs:\n  - name: A\n    items: [q]\n  - name: B\n    items: [w]\npaths:\n  - {from: A, to: B}\n  - {from: B, to: A}\n",
		"misspelt.yaml":  "construct:\n  - name: A\n",
		"duplicates.csv": "variable,level,total\nt,x,50\nt,x,50\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, command string
		want          []string // parts of the English message
		zh            string   // a part of the Chinese one
	}{
		{"unknown column", "mean good.csv --items q,z,zz", []string{"--items", "no column z, zz", "id, q, w, s, u, c, t"}, "文件没有“z, zz”这一列"},
		{"column twice in the file", "mean twice.csv --items q", []string{"several columns called q"}, "多列"},
		{"no items", "mean good.csv", []string{"--items is needed"}, "需要 --items"},
		{"text for a number", "mean text.csv --items q,r", []string{"text.csv:4: four in column q", "text.csv:5: zwei in column r"}, "不是数字"},
		{"missing weight", "mean weight.csv --items q --weights w", []string{"weight.csv:3: weights"}, "权重"},
		{"negative weight", "mean negative.csv --items q --weights w", []string{"negative.csv:3: weights", "negative"}, "负值"},
		{"ragged row", "mean ragged.csv --items q", []string{"ragged.csv:3", "3 cells"}, "3 列"},
		{"one PSU", "mean good.csv --items q --strata s --psu u --lonely fail", []string{`stratum "A"`, "--lonely"}, `层 "A"`},
		{"unknown rule", "mean good.csv --items q --lonely panic", []string{"--lonely", "panic", "average"}, "可用"},
		{"quantile", "mean good.csv --items q --quantiles 1.5", []string{"--quantiles", "1.5"}, "1.5"},
		{"nps of other answers", "mean text.csv --items r --nps --missing zwei,3 --top2", nil, ""},
		{"empty file", "mean empty.csv --items q", []string{"empty"}, "表格是空的"},
		{"no rows", "mean header.csv --items a", []string{"header.csv", "no rows"}, "没有数据"},
		{"no file", "mean nowhere.csv --items a", []string{"nowhere.csv"}, "nowhere.csv"},
		{"format", "mean good.csv --items q --format xml", []string{"--format", "xml"}, "xml"},
		{"constant driver", "drivers good.csv --y q --x w,c", []string{`"c" is constant`}, "没有变化"},
		{"collinear drivers", "drivers collinear.csv --y y --x a,b,d", []string{"collinear"}, "共线"},
		{"unknown method", "drivers collinear.csv --y y --x a --method magic", []string{"--method", "magic", "johnson"}, "magic"},
		{"outcome among the drivers", "drivers collinear.csv --y y --x a,y", []string{"--x", "y is named twice"}, "写了两次"},
		{"hc3 of a logit", "drivers collinear.csv --y y --x a --method logit --errors hc3", []string{"--errors", "hc3"}, "hc3"},
		{"no cuts", "drivers collinear.csv --y y --x a --method penalty", []string{"--cuts"}, "--cuts"},
		{"constant item", "reliability good.csv --items q,c", []string{`"c" is constant`}, "没有变化"},
		{"one item", "reliability good.csv --items q", []string{"at least 2"}, "至少需要 2"},
		{"reversed beyond the scale", "reliability good.csv --items q,w --reverse q --max 4", []string{"good.csv:2", "5 is out of range"}, "超出"},
		{"no maximum", "reliability good.csv --items q,w --reverse q", []string{"--max"}, "--max"},
		{"targets that contradict", "rake good.csv --targets targets.csv", []string{`"t"`, `"s"`, "contradicts"}, "互相矛盾"},
		{"targets nobody meets", "rake good.csv --targets missing.csv", []string{"z of t has a target but no respondents", "y of t has respondents but no target"}, "没有受访者"},
		{"blank target", "rake good.csv --targets blank.csv", []string{"blank.csv:3"}, "不能为空"},
		{"target twice", "rake good.csv --targets duplicates.csv", []string{"duplicates.csv:3", "x of t"}, "重复"},
		{"several variables at once", "rake good.csv --targets targets.csv --method poststratify", []string{"one variable"}, "一个变量"},
		{"bounds", "rake good.csv --targets targets.csv --method logit", []string{"--bounds"}, "--bounds"},
		{"two groups wanted", "test good.csv --value q --by id --kind welch", []string{"two groups", "6"}, "两组"},
		{"one group", "test good.csv --value q --by c", []string{"at least 2"}, "至少需要 2"},
		{"design and plain test", "test good.csv --value q --by s --kind welch --weights w", []string{"svy"}, "svy"},
		{"shares of other values", "test good.csv --value q --by s --kind prop", []string{"good.csv:2", "5"}, "超出"},
		{"unknown model", "pls good.csv --model magic", []string{"--model", "magic", "ecsi"}, "magic"},
		{"preset without items", "pls good.csv --model ecsi", []string{"Image (IMAG)", "--blocks"}, "IMAG"},
		{"model with an unknown item", "pls good.csv --model model.yaml", []string{"model.yaml", "no column nothing"}, "nothing"},
		{"model that turns in circles", "pls good.csv --model cyclic.yaml", []string{"leads back"}, "绕回"},
		{"misspelt model", "pls good.csv --model misspelt.yaml", []string{"misspelt.yaml", "construct"}, "misspelt.yaml"},
		{"unknown construct", "pls good.csv --blocks Mood=q", []string{"Mood", "Satisfaction"}, "Mood"},
		{"scheme", "pls good.csv --model ecsi --scheme zigzag", []string{"zigzag", "centroid"}, "zigzag"},
		{"answer that is none", "kano kano.csv", []string{"kano.csv:3", "9 in column F1_dysf"}, "F1_dysf"},
		{"no features", "kano good.csv", []string{"_functional"}, "_functional"},
		{"sample larger than the frame", "sample good.csv --n 100", []string{"100"}, "100"},
		{"no size", "sample good.csv --n 2 --method pps", []string{"--size"}, "--size"},
		{"stratum nobody knows", "sample good.csv --n 2 --strata s --allocation neyman --spread missing.csv", []string{"no column stratum, sd"}, "stratum"},
		{"margin", "size --proportion .5", []string{"--margin"}, "--margin"},
		{"share", "size --proportion 2 --margin .03", []string{"proportion", "2"}, "比例：2"},
		{"what for", "size --margin .03", []string{"--proportion"}, "--nps"},
		{"comparison in a population", "size --proportion .5 --against .6 --population 100", []string{"--against"}, "--against"},
		{"zero", "size --proportion .5 --margin .1 --deff 0", []string{"--deff"}, "大于 0"},
		{"example", "example cake", []string{"cake"}, "cake"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, err := run(dir, i18n.EN, strings.Fields(tt.command)...)
			if tt.want == nil {
				if err != nil {
					t.Errorf("%s: %s", tt.command, told(err, i18n.EN))
				}
				return
			}
			if err == nil || out != "" || len(errs.All(err)) == 0 {
				t.Fatalf("%s: error %v, printed %q", tt.command, err, out)
			}
			var plain *stat.Error
			if errors.As(err, &plain) {
				t.Errorf("%s: %v was not translated", tt.command, plain)
			}
			for _, part := range tt.want {
				if text := told(err, i18n.EN); !strings.Contains(text, part) {
					t.Errorf("%s: %q lacks %q", tt.command, text, part)
				}
			}
			_, err = run(dir, i18n.ZH, strings.Fields(tt.command)...)
			if text := told(err, i18n.ZH); !strings.Contains(text, tt.zh) {
				t.Errorf("%s: %q lacks %q", tt.command, text, tt.zh)
			}
		})
	}
}

// Faults beyond the first twenty are counted, not listed.
func TestManyFaultsAreCounted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "many.csv")
	if err := os.WriteFile(path, []byte("q\n"+strings.Repeat("x\n", 50)), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := run(".", i18n.EN, "mean", path, "--items", "q")
	if all := errs.All(err); len(all) != 21 || !strings.Contains(told(err, i18n.EN), "There are 30 more faults") {
		t.Errorf("%d faults: %s", len(all), told(err, i18n.EN))
	}
}
