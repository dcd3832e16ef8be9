package api

import (
	"math"
	"time"

	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/stat"
)

// List is a page of a list; next is the cursor of the following page, absent on the last.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// UnitRef names an org unit.
type UnitRef struct {
	ID          string    `json:"id"`
	Code        string    `json:"code"`
	Name        i18n.Text `json:"name"`
	Type        string    `json:"type"`
	Parent      string    `json:"parent,omitempty"`
	HasChildren bool      `json:"has_children"`
}

// WaveRef names a wave.
type WaveRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

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

// ProgrammeRef names a programme.
type ProgrammeRef struct {
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// QuestionnaireRef names a questionnaire version.
type QuestionnaireRef struct {
	Code    string    `json:"code"`
	Version string    `json:"version"`
	Title   i18n.Text `json:"title"`
}

// SystemRef names an indicator system version.
type SystemRef struct {
	Code    string    `json:"code"`
	Version string    `json:"version"`
	Name    i18n.Text `json:"name"`
}

// WaveSummary is a wave in a list and at the head of its pages.
type WaveSummary struct {
	ID              string           `json:"id"`
	Code            string           `json:"code"`
	Name            i18n.Text        `json:"name"`
	Programme       ProgrammeRef     `json:"programme"`
	State           string           `json:"state" enum:"planned,open,paused,closed,reported"`
	Anonymity       string           `json:"anonymity" enum:"named,confidential,anonymous"`
	PeriodFrom      string           `json:"period_from"`
	PeriodTo        string           `json:"period_to"`
	Questionnaire   QuestionnaireRef `json:"questionnaire"`
	IndicatorSystem SystemRef        `json:"indicator_system"`
	TargetPerUnit   int64            `json:"target_per_unit,omitempty" doc:"valid responses per surveyed unit and calendar quarter"`
	Responses       int64            `json:"responses" doc:"valid responses of the units you may see"`
	Units           int              `json:"units" doc:"surveyed units you may see"`
	Headline        *Figure          `json:"headline,omitempty"`
	OpenedAt        *time.Time       `json:"opened_at,omitempty"`
	ClosedAt        *time.Time       `json:"closed_at,omitempty"`
	Actions         []string         `json:"actions" doc:"what you may do with the wave in its state"`
}

func instant(m db.Millis) *time.Time {
	if m == 0 {
		return nil
	}
	t := m.Time()
	return &t
}

// unitRef is a unit of a wave's tree.
func unitRef(t *programme.Tree, u *programme.Unit) UnitRef {
	r := UnitRef{ID: u.ID, Code: u.Code, Name: u.Name, Type: u.Type, HasChildren: len(u.Children) > 0}
	if u.Parent >= 0 {
		r.Parent = t.Units[u.Parent].Code
	}
	return r
}

// Overview is the first page after logging in.
type Overview struct {
	Waves       []WaveSummary  `json:"waves"`
	BelowTarget []BelowTarget  `json:"below_target"`
	Totals      OverviewTotals `json:"totals"`
}

// BelowTarget is a unit that has fewer responses this quarter than its wave wants.
type BelowTarget struct {
	Wave   WaveRef `json:"wave"`
	Unit   UnitRef `json:"unit"`
	Count  int64   `json:"count"`
	Target int64   `json:"target"`
}

// OverviewTotals count what the overview is about.
type OverviewTotals struct {
	Waves     int   `json:"waves"`
	Open      int   `json:"open"`
	Responses int64 `json:"responses"`
	Units     int   `json:"units"`
}

// Programme is a standing survey.
type Programme struct {
	Code       string    `json:"code"`
	Name       i18n.Text `json:"name"`
	Purpose    i18n.Text `json:"purpose,omitempty"`
	Population i18n.Text `json:"population,omitempty" doc:"whom it is about"`
	Waves      int       `json:"waves"`
}

// QuarterCount is how many valid responses a unit has in a quarter.
type QuarterCount struct {
	Quarter   string `json:"quarter"`
	Responses int64  `json:"responses"`
}

// Link is a unit's open link.
type Link struct {
	Unit UnitRef `json:"unit"`
	Code string  `json:"code"`
	URL  string  `json:"url"`
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
	BelowTarget bool    `json:"below_target"`
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

// IndicatorSystem is a published indicator system in a list.
type IndicatorSystem struct {
	ID          string    `json:"id"`
	Code        string    `json:"code"`
	Version     string    `json:"version"`
	Name        i18n.Text `json:"name"`
	PublishedAt time.Time `json:"published_at"`
}

// BindingView says which item measures an indicator.
type BindingView struct {
	Indicator     string    `json:"indicator"`
	Questionnaire string    `json:"questionnaire"`
	Version       string    `json:"version"`
	Item          string    `json:"item"`
	Text          i18n.Text `json:"text"`
	System        string    `json:"system" doc:"the version of the indicator system it is bound to"`
}

// SystemUse says who uses an indicator system.
type SystemUse struct {
	Questionnaires []QuestionnaireRef `json:"questionnaires"`
	Waves          []WaveRef          `json:"waves"`
}

// IndicatorView is a published indicator system.
type IndicatorView struct {
	Document    indicator.Document `json:"document"`
	PublishedAt time.Time          `json:"published_at"`
	UsedBy      SystemUse          `json:"used_by"`
	Bindings    []BindingView      `json:"bindings"`
}

// QuestionnaireSummary is a published questionnaire in a list.
type QuestionnaireSummary struct {
	ID          string    `json:"id"`
	Code        string    `json:"code"`
	Version     string    `json:"version"`
	Title       i18n.Text `json:"title"`
	Languages   []string  `json:"languages"`
	Items       int       `json:"items"`
	PublishedAt time.Time `json:"published_at"`
}

// QuestionnaireUse says which waves use a questionnaire.
type QuestionnaireUse struct {
	Waves []WaveRef `json:"waves"`
}

// QuestionnaireView is a published questionnaire.
type QuestionnaireView struct {
	Document    questionnaire.Document `json:"document"`
	PublishedAt time.Time              `json:"published_at"`
	UsedBy      QuestionnaireUse       `json:"used_by"`
}

// Unit is an org unit in the directory.
type Unit struct {
	ID        string    `json:"id"`
	Code      string    `json:"code"`
	Name      i18n.Text `json:"name"`
	Type      string    `json:"type"`
	Parent    string    `json:"parent,omitempty"`
	Manager   string    `json:"manager,omitempty"`
	ValidFrom string    `json:"valid_from"`
	Closed    bool      `json:"closed"`
	Revision  int64     `json:"revision" doc:"to be named when the unit is changed"`
	Change    bool      `json:"change" doc:"who asks may change it"`
	Below     bool      `json:"below" doc:"who asks may add and change units below it"`
}

// UnitEvent is one entry of a unit's history.
type UnitEvent struct {
	At    string    `json:"at"`
	Kind  string    `json:"kind"`
	Text  i18n.Text `json:"text"`
	Other *UnitRef  `json:"other,omitempty"`
}

// ScopeUnit is a unit in a user's scope.
type ScopeUnit struct {
	ID   string    `json:"id"`
	Code string    `json:"code"`
	Name i18n.Text `json:"name"`
}

// Me is the user who is logged in.
type Me struct {
	ID          string      `json:"id"`
	Login       string      `json:"login"`
	Name        string      `json:"name"`
	Language    string      `json:"language"`
	MustChange  bool        `json:"must_change"`
	Permissions []string    `json:"permissions"`
	ScopeAll    bool        `json:"scope_all"`
	Units       []ScopeUnit `json:"units"`
	Absence     *Absence    `json:"absence,omitempty" doc:"own absence, past ones included"`
	StandsFor   []string    `json:"stands_for" doc:"names of those who are away and whose roles this user has beside the own ones"`
}

// Status is what the login page may know.
type Status struct {
	Organisation i18n.Text `json:"organisation"`
	Version      string    `json:"version"`
	Demo         bool      `json:"demo"`
}
