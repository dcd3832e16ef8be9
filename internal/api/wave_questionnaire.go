package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
)

// RewordIn names a wave and the minor version it is to be asked in.
type RewordIn struct {
	WaveIn
	Body struct {
		Version string `json:"version" maxLength:"20" doc:"a later one of the same major version"`
	}
}

// rewordWave moves a wave to a version of its questionnaire that differs in wording only.
func (a *API) rewordWave(ctx context.Context, in *RewordIn) (WaveSummary, error) {
	if _, err := a.view(ctx, auth.ProgrammeChange, in.Code); err != nil {
		return WaveSummary{}, err
	}
	if _, err := a.Programmes.Reword(ctx, actorOf(ctx).Audit(), in.Code, in.Body.Version); err != nil {
		return WaveSummary{}, err
	}
	return a.getWave(ctx, &in.WaveIn)
}
