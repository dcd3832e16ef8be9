// Package scalecases answers the reference cases of scale.json: reliability, validity, factor
// analysis and polychoric correlations.
package scalecases

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mat"

	"manyi.dev/manyi/stat"
	"manyi.dev/manyi/stat/internal/conform"
	"manyi.dev/manyi/stat/scale"
)

// Suite answers scale.json.
func Suite() *conform.Suite {
	s := &conform.Suite{File: "scale.json"}
	s.On("*.alpha", alpha)
	s.On("*.kmo", kmo)
	s.OnUnless("*.omega_cfa", omegaCFA, worseFit(omegaFit))
	s.On("*.omega_minres", omegaMinres)
	s.On("*.pca", pca)
	s.On("*.pca_varimax", pcaVarimax)
	s.OnUnless("*.ml_efa", efa, worseFit(efaFit))
	s.On("*.vif", vif)
	s.OnUnless("polychoric*", polychoric, belowMaximum)
	s.On("tetrachoric*", tetrachoric)
	s.On("icc*", icc)
	s.On("guttman_split*", split)
	return s
}

// reverse is how notes say that an item points the other way: "i4 is reverse-keyed: recode 8-x first".
var reverse = regexp.MustCompile(`(\S+) is reverse-keyed: recode ([0-9.]+) ?- ?x`)

// items are the names of a set's items, as the alpha case lists them.
func items(c *conform.Case) []string {
	list := c
	if c.Suffix() != "alpha" {
		list = c.Sibling(c.Prefix() + ".alpha")
	}
	if list != nil {
		return list.Keys("r_item_rest")
	}
	return c.Keys()
}

// data reads the named columns of the case's input, items recoded as the notes of its siblings on the
// same input say.
func data(c *conform.Case, names []string) stat.Data {
	d := c.Table("").Data(names...)
	recoded := map[string]bool{}
	for _, other := range append([]*conform.Case{c}, c.Siblings()...) {
		note := reverse.FindStringSubmatch(other.Notes)
		if note == nil || recoded[note[1]] || !slices.Equal(other.Input, c.Input) {
			continue
		}
		j := slices.Index(names, note[1])
		if j < 0 {
			continue
		}
		sum, err := strconv.ParseFloat(note[2], 64)
		if err != nil {
			panic(err)
		}
		recoded[note[1]] = true
		for i, x := range d.Columns[j] {
			d.Columns[j][i] = sum - x
		}
	}
	return d
}

// covariance is that of the items of the case's set.
func covariance(c *conform.Case) scale.Matrix {
	m, err := scale.Covariance(data(c, items(c)))
	if err != nil {
		panic(err)
	}
	return m
}

// by is an object of a value per item.
func by(names []string, values []float64) conform.Obj {
	o := conform.Obj{}
	for j, name := range names {
		o[name] = values[j]
	}
	return o
}

func rows(m *mat.Dense) any {
	n, k := m.Dims()
	values := make([][]float64, n)
	for i := range n {
		for j := range k {
			values[i] = append(values[i], m.At(i, j))
		}
	}
	return conform.Matrix(values)
}

func alpha(c *conform.Case) (any, error) {
	m := covariance(c)
	a, err := scale.Alpha(m)
	if err != nil {
		return nil, err
	}
	per := func(of func(scale.Item) float64) conform.Obj {
		o := conform.Obj{}
		for _, item := range a.Items {
			o[item.Name] = of(item)
		}
		return o
	}
	low, high := a.Interval(0.95)
	return conform.Obj{
		"raw": a.Raw.Value(), "std": a.Standardised, "lambda6": a.Lambda6, "average_r": a.AverageR,
		"alpha_if_dropped": per(func(i scale.Item) float64 { return i.AlphaIfDropped }),
		"std_if_dropped":   per(func(i scale.Item) float64 { return i.StdIfDropped }),
		"r_item_rest":      per(func(i scale.Item) float64 { return i.RRest }),
		"r_item_total":     per(func(i scale.Item) float64 { return i.RTotal }),
		"feldt_ci95":       []float64{low, high},
	}, nil
}

func kmo(c *conform.Case) (any, error) {
	m := covariance(c)
	a, err := scale.KMO(m)
	if err != nil {
		return nil, err
	}
	b, err := scale.Bartlett(m)
	return conform.Obj{
		"kmo": a.KMO, "msa": by(m.Names, a.MSA),
		"chisq": b.ChiSquare, "df": b.DF, "p": b.P, "det": b.Determinant,
	}, err
}

func omegaCFA(c *conform.Case) (any, error) {
	f, err := scale.OneFactor(covariance(c))
	if err != nil {
		return nil, err
	}
	var loadings []float64
	for _, l := range f.Loadings {
		loadings = append(loadings, l.Standardised)
	}
	return conform.Obj{
		"omega_total": f.Factors[0].Omega.Value(), "loadings_std": loadings, "cr": f.Factors[0].CR, "ave": f.Factors[0].AVE,
		"fit": conform.Obj{
			"chisq": f.Fit.ChiSquare, "df": f.Fit.DF, "cfi": f.Fit.CFI, "tli": f.Fit.TLI, "rmsea": f.Fit.RMSEA, "srmr": f.Fit.SRMR,
		},
	}, nil
}

