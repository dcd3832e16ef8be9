package sav_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"manyi.dev/manyi/internal/sheet/sav"
	"manyi.dev/manyi/internal/sheet/savtest"
)

var made = time.Date(2026, 11, 22, 10, 11, 12, 0, time.FixedZone("CST", 8*3600))

// write writes a file and returns its path and how many strings were cut.
func write(t *testing.T, info sav.Info, variables []sav.Variable, rows ...[]any) (path string, cuts int) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "out.sav")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w, err := sav.New(out, spool(t), info, variables)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path, w.Cut()
}

func spool(t *testing.T) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "spool")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// bank is a file with everything that the format can say.
func bank() (sav.Info, []sav.Variable, [][]any) {
	yes := []sav.ValueLabel{{Number: 0, Label: "未选"}, {Number: 1, Label: "选中"}}
	variables := []sav.Variable{
		{Name: "Q1", Label: "总体满意度", Measure: sav.Ordinal, Missing: []float64{99}, Values: []sav.ValueLabel{
			{Number: 1, Label: "很不满意"}, {Number: 5, Label: "很满意"}, {Number: 99, Label: "不适用"},
		}},
		{Name: "Q1.other", Label: "请说明\n（选填）", Kind: sav.String, Measure: sav.Nominal},
		{Name: "unit", Kind: sav.String, Measure: sav.Nominal, Values: []sav.ValueLabel{{Text: "B0101", Label: "解放路支行"}}},
		{Name: "place", Kind: sav.String, Measure: sav.Nominal, Values: []sav.ValueLabel{{Text: "Jiefang Road", Label: "解放路"}}},
		{Name: "weight", Measure: sav.Scale, Decimals: 4},
		{Name: "Q5_a", Label: "网点", Measure: sav.Nominal, Values: yes},
		{Name: "Q5_b", Label: "手机银行", Measure: sav.Nominal, Values: yes},
		{Name: "day", Kind: sav.Day, Measure: sav.Scale},
		{Name: "at", Kind: sav.Instant, Measure: sav.Scale},
		{Name: "amount", Measure: sav.Scale, Decimals: 2},
	}
	rows := [][]any{
		{5, "=1+1", "B0101", "Jiefang Road", 1.25, 1, 0, made, made, -99.0},
		{99.0, "<script>alert('x')</script>", "B0102", nil, 0.75, 0, 1, made.AddDate(-100, 0, 0), made.Add(time.Second), 151.0},
		{nil, nil, nil, nil, nil, nil, nil, time.Time{}, nil, math.NaN()},
		{1, "引号\"，逗号, 换行\n第二行", "B0101", "x", 2.0, 1, 1, made, made, 123456.78},
	}
	info := sav.Info{
		Label: "示例", Product: "Manyi", Made: made, Weight: "weight",
		Sets: []sav.Set{{Name: "Q5", Label: "用过的渠道", Variables: []string{"Q5_a", "Q5_b"}}},
	}
	return info, variables, rows
}

