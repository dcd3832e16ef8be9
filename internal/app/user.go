package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

func (c *command) userCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "user", Short: "make and change accounts"}
	var name, language string
	var roles []string
	add := &cobra.Command{
		Use: "add LOGIN --name NAME --role ROLE[@UNIT] …", Short: "make an account; its first password is printed once", Args: cobra.ExactArgs(1),
	}
	add.Flags().StringVar(&name, "name", "", "full name")
	add.Flags().StringVar(&language, "language", "zh", "zh or en")
	add.Flags().StringSliceVar(&roles, "role", nil, "administrator, survey_manager, auditor, analyst, or unit_manager@UNIT-CODE; may be repeated")
	add.RunE = c.withApp(func(ctx context.Context, a *App, args []string) error {
		grants, err := a.grants(ctx, roles)
		if err != nil {
			return err
		}
		u, password, err := a.auth.CreateUser(ctx, auth.System, auth.NewUser{Login: args[0], Name: name, Language: i18n.Lang(language), Grants: grants})
		if err == nil {
			c.say("app.user.added", map[string]any{"login": u.Login, "password": password})
		}
		return err
	})
	grant := &cobra.Command{Use: "grant LOGIN --role ROLE[@UNIT] …", Short: "replace an account's roles", Args: cobra.ExactArgs(1)}
	grant.Flags().StringSliceVar(&roles, "role", nil, "administrator, survey_manager, auditor, analyst, or unit_manager@UNIT-CODE; may be repeated")
	grant.RunE = c.onUser(func(ctx context.Context, a *App, u auth.User) error {
		grants, err := a.grants(ctx, roles)
		if err != nil {
			return err
		}
		_, err = a.auth.Grant(ctx, auth.System, u.ID, grants)
		return err
	})
	cmd.AddCommand(add, grant,
		&cobra.Command{
			Use: "password LOGIN", Short: "give an account a new password, printed once", Args: cobra.ExactArgs(1),
			RunE: c.onUser(func(ctx context.Context, a *App, u auth.User) error {
				password, err := a.auth.SetPassword(ctx, auth.System, u.ID)
				if err == nil {
					c.say("app.user.password", map[string]any{"login": u.Login, "password": password})
				}
				return err
			}),
		},
		c.switchUser("disable", "shut an account out", true), c.switchUser("enable", "let an account in again", false),
		&cobra.Command{Use: "list", Short: "list the accounts", Args: cobra.NoArgs, RunE: c.withApp(c.listUsers)},
	)
	return cmd
}

func (c *command) onUser(f func(ctx context.Context, a *App, u auth.User) error) func(*cobra.Command, []string) error {
	return c.withApp(func(ctx context.Context, a *App, args []string) error {
		u, err := a.auth.UserByLogin(ctx, auth.System, args[0])
		if err != nil {
			return err
		}
		return f(ctx, a, u)
	})
}

func (c *command) switchUser(use, short string, disabled bool) *cobra.Command {
	return &cobra.Command{Use: use + " LOGIN", Short: short, Args: cobra.ExactArgs(1), RunE: c.onUser(
		func(ctx context.Context, a *App, u auth.User) error {
			_, err := a.auth.Disable(ctx, auth.System, u.ID, disabled)
			return err
		})}
}

func (c *command) listUsers(ctx context.Context, a *App, _ []string) error {
	for after := ""; ; {
		page, next, err := a.auth.Users(ctx, auth.System, after, 200)
		if err != nil {
			return err
		}
		for _, u := range page {
			var roles []string
			for _, g := range u.Grants {
				role := string(g.Role)
				if g.Unit != "" {
					role += "@" + a.unitCode(ctx, g.Unit)
				}
				roles = append(roles, role)
			}
			state := ""
			if u.Disabled {
				state = " (disabled)"
			}
			fmt.Fprintf(c.stdout, "%-20s %-20s %s%s\n", u.Login, u.Name, strings.Join(roles, " "), state)
		}
		if next == "" {
			return nil
		}
		after = next
	}
}

// grants reads roles as they are typed.
func (a *App) grants(ctx context.Context, roles []string) ([]auth.Grant, error) {
	tree, err := a.directory.Tree(ctx, a.directory.Today())
	if err != nil {
		return nil, err
	}
	var grants []auth.Grant
	for _, text := range roles {
		role, code, _ := strings.Cut(text, "@")
		g := auth.Grant{Role: auth.Role(role)}
		if code != "" {
			u, ok := tree.ByCode(code)
			if !ok {
				return nil, errs.New(errs.NotFound, "directory.unit_unknown").At("--role").With("unit", code)
			}
			g.Unit = u.ID
		}
		grants = append(grants, g)
	}
	return grants, nil
}

func (a *App) unitCode(ctx context.Context, id string) string {
	if tree, err := a.directory.Tree(ctx, a.directory.Today()); err == nil {
		if u, ok := tree.ByID(id); ok {
			return u.Code
		}
	}
	return id
}
