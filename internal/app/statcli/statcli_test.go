package statcli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"manyi.dev/manyi/internal/app/statcli"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/sheet"
)

func put(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// The same table says the same whatever its encoding, separator and format.
func TestTablesOfAllForms(t *testing.T) {
	t.Parallel()
	const text = "满意度,地区\n5,北京\n4,上海\n3,北京\n99,上海\n,上海\n2,上海\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	w := sheet.NewBook(&book)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		cells := strings.Split(line, ",")
		if i == 0 {
			err = w.Header(cells...)
		} else {
			err = w.Row(cells[0], cells[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := ""
	for name, content := range map[string]string{
		"utf8.csv": text, "bom.csv": "\ufeff" + text, "gbk.csv": gbk, "semicolon.csv": strings.ReplaceAll(text, ",", ";"),
		"tab.csv": strings.ReplaceAll(strings.ReplaceAll(text, ",", "\t"), "\n", "\r\n"), "book.xlsx": book.String(),
	} {
		got := must(t, ".", "mean", put(t, name, content), "--items", "满意度", "--by", "地区", "--missing", "99")
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s:\n%s\nothers:\n%s", name, got, want)
		}
	}
	const table = `地区  item    measure  n   value      se               95 %  df   deff  n_eff
上海  满意度  mean     2  3.0000  0.7746    0.5349 … 5.4651   3  0.600    2.0
北京  满意度  mean     2  4.0000  0.7746  -5.8422 … 13.8422   1  0.600    2.0
`
	if want != table {
		t.Errorf("the table is\n%s\nwant\n%s", want, table)
	}
}

func TestNPSAndTopTwo(t *testing.T) {
	t.Parallel()
	path := put(t, "a.csv", "a,b\n10,5\n9,4\n7,1\n0,1\n")
	got := answer(t, "mean", path, "--items", "a,b", "--nps=a", "--top2=b", "--scale", "1,5", "--quantiles", ".5")
	for at, want := range map[string]float64{
		"figures/item=a,measure=nps/value": 25, "figures/item=b,measure=top2/value": 0.5, "figures/item=a,measure=mean/value": 6.5,
		"quantiles/item=b/value": 1,
	} {
		if x := dig(t, got, at); x != want {
			t.Errorf("%s = %v, want %v", at, x, want)
		}
	}
	if n := len(dig(t, got, "figures").([]any)); n != 4 {
		t.Errorf("%d figures", n)
	}
	// Without a scale the highest two answers are those that occur.
	got = answer(t, "mean", path, "--items", "b", "--top2")
	if x := dig(t, got, "figures/measure=top2/value"); x != 0.5 {
		t.Errorf("top2 = %v", x)
	}
	if _, err := run(".", i18n.EN, "mean", put(t, "b.csv", "a\n5\n11\n"), "--items", "a", "--nps"); err == nil || !strings.Contains(told(err, i18n.EN), "b.csv:3") {
		t.Errorf("an answer of 11 has an NPS: %v", err)
	}
}

// What is undefined is null in JSON and a dash in a table.
func TestUndefinedIsNull(t *testing.T) {
	t.Parallel()
	path := put(t, "one.csv", "a,g\n3,x\n,y\n")
	got := answer(t, "mean", path, "--items", "a", "--by", "g")
	for _, at := range []string{"figures/group=y/value", "figures/group=x/se", "figures/group=x/ci95"} {
		if x := dig(t, got, at); x != nil {
			t.Errorf("%s = %v", at, x)
		}
	}
	if text := must(t, ".", "mean", path, "--items", "a", "--by", "g"); !strings.Contains(text, "–") {
		t.Errorf("no dash in\n%s", text)
	}
}

func TestOwnModel(t *testing.T) {
	t.Parallel()
	data := filepath.Join("examples", "ecsi.csv")
	model := put(t, "model.yaml", `
constructs:
  - {name: Quality, items: [PERQ1-3], mode: B}
  - {name: Satisfaction, items: [CUSA1-3]}
  - {name: Loyalty, items: [CUSL1]}
paths:
  - {from: Quality, to: Satisfaction}
  - {from: Satisfaction, to: Loyalty}
scale: {low: 1, high: 10}
`)
	got := answer(t, "pls", data, "--model", model, "--blocks", "Loyalty=CUSL1-3", "--impute", "--bootstrap", "60", "--seed", "9")
	if n := dig(t, got, "constructs/name=Loyalty/items"); n != 3.0 {
		t.Errorf("--blocks gives %v items", n)
	}
	if mode := dig(t, got, "constructs/name=Quality/mode"); mode != "B" {
		t.Errorf("mode %v", mode)
	}
	if x, ok := dig(t, got, "impacts/from=Quality,to=Loyalty/bootstrap/se").(float64); !ok || x <= 0 {
		t.Errorf("the impact's error is %v", x)
	}
	beta, se := dig(t, got, "paths/from=Quality,to=Satisfaction/beta").(float64), dig(t, got, "paths/from=Quality,to=Satisfaction/bootstrap/se").(float64)
	if x := dig(t, got, "paths/from=Quality,to=Satisfaction/bootstrap/t").(float64); math.Abs(x-beta/se) > 1e-9*math.Abs(x) {
		t.Errorf("t = %v, beta %v over se %v", x, beta, se)
	}
	// The same model in JSON, and the same seed again.
	same := put(t, "model.json", `{"constructs": [{"name": "Quality", "items": ["PERQ1-3"], "mode": "B"}, {"name": "Satisfaction", "items": ["CUSA1-3"]},
		{"name": "Loyalty", "items": ["CUSL1-3"]}], "paths": [{"from": "Quality", "to": "Satisfaction"}, {"from": "Satisfaction", "to": "Loyalty"}],
		"scale": {"low": 1, "high": 10}}`)
	again := answer(t, "pls", data, "--model", same, "--bootstrap", "60", "--seed", "9", "--impute")
	if fmt.Sprint(dig(t, again, "paths")) != fmt.Sprint(dig(t, got, "paths")) {
		t.Error("the model in JSON gives other paths")
	}
	if text := must(t, ".", "pls", data, "--model", model, "--bootstrap", "40"); !strings.Contains(text, "Bootstrap of 40 resamples") {
		t.Errorf("the table says nothing of the bootstrap:\n%s", text)
	}
}

func TestPresetsFindTheirItems(t *testing.T) {
	t.Parallel()
	for model, constructs := range map[string]int{"ecsi": 7, "acsi": 6, "ccsi": 6, "ECSI": 7} {
		got := answer(t, "pls", filepath.Join("examples", "ecsi.csv"), "--model", model)
		if n := len(dig(t, got, "constructs").([]any)); n != constructs || dig(t, got, "constructs/name=Satisfaction/items") != 3.0 {
			t.Errorf("%s: %d constructs", model, n)
		}
		if x := dig(t, got, "constructs/name=Satisfaction/index_mean"); x != nil {
			t.Errorf("%s: an index of %v without a scale", model, x)
		}
	}
}

// A drawn sample is the frame's rows with probability and weight, again the same for the same seed.
func TestSamplesAreWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, flags := range map[string]string{
		"srs":        "--n 7",
		"systematic": "--n 7 --method systematic",
		"stratified": "--n 8 --strata stratum --allocation neyman --measure size",
		"pps":        "--n 7 --size size",
		"twostage":   "--n 3 --method twostage --psu stratum --within 2 --size size",
		"hash":       "--n 8 --method hash --id unit --strata stratum",
	} {
		out := filepath.Join(dir, name+".csv")
		args := append([]string{"sample", "examples/stores.csv", "--out", out, "--seed", "11"}, strings.Fields(flags)...)
		text := must(t, ".", args...)
		if !strings.Contains(text, "Seed 11") || text != must(t, ".", args...) {
			t.Errorf("%s: not the same again, or no seed:\n%s", name, text)
		}
		rows := read(t, out)
		if got := strings.Join(rows[0], ","); got != "unit,stratum,size,inclusion_probability,weight" {
			t.Errorf("%s: header %s", name, got)
		}
		for _, row := range rows[1:] {
			var pi, w float64
			if _, err := fmt.Sscan(row[3]+" "+row[4], &pi, &w); err != nil || math.Abs(pi*w-1) > 1e-12 {
				t.Errorf("%s: probability %s, weight %s", name, row[3], row[4])
			}
		}
		got := answer(t, args...)
		if n := dig(t, got, "n").(float64); int(n) != len(rows)-1 {
			t.Errorf("%s: n = %v, %d rows", name, n, len(rows)-1)
		}
		if at := dig(t, got, "units/0/cells/0"); at != rows[1][0] {
			t.Errorf("%s: the first unit is %v, in the file %s", name, at, rows[1][0])
		}
	}
	// Without a seed there is a new one every time, and it is told.
	seed := func() any { return dig(t, answer(t, "sample", "examples/stores.csv", "--n", "3"), "seed") }
	if a, b := seed(), seed(); a == nil || a == b {
		t.Errorf("seeds %v and %v", a, b)
	}
}

func TestWeightsAreWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sample := put(t, "sample.csv", "g,h,note\na,x,=1+1\na,y,\"b,\"\"c\"\nb,x,长\nb,y,\n")
	targets := put(t, "targets.csv", "variable,level,total\ng*h,a*x,10\ng*h,a*y,20\ng*h,b*x,30\ng*h,b*y,40\n")
	out := filepath.Join(dir, "out.xlsx")
	must(t, ".", "rake", sample, "--targets", targets, "--method", "poststratify", "--mean-one", "--out", out, "--column", "w")
	table, err := sheet.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	var got []string
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join(row.Cells, "|"))
	}
	if want := "a|x|=1+1|0.4 a|y|b,\"c|0.8 b|x|长|1.2 b|y||1.6"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if _, err := run(".", i18n.EN, "rake", sample, "--targets", targets, "--out", filepath.Join(dir, "x.csv"), "--column", "note"); err == nil {
		t.Error("the column note was overwritten")
	}
	if files, _ := filepath.Glob(filepath.Join(dir, ".manyi*")); len(files) > 0 {
		t.Errorf("left over: %v", files)
	}
}

