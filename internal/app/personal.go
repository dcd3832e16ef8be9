package app

import (
	"context"

	"manyi.dev/manyi/internal/respond"
	"manyi.dev/manyi/internal/response"
)

// visits is the pages of personal links' way to the services.
type visits struct{ desk }

func (v visits) Visit(ctx context.Context, token string) (respond.Visit, error) {
	visit, shut := v.a.responses.Visit(ctx, token)
	if visit.Form.Form == nil { // the link leads nowhere
		return respond.Visit{}, shut
	}
	f, err := v.form(ctx, &visit.Wave, visit.Form, visit.Invitation.Unit)
	if err != nil {
		return respond.Visit{}, err
	}
	f.Personal, f.KeepPartial = true, visit.Wave.KeepPartial
	return respond.Visit{Form: f, Draft: draft(&visit.Draft)}, shut
}

func draft(d *response.Draft) respond.Draft {
	return respond.Draft{Revision: d.Revision, Page: d.Page, Language: d.Language, Typed: d.Typed}
}

func (v visits) Save(ctx context.Context, p respond.Saving) (respond.Draft, error) {
	saved, err := v.a.responses.Save(ctx, response.Page{
		Token: p.Token, Editor: p.Editor, Stroke: p.Stroke, Late: p.Late, On: p.On, Next: p.Next, Seen: p.Seen, Language: p.Language, Typed: p.Typed,
		Began: p.Began, Version: p.Version,
	})
	d := draft(&saved.Draft)
	d.Other = saved.Other
	return d, err
}

func (v visits) SubmitPersonal(ctx context.Context, s respond.Submission) (respond.Receipt, error) {
	receipt, err := v.a.responses.SubmitPersonal(ctx, response.Personal{
		Token: s.Code, Answers: s.Answers, Language: s.Language, StartedAt: s.StartedAt, Address: s.Address,
	})
	return respond.Receipt{ID: receipt.ID, Repeat: receipt.Repeat}, err
}

func (v visits) OpenedPersonal(ctx context.Context, token string) {
	if err := v.a.outreach.OpenedPersonal(ctx, token); err != nil && ctx.Err() == nil {
		logFailure("count of opened", err)
	}
}
