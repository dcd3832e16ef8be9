package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/api"
	"manyi.dev/manyi/internal/app/statcli"
	"manyi.dev/manyi/internal/config"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// command is one run of the command line: in its own process, or in the server that carries it out.
type command struct {
	ctx    context.Context
	args   []string
	dir    string // where relative paths begin
	lang   i18n.Lang
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	app    *App // set when the server carries out the command
	code   int  // exit code of a forwarded command
}

// The exit codes: 1 internal, 2 wrong use or input, 3 not there, 4 refused by the state of things.
var exitCodes = map[errs.Kind]int{errs.Invalid: 2, errs.NotFound: 3, errs.Conflict: 4, errs.Forbidden: 4, errs.Gone: 4, errs.Unavailable: 5}

// Run carries out a command line and returns its exit code.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	c := &command{ctx: ctx, args: args, dir: dir, lang: languageOf(os.Getenv), stdin: stdin, stdout: stdout, stderr: stderr}
	return c.run()
}

// languageOf is the language of the terminal.
func languageOf(env func(string) string) i18n.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(v, "zh") {
				return i18n.ZH
			}
			return i18n.EN
		}
	}
	return i18n.EN
}

func (c *command) run() int {
	root := c.root()
	root.SetArgs(c.args)
	err := root.ExecuteContext(c.ctx)
	if err == nil {
		return c.code
	}
	fmt.Fprintln(c.stderr, "manyi: "+c.words(err))
	if all := errs.All(err); len(all) > 0 {
		if code, ok := exitCodes[all[0].Kind]; ok {
			return code
		}
	}
	return 1
}

// words is an error for whoever typed the command: what is wrong in the catalogue's words, anything else as
// it is, since the reader of a terminal is the operator.
func (c *command) words(err error) string {
	if all := errs.All(err); len(all) > 0 {
		lines := make([]string, 0, len(all))
		for _, e := range all {
			line := i18n.Line(c.lang, e)
			if e.Err != nil {
				line += " (" + e.Err.Error() + ")"
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	return err.Error()
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use: "manyi", Short: "Manyi (满意): closed-loop customer satisfaction management",
		SilenceUsage: true, SilenceErrors: true, Version: api.Version,
	}
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	root.CompletionOptions.DisableDefaultCmd = true
	config.Flags(root.PersistentFlags())
	root.AddCommand(
		c.serveCommand(), c.demoCommand(), c.configCommand(), c.importCommand(), c.exportCommand(), c.figuresCommand(), c.linksCommand(),
		c.questionnaireCommand(),
		c.waveCommand(), c.rebuildCommand(), c.userCommand(), c.keysCommand(), c.backupCommand(), c.restoreCommand(), c.openAPICommand(),
		statcli.Shell{Lang: c.lang, Path: c.path, Stdout: c.stdout}.Command(),
		&cobra.Command{Use: "version", Short: "print the version", Args: cobra.NoArgs, Run: func(*cobra.Command, []string) {
			fmt.Fprintln(c.stdout, api.Version)
		}},
	)
	return root
}

// config loads the configuration and sets up logging by it.
func (c *command) config(cmd *cobra.Command) (*config.Config, error) {
	cfg, err := config.Load(os.LookupEnv, cmd.Root().PersistentFlags())
	if err != nil {
		return nil, err
	}
	if c.app == nil {
		level := max(cfg.LogLevel, slog.LevelWarn) // a command says itself what it did
		if cmd.Name() == "serve" {
			level = cfg.LogLevel
		}
		var h slog.Handler = slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})
		if cfg.LogFormat == config.FormatJSON {
			h = slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level})
		}
		slog.SetDefault(slog.New(h))
	}
	return cfg, nil
}

// withApp makes a cobra function of one that needs the open data folder: opened here, or, when a server has
// it, by having the server carry out the whole command.
func (c *command) withApp(f func(ctx context.Context, a *App, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if c.app != nil {
			return errors.Join(f(c.ctx, c.app, args), c.app.settle(c.ctx))
		}
		cfg, err := c.config(cmd)
		if err != nil {
			return err
		}
		a, err := open(c.ctx, cfg)
		if errs.HasKey(err, errHeld.Key) {
			c.code, err = forward(c.ctx, cfg.Data, request{Args: c.args, Dir: c.dir, Lang: string(c.lang)}, c.stdout, c.stderr)
			return err
		}
		if err != nil {
			return err
		}
		if err = f(c.ctx, a, args); err == nil {
			err = a.settle(c.ctx)
		}
		return errors.Join(err, a.close())
	}
}

// carryOut runs a forwarded command in the server.
func (a *App) carryOut(ctx context.Context, r request, stdout, stderr io.Writer) int {
	lang, err := i18n.Parse(r.Lang)
	if err != nil {
		lang = i18n.EN
	}
	c := &command{
		ctx: ctx, args: r.Args, dir: r.Dir, lang: lang, stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, app: a,
	}
	return c.run()
}

// path is a path of the command line, as its caller meant it.
func (c *command) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

func (c *command) configCommand() *cobra.Command {
	return &cobra.Command{
		Use: "config", Short: "check the configuration and print it, secrets masked", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load(os.LookupEnv, cmd.Root().PersistentFlags())
			if err != nil {
				return err
			}
			return cfg.Print(c.stdout)
		},
	}
}

func (c *command) openAPICommand() *cobra.Command {
	return &cobra.Command{
		Use: "openapi", Short: "print the OpenAPI description of the HTTP interface", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := api.OpenAPI()
			if err != nil {
				return err
			}
			_, err = c.stdout.Write(text)
			return err
		},
	}
}
