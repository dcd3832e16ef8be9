package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/demo"
	"manyi.dev/manyi/internal/errs"
)

func (c *command) demoCommand() *cobra.Command {
	var prepare bool
	cmd := &cobra.Command{
		Use: "demo", Short: "load the demonstration into the data folder and run the server on it", Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&prepare, "prepare", false, "load the demonstration and exit")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		cfg, err := c.config(cmd)
		if err != nil {
			return err
		}
		a, err := open(c.ctx, cfg)
		if err != nil {
			return err
		}
		if err := c.prepareDemo(a); err != nil {
			return errors.Join(err, a.close())
		}
		if prepare {
			return a.close()
		}
		return c.serve(a)
	}
	return cmd
}

// prepareDemo loads what is missing of the demonstration and says how to use it.
func (c *command) prepareDemo(a *App) error {
	err := demo.Prepare(c.ctx, a.demoServices(), func(line string) { fmt.Fprintln(c.stdout, line) })
	if errs.HasKey(err, "demo.other_data") {
		return errs.New(errs.Conflict, "app.demo.not_demo").With("path", a.config.Data)
	}
	if err != nil {
		return err
	}
	a.isDemo = true
	path, err := filepath.Abs(a.config.Data)
	if err != nil {
		path = a.config.Data
	}
	c.say("app.demo.ready", map[string]any{"path": path})
	c.say("app.demo.logins", map[string]any{"password": demo.Password})
	for _, l := range demo.Logins() {
		if _, err := a.auth.UserByLogin(c.ctx, auth.System, l.Login); errs.Is(err, errs.NotFound) {
			continue // made by an earlier release, which had fewer
		} else if err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "  %-8s %s %s\n", l.Login, l.Name.In(c.lang), l.Unit)
	}
	return c.printOpenLink(c.ctx, a)
}

func (c *command) printOpenLink(ctx context.Context, a *App) error {
	w, err := a.programmes.WaveByCode(ctx, "bank-2026h2")
	if err != nil {
		return err
	}
	links, err := a.outreach.Links(ctx, w.ID)
	if err != nil || len(links) == 0 {
		return err
	}
	c.say("app.demo.link", map[string]any{"url": a.config.URL("/q/" + links[0].Code)})
	return nil
}
