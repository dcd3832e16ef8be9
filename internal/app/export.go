package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/response"
)

func (c *command) exportCommand() *cobra.Command {
	var wave, output, lang string
	var o response.ExportOptions
	cmd := &cobra.Command{
		Use: "export responses --wave CODE", Short: "export the responses of a wave, a row each with its receipt", Args: cobra.ExactArgs(1),
	}
	f := cmd.Flags()
	f.StringVar(&wave, "wave", "", "code of the wave")
	f.StringVar(&o.Format, "format", response.FormatCSV, "csv, xlsx (with a codebook) or sav (SPSS)")
	f.StringVar(&output, "output", "", "file to write (default: the standard output)")
	f.StringVar(&o.States, "states", response.Everything, "complete, partial (the complete ones, too) or all")
	f.StringVar(&o.Unit, "unit", "", "code of a unit: only its responses and those of the units below it")
	f.StringVar(&o.Values, "values", response.Codes, "what cells say of a choice: codes, labels or both")
	f.StringVar(&o.Multiple, "multiple", response.Columns, "multiple choices: columns (one per option) or cell")
	f.StringVar(&o.Weights, "weights", response.ImportedWeights, "imported or none")
	f.BoolVar(&o.Receipts, "receipts", true, "with the receipts that respondents were shown")
	f.StringVar(&lang, "language", "", "language of labels: zh or en (default: the terminal's)")
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, args []string) error {
		if args[0] != "responses" {
			return errs.New(errs.Invalid, "app.export_kind").With("kind", args[0])
		}
		if o.Language = c.lang; lang != "" {
			parsed, err := i18n.Parse(lang)
			if err != nil {
				return err
			}
			o.Language = parsed
		}
		w, err := a.programmes.WaveByCode(ctx, wave)
		if err != nil {
			return err
		}
		out, done, err := c.output(output)
		if err != nil {
			return err
		}
		_, err = a.responses.Export(ctx, operator(), w, o, out, nil)
		return errors.Join(err, done(err == nil))
	})
	return cmd
}

// output is where a command writes: the standard output, or a file that appears whole or not at all.
func (c *command) output(path string) (io.Writer, func(ok bool) error, error) {
	if path == "" {
		return c.stdout, func(bool) error { return nil }, nil
	}
	path = c.path(path)
	f, err := os.CreateTemp(filepath.Dir(path), ".manyi-export-*")
	if err != nil {
		return nil, nil, errs.New(errs.Invalid, "app.file").With("path", path).Because(err)
	}
	return f, func(ok bool) error {
		err := f.Close()
		if err != nil || !ok {
			return errors.Join(err, os.Remove(f.Name()))
		}
		return os.Rename(f.Name(), path)
	}, nil
}
