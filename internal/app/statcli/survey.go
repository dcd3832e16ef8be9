package statcli

import (
	"errors"

	"github.com/spf13/pflag"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/design"
)

// plan are the flags that say how the rows of a file were drawn.
type plan struct {
	weights                 string
	strata, psu, population []string
	lonely                  string
}

func (p *plan) bind(flags *pflag.FlagSet) {
	flags.StringVar(&p.weights, "weights", "", "column of weights")
	flags.StringSliceVar(&p.strata, "strata", nil, "column of strata, one per stage")
	flags.StringSliceVar(&p.psu, "psu", nil, "column of primary sampling units (then of later stages)")
	flags.StringSliceVar(&p.population, "population", nil, "column of the number of units in the population, one per stage")
	flags.StringVar(&p.lonely, "lonely", string(design.Adjust), "strata of one unit: adjust, remove, certainty, average or fail")
}

// given reports whether there is more to say than "simple random sample".
func (p *plan) given() bool {
	return p.weights != "" || len(p.strata)+len(p.psu)+len(p.population) > 0
}

// check looks up the columns.
func (p *plan) check(f *file) error {
	var all [4]error
	p.weights, all[0] = f.column("--weights", p.weights)
	p.strata, all[1] = f.columns("--strata", p.strata...)
	p.psu, all[2] = f.columns("--psu", p.psu...)
	p.population, all[3] = f.columns("--population", p.population...)
	lonely := choice("--lonely", design.Lonely(p.lonely), design.Adjust, design.Remove, design.Certainty, design.Average, design.Fail)
	return errors.Join(append(all[:], lonely)...)
}

// columns are those to be read.
func (p *plan) columns() []string {
	all := []string{p.weights}
	all = append(all, p.strata...)
	all = append(all, p.psu...)
	return append(all, p.population...)
}

// survey makes the design. Stage i takes the i-th strata, units and populations; a population beyond
// the units is that of the rows within the last units.
func (p *plan) survey(f *file) (*design.Survey, error) {
	spec := design.Spec{Rows: len(f.rows), Lonely: design.Lonely(p.lonely)}
	var err error
	if p.weights != "" {
		if spec.Weights, err = f.numbers(p.weights, nil); err != nil {
			return nil, err
		}
	}
	for i := range max(len(p.strata), len(p.psu), len(p.population)) {
		var stage design.Stage
		if i < len(p.psu) {
			stage.Units = f.factor(p.psu[i], nil)
		}
		if i < len(p.strata) {
			stage.Strata = f.factor(p.strata[i], nil)
		}
		if i < len(p.population) {
			if stage.Population, err = f.numbers(p.population[i], nil); err != nil {
				return nil, err
			}
		}
		spec.Stages = append(spec.Stages, stage)
	}
	return design.New(spec)
}

// designJSON says which design was used.
type designJSON struct {
	Weights    *string  `json:"weights"`
	Strata     []string `json:"strata"`
	PSU        []string `json:"psu"`
	Population []string `json:"population"`
	Lonely     string   `json:"lonely"`
	DF         num      `json:"df"`
}

func (p *plan) json(s *design.Survey) designJSON {
	j := designJSON{Strata: list(p.strata), PSU: list(p.psu), Population: list(p.population), Lonely: p.lonely, DF: num(s.DF())}
	if p.weights != "" {
		j.Weights = &p.weights
	}
	return j
}

// list is never null in JSON.
func list[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// only is a survey of the rows in which the factor has the level.
func only(s *design.Survey, f stat.Factor, level int) *design.Survey {
	keep := make([]bool, f.Rows())
	for i, code := range f.Codes {
		keep[i] = int(code) == level
	}
	return s.Subset(keep)
}
