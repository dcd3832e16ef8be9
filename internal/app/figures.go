package app

import (
	"context"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/stat"
)

// figureRow is one row of `manyi figures`: an indicator, an item, or the responses as a whole. What does not
// apply, or may not be shown, is null. mean and its error are in the item's own units; of an indicator they
// are its score. top2 is a share (0 to 1), nps is in points.
type figureRow struct {
	By         string            `json:"by,omitempty"`
	Group      string            `json:"group,omitempty"`
	Kind       string            `json:"kind"`
	Code       string            `json:"code"`
	Label      map[string]string `json:"label"`
	N          int64             `json:"n"`
	NEff       *float64          `json:"n_eff"`
	SumW       *float64          `json:"sum_w"`
	Mean       *float64          `json:"mean"`
	SE         *float64          `json:"se"`
	CI95       []float64         `json:"ci95"`
	DF         *float64          `json:"df"`
	Deff       *float64          `json:"deff"`
	Score      *float64          `json:"score"`
	ScoreSE    *float64          `json:"score_se"`
	ScoreCI95  []float64         `json:"score_ci95"`
	Top2       *float64          `json:"top2"`
	Top2SE     *float64          `json:"top2_se"`
	Top2CI95   []float64         `json:"top2_ci95"`
	Top2Deff   *float64          `json:"top2_deff"`
	NPS        *float64          `json:"nps"`
	NPSSE      *float64          `json:"nps_se"`
	NPSCI95    []float64         `json:"nps_ci95"`
	Reportable string            `json:"reportable"`
}

func (c *command) figuresCommand() *cobra.Command {
	var q insight.FiguresOf
	var format string
	cmd := &cobra.Command{Use: "figures --wave CODE", Short: "print every figure of a wave with its base and interval", Args: cobra.NoArgs}
	cmd.Flags().StringVar(&q.Wave, "wave", "", "code of the wave")
	cmd.Flags().StringVar(&q.Unit, "unit", "", "code of a unit (default: all)")
	cmd.Flags().StringVar(&q.By, "by", "", "unit, quarter, mode, language, stratum, psu, or the code of a background item")
	cmd.Flags().StringVar(&q.Weights, "weights", "", "a weight scheme, or none (default: the wave's own)")
	cmd.Flags().StringVar(&q.Design, "design", "", "full or weights (default: the wave's own)")
	cmd.Flags().StringVar(&format, "format", "table", "json or table")
	cmd.RunE = c.withApp(func(ctx context.Context, a *App, _ []string) error {
		if format != "json" && format != "table" {
			return errs.New(errs.Invalid, "app.format").At("--format").With("format", format)
		}
		if err := a.scoring.Catch(ctx); err != nil {
			return err
		}
		sets, err := a.insight.Figures(ctx, q)
		if err != nil {
			return err
		}
		rows := []figureRow{}
		for _, s := range sets {
			for _, r := range s.Rows {
				rows = append(rows, figuresOf(&s, &r))
			}
		}
		if format == "json" {
			return c.json(rows)
		}
		c.figureTable(rows)
		return nil
	})
	return cmd
}

// figuresOf is a row on its way out.
func figuresOf(s *insight.Set, r *insight.Row) figureRow {
	f := figureRow{By: s.By, Group: s.Group, Kind: string(r.Kind), Code: r.Code, Label: r.Label, Reportable: "yes"}
	if r.Kind == insight.KindResponses {
		if r.Why.Score != "" {
			f.Reportable = string(r.Why.Score)
			return f
		}
		f.N, f.NEff, f.SumW = r.Base.N, finite(stat.KishN(r.Base.W, r.Base.W2)), finite(r.Base.W)
		return f
	}
	e := r.Mean
	if !e.Defined() {
		e = r.Score
	}
	f.N = e.N()
	switch {
	case r.Why.Score != "":
		f.Reportable = string(r.Why.Score)
		return f
	case !e.Defined():
		f.Reportable = "pending"
		return f
	case f.N < insight.MarkBelow:
		f.Reportable = "small"
	}
	f.NEff, f.SumW, f.Mean, f.SE, f.CI95 = finite(e.NEff()), finite(e.SumW()), finite(e.Value()), finite(e.SE()), interval(e)
	f.DF, f.Deff = finite(e.DF()), finite(e.Deff())
	f.Score, f.ScoreSE, f.ScoreCI95 = finite(r.Score.Value()), finite(r.Score.SE()), interval(r.Score)
	f.Top2, f.Top2SE, f.Top2CI95, f.Top2Deff = finite(r.Top2.Value()), finite(r.Top2.SE()), interval(r.Top2), finite(r.Top2.Deff())
	f.NPS, f.NPSSE, f.NPSCI95 = finite(r.NPS.Value()), finite(r.NPS.SE()), interval(r.NPS)
	return f
}

func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func interval(e stat.Estimate) []float64 {
	if low, high := finite(e.Low()), finite(e.High()); low != nil && high != nil {
		return []float64{*low, *high}
	}
	return nil
}

func (c *command) figureTable(rows []figureRow) {
	group := ""
	show := func(v *float64, digits int) string {
		if v == nil {
			return ""
		}
		return fmt.Sprintf("%.*f", digits, *v)
	}
	fmt.Fprintf(c.stdout, "%-14s %6s %8s %9s %8s %19s %7s %7s %7s\n", "code", "n", "n_eff", "mean", "se", "95 %", "score", "top2", "nps")
	for _, r := range rows {
		if r.Group != group {
			group = r.Group
			fmt.Fprintf(c.stdout, "— %s %s\n", r.By, group)
		}
		ci := ""
		if len(r.CI95) == 2 {
			ci = fmt.Sprintf("%.4f … %.4f", r.CI95[0], r.CI95[1])
		}
		fmt.Fprintf(c.stdout, "%-14s %6d %8s %9s %8s %19s %7s %7s %7s\n", r.Code, r.N, show(r.NEff, 1), show(r.Mean, 4), show(r.SE, 4), ci,
			show(r.Score, 1), show(r.Top2, 3), show(r.NPS, 1))
	}
}