func TestPSPPReadsEveryValueAndLabel(t *testing.T) {
	t.Parallel()
	info, variables, rows := bank()
	path, _ := write(t, info, variables, rows...)
	f := savtest.Read(t, path)
	want := []savtest.Variable{
		{Name: "Q1", Label: "总体满意度", Measure: "Ordinal", Format: "F8.0", Missing: "99", Values: map[string]string{"1": "很不满意", "5": "很满意", "99": "不适用"}},
		{Name: "Q1.other", Label: "请说明 （选填）", Measure: "Nominal", Format: "A34"},
		{Name: "unit", Measure: "Nominal", Format: "A5", Values: map[string]string{"B0101": "解放路支行"}},
		{Name: "place", Measure: "Nominal", Format: "A12", Values: map[string]string{"Jiefang Road": "解放路"}},
		{Name: "weight", Measure: "Scale", Format: "F12.4"},
		{Name: "Q5_a", Label: "网点", Measure: "Nominal", Format: "F8.0", Values: map[string]string{"0": "未选", "1": "选中"}},
		{Name: "Q5_b", Label: "手机银行", Measure: "Nominal", Format: "F8.0", Values: map[string]string{"0": "未选", "1": "选中"}},
		{Name: "day", Measure: "Scale", Format: "SDATE10"},
		{Name: "at", Measure: "Scale", Format: "DATETIME20.0"},
		{Name: "amount", Measure: "Scale", Format: "F10.2"},
	}
	for i, w := range want {
		if got := f.Variables[i]; fmt.Sprint(got) != fmt.Sprint(w) {
			t.Errorf("variable %d is\n%+v, want\n%+v", i, got, w)
		}
	}
	cells := [][]string{
		{"5", "=1+1", "B0101", "Jiefang Road", "1.25", "1", "0", "11/22/2026", "11/22/2026 10:11:12", "-99"},
		{"99", "<script>alert('x')</script>", "B0102", "", "0.75", "0", "1", "11/22/1926", "11/22/2026 10:11:13", "151"},
		{"", "", "", "", "", "", "", "", "", ""},
		{"1", "引号\"，逗号, 换行\n第二行", "B0101", "x", "2", "1", "1", "11/22/2026", "11/22/2026 10:11:12", "123456.78"},
	}
	for i := range cells {
		if !slices.Equal(f.Rows[i], cells[i]) {
			t.Errorf("row %d is\n%q, want\n%q", i, f.Rows[i], cells[i])
		}
	}
	if got := f.Labels[1][0] + " " + f.Labels[0][3]; got != "不适用 解放路" {
		t.Errorf("labels of values: %q", got)
	}
	if got := f.Sets["$Q5 用过的渠道"]; !slices.Equal(got, []string{"Q5_a", "Q5_b"}) {
		t.Errorf("multiple response sets: %v", f.Sets)
	}
	if f.Weight != "weight" {
		t.Errorf("the weight is %q", f.Weight)
	}
}

// Strings change their layout at 8, 255 and every further 252 bytes.
func TestStringsOfEveryLength(t *testing.T) {
	t.Parallel()
	lengths := []int{1, 7, 8, 9, 16, 253, 254, 255, 256, 257, 504, 505, 510, 511, 756, 757, 1020, 1275, 2048, 9000, 32766, 32767}
	var variables []sav.Variable
	first, second, none := []any{}, []any{}, []any{}
	for i, n := range lengths {
		variables = append(variables, sav.Variable{Name: "s" + strconv.Itoa(i), Kind: sav.String, Measure: sav.Nominal})
		text := strings.Repeat("满意", n/6+1)
		for !utf8.ValidString(text[:n-n%3]) {
			t.Fatal("unsound test")
		}
		text = text[:n-n%3] + strings.Repeat("x", n%3)
		first, second, none = append(first, text), append(second, text[:3*(len(text)/6)]+"y"), append(none, nil)
	}
	variables = append(variables, sav.Variable{Name: "last", Measure: sav.Scale})
	path, cuts := write(t, sav.Info{Made: made}, variables, append(first, 7), append(none, 8), append(second, 9))
	f := savtest.Read(t, path)
	for i, n := range lengths {
		if got := f.Variables[i].Format; got != "A"+strconv.Itoa(n) {
			t.Errorf("%d bytes are %s", n, got)
		}
		if f.Rows[0][i] != first[i] || f.Rows[1][i] != "" || f.Rows[2][i] != second[i] {
			t.Errorf("a text of %d bytes came back as %d, %d and %d bytes", n, len(f.Rows[0][i]), len(f.Rows[1][i]), len(f.Rows[2][i]))
		}
	}
	for i, want := range []string{"7", "8", "9"} {
		if got := f.Cell(t, i, "last"); got != want {
			t.Errorf("what follows the strings is %s in row %d, want %s", got, i, want)
		}
	}
	if cuts != 0 {
		t.Errorf("%d strings were cut", cuts)
	}
}

func TestTooLongAStringIsCutAtACharacter(t *testing.T) {
	t.Parallel()
	path, cuts := write(t, sav.Info{Made: made}, []sav.Variable{{Name: "s", Kind: sav.String, Measure: sav.Nominal}},
		[]any{"x" + strings.Repeat("满", 11000)}, []any{"broken \xff byte"})
	f := savtest.Read(t, path)
	if want := "x" + strings.Repeat("满", 10922); f.Rows[0][0] != want || cuts != 1 {
		t.Errorf("%d bytes came back of 33001, %d cut", len(f.Rows[0][0]), cuts)
	}
	if f.Rows[1][0] != "broken \ufffd byte" {
		t.Errorf("a broken character became %q", f.Rows[1][0])
	}
}

