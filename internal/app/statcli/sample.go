package statcli

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"math"
	"strconv"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/sample"
)

// sampleOptions are the flags of `manyi stat sample`.
type sampleOptions struct {
	n                         int
	method, allocation        string
	strata, size, psu, id     string
	measure, plan, out, first string
	within                    int
	exponent, start           float64
	seed                      uint64
	given                     func(flag string) bool
}

// The ways of drawing.
const (
	drawSRS        = "srs"
	drawSystematic = "systematic"
	drawStratified = "stratified"
	drawPPS        = "pps"
	drawTwoStage   = "twostage"
	drawHash       = "hash"
)

// The allocations to strata.
const (
	allocProportional = "proportional"
	allocNeyman       = "neyman"
	allocPower        = "power"
	allocOptimal      = "optimal"
)

func (s Shell) sampleCommand() *cobra.Command {
	var o sampleOptions
	cmd := s.verb("sample FRAME --n N", "draw a probability sample from a frame", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.sample(args[0], o) })
	flags := cmd.Flags()
	o.given = flags.Changed
	flags.IntVar(&o.n, "n", 0, "units to draw (of twostage: primary units)")
	flags.StringVar(&o.method, "method", "", "srs, systematic, stratified, pps, twostage or hash (default: stratified with --strata, pps with --size, else srs)")
	flags.StringVar(&o.strata, "strata", "", "column of strata")
	flags.StringVar(&o.size, "size", "", "column of sizes: of pps, and of twostage with --first pps (default there: units)")
	flags.StringVar(&o.allocation, "allocation", allocProportional, "n to strata: proportional, neyman, power or optimal")
	flags.StringVar(&o.measure, "measure", "", "column whose spread within strata neyman and optimal use")
	flags.StringVar(&o.plan, "spread", "", "file with the columns stratum, sd and, for optimal, cost (instead of --measure)")
	flags.Float64Var(&o.exponent, "exponent", 0.5, "of power: 0 equal … 1 proportional")
	flags.StringVar(&o.psu, "psu", "", "of twostage: column of primary units")
	flags.IntVar(&o.within, "within", 0, "of twostage: units to draw in each primary unit")
	flags.StringVar(&o.first, "first", "pps", "of twostage: how primary units are drawn: pps, srs or systematic")
	flags.StringVar(&o.id, "id", "", "of hash: column of unique names")
	flags.Float64Var(&o.start, "start", 0, "of pps and systematic: the start in [0, 1) instead of a random one")
	flags.Uint64Var(&o.seed, "seed", 0, "seed (default: a random one, which is printed)")
	flags.StringVar(&o.out, "out", "", "file to write (CSV, or XLSX by its name): the drawn rows with probability and weight")
	return cmd
}

type sampleResult struct {
	Method     string      `json:"method"`
	Seed       *uint64     `json:"seed"` // null: with --start nothing was random
	Start      *float64    `json:"start"`
	Frame      int         `json:"frame"`
	N          int         `json:"n"`
	Certainty  int         `json:"certainty"` // units taken with probability 1
	SumW       num         `json:"sum_w"`
	Allocation []allocJSON `json:"allocation"`
	Columns    []string    `json:"columns"`
	Units      []drawnUnit `json:"units"`
	Out        *string     `json:"out"`
}

type allocJSON struct {
	Stratum string `json:"stratum"`
	Size    int    `json:"size"`
	SD      num    `json:"sd"`
	Cost    num    `json:"cost"`
	Exact   num    `json:"exact"`
	N       int    `json:"n"`
}

type drawnUnit struct {
	Row         int      `json:"row"` // in the file
	Cells       []string `json:"cells"`
	Probability num      `json:"probability"`
	Weight      num      `json:"weight"`
}

