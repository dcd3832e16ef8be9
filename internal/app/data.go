package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/audit"
	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response/foreign"
	"manyi.dev/manyi/internal/sheet"
)

// operator is who acts on the command line: whoever may read the data folder.
func operator() audit.Actor { return audit.Actor{ID: string(auth.System.ID), Name: "command line"} }

func (c *command) importCommand() *cobra.Command {
	var mapping, from string
	var dry bool
	cmd := &cobra.Command{
		Use:   "import org|indicator|questionnaire|programme|responses FILE",
		Short: "import units, definitions, programmes with their waves, or the responses of an outside survey",
		Args:  cobra.ExactArgs(2),
	}
	cmd.Flags().StringVar(&mapping, "mapping", "", "responses: what the columns and codes mean (YAML)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "check everything and change nothing")
	cmd.Flags().StringVar(&from, "valid-from", "", "org: day from which rows without a date hold (default today)")
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, args []string) error {
		path := c.path(args[1])
		switch args[0] {
		case "org":
			return c.importOrg(ctx, a, path, directory.Options{DryRun: dry, ValidFrom: calendar.Date(from)})
		case "indicator":
			return c.importIndicator(ctx, a, path, dry)
		case "questionnaire":
			return c.importQuestionnaire(ctx, a, path, dry)
		case "programme":
			return c.importProgramme(ctx, a, path, dry)
		case "responses":
			if mapping == "" {
				return errs.New(errs.Invalid, "app.mapping_missing").At("--mapping")
			}
			return c.importResponses(ctx, a, path, c.path(mapping), dry)
		}
		return errs.New(errs.Invalid, "app.import_kind").With("kind", args[0])
	})
	return cmd
}

// reading opens a file and has f read it.
func reading(path string, f func(io.Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return errs.New(errs.NotFound, "app.file").With("path", path).Because(err)
	}
	return errors.Join(f(file), file.Close())
}

func openSheet(path string) (*sheet.Table, error) {
	t, err := sheet.OpenFile(path)
	if errors.Is(err, os.ErrNotExist) {
		err = errs.New(errs.NotFound, "app.file").With("path", path).Because(err)
	}
	return t, err
}

func (c *command) importOrg(ctx context.Context, a *App, path string, o directory.Options) error {
	table, err := openSheet(path)
	if err != nil {
		return err
	}
	defer table.Close()
	report, err := a.directory.Import(ctx, operator(), table, o)
	for _, e := range report.Errors {
		fmt.Fprintln(c.stderr, i18n.Line(c.lang, e.Err.At(fmt.Sprintf("%s:%d", filepath.Base(path), e.Row))))
	}
	if err != nil {
		return err
	}
	c.say("app.import.org", map[string]any{
		"rows": report.Rows, "created": report.Created, "changed": report.Changed, "unchanged": report.Unchanged, "errors": len(report.Errors),
	})
	if o.DryRun {
		c.say("app.dry_run", nil)
		if len(report.Errors) > 0 {
			return errs.New(errs.Invalid, "directory.import.refused").With("errors", len(report.Errors))
		}
	}
	return nil
}

// say prints a line of the catalogue.
func (c *command) say(key string, args map[string]any) {
	fmt.Fprintln(c.stdout, i18n.T(c.lang, key, args))
}

func (c *command) importIndicator(ctx context.Context, a *App, path string, dry bool) error {
	return reading(path, func(r io.Reader) error {
		doc, err := indicator.Parse(r)
		if err != nil {
			return err
		}
		if dry {
			if err := indicator.Check(&doc); err != nil {
				return err
			}
			c.say("app.dry_run", nil)
			return nil
		}
		v, err := a.systems.Publish(ctx, operator(), doc)
		if err == nil {
			c.say("app.import.indicator", map[string]any{"code": v.Code, "version": v.Version})
		}
		return err
	})
}

func (c *command) importQuestionnaire(ctx context.Context, a *App, path string, dry bool) error {
	return reading(path, func(r io.Reader) error {
		doc, err := questionnaire.Parse(r)
		if err != nil {
			return err
		}
		if dry {
			if err := a.forms.Check(ctx, &doc); err != nil {
				return err
			}
			c.warn(&doc)
			c.say("app.dry_run", nil)
			return nil
		}
		v, err := a.forms.Publish(ctx, operator(), doc)
		if err == nil {
			c.say("app.import.questionnaire", map[string]any{"code": v.Code, "version": v.Version, "items": len(v.Form.Items())})
		}
		return err
	})
}

func (c *command) importProgramme(ctx context.Context, a *App, path string, dry bool) error {
	return reading(path, func(r io.Reader) error {
		doc, err := programme.ParseDocument(r)
		if err != nil {
			return err
		}
		if dry {
			c.say("app.dry_run", nil)
			return nil
		}
		if err := a.programmes.Define(ctx, operator(), doc); err != nil {
			return err
		}
		c.say("app.import.programme", map[string]any{"code": doc.Code, "waves": len(doc.Waves)})
		return nil
	})
}