// Without rows, without weights in the rows, with labels as long as they may be.
func TestEdges(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("很长的标签", 60)
	variables := []sav.Variable{
		{Name: "w", Measure: sav.Scale},
		{Name: "q", Label: long, Measure: sav.Nominal, Values: []sav.ValueLabel{{Number: -3, Label: long}, {Number: 1e9, Label: ""}}},
	}
	path, _ := write(t, sav.Info{Made: made, Weight: "w", Label: long, Product: long}, variables)
	f := savtest.Read(t, path)
	q := f.Variable(t, "q")
	if len(f.Rows) != 0 || f.Weight != "" && f.Weight != "OFF" {
		t.Errorf("%d rows, weight %q", len(f.Rows), f.Weight)
	}
	if q.Label != strings.Repeat("很长的标签", 17) || q.Values["-3"] != strings.Repeat("很长的标签", 8) || q.Values["1000000000"] != "-" {
		t.Errorf("labels came back as %+v", q)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("满", 40)
	wished := []string{"Q1", "q1", "Q1.other", "1st", "ALL", "with", "满意度", "a b", "", "end.", long, long, "_x", "V", "=cmd", "\xff"}
	want := []string{
		"Q1", "q1_2", "Q1.other", "V_1st", "ALL_1", "with_1", "满意度", "a_b", "V_1", "end", strings.Repeat("满", 21),
		strings.Repeat("满", 20) + "_2", "V__x", "V", "V__cmd", "V_1_2",
	}
	if got := sav.Names(wished); !slices.Equal(got, want) {
		t.Errorf("names\n%q, want\n%q", got, want)
	}
	var variables []sav.Variable
	for _, name := range wished {
		variables = append(variables, sav.Variable{Name: name, Measure: sav.Scale})
	}
	path, _ := write(t, sav.Info{Made: made}, variables)
	f := savtest.Read(t, path)
	for i, v := range f.Variables {
		if v.Name != want[i] {
			t.Errorf("PSPP reads the name %q, want %q", v.Name, want[i])
		}
	}
}

func TestMistakesOfTheCallerAreRefused(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]sav.Variable{
		"four missing values":    {Name: "x", Measure: sav.Scale, Missing: []float64{1, 2, 3, 4}},
		"missing of a string":    {Name: "x", Kind: sav.String, Measure: sav.Nominal, Missing: []float64{1}},
		"no level":               {Name: "x"},
		"more decimals than are": {Name: "x", Measure: sav.Scale, Decimals: 17},
	} {
		if _, err := sav.New(io.Discard, spool(t), sav.Info{}, []sav.Variable{v}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := sav.New(io.Discard, spool(t), sav.Info{}, nil); err == nil {
		t.Error("no variables: no error")
	}
	w, err := sav.New(io.Discard, spool(t), sav.Info{}, []sav.Variable{{Name: "n", Measure: sav.Scale}, {Name: "s", Kind: sav.String, Measure: sav.Nominal}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]any{{1}, {"one", "s"}, {1, 2}, {true, "s"}, {made, "s"}} {
		if err := w.Row(row...); err == nil {
			t.Errorf("row %v: no error", row)
		}
	}
}

// A destination that fails is told at the end, and the same rows give the same bytes.
func TestWriting(t *testing.T) {
	t.Parallel()
	info, variables, rows := bank()
	once, _ := write(t, info, variables, rows...)
	twice, _ := write(t, info, variables, rows...)
	a, err := os.ReadFile(once)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(twice); err != nil || !bytes.Equal(a, b) {
		t.Errorf("the same rows gave other bytes: %v", err)
	}
	w, err := sav.New(brokenDisk{}, spool(t), info, variables)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil {
		t.Error("a full disk is not told")
	}
}

type brokenDisk struct{}

func (brokenDisk) Write([]byte) (int, error) { return 0, fmt.Errorf("the disk is full") }