func (c *call) sample(path string, o sampleOptions) error {
	if o.method == "" {
		switch {
		case o.strata != "":
			o.method = drawStratified
		case o.size != "":
			o.method = drawPPS
		default:
			o.method = drawSRS
		}
	}
	if err := o.check(); err != nil {
		return err
	}
	var spread []sample.Stratum
	var err error
	if o.plan != "" {
		if spread, err = c.spread(o); err != nil {
			return err
		}
	}
	f, err := c.open(path)
	if err != nil {
		return err
	}
	var all [5]error
	o.strata, all[0] = f.column("--strata", o.strata)
	o.size, all[1] = f.column("--size", o.size)
	o.psu, all[2] = f.column("--psu", o.psu)
	o.id, all[3] = f.column("--id", o.id)
	o.measure, all[4] = f.column("--measure", o.measure)
	if err := errors.Join(all[:]...); err != nil {
		return err
	}
	if err := f.read(o.strata, o.size, o.psu, o.id, o.measure); err != nil {
		return err
	}
	r := &sampleResult{Method: o.method, Frame: len(f.rows), Allocation: []allocJSON{}, Columns: f.table.Header, Units: []drawnUnit{}}
	if o.given("start") {
		r.Start = &o.start
	} else {
		if !o.given("seed") {
			if o.seed, err = random(); err != nil {
				return err
			}
		}
		r.Seed = &o.seed
	}
	drawn, err := f.draw(o, r, spread)
	if err != nil {
		return err
	}
	if err := c.collect(f, o, r, drawn); err != nil {
		return err
	}
	return c.print(r, func() { c.sampleTable(r) })
}

// check looks at what the method needs.
func (o *sampleOptions) check() error {
	all := []error{
		needed("--n", o.given("n")),
		choice("--method", o.method, drawSRS, drawSystematic, drawStratified, drawPPS, drawTwoStage, drawHash),
		choice("--allocation", o.allocation, allocProportional, allocNeyman, allocPower, allocOptimal),
		choice("--first", o.first, "pps", "srs", "systematic"),
	}
	switch o.method {
	case drawStratified:
		all = append(all, needed("--strata", o.strata != ""))
	case drawPPS:
		all = append(all, needed("--size", o.size != ""))
	case drawTwoStage:
		all = append(all, needed("--psu", o.psu != ""), needed("--within", o.within > 0))
	case drawHash:
		all = append(all, needed("--id", o.id != ""))
	}
	if o.allocation == allocNeyman || o.allocation == allocOptimal {
		all = append(all, needed("--measure", o.measure != "" || o.plan != ""))
	}
	if o.allocation == allocOptimal {
		all = append(all, needed("--spread", o.plan != ""))
	}
	if o.given("start") {
		all = append(all, choice("--method", o.method, drawPPS, drawSystematic))
		if !(o.start >= 0 && o.start < 1) {
			all = append(all, errs.New(errs.Invalid, "stat.sample.start").At("--start"))
		}
	}
	return errors.Join(all...)
}

// random is a seed from the system.
func random() (uint64, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(b[:]) >> 11, nil // 53 bits: exact in every reader of JSON
}

// spread reads the file of --spread: what is known of the strata.
func (c *call) spread(o sampleOptions) ([]sample.Stratum, error) {
	f, err := c.open(o.plan)
	if err != nil {
		return nil, err
	}
	defer f.table.Close()
	names := []string{"stratum", "sd"}
	if o.allocation == allocOptimal {
		names = append(names, "cost")
	}
	if names, err = f.columns("--spread", names...); err != nil {
		return nil, err
	}
	if err := f.read(names...); err != nil {
		return nil, err
	}
	d, err := f.data(names[1:], nil)
	if err != nil {
		return nil, err
	}
	list := make([]sample.Stratum, len(f.rows))
	for h, name := range f.text["stratum"] {
		list[h] = sample.Stratum{Name: name, SD: d.Columns[0][h]}
		if len(d.Columns) > 1 {
			list[h].Cost = d.Columns[1][h]
		}
	}
	return list, nil
}

