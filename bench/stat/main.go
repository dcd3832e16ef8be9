// Command stat measures the kernels of package stat against R in the same run: design-based means of 10 items in 200
// domains and raking to four margins over a million rows (package survey), the Shapley decomposition of R² with 15
// drivers (plain R over all subsets), and 500 bootstrap fits of a PLS path model (plain R). The answers are compared
// before any time is printed. Without R the times of Go stand alone.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"time"

	"manyi.dev/manyi/bench/internal/meter"
)

// run is one comparison.
type run struct {
	name   string
	script string
	args   []string
	target float64
	// prepare writes the inputs for R into the folder and returns the work of Go, which answers with numbers.
	prepare func(dir string) (func() ([]float64, error), error)
	// tolerance is the largest relative difference of the answers.
	tolerance float64
}

func main() {
	rows := flag.Int("rows", 1_000_000, "rows of the samples")
	only := flag.String("only", "", "run the comparisons whose name begins so")
	reference := flag.String("pls-own", "../shared/reference/expected/ref_pls.R", "file that defines pls_own in R")
	flag.Parse()
	if err := benchmark(*rows, *only, *reference); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func benchmark(rows int, only, reference string) error {
	rscript, missing := exec.LookPath("Rscript")
	if missing != nil {
		fmt.Println("R is not installed (Debian: apt-get install r-base-core r-cran-survey): only the times of Go")
	}
	fmt.Printf("%d processors, load %s, %d rows\n\n", runtime.NumCPU(), meter.Load(), rows)
	fmt.Println("| kernel | Go ms | Go CPU ms | R ms | R CPU ms | elapsed | CPU | target |")
	fmt.Println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	all, err := runs(rows, reference)
	if err != nil {
		return err
	}
	for _, r := range all {
		if len(r.name) < len(only) || r.name[:len(only)] != only {
			continue
		}
		if err := r.measure(rscript); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	fmt.Println("\nGo: median of five runs, all processors. R: one run of one process. Ratios are R over Go.")
	return nil
}

func (r run) measure(rscript string) error {
	dir, err := os.MkdirTemp("", "manyi-bench-stat-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	work, err := r.prepare(dir)
	if err != nil {
		return err
	}
	answer, err := work()
	if err != nil {
		return err
	}
	before := meter.OwnCPU()
	elapsed := meter.Median(func() {
		if err == nil {
			_, err = work()
		}
	})
	if err != nil {
		return err
	}
	cpu := (meter.OwnCPU() - before) / meter.Runs
	line := fmt.Sprintf("| %s | %s | %s |", r.name, ms(elapsed), ms(cpu))
	theirs, err := runR(rscript, r, dir)
	switch {
	case errors.Is(err, errNoR):
		fmt.Println(line, "– | – | – | – |", times(r.target), "|")
		return nil
	case err != nil:
		return err
	}
	if err := compare(answer, theirs.answer, r.tolerance); err != nil {
		return err
	}
	fmt.Println(line, ms(theirs.elapsed), "|", ms(theirs.cpu), "|", times(float64(theirs.elapsed)/float64(elapsed)), "|",
		times(float64(theirs.cpu)/float64(cpu)), "|", times(r.target), "|")
	return nil
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d)/1e6) }

func times(x float64) string { return fmt.Sprintf("%.0f ×", x) }

// compare says where two answers differ.
func compare(ours, theirs []float64, tolerance float64) error {
	if len(ours) != len(theirs) {
		return fmt.Errorf("%d numbers, R has %d", len(ours), len(theirs))
	}
	for i, x := range ours {
		if !(math.Abs(x-theirs[i]) <= tolerance*math.Abs(theirs[i])+1e-12) {
			return fmt.Errorf("number %d is %g, in R %g", i+1, x, theirs[i])
		}
	}
	return nil
}
