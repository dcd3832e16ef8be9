package conformance_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/internal/conform/csmcases"
	"manyi.dev/manyi/stat/internal/conform/datacases"
	"manyi.dev/manyi/stat/internal/conform/designcases"
	"manyi.dev/manyi/stat/internal/conform/drivercases"
	"manyi.dev/manyi/stat/internal/conform/kanocases"
	"manyi.dev/manyi/stat/internal/conform/plscases"
	"manyi.dev/manyi/stat/internal/conform/samplingcases"
	"manyi.dev/manyi/stat/internal/conform/scalecases"
	"manyi.dev/manyi/stat/internal/conform/testcases"
	"manyi.dev/manyi/stat/internal/conform/weightcases"
)

var (
	folder = flag.String("cases", "", "folder of reference cases; without it the shipped ones")
	report = flag.String("report", "", "write a table of all cases with the largest differences to this file")
)

func suites() []*conform.Suite {
	all := append(designcases.Suites(), csmcases.Suite(), datacases.Suite(), drivercases.Suite(), kanocases.Suite(),
		plscases.Suite(), samplingcases.Suite(), scalecases.Suite(), testcases.Suite(), weightcases.Suite())
	slices.SortFunc(all, func(a, b *conform.Suite) int { return strings.Compare(a.File, b.File) })
	return all
}

// The library answers every reference case within its tolerance.
func TestReferenceCases(t *testing.T) {
	dir, spare := conform.Shipped(), true
	if *folder != "" {
		dir, spare = given(t, *folder), false
	}
	counts := map[conform.State]int{}
	var all []conform.Result
	for _, suite := range suites() {
		t.Run(strings.TrimSuffix(suite.File, ".json"), func(t *testing.T) {
			for _, r := range suite.TestIn(t, dir, spare) {
				counts[r.State]++
				all = append(all, r)
			}
		})
	}
	unknownFiles(t, dir)
	fmt.Printf("%d cases: %d green, %d wrong, %d unknown, %d not answered for a reason, %d not run\n", len(all),
		counts[conform.Green], counts[conform.Wrong], counts[conform.Unseen], counts[conform.Excepted], counts[conform.NotRun])
	if *report != "" {
		if err := os.WriteFile(*report, []byte(table(all)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// given is the folder as named from here or from the root of the repository.
func given(t *testing.T, name string) *conform.Dir {
	t.Helper()
	for _, path := range []string{name, filepath.Join("../..", name)} {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			dir := conform.Shipped()
			return &conform.Dir{Path: path, Roots: append(dir.Roots, dir.Path)}
		}
	}
	t.Fatalf("no folder %s", name)
	return nil
}

// unknownFiles names files of cases that no suite answers.
func unknownFiles(t *testing.T, dir *conform.Dir) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir.Path, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s: %v", dir.Path, err)
	}
	for _, path := range paths {
		if !slices.ContainsFunc(suites(), func(s *conform.Suite) bool { return s.File == filepath.Base(path) }) {
			t.Errorf("%s: no suite answers this file", filepath.Base(path))
		}
	}
}

// table is the report: a line per case.
func table(all []conform.Result) string {
	var b strings.Builder
	b.WriteString("# Reference cases, one by one\n\nWritten by `go test ./stat/conformance -args -report ../../docs/statistics-cases.md`. The difference is the largest of all numbers of\n" +
		"a case, relative to the wanted number (absolute where that is 0), rounded up to a power of ten; 17 digits are about 1e-16. A case passes when\n" +
		"|got − want| ≤ abs + tolerance·|want|. Large differences beside a small tolerance are differences of numbers that are zero but for rounding.\n\n")
	b.WriteString("| file | case | R | numbers | tolerance | largest relative difference |\n| --- | --- | --- | ---: | ---: | ---: |\n")
	for _, r := range all {
		difference := string(r.State)
		if r.State == conform.Green {
			difference = magnitude(r.Outcome.Largest)
		}
		call := strings.ReplaceAll(r.Case.RCall, "|", "\\|")
		if len([]rune(call)) > 110 {
			call = string([]rune(call)[:109]) + "…"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %.0e | %s |\n", strings.TrimSuffix(r.Case.File, ".json"), r.Case.ID, code(call), r.Outcome.Numbers, r.Case.Rel, difference)
	}
	return b.String()
}

func code(text string) string {
	if text == "" {
		return "formula in the case"
	}
	return "`" + strings.ReplaceAll(text, "`", "'") + "`"
}

// magnitude rounds a difference up to a power of ten, so that the table does not change with the processor.
func magnitude(x float64) string {
	if x <= 1e-15 {
		return "≤ 1e-15"
	}
	return fmt.Sprintf("≤ 1e%d", int(math.Ceil(math.Log10(x)-1e-9)))
}
