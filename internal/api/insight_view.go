package api

import (
	"math"
	"time"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/stat"
)

// Figure is an estimate with its interval and base. Suppressed and pending figures have no value.
type Figure struct {
	Value      *float64 `json:"value,omitempty"`
	SE         *float64 `json:"se,omitempty"`
	Low        *float64 `json:"low,omitempty" doc:"lower bound of the 95 % interval"`
	High       *float64 `json:"high,omitempty" doc:"upper bound of the 95 % interval"`
	N          int64    `json:"n" doc:"unweighted base"`
	NEff       *float64 `json:"n_eff,omitempty" doc:"effective base (Kish)"`
	DF         *float64 `json:"df,omitempty"`
	Reportable string   `json:"reportable" enum:"yes,small,suppressed,protected,waiting,pending" doc:"small: base under 30; suppressed: base under 5; protected: would give away a group under 5 beside it; waiting: shown when the wave is over; pending: no answers yet"`
}

// figure is an estimate on the wire, times a factor (100 turns a share into per cent). why is the reason for
// which it is withheld, if it is.
func figure(e stat.Estimate, factor float64, why insight.Reason) Figure {
	f := Figure{N: e.N(), Reportable: "yes"}
	switch {
	case why != "":
		f.N, f.Reportable = 0, string(why)
		return f
	case !e.Defined():
		f.Reportable = "pending"
		return f
	case e.N() < insight.SuppressBelow:
		f.Reportable = "suppressed"
		return f
	case e.N() < insight.MarkBelow:
		f.Reportable = "small"
	}
	f.Value, f.SE, f.Low, f.High = num(e.Value()*factor), num(e.SE()*factor), num(e.Low()*factor), num(e.High()*factor)
	f.NEff, f.DF = num(e.NEff()), num(e.DF())
	return f
}

// optional is figure, nil for an estimate that does not apply.
func optional(e stat.Estimate, factor float64, why insight.Reason) *Figure {
	if !e.Defined() && why == "" {
		return nil
	}
	f := figure(e, factor, why)
	return &f
}

// num is a number on the wire: what is not finite is absent.
func num(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Change is the difference to another wave.
type Change struct {
	Value   *float64 `json:"value,omitempty"`
	Low     *float64 `json:"low,omitempty"`
	High    *float64 `json:"high,omitempty"`
	P       *float64 `json:"p,omitempty"`
	Verdict string   `json:"verdict" enum:"significant,not_significant,too_few"`
	Against WaveRef  `json:"against"`
}

func changeView(c *insight.Change) *Change {
	if c == nil {
		return nil
	}
	v := &Change{Verdict: string(c.Verdict), Against: WaveRef{c.Against.Code, c.Against.Name}}
	if c.Difference.N() >= insight.SuppressBelow {
		v.Value, v.Low, v.High, v.P = num(c.Difference.Value()), num(c.Difference.Low()), num(c.Difference.High()), num(c.P)
	}
	return v
}

// Node is an indicator with its score.
type Node struct {
	Code       string      `json:"code"`
	Name       i18n.Text   `json:"name"`
	Level      int         `json:"level"`
	Parent     string      `json:"parent,omitempty"`
	Importance string      `json:"importance" doc:"as entered"`
	Share      float64     `json:"share" doc:"importance among the siblings, 0 to 1"`
	Department *Department `json:"department,omitempty"`
	Target     *float64    `json:"target,omitempty"`
	Direction  string      `json:"direction" enum:"higher,lower" doc:"which scores are better"`
	Score      Figure      `json:"score"`
	Change     *Change     `json:"change,omitempty"`
	Items      []string    `json:"items"`
	Without    []string    `json:"without,omitempty" doc:"items whose answers are withheld and not in the score"`
}

// Department answers for indicators.
type Department struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

func departmentOf(d *indicator.Document, code string) *Department {
	for _, dep := range d.Departments {
		if dep.Code == code {
			return &Department{dep.Code, dep.Name}
		}
	}
	return nil
}

// Basis says what figures rest on.
type Basis struct {
	Weights         string    `json:"weights"`
	Design          string    `json:"design"`
	DataVersion     string    `json:"data_version"`
	Questionnaire   string    `json:"questionnaire"`
	IndicatorSystem string    `json:"indicator_system"`
	Software        string    `json:"software"`
	AsOf            time.Time `json:"as_of"`
}

// Headline is a wave's result in one line.
type Headline struct {
	Score     Figure  `json:"score"`
	Top2      *Figure `json:"top2,omitempty" doc:"share of the two best answers, in per cent"`
	NPS       *Figure `json:"nps,omitempty"`
	Mean      *Figure `json:"mean,omitempty"`
	Item      string  `json:"item,omitempty" doc:"the item behind top2 and mean"`
	Change    *Change `json:"change,omitempty"`
	Responses int64   `json:"responses" doc:"valid responses received"`
	Released  int64   `json:"released" doc:"responses the figures count"`
}

// Dashboard is a wave as one unit sees it.
type Dashboard struct {
	Wave     WaveSummary `json:"wave"`
	Unit     UnitRef     `json:"unit"`
	Path     []UnitRef   `json:"path" doc:"from the highest unit you may see"`
	Headline Headline    `json:"headline"`
	Tree     []Node      `json:"tree"`
	Basis    Basis       `json:"basis"`
}

// UnitRow is a unit in a wave's table of units.
type UnitRow struct {
	Unit        UnitRef `json:"unit"`
	Responses   int64   `json:"responses"`
	Score       Figure  `json:"score"`
	Top2        *Figure `json:"top2,omitempty"`
	NPS         *Figure `json:"nps,omitempty"`
	Change      *Change `json:"change,omitempty"`
	BelowTarget bool    `json:"below_target" doc:"a surveyed unit of this row is below its target, by the rule of the progress"`
	Surveyed    int     `json:"surveyed" doc:"surveyed units of this row: itself and those below it"`
	Below       int     `json:"below" doc:"those of them that are below their target"`
}

// ItemRef names an item.
type ItemRef struct {
	Code string    `json:"code"`
	Text i18n.Text `json:"text"`
	Type string    `json:"type"`
}

// Bar is one answer of an item's distribution.
type Bar struct {
	Code          string    `json:"code"`
	Text          i18n.Text `json:"text"`
	Value         *float64  `json:"value,omitempty"`
	N             int64     `json:"n"`
	Share         float64   `json:"share"`
	WeightedShare float64   `json:"weighted_share"`
	Low           *float64  `json:"low,omitempty"`
	High          *float64  `json:"high,omitempty"`
	Merged        bool      `json:"merged,omitempty" doc:"too few answers: its share is in others alone"`
}

// ItemFigures are the figures of an item.
type ItemFigures struct {
	Mean  *Figure `json:"mean,omitempty"`
	Score *Figure `json:"score,omitempty"`
	Top2  *Figure `json:"top2,omitempty"`
	NPS   *Figure `json:"nps,omitempty"`
}

// Others are the answers of a distribution that are counted together.
type Others struct {
	N     int64   `json:"n"`
	Share float64 `json:"share"`
}

// ItemView is an item with the distribution of its answers; when that is withheld it is empty, and hidden says
// why.
type ItemView struct {
	Item         ItemRef     `json:"item"`
	Answered     int64       `json:"answered"`
	Distribution []Bar       `json:"distribution"`
	Others       *Others     `json:"others,omitempty" doc:"the merged answers together"`
	Hidden       string      `json:"hidden,omitempty" enum:"suppressed,protected,waiting" doc:"why there is no distribution"`
	Figures      ItemFigures `json:"figures"`
}
