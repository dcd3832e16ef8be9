package api

import (
	"context"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/calendar"
)

// AbsenceBody is an absence to be.
type AbsenceBody struct {
	From   string `json:"from" maxLength:"10"`
	To     string `json:"to" maxLength:"10" doc:"the last day"`
	Deputy string `json:"deputy" maxLength:"100" doc:"login"`
}

func (b AbsenceBody) plan() auth.AbsencePlan {
	return auth.AbsencePlan{From: b.From, To: b.To, Deputy: b.Deputy}
}

// SetUserAbsenceIn is the absence of a user.
type SetUserAbsenceIn struct {
	UserIn
	Body AbsenceBody
}

func (a *API) setUserAbsence(ctx context.Context, in *SetUserAbsenceIn) error {
	return a.Auth.SetAbsence(ctx, actorOf(ctx), auth.UserID(in.ID), in.Body.plan())
}

func (a *API) endUserAbsence(ctx context.Context, in *UserIn) error {
	return a.Auth.EndAbsence(ctx, actorOf(ctx), auth.UserID(in.ID))
}

// SetAbsenceIn is the own absence.
type SetAbsenceIn struct {
	Body AbsenceBody
}

func (a *API) setAbsence(ctx context.Context, in *SetAbsenceIn) error {
	actor := actorOf(ctx)
	return a.Auth.SetAbsence(ctx, actor, actor.ID, in.Body.plan())
}

func (a *API) endAbsence(ctx context.Context, _ *struct{}) error {
	actor := actorOf(ctx)
	return a.Auth.EndAbsence(ctx, actor, actor.ID)
}

func absenceView(a *auth.Absence, today calendar.Date) *Absence {
	if a == nil {
		return nil
	}
	state := "now"
	switch {
	case a.To < string(today):
		state = "over"
	case a.From > string(today):
		state = "planned"
	}
	return &Absence{State: state, From: a.From, To: a.To, Deputy: a.DeputyLogin, Name: a.DeputyName}
}
