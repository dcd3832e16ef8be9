package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/programme"
)

// planRoutes are the routes by which programmes and waves are made.
func (a *API) planRoutes() {
	post(a, "/programmes", "create-programme", auth.ProgrammeChange, a.createProgramme)
	post(a, "/programmes/{code}/waves", "plan-wave", auth.ProgrammeChange, a.planWave)
	get(a, "/waves/{code}/settings", "wave-settings", auth.ProgrammeChange, a.waveSettings)
	put(a, "/waves/{code}/settings", "change-wave", auth.ProgrammeChange, a.changeWave)
	del(a, "/waves/{code}", "discard-wave", auth.ProgrammeChange, a.discardWave)
	post(a, "/waves/{code}/extend", "extend-wave", auth.WaveChange, a.extendWave)
}

// WaveSettings are what a wave is to be; its code is in the path once there is one.
type WaveSettings struct {
	Programme     string    `json:"programme,omitempty" maxLength:"40" doc:"said, never changed"`
	Code          string    `json:"code,omitempty" maxLength:"40"`
	Name          i18n.Text `json:"name"`
	From          string    `json:"from" maxLength:"10"`
	To            string    `json:"to" maxLength:"10"`
	Anonymity     string    `json:"anonymity" enum:"named,confidential,anonymous"`
	Questionnaire FormRef   `json:"questionnaire"`
	RootUnit      string    `json:"root_unit" maxLength:"100" doc:"code of the unit under which the wave runs"`
	SurveyedTypes []string  `json:"surveyed_types" maxItems:"50" doc:"types of the units that are surveyed; empty: all"`
	Target        int64     `json:"target" doc:"valid responses per unit and quarter; 0: none"`
	Previous      string    `json:"previous,omitempty" maxLength:"40" doc:"code of the wave it is compared with"`
	KeepPartial   bool      `json:"keep_partial,omitempty" doc:"drafts of personal links that are half answered become partial responses at closing; the first page says so"`
}

// FormRef names a published version of a questionnaire.
type FormRef struct {
	Code    string `json:"code" maxLength:"64"`
	Version string `json:"version" maxLength:"20"`
}

func (w WaveSettings) spec(code string) programme.Spec {
	return programme.Spec{
		Code: code, Name: w.Name, From: w.From, To: w.To, Anonymity: programme.Anonymity(w.Anonymity),
		Questionnaire: programme.Ref{Code: w.Questionnaire.Code, Version: w.Questionnaire.Version},
		RootUnit:      w.RootUnit, SurveyedTypes: w.SurveyedTypes, Target: w.Target, Previous: w.Previous,
		KeepPartial: w.KeepPartial,
	}
}

func (a *API) createProgramme(ctx context.Context, in *struct {
	Body struct {
		Code       string    `json:"code" maxLength:"40"`
		Name       i18n.Text `json:"name"`
		Purpose    i18n.Text `json:"purpose,omitempty"`
		Population i18n.Text `json:"population,omitempty" doc:"whom it is about"`
	}
},
) (Programme, error) {
	b := in.Body
	err := a.Programmes.Create(ctx, actorOf(ctx).Audit(), programme.Document{
		Code: b.Code, Name: b.Name, Purpose: b.Purpose, Population: b.Population,
	})
	return Programme{Code: b.Code, Name: b.Name, Purpose: b.Purpose, Population: b.Population}, err
}

func (a *API) planWave(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"40"`
	Body WaveSettings
},
) (WaveSummary, error) {
	if err := a.Programmes.Plan(ctx, actorOf(ctx).Audit(), in.Code, in.Body.spec(in.Body.Code)); err != nil {
		return WaveSummary{}, err
	}
	return a.getWave(ctx, &WaveIn{Code: in.Body.Code})
}

func (a *API) waveSettings(ctx context.Context, in *WaveIn) (WaveSettings, error) {
	v, err := a.view(ctx, auth.ProgrammeChange, in.Code)
	if err != nil {
		return WaveSettings{}, err
	}
	form, err := a.Forms.ByID(ctx, v.wave.Questionnaire)
	if err != nil {
		return WaveSettings{}, err
	}
	names, err := a.programmeNames(ctx)
	if err != nil {
		return WaveSettings{}, err
	}
	w := v.wave
	return WaveSettings{
		Programme: names[w.Programme].Code, Code: w.Code, Name: w.Name, From: w.From, To: w.To, Anonymity: string(w.Anonymity),
		Questionnaire: FormRef{form.Code, form.Version}, RootUnit: w.RootUnit, SurveyedTypes: w.SurveyedTypes, Target: w.Target, Previous: w.Previous,
		KeepPartial: w.KeepPartial,
	}, nil
}

type settingsIn struct {
	WaveIn
	Body WaveSettings
}

func (a *API) changeWave(ctx context.Context, in *settingsIn) error {
	if _, err := a.view(ctx, auth.ProgrammeChange, in.Code); err != nil {
		return err
	}
	return a.Programmes.Change(ctx, actorOf(ctx).Audit(), in.Body.spec(in.Code))
}

func (a *API) discardWave(ctx context.Context, in *WaveIn) error {
	if _, err := a.view(ctx, auth.ProgrammeChange, in.Code); err != nil {
		return err
	}
	return a.Programmes.Discard(ctx, actorOf(ctx).Audit(), in.Code)
}

type extendIn struct {
	WaveIn
	Body struct {
		To     string `json:"to" maxLength:"10" doc:"the new last day, such as 2026-12-31"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (a *API) extendWave(ctx context.Context, in *extendIn) (WaveSummary, error) {
	if _, err := a.view(ctx, auth.WaveChange, in.Code); err != nil {
		return WaveSummary{}, err
	}
	if err := a.Programmes.Extend(ctx, actorOf(ctx).Audit(), in.Code, in.Body.To, in.Body.Reason); err != nil {
		return WaveSummary{}, err
	}
	return a.getWave(ctx, &in.WaveIn)
}
