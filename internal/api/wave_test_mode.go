package api

import (
	"context"
	"encoding/base64"
	"time"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// testRoutes are the trying of a planned wave's form (D14).
func (a *API) testRoutes() {
	post(a, "/waves/{code}/test-link", "make-test-link", auth.ProgrammeChange, a.makeTestLink)
	get(a, "/waves/{code}/test-answers", "list-test-answers", auth.ProgrammeChange, a.listTestAnswers)
	del(a, "/waves/{code}/test-answers", "wipe-test-answers", auth.ProgrammeChange, a.wipeTestAnswers)
}

// TestLink is where the form of a planned wave is tried.
type TestLink struct {
	URL    string    `json:"url"`
	QR     string    `json:"qr" doc:"the address as a QR code, an image as a data URL"`
	MadeAt time.Time `json:"made_at"`
	MadeBy string    `json:"made_by" doc:"the person's name"`
}

// TestAnswer is what somebody answered when the form was tried, item by item.
type TestAnswer struct {
	ID         string           `json:"id" doc:"the receipt on the last page"`
	ReceivedAt time.Time        `json:"received_at"`
	Seconds    *int64           `json:"seconds,omitempty" doc:"from the first page to the sending"`
	Language   string           `json:"language" enum:"zh,en"`
	Version    string           `json:"version" doc:"of the questionnaire"`
	Items      []TestItemAnswer `json:"items" doc:"the items that were asked, in their order"`
}

// TestItemAnswer is the answer to one item in words.
type TestItemAnswer struct {
	Item   string    `json:"item"`
	Type   string    `json:"type"`
	Text   i18n.Text `json:"text"`
	Answer string    `json:"answer,omitempty" doc:"absent when it was left out"`
}

// TestAnswerList is a page of test answers with the link they come from.
type TestAnswerList struct {
	Link  *TestLink    `json:"link,omitempty" doc:"absent while there is none"`
	Count int          `json:"count"`
	Items []TestAnswer `json:"items"`
	Next  string       `json:"next,omitempty"`
}

func (a *API) makeTestLink(ctx context.Context, in *WaveIn) (TestLink, error) {
	v, err := a.view(ctx, auth.ProgrammeChange, in.Code)
	if err != nil {
		return TestLink{}, err
	}
	l, err := a.Responses.MakeTestLink(ctx, actorOf(ctx).Audit(), v.wave)
	if err != nil {
		return TestLink{}, err
	}
	return a.testLink(&l)
}

func (a *API) testLink(l *response.TestLink) (TestLink, error) {
	url := a.Config.URL("/t/" + l.Code)
	svg, err := qrSVG(url)
	return TestLink{
		URL: url, QR: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg), MadeAt: l.CreatedAt.Time(), MadeBy: l.ByName,
	}, err
}

// TestAnswersIn asks for a page of test answers.
type TestAnswersIn struct {
	WaveIn
	PageIn
}

func (a *API) listTestAnswers(ctx context.Context, in *TestAnswersIn) (TestAnswerList, error) {
	out := TestAnswerList{Items: []TestAnswer{}}
	v, err := a.view(ctx, auth.ProgrammeChange, in.Code)
	if err != nil {
		return out, err
	}
	switch l, err := a.Responses.TestLinkOf(ctx, v.wave.ID); {
	case errs.Is(err, errs.NotFound):
		return out, nil
	case err != nil:
		return out, err
	default:
		link, err := a.testLink(&l)
		if err != nil {
			return out, err
		}
		out.Link = &link
	}
	if out.Count, err = a.Responses.CountTestAnswers(ctx, v.wave.ID); err != nil {
		return out, err
	}
	limit := in.Limit
	if limit <= 0 {
		limit = 20
	}
	list, err := a.Responses.TestAnswers(ctx, v.wave.ID, in.Cursor, limit+1)
	if err != nil {
		return out, err
	}
	if len(list) > limit {
		list = list[:limit]
		out.Next = list[limit-1].ID
	}
	for i := range list {
		form, err := a.Forms.ByID(ctx, list[i].Form)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, testAnswer(language(ctx), &list[i], form))
	}
	return out, nil
}

// testAnswer says a test answer in words.
func testAnswer(lang i18n.Lang, t *response.TestAnswer, v questionnaire.Version) TestAnswer {
	out := TestAnswer{ID: t.ID, ReceivedAt: t.ReceivedAt.Time(), Language: t.Language, Version: v.Version, Items: []TestItemAnswer{}}
	if t.StartedAt > 0 {
		seconds := (int64(t.ReceivedAt) - int64(t.StartedAt)) / 1000
		out.Seconds = &seconds
	}
	known, asked := v.Form.Known(t.Answers), v.Form.Visible(t.Answers)
	for _, e := range v.Form.Items() {
		if !asked[e.Code] {
			continue
		}
		item := TestItemAnswer{Item: e.Code, Type: string(e.Type), Text: e.Text}
		if answer := known[e.Code]; answer != nil {
			item.Answer = e.Words(answer, known[e.Code+questionnaire.OtherSuffix], lang)
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func (a *API) wipeTestAnswers(ctx context.Context, in *WaveIn) error {
	v, err := a.view(ctx, auth.ProgrammeChange, in.Code)
	if err != nil {
		return err
	}
	return a.Responses.WipeTestAnswers(ctx, actorOf(ctx).Audit(), v.wave)
}
