// Command export measures the export of many responses to a questionnaire of 40 items: `manyi export responses` is run
// on a data folder of its own, once per format, and its elapsed time, processor time and largest memory are printed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"manyi.dev/manyi/bench/internal/meter"
	"manyi.dev/manyi/bench/internal/stage"
	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

const (
	wave    = "bench-export"
	items   = 40
	callers = 256     // responses that are sent at once
	seconds = 30      // budget of 1 000 000 rows as CSV, of processor time: the machine may be shared
	memory  = 200     // MB
	whole   = 1000000 // rows of the budget
)

type bench struct {
	manyi, dir string
	rows       int
	formats    string
}

func main() {
	var b bench
	flag.StringVar(&b.manyi, "manyi", "bin/manyi", "the program")
	flag.IntVar(&b.rows, "rows", whole, "responses")
	flag.StringVar(&b.formats, "formats", "csv,sav,xlsx", "formats to measure")
	meter.Main(b.run)
}

func (b *bench) run(ctx context.Context, dir string) (err error) {
	b.dir = dir
	if b.manyi, err = filepath.Abs(b.manyi); err != nil {
		return err
	}
	if err := stage.Prepare(ctx, b.manyi, b.dir); err != nil {
		return err
	}
	begun := time.Now()
	columns, err := b.fill(ctx)
	if err != nil {
		return err
	}
	// The first command after so many answers counts them; that is not the export's work.
	if out, err := b.command(ctx, "links", "--wave", wave).CombinedOutput(); err != nil {
		return fmt.Errorf("manyi links: %w\n%s", err, out)
	}
	fmt.Printf("%d responses × %d items stored in %s\n\n", b.rows, columns, time.Since(begun).Round(time.Second))
	for format := range strings.SplitSeq(b.formats, ",") {
		if err := b.measure(ctx, format); err != nil {
			return err
		}
	}
	return nil
}

// form is the bank's questionnaire with ratings added until it has 40 items.
func form(ctx context.Context, s *stage.Stage) (*questionnaire.Form, error) {
	v, err := s.Forms.ByVersion(ctx, "bank-outlet", "1.0")
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(v.Document)
	if err != nil {
		return nil, err
	}
	var doc questionnaire.Document
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	doc.Code = "bench-export"
	more := questionnaire.Section{Code: "more"}
	for n := len(v.Form.Items()); n < items; n++ {
		more.Items = append(more.Items, questionnaire.Item{
			Code: fmt.Sprintf("X%d", n), Type: questionnaire.NPS, Text: i18n.Text{"zh": "题目", "en": "Item"},
		})
	}
	doc.Sections = append(doc.Sections, more)
	published, err := s.Forms.Publish(ctx, actor, doc)
	return published.Form, err
}

var actor = audit.Actor{ID: "system", Name: "benchmark"}

// fill stores the responses by the way every answer takes.
func (b *bench) fill(ctx context.Context) (columns int, err error) {
	s, err := stage.Open(ctx, b.dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	f, err := form(ctx, s)
	if err != nil {
		return 0, err
	}
	name := i18n.Text{"zh": "测量", "en": "Benchmark"}
	err = s.Programmes.Define(ctx, actor, programme.Document{
		Format: programme.Format, Code: wave, Name: name,
		Waves: []programme.Spec{{
			Code: wave, Name: name, From: "2026-07-01", To: "2026-12-31", Anonymity: programme.Named,
			Questionnaire: programme.Ref{Code: "bench-export", Version: "1.0"}, RootUnit: "BANK", SurveyedTypes: []string{"outlet"},
		}},
	})
	if err != nil {
		return 0, err
	}
	opened, err := s.Programmes.Do(ctx, actor, wave, programme.ActOpen, "")
	if err != nil {
		return 0, err
	}
	if err := s.Outreach.MakeLinks(ctx, opened.ID); err != nil {
		return 0, err
	}
	links, err := s.Links(ctx, wave)
	if err != nil {
		return 0, err
	}
	return len(f.Items()), b.submit(ctx, s, f, links)
}

func (b *bench) submit(ctx context.Context, s *stage.Stage, f *questionnaire.Form, links []string) error {
	var group sync.WaitGroup
	failed := make(chan error, callers)
	for c := range callers {
		group.Add(1)
		go func() {
			defer group.Done()
			random := rand.New(rand.NewPCG(1, uint64(c)))
			for n := c; n < b.rows; n += callers {
				_, err := s.Responses.Submit(ctx, response.Submission{
					Link: links[n%len(links)], SubmissionID: fmt.Sprintf("export-%09d", n), Answers: answers(f, random), Language: "zh", Mode: response.API,
				})
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	group.Wait()
	close(failed)
	return <-failed
}

// answers fill the questionnaire at random.
func answers(f *questionnaire.Form, random *rand.Rand) questionnaire.Answers {
	a := questionnaire.Answers{}
	entries := f.Items()
	for i := range entries {
		e := &entries[i]
		low, high, points := e.Points()
		switch {
		case e.Type == questionnaire.Multiple:
			a[e.Code] = []string{e.Options[0].Code}
		case len(e.Options) > 0:
			a[e.Code] = e.Options[random.IntN(len(e.Options))].Code
		case points:
			a[e.Code] = float64(low + random.IntN(high-low+1))
		case e.Type == questionnaire.TextItem:
			a[e.Code] = strings.Repeat("等候时间有点长。", random.IntN(4))
		}
	}
	return a
}

// command is the program on the folder.
func (b *bench) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.manyi, args...)
	cmd.Env = append(os.Environ(), "MANYI_DATA="+b.dir, "MANYI_DATABASE_URL=")
	return cmd
}

// measure runs the program once and prints what it took.
func (b *bench) measure(ctx context.Context, format string) error {
	path := filepath.Join(b.dir, "out."+format)
	cmd := b.command(ctx, "export", "responses", "--wave", wave, "--format", format, "--output", path)
	begun := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("export as %s: %w\n%s", format, err, out)
	}
	took := time.Since(begun)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	peak := float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
	meter.Line(format, fmt.Sprintf("%.0f rows/s", float64(b.rows)/took.Seconds()), fmt.Sprintf(
		"%.1f s, %.1f s of processor time, %d MB, load %s", took.Seconds(), cpu.Seconds(), info.Size()>>20, meter.Load()))
	if format == response.FormatCSV {
		meter.Budget("  processor time of 1 000 000 rows", cpu.Seconds()*whole/float64(b.rows), "s", "≤", seconds)
	}
	meter.Budget("  largest memory", peak, "MB", "≤", memory)
	return os.Remove(path)
}
