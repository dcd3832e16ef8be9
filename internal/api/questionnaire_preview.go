package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/questionnaire"
)

// PreviewFunc draws the page that respondents of a questionnaire see which is nowhere stored. organisation is who asks,
// names what texts mention; fields are what such a page handed over.
type PreviewFunc func(form *questionnaire.Form, organisation i18n.Text, names questionnaire.Names, fields url.Values) ([]byte, error)

// QuestionnairePreviewBody asks for a page of a questionnaire as it stands, faults and all.
type QuestionnairePreviewBody struct {
	Document questionnaire.Document `json:"document"`
	Language string                 `json:"language,omitempty" doc:"of the first page; afterwards the page's own fields say it"`
	Unit     i18n.Text              `json:"unit,omitempty" doc:"a name for the unit that texts mention"`
	Page     *int                   `json:"page,omitempty" doc:"from 0; without it the one that the fields say"`
	Do       string                 `json:"do,omitempty" doc:"what the page handed over: next, back, send, stay, lang-zh, lang-en"`
	Answers  map[string][]string    `json:"answers,omitempty" doc:"the fields that the page handed over"`
}

// describePreview adds the route to the description: its answer is no JSON.
func (a *API) describePreview() {
	registry := a.huma.OpenAPI().Components.Schemas
	a.huma.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "preview-questionnaire", Method: http.MethodPost, Path: prefix + "/questionnaire-preview",
		Summary: "The page respondents would see of a questionnaire that is not stored, for a sandboxed frame",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: registry.Schema(reflect.TypeFor[QuestionnairePreviewBody](), true, "")},
		}},
		Responses: map[string]*huma.Response{
			"200":     {Description: "OK", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: "string"}}}},
			"default": a.problemResponse(),
		},
	})
}

func (a *API) previewQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	in, err := readPreview(w, r)
	if err != nil {
		return err
	}
	form, err := questionnaire.Sketch(&in.Document)
	if err != nil {
		return err
	}
	fields := url.Values(in.Answers)
	if fields == nil {
		fields = url.Values{}
	}
	if !fields.Has("_lang") {
		fields.Set("_lang", in.Language)
	}
	if in.Page != nil {
		fields.Set("_page", strconv.Itoa(*in.Page))
	}
	fields.Set("_do", in.Do)
	sample := func(key string) i18n.Text {
		return i18n.Text{"zh": i18n.T(i18n.ZH, key, nil), "en": i18n.T(i18n.EN, key, nil)}
	}
	names := questionnaire.Names{Unit: in.Unit, Wave: sample("respond.preview.wave"), Programme: sample("respond.preview.programme")}
	if len(names.Unit) == 0 {
		names.Unit = sample("respond.preview.unit")
	}
	var organisation i18n.Text
	if name := a.Config.Organisation; name != "" {
		organisation = i18n.Text{"zh": name, "en": name}
	}
	page, err := a.Preview(form, organisation, names, fields)
	if err != nil {
		return err
	}
	// The page is shown by the console in a frame made of this text. Opened by itself it can do nothing.
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'self'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page) // a reader that left is no fault
	return nil
}

// readPreview reads the body, which holds a document as large as its file may be. It is read at once: an editor asks
// after every change. Only a body that is not one is read again by the reader of files, which tells the place.
func readPreview(w http.ResponseWriter, r *http.Request) (in QuestionnairePreviewBody, err error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*definition.MaxBytes))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return in, errs.New(errs.Invalid, "definition.too_large").With("max", definition.MaxBytes>>20)
	}
	if err != nil {
		return in, errs.New(errs.Invalid, "definition.syntax").With("detail", err.Error())
	}
	broken := json.Unmarshal(text, &in)
	if broken == nil {
		return in, nil
	}
	var parts struct{ Document json.RawMessage }
	if json.Unmarshal(text, &parts) == nil && len(parts.Document) > 0 {
		if _, err := questionnaire.Parse(bytes.NewReader(parts.Document)); err != nil {
			return in, err
		}
	}
	return in, errs.New(errs.Invalid, "definition.syntax").With("detail", broken.Error())
}
