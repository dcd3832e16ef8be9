// Package stage sets the demonstration up in a temporary data folder for the benchmarks, and puts the
// services of the intake on it as the program does.
package stage

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// The waves that are answered: the demonstration's open one, and one like it whose answers are confidential.
const (
	Anonymous    = "bank-2026h2"
	Confidential = "bench-confidential"
)

// Prepare has the program load the demonstration into a folder.
func Prepare(ctx context.Context, manyi, folder string) error {
	cmd := exec.CommandContext(ctx, manyi, "demo", "--prepare")
	cmd.Env = append(os.Environ(), "MANYI_DATA="+folder, "MANYI_DATABASE_URL=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("manyi demo --prepare: %w\n%s", err, out)
	}
	return nil
}

// Stage is an open data folder with the services of the intake.
type Stage struct {
	DB         *db.DB
	Forms      *questionnaire.Service
	Programmes *programme.Service
	Outreach   *outreach.Service
	Responses  *response.Service
}

// zone is the installation's, as by default.
const zone = "Asia/Shanghai"

// Open opens a data folder.
func Open(ctx context.Context, folder string) (*Stage, error) {
	at, err := time.LoadLocation(zone)
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Options{Path: Database(folder)})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	s := &Stage{DB: d, Forms: questionnaire.New(d, indicator.New(d, time.Now), time.Now)}
	s.Programmes = programme.New(d, directory.New(d, time.Now, at), s.Forms, time.Now, at)
	s.Outreach = outreach.New(d, s.Programmes, nil, time.Now, at) // no personal links are measured here
	s.Responses, err = response.New(ctx, response.Options{
		DB: d, Forms: s.Forms, Programmes: s.Programmes, Outreach: s.Outreach, Now: time.Now, Zone: at, Limits: response.Limits{Off: true},
	})
	return s, err
}

// Database is the record store's file in a data folder.
func Database(folder string) string { return filepath.Join(folder, "manyi.db") }

// Close ends the services.
func (s *Stage) Close() error {
	s.Responses.Close()
	return s.DB.Close()
}

// OpenConfidential adds the confidential wave and opens it.
func (s *Stage) OpenConfidential(ctx context.Context) error {
	by := audit.Actor{ID: "system", Name: "benchmark"}
	err := s.Programmes.Define(ctx, by, programme.Document{
		Format: programme.Format, Code: "bench", Name: i18n.Text{"zh": "测量", "en": "Benchmark"},
		Waves: []programme.Spec{{
			Code: Confidential, Name: i18n.Text{"zh": "测量", "en": "Benchmark"}, From: "2026-07-01", To: "2026-12-31",
			Anonymity: programme.Confidential, Questionnaire: programme.Ref{Code: "bank-outlet", Version: "1.0"},
			RootUnit: "BANK", SurveyedTypes: []string{"outlet"},
		}},
	})
	if err != nil {
		return err
	}
	wave, err := s.Programmes.Do(ctx, by, Confidential, programme.ActOpen, "")
	if err != nil {
		return err
	}
	return s.Outreach.MakeLinks(ctx, wave.ID)
}

// Links are the codes of a wave's open links.
func (s *Stage) Links(ctx context.Context, code string) ([]string, error) {
	wave, err := s.Programmes.WaveByCode(ctx, code)
	if err != nil {
		return nil, err
	}
	links, err := s.Outreach.Links(ctx, wave.ID)
	codes := make([]string, len(links))
	for i, l := range links {
		codes[i] = l.Code
	}
	return codes, err
}

// Answers are what the demonstration's customers answered, some thousand different responses, and their
// mean size as JSON.
func (s *Stage) Answers(ctx context.Context) (all []questionnaire.Answers, bytes int, err error) {
	wave, err := s.Programmes.WaveByCode(ctx, Anonymous)
	if err != nil {
		return nil, 0, err
	}
	originals, err := s.Responses.Originals(ctx, s.DB, wave, "", 2000)
	if err != nil {
		return nil, 0, err
	}
	for i := range originals {
		var a questionnaire.Answers
		if err := json.Unmarshal([]byte(originals[i].Answers), &a); err != nil {
			return nil, 0, err
		}
		all = append(all, a)
		bytes += len(originals[i].Answers)
	}
	return all, bytes / len(all), nil
}
