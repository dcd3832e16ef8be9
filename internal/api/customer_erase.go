package api

import (
	"context"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/directory/customer"
)

// EraseIn says why a person is erased.
type EraseIn struct {
	CustomerIn
	Body struct {
		Reason  string `json:"reason" maxLength:"1000"`
		Answers bool   `json:"answers,omitempty" doc:"erase the answers as well; otherwise coded answers stay in the figures without the person"`
	}
}

// CustomerCertificate says that a person was erased, and nothing of whom.
type CustomerCertificate struct {
	ID       string         `json:"id"`
	Reason   string         `json:"reason"`
	Contents map[string]int `json:"contents" doc:"how many rows of what were erased"`
	By       string         `json:"by"`
	At       time.Time      `json:"at"`
}

func certificate(e customer.Erasure) CustomerCertificate {
	return CustomerCertificate{ID: e.ID, Reason: e.Reason, Contents: e.Contents, By: e.By, At: e.At.Time()}
}

func (a *API) eraseCustomer(ctx context.Context, in *EraseIn) (CustomerCertificate, error) {
	units, err := a.reach(ctx, auth.CustomerChange)
	if err != nil {
		return CustomerCertificate{}, err
	}
	e, err := a.Customers.Erase(ctx, auditor(ctx), in.ID, customer.Erasing{Reason: in.Body.Reason, Answers: in.Body.Answers}, units)
	return certificate(e), err
}

// certificateReader is whose certificates the actor may see: with "" everybody's, else those of his own making, since a
// certificate belongs to no unit.
func certificateReader(ctx context.Context) string {
	if allowed(ctx, auth.CustomerImport) == nil {
		return ""
	}
	return string(actorOf(ctx).ID)
}

func (a *API) getCertificate(ctx context.Context, in *CustomerIn) (CustomerCertificate, error) {
	e, err := a.Customers.Certificate(ctx, in.ID, certificateReader(ctx))
	return certificate(e), err
}

func (a *API) listCertificates(ctx context.Context, in *PageIn) (List[CustomerCertificate], error) {
	out := List[CustomerCertificate]{Items: []CustomerCertificate{}}
	list, next, err := a.Customers.Certificates(ctx, certificateReader(ctx), in.Cursor, in.Limit)
	out.Next = next
	for _, e := range list {
		out.Items = append(out.Items, certificate(e))
	}
	return out, err
}

// WaveErasure says that the figures of a closed wave changed on a day, since people asked for their answers to be erased.
type WaveErasure struct {
	On    string `json:"on" doc:"day"`
	Count int    `json:"count" doc:"answers erased; never whose"`
}

func (a *API) waveErasures(ctx context.Context, in *WaveIn) (List[WaveErasure], error) {
	out := List[WaveErasure]{Items: []WaveErasure{}}
	v, err := a.view(ctx, auth.ProgrammeRead, in.Code)
	if err != nil {
		return out, err
	}
	notes, err := a.Responses.EraseNotes(ctx, v.wave.ID)
	for _, n := range notes {
		out.Items = append(out.Items, WaveErasure{On: string(n.On), Count: n.Count})
	}
	return out, err
}