// draw draws by the method.
func (f *file) draw(o sampleOptions, r *sampleResult, spread []sample.Stratum) (sample.Sample, error) {
	src := sample.Source(o.seed)
	switch o.method {
	case drawSystematic:
		if r.Start != nil {
			return sample.Systematic(o.n, len(f.rows), o.start)
		}
		return sample.SystematicRandom(o.n, len(f.rows), src)
	case drawStratified, drawHash:
		strata := f.text[o.strata]
		if o.strata == "" {
			strata = make([]string, len(f.rows))
		}
		take, err := f.allocate(o, r, strata, spread)
		if err != nil {
			return sample.Sample{}, err
		}
		if o.method == drawHash {
			return sample.ByHash([]byte(strconv.FormatUint(o.seed, 10)), f.text[o.id], strata, take)
		}
		return sample.Stratified(strata, take, src)
	case drawPPS:
		size, err := f.numbers(o.size, nil)
		if err != nil {
			return sample.Sample{}, err
		}
		if r.Start == nil {
			return sample.PPSRandom(size, o.n, src)
		}
		pi, err := sample.Inclusion(size, o.n)
		if err != nil {
			return sample.Sample{}, err
		}
		return sample.PPS(pi, o.start)
	case drawTwoStage:
		first := map[string]sample.First{"pps": sample.FirstPPS, "srs": sample.FirstSRS, "systematic": sample.FirstSystematic}[o.first]
		var size []float64
		if o.size != "" {
			var err error
			if size, err = f.numbers(o.size, nil); err != nil {
				return sample.Sample{}, err
			}
		}
		return sample.TwoStage{First: first, PSUs: o.n, Within: o.within}.Draw(f.text[o.psu], size, src)
	}
	return sample.SRS(o.n, len(f.rows), src)
}

// allocate divides n among the strata, in the order in which they first stand in the frame.
func (f *file) allocate(o sampleOptions, r *sampleResult, labels []string, spread []sample.Stratum) (map[string]int, error) {
	var strata []sample.Stratum
	at := map[string]int{}
	rows := map[string][]int{}
	for i, name := range labels {
		if _, ok := at[name]; !ok {
			at[name] = len(strata)
			strata = append(strata, sample.Stratum{Name: name, SD: math.NaN(), Cost: math.NaN()})
		}
		strata[at[name]].Size++
		rows[name] = append(rows[name], i)
	}
	if o.allocation == allocNeyman || o.allocation == allocOptimal {
		if err := f.spreadOf(o, strata, at, rows, spread); err != nil {
			return nil, err
		}
	}
	rule := map[string]func(int, []sample.Stratum) (sample.Allocation, error){
		allocProportional: sample.Proportional, allocNeyman: sample.Neyman, allocOptimal: sample.Optimal,
		allocPower: func(n int, s []sample.Stratum) (sample.Allocation, error) { return sample.Power(n, o.exponent, s) },
	}[o.allocation]
	a, err := rule(o.n, strata)
	if err != nil {
		return nil, err
	}
	if o.strata != "" {
		for h, s := range strata {
			r.Allocation = append(r.Allocation, allocJSON{s.Name, s.Size, num(s.SD), num(s.Cost), num(a.Exact[h]), a.N[h]})
		}
	}
	return a.ByName(strata), nil
}

// spreadOf fills in the standard deviations (and costs) of the strata.
func (f *file) spreadOf(o sampleOptions, strata []sample.Stratum, at map[string]int, rows map[string][]int, spread []sample.Stratum) error {
	if spread != nil {
		for _, s := range spread {
			if h, ok := at[s.Name]; ok {
				strata[h].SD, strata[h].Cost = s.SD, s.Cost
			}
		}
		var faults []error
		for _, s := range strata {
			if math.IsNaN(s.SD) || math.IsNaN(s.Cost) {
				faults = append(faults, errs.New(errs.Invalid, "stat.sample.stratum").At("--spread").With("stratum", s.Name))
			}
		}
		return errors.Join(faults...)
	}
	values, err := f.numbers(o.measure, nil)
	if err != nil {
		return err
	}
	for h := range strata {
		if strata[h].SD, err = deviation(values, rows[strata[h].Name]); err != nil {
			return err
		}
	}
	return nil
}

// deviation is the standard deviation of the values in the rows, divided by n − 1; 0 of a single one.
func deviation(values []float64, rows []int) (float64, error) {
	mean := 0.0
	for _, i := range rows {
		if math.IsNaN(values[i]) {
			return 0, &stat.Error{Package: "sample", Reason: stat.NotFinite, Subject: "measure", Row: i + 1}
		}
		mean += values[i] / float64(len(rows))
	}
	if len(rows) < 2 {
		return 0, nil
	}
	sum := 0.0
	for _, i := range rows {
		sum += (values[i] - mean) * (values[i] - mean)
	}
	return math.Sqrt(sum / float64(len(rows)-1)), nil
}
