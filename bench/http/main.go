// Command http measures the server as a process of its own over HTTP: start, memory, the respondent page,
// the intake in JSON, and whole visits of respondents. The demonstration is loaded into a temporary folder.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"manyi.dev/manyi/bench/internal/load"
	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/bench/internal/server"
	"manyi.dev/manyi/bench/internal/stage"
	"manyi.dev/manyi/internal/questionnaire"
)

// callers are as many connections as send responses in JSON; visitors as many customers at a time.
const (
	callers  = 64
	visitors = 32
)

type bench struct {
	manyi   string
	dir     string
	phase   time.Duration // of each load
	idle    time.Duration
	only    string
	server  *server.Server
	links   []string
	answers []questionnaire.Answers
	next    int // responses so far
}

func main() {
	var b bench
	flag.StringVar(&b.manyi, "manyi", "bin/manyi", "the program")
	flag.DurationVar(&b.phase, "phase", 10*time.Second, "how long each load lasts")
	flag.DurationVar(&b.idle, "idle", time.Minute, "how long the server idles before its memory is read")
	flag.StringVar(&b.only, "only", "", "only this part: page, rest, json, session, first, memory")
	meter.Main(b.run)
}

func (b *bench) run(ctx context.Context, dir string) (err error) {
	b.dir = dir
	fmt.Printf("%d processors for server and callers together, load %s\n\n", runtime.NumCPU(), meter.Load())
	if err := b.start(ctx); err != nil {
		return err
	}
	folder := filepath.Join(b.dir, "demo")
	if err := b.prepare(ctx, folder); err != nil {
		return err
	}
	if b.server, err = server.Start(ctx, b.manyi, folder); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.server.Stop()) }()
	if b.links, err = b.server.Links(ctx, stage.Anonymous); err != nil {
		return err
	}
	for _, part := range []struct {
		name    string
		measure func() error
	}{{"page", b.page}, {"rest", b.rest}, {"json", b.json}, {"session", b.sessions}, {"first", b.firsts}, {"memory", b.memory}} {
		if b.only != "" && b.only != part.name {
			continue
		}
		if err := part.measure(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Println()
	}
	return nil
}

// start measures the start with an empty folder.
func (b *bench) start(ctx context.Context) error {
	times := make([]float64, meter.Runs)
	for i := range times {
		s, err := server.Start(ctx, b.manyi, filepath.Join(b.dir, fmt.Sprint("empty-", i)))
		if err != nil {
			return err
		}
		times[i] = s.Ready.Seconds()
		if err := s.Stop(); err != nil {
			return err
		}
	}
	meter.Budget("start with an empty data folder", meter.Middle(times), "s", "≤", 2)
	fmt.Println()
	return nil
}

// prepare loads the demonstration and reads what its customers answered.
func (b *bench) prepare(ctx context.Context, folder string) error {
	if err := stage.Prepare(ctx, b.manyi, folder); err != nil {
		return err
	}
	s, err := stage.Open(ctx, folder)
	if err != nil {
		return err
	}
	size := 0
	b.answers, size, err = s.Answers(ctx)
	fmt.Printf("answers of %d customers, %d bytes as JSON on average\n\n", len(b.answers), size)
	return errors.Join(err, s.Close())
}

// page measures the first load of a questionnaire, and the server's time for the page alone.
func (b *bench) page() error {
	v := load.Visitors(1, true, b.server.Address, b.links, b.answers)[0].(*load.Visitor)
	c := load.Dial(b.server.Address)
	p, err := v.Load(c, 0)
	if err != nil {
		return err
	}
	meter.Budget("first load: page, style and script", float64(p.Total)/1024, "KB", "≤", 40)
	meter.Line("  of which bodies", fmt.Sprintf("%.2f KB", float64(p.Bodies)/1024), "compressed; the rest are header lines")
	meter.Budget("first load", float64(p.Requests), "requests", "≤", 4)
	times := make([]time.Duration, 2000)
	before, err := b.server.CPU()
	if err != nil {
		return err
	}
	for i := range times {
		start := time.Now()
		if err := v.Show(c, i); err != nil {
			return err
		}
		times[i] = time.Since(start)
	}
	after, err := b.server.CPU()
	if err != nil {
		return err
	}
	meter.Budget("page, p95, one after the other", meter.Millis(meter.Percentile(times, 95)), "ms", "≤", 5)
	meter.Line("page, server's processor time", fmt.Sprintf("%.3f ms", meter.Millis(after-before)/float64(len(times))), "load "+meter.Load())
	return c.Close()
}

// rest measures the memory of a server at rest.
func (b *bench) rest() error {
	time.Sleep(b.idle)
	now, _, err := meter.Memory(b.server.PID())
	meter.Budget(fmt.Sprintf("memory after %v at rest", b.idle), now, "MB", "≤", 60)
	return err
}

// memory is what the server held at most.
func (b *bench) memory() error {
	now, most, err := meter.Memory(b.server.PID())
	meter.Budget("memory under load, at most", most, "MB", "≤", 300)
	meter.Line("memory after the load", fmt.Sprintf("%.0f MB", now), "")
	return err
}
