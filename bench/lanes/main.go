// Command lanes measures how long respondents wait while bulk work goes on beside the intake (D3): a constant 200
// responses a second over HTTP, first alone, then beside the import of an outside survey, a rebuild and a backup. The
// times count from the moment at which a response should have been sent.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"manyi.dev/manyi/bench/internal/load"
	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/bench/internal/server"
	"manyi.dev/manyi/bench/internal/stage"
)

const (
	callers = 64              // responses under way at once, at most
	slice   = 2 * time.Second // the load is asked after each whether the work is done
	budget  = 100             // ms, p99
	ratio   = 3               // times the p99 without the work, in the same run
)

type bench struct {
	manyi  string
	dir    string
	rate   float64
	rows   int
	alone  time.Duration
	server *server.Server
	load   []load.Caller
	next   int
}

func main() {
	var b bench
	flag.StringVar(&b.manyi, "manyi", "bin/manyi", "the program")
	flag.Float64Var(&b.rate, "rate", 200, "responses a second")
	flag.IntVar(&b.rows, "rows", 200_000, "rows of the outside survey")
	flag.DurationVar(&b.alone, "alone", 15*time.Second, "how long the intake is measured by itself, before and after")
	meter.Main(b.run)
}

func (b *bench) run(ctx context.Context, dir string) (err error) {
	b.dir = dir
	fmt.Printf("%d processors for server and callers together, load %s\n\n", runtime.NumCPU(), meter.Load())
	if err := b.prepare(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, load.CloseAll(b.load), b.server.Stop()) }()
	table, mapping, err := b.survey()
	if err != nil {
		return err
	}
	before, err := b.during(b.alone)
	if err != nil {
		return err
	}
	beside := map[string][]time.Duration{}
	work := []struct {
		name string
		args []string
	}{
		{fmt.Sprintf("import of %d rows", b.rows), []string{"import", "responses", table, "--mapping", mapping}},
		{"rebuild", []string{"rebuild"}},
		{"backup", []string{"backup", filepath.Join(b.dir, "backup.tar.gz")}},
	}
	for _, w := range work {
		start := time.Now()
		if beside[w.name], err = b.beside(ctx, w.args); err != nil {
			return fmt.Errorf("beside %s: %w", w.name, err)
		}
		meter.Line(w.name, fmt.Sprintf("%.1f s", time.Since(start).Seconds()), "with the intake beside it")
	}
	after, err := b.during(b.alone)
	if err != nil {
		return err
	}
	fmt.Println()
	alone := meter.Millis(meter.Percentile(append(before, after...), 99))
	meter.Line("p99 of the intake alone", fmt.Sprintf("%.1f ms", alone), fmt.Sprintf("%.0f responses a second, before and after", b.rate))
	for _, w := range work {
		times := beside[w.name]
		p99 := meter.Millis(meter.Percentile(times, 99))
		meter.Line("p50 beside "+w.name, fmt.Sprintf("%.1f ms", meter.Millis(meter.Percentile(times, 50))), fmt.Sprintf("%d responses", len(times)))
		meter.Budget("p99 beside "+w.name, p99, "ms", "≤", budget)
		meter.Budget("  against alone", p99/alone, "×", "≤", ratio)
		meter.Line("  longest", fmt.Sprintf("%.1f ms", meter.Millis(meter.Percentile(times, 100))), "")
	}
	meter.Line("refused", "0", fmt.Sprintf("of %d responses: a refusal ends the program", b.next))
	return nil
}

// prepare loads the demonstration, whose customers' answers are sent, and starts the server on it.
func (b *bench) prepare(ctx context.Context) error {
	folder := filepath.Join(b.dir, "demo")
	if err := stage.Prepare(ctx, b.manyi, folder); err != nil {
		return err
	}
	s, err := stage.Open(ctx, folder)
	if err != nil {
		return err
	}
	answers, _, err := s.Answers(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if b.server, err = server.Start(ctx, b.manyi, folder); err != nil {
		return err
	}
	links, err := b.server.Links(ctx, stage.Anonymous)
	if err != nil {
		return err
	}
	b.load, err = load.Posters(callers, b.server.Address, links, answers)
	return err
}

// during is the intake by itself.
func (b *bench) during(d time.Duration) ([]time.Duration, error) {
	times, err := load.Open(b.load, b.next, b.rate, d)
	b.next += len(times)
	return times, err
}

// beside is the intake until a command has been carried out.
func (b *bench) beside(ctx context.Context, args []string) (all []time.Duration, err error) {
	done := make(chan error, 1)
	go func() {
		_, err := b.server.Run(ctx, args...)
		done <- err
	}()
	for {
		times, err := b.during(slice)
		if err != nil {
			return nil, err
		}
		all = append(all, times...)
		select {
		case err := <-done:
			return all, err
		default:
		}
	}
}

// ratings are the items of the bank's form that must be answered.
var ratings = []string{
	"Q11", "Q12", "Q13", "Q21", "Q22", "Q23", "Q24", "Q31", "Q32", "Q33", "Q41", "Q42", "Q43", "Q51", "Q52", "Q61", "Q62", "Q63", "Q71",
}

// survey writes an outside survey of the bank and its mapping.
func (b *bench) survey() (table, mapping string, err error) {
	table, mapping = filepath.Join(b.dir, "outside.csv"), filepath.Join(b.dir, "outside.yaml")
	text := `format: manyi.mapping/1
wave:
  programme: {code: outside, name: {zh: 外部调查, en: Outside survey}}
  code: outside
  name: {zh: 外部调查, en: Outside survey}
  period: {from: 2026-01-01, to: 2026-06-30}
  anonymity: named
  questionnaire: bank-outlet@1.0
  root_unit: BANK
id: {column: ID}
date: {column: DAY, formats: [YYYY-MM-DD]}
unit: {column: OUTLET}
weight: {column: WEIGHT}
items:
`
	for _, item := range ratings {
		text += "  - {item: " + item + ", column: " + item + "}\n"
	}
	if err := os.WriteFile(mapping, []byte(text), 0o600); err != nil {
		return "", "", err
	}
	f, err := os.Create(table)
	if err != nil {
		return "", "", err
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, "ID,DAY,OUTLET,WEIGHT")
	for _, item := range ratings {
		fmt.Fprint(w, ",", item)
	}
	for n := range b.rows {
		fmt.Fprintf(w, "\nr%d,2026-%02d-%02d,B0%d0%d,%.3f", n, 1+n%6, 1+n%28, 1+n%3, 1+n%4, 0.5+float64(n%7)/4)
		for i := range ratings {
			fmt.Fprint(w, ",", 1+(n*(i+3)+n/7)%5)
		}
	}
	return table, mapping, errors.Join(w.Flush(), f.Close())
}
