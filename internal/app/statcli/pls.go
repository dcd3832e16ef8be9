package statcli

import (
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/pls"
	"manyi.dev/manyi/stat/sample"
)

// plsOptions are the flags of `manyi stat pls`.
type plsOptions struct {
	model, scheme string
	blocks        []string
	missing       []string
	impute        bool
	scale         []float64
	bootstrap     int
	seed          uint64
}

func (s Shell) plsCommand() *cobra.Command {
	var o plsOptions
	cmd := s.verb("pls FILE --model ecsi|acsi|ccsi|MODEL.yaml", "customer satisfaction index by a PLS path model", cobra.ExactArgs(1),
		func(c *call, args []string) error { return c.pls(args[0], o) })
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "ecsi", "ecsi, acsi, ccsi, or a file (YAML or JSON) with constructs and paths")
	flags.StringArrayVar(&o.blocks, "blocks", nil, `items of constructs: "Image=IMAG1-5;Loyalty=L1,L2" (default: by the prefix of the columns)`)
	flags.StringVar(&o.scheme, "scheme", string(pls.PathScheme), "path, centroid or factorial")
	flags.Float64SliceVar(&o.scale, "scale", nil, "lowest and highest possible answer, for the 0-100 index")
	flags.StringSliceVar(&o.missing, "missing", nil, "codes that are no answer, beside blank and NA")
	flags.BoolVar(&o.impute, "impute", false, "replace missing answers by the mean of the item (default: complete rows)")
	flags.IntVar(&o.bootstrap, "bootstrap", 0, "resamples for standard errors and intervals")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the bootstrap")
	return cmd
}

func (c *call) pls(path string, o plsOptions) error {
	f, err := c.open(path)
	if err != nil {
		return err
	}
	scheme := pls.Scheme(o.scheme)
	m, err := c.model(f, o)
	err = errors.Join(err, choice("--scheme", scheme, pls.PathScheme, pls.CentroidScheme, pls.FactorialScheme))
	if o.bootstrap < 0 {
		err = errors.Join(err, &stat.Error{Package: "pls", Reason: stat.OutOfRange, Subject: "--bootstrap", Got: float64(o.bootstrap)})
	}
	if err != nil {
		return err
	}
	names := itemsOf(m)
	if err := f.read(names...); err != nil {
		return err
	}
	d, err := f.data(names, o.missing)
	if err != nil {
		return err
	}
	if item, row, got := outside(m, d.Names, d.Columns); row > 0 {
		return &stat.Error{Package: "pls", Reason: stat.OutOfRange, Subject: strconv.Quote(item), Row: row, Got: got}
	}
	options := pls.Options{Scheme: scheme}
	if o.impute {
		options.Missing = pls.MeanReplacement
	}
	fit, err := pls.Fit(m, d, options)
	if err != nil {
		return err
	}
	var b *pls.Bootstrapped
	if o.bootstrap > 0 {
		b, err = await(c.ctx, func() (*pls.Bootstrapped, error) {
			return fit.Bootstrap(pls.Resampling{Resamples: o.bootstrap}, sample.Source(o.seed))
		})
		if err != nil {
			return err
		}
	}
	result := plsOf(o, fit, b)
	return c.print(result, func() { c.plsTable(result) })
}

type plsResult struct {
	Model          string         `json:"model"`
	Scheme         string         `json:"scheme"`
	Rows           int            `json:"rows"`
	N              int            `json:"n"`
	Missing        string         `json:"missing"` // listwise, mean
	Dropped        int            `json:"dropped"`
	Replaced       int            `json:"replaced"`
	Iterations     int            `json:"iterations"`
	Distance       num            `json:"distance"`
	Scale          *bounds        `json:"scale"`
	Paths          []plsPath      `json:"paths"`
	Constructs     []plsConstruct `json:"constructs"`
	Items          []plsItem      `json:"items"`
	Total          []plsEffect    `json:"total_effects"`
	Impacts        []plsEffect    `json:"impacts"` // on the 0–100 index; empty without a scale
	Correlations   matrixJSON     `json:"correlations"`
	HTMT           matrixJSON     `json:"htmt"` // below the diagonal
	HTMTAbs        matrixJSON     `json:"htmt_abs"`
	FornellLarcker matrixJSON     `json:"fornell_larcker"` // √AVE on the diagonal, correlations below it
	GoF            num            `json:"gof"`
	SRMR           num            `json:"srmr"` // composite model, saturated
	SRMREstimated  num            `json:"srmr_estimated"`
	Bootstrap      *bootstrapJSON `json:"bootstrap"`
}

// resampled is what the bootstrap adds to a figure; null without it.
type resampled struct {
	SE         num    `json:"se"`
	T          num    `json:"t"`
	P          num    `json:"p"` // two-sided, normal
	Percentile bounds `json:"percentile95"`
	BCa        bounds `json:"bca95"`
}

type plsPath struct {
	From      string     `json:"from"`
	To        string     `json:"to"`
	Beta      num        `json:"beta"`
	F2        num        `json:"f2"`
	VIF       num        `json:"vif"`
	Bootstrap *resampled `json:"bootstrap"`
}

type plsEffect struct {
	From      string     `json:"from"`
	To        string     `json:"to"`
	Value     num        `json:"value"`
	Bootstrap *resampled `json:"bootstrap"`
}

type plsConstruct struct {
	Name        string     `json:"name"`
	Mode        string     `json:"mode"`
	Items       int        `json:"items"`
	R2          num        `json:"r2"`
	R2Bootstrap *resampled `json:"r2_bootstrap"`
	AdjustedR2  num        `json:"adjusted_r2"`
	Communality num        `json:"communality"`
	AVE         num        `json:"ave"`
	RhoA        num        `json:"rho_a"`
	RhoC        num        `json:"rho_c"`
	Alpha       num        `json:"alpha"`
	Index       num        `json:"index_mean"`
	IndexSE     num        `json:"index_se"` // given the weights; with bootstrap, its standard error
	IndexCI95   bounds     `json:"index_ci95"`
	IndexSD     num        `json:"index_sd"`
}

type plsItem struct {
	Name      string     `json:"name"`
	Construct string     `json:"construct"`
	Mean      num        `json:"mean"`
	SD        num        `json:"sd"`
	Weight    num        `json:"weight"`
	RawWeight num        `json:"raw_weight"`
	Loading   num        `json:"loading"`
	VIF       num        `json:"vif"`
	Bootstrap *resampled `json:"loading_bootstrap"`
}

// matrixJSON is a square matrix over the constructs.
type matrixJSON struct {
	Names  []string `json:"names"`
	Values [][]num  `json:"values"`
}
