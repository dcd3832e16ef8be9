package app

import (
	"context"

	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/respond"
	"manyi.dev/manyi/internal/response"
)

// testDesk is the way of pages on which a planned wave's form is tried.
type testDesk struct{ a *App }

func (d testDesk) Link(ctx context.Context, code string) (respond.Form, error) {
	a := d.a
	_, wave, err := a.responses.TestLink(ctx, code)
	if err != nil {
		return respond.Form{}, err
	}
	form, err := a.forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return respond.Form{}, err
	}
	f := respond.Form{Questionnaire: form, Anonymity: string(wave.Anonymity), Closes: wave.To, Wave: wave.Name, Test: true}
	tree, err := a.directory.Tree(ctx, a.directory.Today())
	if err != nil {
		return respond.Form{}, err
	}
	if u, ok := tree.ByCode(wave.RootUnit); ok { // the units asked about are frozen when the wave is opened
		f.Unit = u.Name
	}
	if name := a.config.Organisation; name != "" {
		f.Organisation = i18n.Text{"zh": name, "en": name}
	}
	all, err := a.programmes.Programmes(ctx)
	for _, p := range all {
		if p.ID == wave.Programme {
			f.Programme = p.Name
		}
	}
	return f, err
}

func (d testDesk) Submit(ctx context.Context, s respond.Submission) (respond.Receipt, error) {
	receipt, err := d.a.responses.SubmitTest(ctx, response.Submission{
		Link: s.Code, SubmissionID: s.SubmissionID, Answers: s.Answers, Language: s.Language, Form: s.Form, StartedAt: s.StartedAt, Address: s.Address,
	})
	return respond.Receipt{ID: receipt.ID, Repeat: receipt.Repeat}, err
}

// Opened and Started count nothing: a test is no part of the field.
func (d testDesk) Opened(context.Context, string) {}

// Started counts nothing.
func (d testDesk) Started(context.Context, string) {}
