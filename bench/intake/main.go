// Command intake measures the intake of responses in process: callers send answers of the
// demonstration's questionnaire to the service, and a bare loop writes the same rows (D28). Both begin with
// a fresh copy of the same database, one after the other, five times.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/bench/internal/stage"
	"manyi.dev/manyi/internal/response"
)

func main() {
	manyi := flag.String("manyi", "bin/manyi", "the program")
	n := flag.Int("n", 20_000, "responses in each run")
	callers := flag.Int("callers", 64, "how many send at a time; the budget is for 64")
	wave := flag.String("wave", "", "only this wave: "+stage.Anonymous+" or "+stage.Confidential)
	profile := flag.String("cpuprofile", "", "write a profile of the service's first run to this file")
	meter.Main(func(ctx context.Context, dir string) error {
		waves := []string{stage.Anonymous, stage.Confidential}
		if *wave != "" {
			waves = []string{*wave}
		}
		return run(ctx, bench{manyi: *manyi, dir: dir, n: *n, callers: *callers}, waves, *profile)
	})
}

func run(ctx context.Context, b bench, waves []string, profile string) error {
	fmt.Printf("%d responses, %d callers, %d processors, load %s\n", b.n, b.callers, runtime.GOMAXPROCS(0), meter.Load())
	if err := b.prepare(ctx); err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		b.profile = f
	}
	for _, wave := range waves {
		if err := b.compare(ctx, wave); err != nil {
			return fmt.Errorf("%s: %w", wave, err)
		}
	}
	return nil
}

// bench is a prepared data folder, copied for every run.
type bench struct {
	manyi   string
	n       int
	callers int
	dir     string
	profile *os.File
}

// outcome is one run.
type outcome struct {
	took, cpu time.Duration
	batch     float64 // responses in a commit, on average
}

func (o outcome) rate(n int) float64 { return float64(n) / o.took.Seconds() }

func (b *bench) prepare(ctx context.Context) error {
	if err := stage.Prepare(ctx, b.manyi, b.folder("template")); err != nil {
		return err
	}
	s, err := stage.Open(ctx, b.folder("template"))
	if err != nil {
		return err
	}
	return errors.Join(s.OpenConfidential(ctx), s.Close())
}

func (b *bench) folder(name string) string { return filepath.Join(b.dir, name) }

// copy is a fresh data folder with the template's database in it.
func (b *bench) copy(name string) (string, error) {
	text, err := os.ReadFile(stage.Database(b.folder("template")))
	if err != nil {
		return "", err
	}
	folder := b.folder(name)
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o700)); err != nil {
		return "", err
	}
	return folder, os.WriteFile(stage.Database(folder), text, 0o600)
}

// compare measures one wave.
func (b *bench) compare(ctx context.Context, wave string) error {
	ratios, rates, bares := make([]float64, meter.Runs), make([]float64, meter.Runs), make([]float64, meter.Runs)
	cpus, bareCPUs, batches := make([]float64, meter.Runs), make([]float64, meter.Runs), make([]float64, meter.Runs)
	for i := range meter.Runs {
		folder, err := b.copy("service")
		if err != nil {
			return err
		}
		service, err := b.service(ctx, folder, wave)
		if err != nil {
			return err
		}
		bare, err := b.bare(ctx, folder, wave)
		if err != nil {
			return err
		}
		rates[i], bares[i] = service.rate(b.n), bare.rate(b.n)
		ratios[i], batches[i] = rates[i]/bares[i], service.batch
		cpus[i], bareCPUs[i] = meter.Millis(service.cpu)/float64(b.n), meter.Millis(bare.cpu)/float64(b.n)
	}
	fmt.Printf("\n%s, load %s\n", wave, meter.Load())
	meter.Line("bare loop", fmt.Sprintf("%.0f /s", meter.Middle(bares)), fmt.Sprintf("%.3f ms CPU a row", meter.Middle(bareCPUs)))
	meter.Line("service", fmt.Sprintf("%.0f /s", meter.Middle(rates)),
		fmt.Sprintf("%.3f ms CPU a response, %.0f responses a commit", meter.Middle(cpus), meter.Middle(batches)))
	meter.Budget("service of the bare loop, median of 5 pairs", 100*meter.Middle(ratios), "%", "≥", 60)
	return nil
}

// service has the callers send n responses.
func (b *bench) service(ctx context.Context, folder, wave string) (o outcome, err error) {
	s, err := stage.Open(ctx, folder)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	links, err := s.Links(ctx, wave)
	if err != nil {
		return o, err
	}
	answers, _, err := s.Answers(ctx)
	if err != nil {
		return o, err
	}
	ids := make([]string, b.n)
	for i := range ids {
		ids[i] = uuid.NewString()
	}
	if b.profile != nil {
		if err := pprof.StartCPUProfile(b.profile); err != nil {
			return o, err
		}
		defer func() { pprof.StopCPUProfile(); b.profile = nil }()
	}
	runtime.GC()
	var next atomic.Int64
	var group sync.WaitGroup
	failed := make([]error, b.callers)
	start, cpu := time.Now(), meter.OwnCPU()
	for k := range b.callers {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.n && failed[k] == nil; i = int(next.Add(1)) - 1 {
				_, failed[k] = s.Responses.Submit(ctx, response.Submission{
					Link: links[i%len(links)], SubmissionID: ids[i], Answers: answers[i%len(answers)], Language: "zh",
					Mode: response.API, StartedAt: start.Add(-2 * time.Minute),
				})
			}
		})
	}
	group.Wait()
	o.took, o.cpu = time.Since(start), meter.OwnCPU()-cpu
	o.batch = float64(b.n) / float64(s.Responses.Stats().Batches.Load())
	return o, errors.Join(failed...)
}