func TestKanoBySegment(t *testing.T) {
	t.Parallel()
	path := put(t, "k.csv", "产品_正向,产品_反向,城市,产品_重要,w\n1,5,北京,9,1\n1,3,北京,7,1\n3,5,上海,5,2\n3,5,上海,4,1\n")
	got := answer(t, "kano", path, "--by", "城市", "--importance", "_重要")
	for at, want := range map[string]any{
		"features/group=上海/category": "M", "features/group=北京/counts/O": 1.0, "features/group=上海/importance/value": 4.5,
		"features/group=上海/worse/value": -1.0,
	} {
		if x := dig(t, got, at); x != want {
			t.Errorf("%s = %v, want %v", at, x, want)
		}
	}
	if text := must(t, ".", "kano", path, "--by", "城市", "--weights", "w"); !strings.Contains(text, "1.8") { // n_eff of weights 2 and 1
		t.Errorf("counts are not scaled to the effective base:\n%s", text)
	}
}

// Long work ends with the call.
func TestBootstrapEndsWithTheCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, command := range []string{
		"pls examples/ecsi.csv --bootstrap 5000",
		"drivers examples/drivers.csv --y overall --x price,value,staff --bootstrap 5000",
	} {
		var out bytes.Buffer
		cmd := statcli.Shell{Lang: i18n.EN, Path: func(p string) string { return p }, Stdout: &out}.Command()
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs(strings.Fields(command))
		if err := cmd.ExecuteContext(ctx); !errors.Is(err, context.Canceled) || out.Len() > 0 {
			t.Errorf("%s: %v, %q", command, err, out.String())
		}
	}
}