func (c *command) importResponses(ctx context.Context, a *App, path, mappingPath string, dry bool) error {
	var m foreign.Mapping
	err := reading(mappingPath, func(r io.Reader) (err error) {
		m, err = foreign.ParseMapping(r)
		return err
	})
	if err != nil {
		return err
	}
	table, err := openSheet(path)
	if err != nil {
		return err
	}
	defer table.Close()
	if dry {
		tree, err := a.directory.Tree(ctx, a.directory.Today())
		if err != nil {
			return err
		}
		report, err := a.responses.DryRun(ctx, &m, table, func(code string) bool { _, ok := tree.ByCode(code); return ok })
		if err != nil {
			return err
		}
		c.faults(path, report)
		c.profile(report)
		c.say("app.dry_run", nil)
		return nil
	}
	done, err := a.responses.ImportForeign(ctx, operator(), &m, table)
	if done.Report != nil {
		c.faults(path, done.Report)
	}
	if err != nil {
		return err
	}
	c.say("app.import.responses", map[string]any{"wave": done.Wave.Code, "new": done.New, "known": done.Known, "faulty": done.Report.Bad})
	return nil
}

// faults lists the rows that are not for import.
func (c *command) faults(path string, r *foreign.Report) {
	for _, f := range r.Faults {
		place := fmt.Sprintf("%s:%d", filepath.Base(path), f.Row)
		if f.Column != "" {
			place += " " + f.Column
		}
		line := i18n.Line(c.lang, f.Err.At(place))
		if f.Value != "" {
			line += fmt.Sprintf(" [%s]", f.Value)
		}
		fmt.Fprintln(c.stderr, line)
	}
}

// profile prints what a dry run has seen of every column.
func (c *command) profile(r *foreign.Report) {
	c.say("app.profile.rows", map[string]any{"rows": r.Rows, "good": r.Good, "bad": r.Bad})
	for _, col := range r.Columns() {
		line := fmt.Sprintf("%-3s %-18s filled %d, blank %d, distinct %d", col.Letter, col.Name, col.Filled, col.Blank, col.Distinct)
		if col.More {
			line += "+"
		}
		if col.Numbers > 0 {
			line += fmt.Sprintf(", numbers %d (%g … %g, mean %.4g)", col.Numbers, col.Min, col.Max, col.Mean)
		}
		if len(col.Mapped) > 0 {
			line += " → " + strings.Join(col.Mapped, ", ")
		}
		fmt.Fprintln(c.stdout, line)
		var top []string
		for i, v := range col.Top {
			if i == 8 {
				break
			}
			top = append(top, fmt.Sprintf("%s ×%d", v.Value, v.Count))
		}
		if len(top) > 0 {
			fmt.Fprintln(c.stdout, "      "+strings.Join(top, " · "))
		}
		for _, v := range col.Unmapped {
			fmt.Fprintf(c.stdout, "      unmapped: %s ×%d\n", v.Value, v.Count)
		}
	}
}

func (c *command) linksCommand() *cobra.Command {
	var wave, format string
	cmd := &cobra.Command{Use: "links --wave CODE", Short: "list the open links of a wave", Args: cobra.NoArgs}
	cmd.Flags().StringVar(&wave, "wave", "", "code of the wave")
	cmd.Flags().StringVar(&format, "format", "table", "json or table")
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, _ []string) error {
		w, err := a.programmes.WaveByCode(ctx, wave)
		if err != nil {
			return err
		}
		tree, err := a.programmes.Tree(ctx, w.ID)
		if err != nil {
			return err
		}
		all, err := a.outreach.Links(ctx, w.ID)
		if err != nil {
			return err
		}
		type link struct {
			Unit string `json:"unit"`
			Code string `json:"code"`
			URL  string `json:"url"`
		}
		links := []link{}
		for _, u := range tree.Units {
			for _, l := range all {
				if l.Unit == u.ID {
					links = append(links, link{u.Code, l.Code, a.config.URL("/q/" + l.Code)})
				}
			}
		}
		if format == "json" {
			return c.json(links)
		}
		for _, l := range links {
			fmt.Fprintf(c.stdout, "%-12s %s  %s\n", l.Unit, l.Code, l.URL)
		}
		return nil
	})
	return cmd
}

func (c *command) json(v any) error {
	enc := json.NewEncoder(c.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (c *command) waveCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "wave open|pause|resume|close|reopen|report CODE", Short: "move a wave from one state to the next", Args: cobra.ExactArgs(2),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why (needed to pause and to reopen)")
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, args []string) error {
		w, err := a.programmes.Do(ctx, operator(), args[1], programme.Act(args[0]), reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "%s: %s\n", w.Code, w.State)
		return nil
	})
	return cmd
}

func (c *command) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rebuild", Short: "make everything derived again from the originals", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *App, _ []string) error {
			err := a.scoring.Rebuild(ctx, func(wave string, responses int) { fmt.Fprintf(c.stdout, "%s: %d\n", wave, responses) })
			if err != nil {
				return err
			}
			return a.db.Tx(ctx, func(tx *db.Tx) error {
				return audit.Write(ctx, tx, operator(), audit.Entry{Action: "app.rebuild", Kind: "cube"})
			})
		}),
	}
}
