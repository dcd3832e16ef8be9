package meter

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
)

// Main is a benchmark's main function: it reads the command line, measures with a folder that is gone afterwards, and ends the
// program with what went wrong.
func Main(measure func(ctx context.Context, dir string) error) {
	flag.Parse()
	if err := inFolder(measure); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func inFolder(measure func(context.Context, string) error) (err error) {
	dir, err := os.MkdirTemp("", "manyi-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return measure(context.Background(), dir)
}
