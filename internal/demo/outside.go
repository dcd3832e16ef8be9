package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"

	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

//go:embed data/bank data/sfo
var data embed.FS

// outside are the waves of the outside survey, each before the one that is compared with it.
var outside = []string{"sfo-2013", "sfo-2015", "sfo-2016", "sfo-2017"}

// loadOutside brings in the airport's survey.
func (s *Services) loadOutside(ctx context.Context, out func(string)) error {
	if err := s.defineOutside(ctx); err != nil {
		return err
	}
	for _, code := range outside {
		wave, err := s.Programmes.WaveByCode(ctx, code)
		if err == nil && wave.State == programme.Closed {
			continue // by an earlier run
		}
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		n, err := s.bring(ctx, code)
		if err != nil {
			return fmt.Errorf("wave %s: %w", code, err)
		}
		out(fmt.Sprintf("%s: %d", code, n))
	}
	return s.Settle(ctx)
}

// defineOutside imports the airport and publishes its indicators and its questionnaire.
func (s *Services) defineOutside(ctx context.Context) error {
	form, err := data.ReadFile("data/sfo/questionnaire.json")
	if err != nil {
		return err
	}
	system, err := data.ReadFile("data/sfo/indicators.json")
	if err != nil {
		return err
	}
	return s.define(ctx, "data/sfo", form, system)
}

// define imports the units of a folder and publishes an indicator system and a questionnaire.
func (s *Services) define(ctx context.Context, folder string, form, system []byte) error {
	if err := s.units(ctx, folder+"/org.csv"); err != nil {
		return err
	}
	indicators, err := indicator.Parse(bytes.NewReader(system))
	if err == nil {
		_, err = s.Systems.Publish(ctx, by, indicators)
	}
	if err != nil {
		return fmt.Errorf("%s: indicators: %w", folder, err)
	}
	doc, err := questionnaire.Parse(bytes.NewReader(form))
	if err == nil {
		_, err = s.Forms.Publish(ctx, by, doc)
	}
	if err != nil {
		return fmt.Errorf("%s: questionnaire: %w", folder, err)
	}
	return nil
}

// units imports a table of units.
func (s *Services) units(ctx context.Context, path string) error {
	rows, err := table(path, false)
	if err != nil {
		return err
	}
	defer rows.Close()
	report, err := s.Directory.Import(ctx, by, rows, directory.Options{})
	if err != nil {
		for _, e := range report.Errors {
			err = errors.Join(err, e.Err)
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// bring imports one wave of the airport's survey and says how many responses it has.
func (s *Services) bring(ctx context.Context, code string) (int, error) {
	var m foreign.Mapping
	err := reading("data/sfo/"+code+".yaml", func(r io.Reader) (err error) {
		m, err = foreign.ParseMapping(r)
		return err
	})
	if err != nil {
		return 0, err
	}
	answers, err := table("data/sfo/"+code+".csv.gz", true)
	if err != nil {
		return 0, err
	}
	defer answers.Close()
	imported, err := s.Responses.ImportForeign(ctx, by, &m, answers)
	if err == nil && imported.Report.Bad > 0 {
		err = fmt.Errorf("%d rows are faulty", imported.Report.Bad)
	}
	return imported.New + imported.Known, err
}

// reading has f read an embedded file.
func reading(path string, f func(io.Reader) error) error {
	text, err := data.ReadFile(path)
	if err == nil {
		err = f(bytes.NewReader(text))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// table opens an embedded table.
func table(path string, packed bool) (*sheet.Table, error) {
	var text []byte
	err := reading(path, func(r io.Reader) (err error) {
		if packed {
			if r, err = gzip.NewReader(r); err != nil {
				return err
			}
		}
		text, err = io.ReadAll(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return sheet.OpenBytes(text)
}
