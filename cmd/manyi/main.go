// Command manyi is the customer-satisfaction platform Manyi: its server and its command line.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"manyi.dev/manyi/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(app.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
