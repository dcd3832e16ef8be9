package statcli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Shell is where a command was typed.
type Shell struct {
	Lang   i18n.Lang
	Path   func(string) string // the path as its caller meant it
	Stdout io.Writer
}

// Command is `manyi stat` with its sub-commands.
func (s Shell) Command() *cobra.Command {
	cmd := &cobra.Command{Use: "stat", Short: "analyse a CSV or XLSX file: survey statistics without a data folder"}
	cmd.AddCommand(
		s.meanCommand(), s.tableCommand(), s.rakeCommand(), s.testCommand(), s.driversCommand(), s.reliabilityCommand(),
		s.plsCommand(), s.kanoCommand(), s.sampleCommand(), s.sizeCommand(), s.exampleCommand(),
	)
	return cmd
}

// call is one run of a sub-command.
type call struct {
	Shell
	ctx    context.Context
	format string
	file   *file // the file that errors of the library are about
}

// verb is a sub-command with --format and its worked example.
func (s Shell) verb(use, short string, args cobra.PositionalArgs, run func(*call, []string) error) *cobra.Command {
	c := &call{Shell: s}
	name, _, _ := strings.Cut(use, " ")
	cmd := &cobra.Command{Use: use, Short: short, Args: args, Example: s.worked(name)}
	cmd.Flags().StringVar(&c.format, "format", "table", "table or json")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c.ctx = cmd.Context()
		if c.format != "table" && c.format != "json" {
			return errs.New(errs.Invalid, "app.format").At("--format").With("format", c.format)
		}
		err := c.explain(run(c, args))
		if c.file != nil {
			err = errors.Join(err, c.file.table.Close())
		}
		return err
	}
	return cmd
}

// t is a text of the catalogue; arguments come as name and value.
func (s Shell) t(key string, args ...any) string {
	values := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = args[i+1]
	}
	return i18n.T(s.Lang, key, values)
}

// line prints a text of the catalogue.
func (c *call) line(key string, args ...any) { fmt.Fprintln(c.Stdout, c.t(key, args...)) }

// blank prints an empty line.
func (c *call) blank() { fmt.Fprintln(c.Stdout) }

// print writes the result: as JSON, or by its table.
func (c *call) print(result any, table func()) error {
	if c.format == "json" {
		enc := json.NewEncoder(c.Stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(result)
	}
	table()
	return nil
}

// needed refuses a flag that was not given.
func needed(flag string, given bool) error {
	if given {
		return nil
	}
	return errs.New(errs.Invalid, "stat.flag_needed").With("flag", flag)
}

// choice refuses a value that the flag does not know.
func choice[T ~string](flag string, value T, known ...T) error {
	if slices.Contains(known, value) {
		return nil
	}
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	return errs.New(errs.Invalid, "stat.choice").At(flag).With("value", string(value)).With("known", strings.Join(names, ", "))
}

// pair refuses a flag that does not hold exactly a low and a high number.
func pair(flag string, values []float64) error {
	if len(values) == 2 && values[0] < values[1] {
		return nil
	}
	return errs.New(errs.Invalid, "stat.pair").At(flag)
}

// await carries out long work that the library cannot be asked to stop. When the call is cancelled it
// returns at once and leaves the work behind; the process is about to end.
func await[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := work()
		done <- outcome{value, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case o := <-done:
		return o.value, o.err
	}
}
