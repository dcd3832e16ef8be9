package app

import (
	"context"

	"github.com/spf13/cobra"
)

func (c *command) keysCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "keys", Short: "the keys that seal personal data"}
	cmd.AddCommand(&cobra.Command{
		Use: "rotate", Short: "seal everything under a new key and forget the old one", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *App, _ []string) error {
			n, err := a.customers.Rotate(ctx, operator())
			if err == nil {
				c.say("app.keys.rotated", map[string]any{"contacts": n})
			}
			return err
		}),
	})
	return cmd
}
