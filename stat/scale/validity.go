package scale

import (
	"fmt"
	"math"
	"slices"

	"manyi.dev/manyi/stat"
)

// CompositeReliability is the reliability of the sum of standardised items from their standardised
// loadings on one factor (Jöreskog 1971; Fornell & Larcker 1981), McDonald's ω of the model:
//
//	CR = (Σλ)² / ((Σλ)² + Σ(1 − λ²))
//
// NaN without loadings. From 0.7 on a scale counts as reliable.
func CompositeReliability(loadings []float64) float64 {
	sum, rest := 0.0, 0.0
	for _, l := range loadings {
		sum += l
		rest += 1 - l*l
	}
	return sum * sum / (sum*sum + rest)
}

// AVE is the average variance extracted, the mean of the squared standardised loadings on one
// factor (Fornell & Larcker 1981). NaN without loadings. From 0.5 on a factor explains more of its
// items than error does.
func AVE(loadings []float64) float64 {
	sum := 0.0
	for _, l := range loadings {
		sum += l * l
	}
	return sum / float64(len(loadings))
}

// Block is a factor or construct with its items.
type Block struct {
	Name  string
	Items []string // names of items of the matrix
}

// HTMTVariant says how correlations enter HTMT.
type HTMTVariant string

// The variants of HTMT.
const (
	HTMTSigned    HTMTVariant = "signed"    // as they are (Henseler, Ringle & Sarstedt 2015), the default
	HTMTAbsolute  HTMTVariant = "absolute"  // their absolute values, as R's seminr and cSEM take them
	HTMTGeometric HTMTVariant = "geometric" // geometric means instead of arithmetic ones (HTMT2; Roemer, Schuberth & Henseler 2021)
)

// HTMT are the heterotrait–monotrait ratios of every two blocks of items, an estimate of the
// correlation of what they measure:
//
//	HTMT_fg = mean r between blocks / √(mean r within f · mean r within g)
//
// A block of one item has the mean 1 within. Values below 0.85 or 0.9 speak for two constructs. The
// diagonal is 1; NaN where a mean within a block is not positive, or, with geometric means, where a
// correlation is negative.
func HTMT(m Matrix, blocks []Block, variant HTMTVariant) ([][]float64, error) {
	places, err := m.places(blocks)
	if err != nil {
		return nil, err
	}
	mean, err := variant.mean()
	if err != nil {
		return nil, err
	}
	r := m.standard().Values
	within := make([]float64, len(blocks))
	for f, items := range places {
		within[f] = 1
		if len(items) > 1 {
			var values []float64
			for a, i := range items {
				for _, j := range items[:a] {
					values = append(values, r.At(i, j))
				}
			}
			within[f] = mean(values)
		}
	}
	ratios := make([][]float64, len(blocks))
	for f := range ratios {
		ratios[f] = make([]float64, len(blocks))
		ratios[f][f] = 1
		for g := range f {
			var values []float64
			for _, i := range places[f] {
				for _, j := range places[g] {
					values = append(values, r.At(i, j))
				}
			}
			ratio := math.NaN()
			if within[f] > 0 && within[g] > 0 {
				ratio = mean(values) / math.Sqrt(within[f]*within[g])
			}
			ratios[f][g], ratios[g][f] = ratio, ratio
		}
	}
	return ratios, nil
}

// mean is the mean of correlations that the variant takes.
func (v HTMTVariant) mean() (func([]float64) float64, error) {
	switch v {
	case HTMTSigned, "":
		return func(r []float64) float64 { return total(r, func(x float64) float64 { return x }) / float64(len(r)) }, nil
	case HTMTAbsolute:
		return func(r []float64) float64 { return total(r, math.Abs) / float64(len(r)) }, nil
	case HTMTGeometric:
		return func(r []float64) float64 { return math.Exp(total(r, math.Log) / float64(len(r))) }, nil
	}
	return nil, &stat.Error{Package: pkg, Reason: stat.Unknown, Subject: "variant " + string(v)}
}

func total(values []float64, of func(float64) float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += of(x)
	}
	return sum
}

// places finds the items of blocks; no item may be in two.
func (m Matrix) places(blocks []Block) ([][]int, error) {
	if err := m.check(1); err != nil {
		return nil, err
	}
	if len(blocks) == 0 {
		return nil, &stat.Error{Package: pkg, Reason: stat.Empty, Subject: "blocks"}
	}
	var taken []int
	places := make([][]int, len(blocks))
	for f, block := range blocks {
		if len(block.Items) == 0 {
			return nil, &stat.Error{Package: pkg, Reason: stat.Empty, Subject: fmt.Sprintf("block %q", block.Name)}
		}
		for _, name := range block.Items {
			j := slices.Index(m.Names, name)
			if j < 0 {
				return nil, &stat.Error{Package: pkg, Reason: stat.Unknown, Subject: fmt.Sprintf("%q", name)}
			}
			if slices.Contains(taken, j) {
				return nil, &stat.Error{Package: pkg, Reason: stat.Duplicate, Subject: fmt.Sprintf("%q", name)}
			}
			taken = append(taken, j)
			places[f] = append(places[f], j)
		}
	}
	return places, nil
}