func omegaMinres(c *conform.Case) (any, error) {
	m := covariance(c)
	f, err := scale.Factors(m, 1, scale.FactorOptions{Method: scale.MinRes})
	if err != nil {
		return nil, err
	}
	loadings := mat.Col(nil, 0, f.Loadings)
	omega := scale.CompositeReliability(loadings)
	for j, l := range loadings {
		loadings[j] = math.Abs(l) // the case has them without signs
	}
	return conform.Obj{"omega_total": omega, "loadings": by(m.Names, loadings)}, nil
}

func pca(c *conform.Case) (any, error) {
	p, err := scale.PCA(covariance(c), len(c.Matrix("loadings")[0]))
	if err != nil {
		return nil, err
	}
	return conform.Obj{"eigenvalues": p.Eigenvalues, "prop_var": p.Explained, "loadings": rows(p.Loadings)}, nil
}

func pcaVarimax(c *conform.Case) (any, error) {
	m := covariance(c)
	p, err := scale.PCA(m, len(c.Matrix("loadings")[0]))
	if err != nil {
		return nil, err
	}
	turned, err := scale.Varimax(p.Loadings)
	if err != nil {
		return nil, err
	}
	squares, communalities := make([]float64, len(c.Matrix("loadings")[0])), make([]float64, m.Items())
	for i := range communalities {
		for f := range squares {
			x := turned.Loadings.At(i, f) * turned.Loadings.At(i, f)
			communalities[i] += x
			squares[f] += x
		}
	}
	return conform.Obj{"loadings": rows(turned.Loadings), "ss": squares, "communalities": by(m.Names, communalities)}, nil
}

func efa(c *conform.Case) (any, error) {
	m := covariance(c)
	f, err := scale.Factors(m, len(c.Matrix("loadings_varimax")[0]), scale.FactorOptions{Rotation: scale.VarimaxRotation})
	if err != nil {
		return nil, err
	}
	return conform.Obj{
		"uniqueness": by(m.Names, f.Uniqueness), "loadings_varimax": rows(f.Loadings),
		"chisq": f.ChiSquare, "df": f.DF, "p": f.P,
	}, nil
}

// The fits are ours and the case's χ².
func efaFit(c *conform.Case) (ours, theirs float64) {
	f, err := scale.Factors(covariance(c), len(c.Matrix("loadings_varimax")[0]), scale.FactorOptions{})
	if err != nil {
		return math.NaN(), 0
	}
	return f.ChiSquare, c.Num("chisq")
}

func omegaFit(c *conform.Case) (ours, theirs float64) {
	f, err := scale.OneFactor(covariance(c))
	if err != nil {
		return math.NaN(), 0
	}
	return f.Fit.ChiSquare, c.Num("fit", "chisq")
}

// worseFit proves that a case is a local minimum: the same model fits its data with a smaller χ².
func worseFit(fit func(c *conform.Case) (ours, theirs float64)) func(c *conform.Case) string {
	return func(c *conform.Case) string {
		ours, theirs := fit(c)
		if !(ours < theirs-1e-4*theirs) {
			return ""
		}
		return fmt.Sprintf("it is a local minimum: the model fits with χ² = %.6g, not %.6g", ours, theirs)
	}
}

func vif(c *conform.Case) (any, error) {
	m := covariance(c)
	factors, err := scale.VIF(m)
	if err != nil {
		return nil, err
	}
	return by(m.Names, factors), nil
}

func tetrachoric(c *conform.Case) (any, error) {
	t := c.Matrix("table")
	l, err := scale.Tetrachoric(t[0][0], t[0][1], t[1][0], t[1][1])
	return conform.Obj{"table": conform.Matrix(t), "rho": l.R.Value()}, err
}

func icc(c *conform.Case) (any, error) {
	i, err := scale.ICC(data(c, listed(c)), 0)
	if err != nil {
		return nil, err
	}
	o := conform.Obj{}
	for kind := range 3 {
		o[fmt.Sprintf("ICC%d", kind+1)] = i.Single[kind].Value
		o[fmt.Sprintf("ICC%dk", kind+1)] = i.Mean[kind].Value
	}
	return o, nil
}

func split(c *conform.Case) (any, error) {
	m, err := scale.Covariance(data(c, listed(c)))
	if err != nil {
		return nil, err
	}
	s, err := scale.SplitHalf(m, nil)
	return conform.Obj{"r": s.R, "spearman_brown": s.SpearmanBrown, "guttman": s.Guttman}, err
}

// The items of icc are a range of columns; those of guttman_split so many columns after the first,
// which numbers the rows.
var (
	columnRange = regexp.MustCompile(`(\S+?)\.\.(\S+)`)
	columnList  = regexp.MustCompile(`\bof (\S+(?:,\S+)+)`)
	columnCount = regexp.MustCompile(`the (\d+) items`)
)

func listed(c *conform.Case) []string {
	all := c.Table("").Names
	text := strings.TrimSpace(c.What)
	if i := strings.LastIndex(text, " of "); i >= 0 {
		text = text[i:]
	}
	if list := columnList.FindStringSubmatch(text); list != nil {
		return strings.Split(list[1], ",")
	}
	if ends := columnRange.FindStringSubmatch(text); ends != nil {
		return all[slices.Index(all, ends[1]) : slices.Index(all, ends[2])+1]
	}
	if count := columnCount.FindStringSubmatch(text); count != nil {
		n, err := strconv.Atoi(count[1])
		if err != nil {
			panic(err)
		}
		return all[1 : n+1]
	}
	panic("the case names no items: " + c.What)
}
