package statcli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
)

// shipped are small generated files for trying the commands, and what the worked examples print.
//
//go:embed examples/*.csv examples/help/*.txt
var shipped embed.FS

// workedExample is the example in a sub-command's help.
type workedExample struct {
	files   []string // the shipped files it reads
	command string   // after `manyi stat`
	lines   int      // how many lines of its output the help shows
}

// workedExamples are the examples by sub-command. A test runs them and compares what help says they
// print (examples/help).
var workedExamples = map[string]workedExample{
	"mean":        {[]string{"twostage.csv"}, "mean twostage.csv --items sat,nps --nps=nps --by agegrp --weights weight --strata stratum --psu psu", 10},
	"table":       {[]string{"waves.csv"}, "table waves.csv --rows sat --columns segment --weights weight", 8},
	"rake":        {[]string{"customers.csv", "targets.csv"}, "rake customers.csv --targets targets.csv --weights base_weight --out weighted.csv", 12},
	"test":        {[]string{"waves.csv"}, "test waves.csv --value score --by wave", 10},
	"drivers":     {[]string{"drivers.csv"}, "drivers drivers.csv --y overall --x price,value,staff,speed,clean,wifi --bootstrap 200 --seed 1", 9},
	"reliability": {[]string{"scale.csv"}, "reliability scale.csv --items i1-4 --reverse i4 --max 7", 20},
	"pls":         {[]string{"ecsi.csv"}, "pls ecsi.csv --model ecsi --scale 1,10", 26},
	"kano":        {[]string{"kano.csv"}, "kano kano.csv", 8},
	"sample":      {[]string{"stores.csv"}, "sample stores.csv --n 6 --size size --seed 42", 12},
	"size":        {nil, "size --proportion .5 --margin .03 --population 20000 --deff 1.5 --response .3", 5},
}

// helpFile is where the output of a worked example is kept, in the language of the shell.
func (s Shell) helpFile(name string) string {
	return "examples/help/" + name + "." + string(s.Lang) + ".txt"
}

// worked is the worked example of a sub-command as its help shows it.
func (s Shell) worked(name string) string {
	e, ok := workedExamples[name]
	if !ok {
		return ""
	}
	var b strings.Builder
	for _, file := range e.files {
		fmt.Fprintf(&b, "  manyi stat example %s > %s\n", file, file)
	}
	fmt.Fprintf(&b, "  manyi stat %s\n\n", e.command)
	text, err := shipped.ReadFile(s.helpFile(name))
	if err != nil {
		panic(err) // it is embedded
	}
	for line := range strings.Lines(string(text)) {
		b.WriteString(strings.TrimRight("  "+line, " \n") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func (s Shell) exampleCommand() *cobra.Command {
	return &cobra.Command{
		Use: "example [NAME]", Short: "list the example files, or write one to the standard output", Args: cobra.MaximumNArgs(1),
		Example: "  manyi stat example\n  manyi stat example drivers.csv > drivers.csv",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return s.listExamples()
			}
			text, err := shipped.ReadFile("examples/" + strings.TrimSuffix(args[0], ".csv") + ".csv")
			if errors.Is(err, fs.ErrNotExist) {
				return errs.New(errs.NotFound, "stat.example.unknown").With("name", args[0])
			}
			if err == nil {
				_, err = s.Stdout.Write(text)
			}
			return err
		},
	}
}

// listExamples prints the shipped files and what they hold.
func (s Shell) listExamples() error {
	files, err := fs.Glob(shipped, "examples/*.csv")
	if err != nil {
		return err
	}
	c := &call{Shell: s}
	g := c.grid(2, "stat.col.file", "stat.col.contents")
	for _, path := range files {
		name := strings.TrimPrefix(path, "examples/")
		g.add(name, s.t("stat.example."+strings.TrimSuffix(name, ".csv")))
	}
	g.print()
	return nil
}
