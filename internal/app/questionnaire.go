package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/questionnaire/template"
)

// questionnaireCommand works on questionnaires as files: templates to start from, published versions to keep or to
// change, the differences between two of them.
func (c *command) questionnaireCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "questionnaire", Short: "templates to start from, published questionnaires as files, their differences"}
	cmd.AddCommand(c.templateCommand(), c.showCommand(), c.changesCommand())
	return cmd
}

// templateCommand needs no data folder.
func (c *command) templateCommand() *cobra.Command {
	var indicators bool
	var output string
	cmd := &cobra.Command{Use: "template [CODE]", Short: "list the templates, or write one as a file", Args: cobra.MaximumNArgs(1)}
	cmd.Flags().BoolVar(&indicators, "indicators", false, "write the indicator system that its items are bound to")
	cmd.Flags().StringVar(&output, "output", "", "file to write (default: the standard output)")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return c.listTemplates()
		}
		form, system, err := template.Files(args[0])
		if err != nil {
			return err
		}
		if indicators {
			form = system
		}
		return c.write(output, form)
	}
	return cmd
}

func (c *command) listTemplates() error {
	all, err := template.All()
	if err != nil {
		return err
	}
	for _, t := range all {
		fmt.Fprintf(c.stdout, "%-12s %s\n", t.Code, t.Purpose.In(c.lang))
	}
	return nil
}

// write puts a text where a command's output goes.
func (c *command) write(path string, text []byte) error {
	out, done, err := c.output(path)
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return errors.Join(err, done(err == nil))
}

func (c *command) showCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "show CODE@VERSION", Short: "write a published questionnaire as the file it was, defaults written out", Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&output, "output", "", "file to write (default: the standard output)")
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, args []string) error {
		code, version, _ := strings.Cut(args[0], "@")
		v, err := a.forms.ByVersion(ctx, code, version)
		if err != nil {
			return err
		}
		text, err := json.MarshalIndent(v.Document, "", "  ")
		if err != nil {
			return err
		}
		return c.write(output, append(text, '\n'))
	})
	return cmd
}

func (c *command) changesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "changes CODE@OLD FILE|CODE@NEW", Short: "list what differs between a published questionnaire and a file or another version",
		Args: cobra.ExactArgs(2),
	}
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, args []string) error {
		code, version, _ := strings.Cut(args[0], "@")
		old, err := a.forms.ByVersion(ctx, code, version)
		if err != nil {
			return err
		}
		changed, err := c.questionnaireAt(ctx, a, args[1])
		if err != nil {
			return err
		}
		changes, err := questionnaire.Comparable(old.Document, changed)
		if err != nil {
			return err
		}
		c.sayChanges(changes)
		return nil
	})
	return cmd
}

// questionnaireAt is a published version, CODE@VERSION, or else a file.
func (c *command) questionnaireAt(ctx context.Context, a *App, name string) (*questionnaire.Document, error) {
	if code, version, ok := strings.Cut(name, "@"); ok {
		v, err := a.forms.ByVersion(ctx, code, version)
		if err == nil || !errs.Is(err, errs.NotFound) {
			return v.Document, err
		}
	}
	var doc questionnaire.Document
	err := reading(c.path(name), func(r io.Reader) (err error) {
		doc, err = questionnaire.Parse(r)
		return err
	})
	return &doc, err
}

// sayChanges prints one line a change, and whether a minor version may hold them.
func (c *command) sayChanges(changes []questionnaire.Change) {
	wording := true
	for _, one := range changes {
		kind := "app.change.meaning"
		switch {
		case one.Moved:
			kind = "app.change.moved"
		case one.Text:
			kind = "app.change.wording"
		}
		wording = wording && one.Text
		line := i18n.T(c.lang, kind, nil) + " " + one.Place
		if !one.Moved {
			line += ": " + said(one.Old) + " → " + said(one.New)
		}
		fmt.Fprintln(c.stdout, line)
	}
	if wording {
		c.say("app.changes.minor", map[string]any{"n": len(changes)})
	} else {
		c.say("app.changes.major", map[string]any{"n": len(changes)})
	}
}

// said is a value of a document on one line; "–" where there is none.
func said(v any) string {
	if v == nil {
		return "–"
	}
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// warn prints what is often a mistake in a sound questionnaire.
func (c *command) warn(doc *questionnaire.Document) {
	for _, w := range errs.All(questionnaire.Warnings(doc)) {
		fmt.Fprintln(c.stderr, i18n.T(c.lang, "app.warning", map[string]any{"text": i18n.Line(c.lang, w)}))
	}
}
