package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
)

// maxIntake is the largest response in JSON.
const maxIntake = 256 << 10

// publicForm is the questionnaire behind a link, as an integrator needs it and nothing else.
func (a *API) publicForm(w http.ResponseWriter, r *http.Request) {
	text, err := a.formOf(r)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(text); err != nil {
		slog.DebugContext(r.Context(), "answer not read", "error", err)
	}
}

func (a *API) formOf(r *http.Request) ([]byte, error) {
	ctx := r.Context()
	l, err := a.Outreach.LinkByCode(ctx, r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	wave, err := a.Programmes.Wave(ctx, l.Wave)
	if err != nil {
		return nil, err
	}
	if err := response.Taking(wave.State); err != nil && wave.State != programme.Paused {
		return nil, err
	}
	form, err := a.Forms.ByID(ctx, wave.Questionnaire)
	if err != nil {
		return nil, err
	}
	return questionnaire.Public(form.Document)
}

// SubmissionBody is a response in JSON.
type SubmissionBody struct {
	SubmissionID string                `json:"submission_id" minLength:"8" maxLength:"128" doc:"made by the sender: the same id with the same answers is the same response"`
	Answers      questionnaire.Answers `json:"answers" doc:"by item code: option code, list of option codes, number or text; the rows of a matrix are items"`
	StartedAt    *time.Time            `json:"started_at,omitempty"`
	Language     string                `json:"language,omitempty" enum:"zh,en"`
}

// ReceiptBody acknowledges a response that is stored.
type ReceiptBody struct {
	Receipt string `json:"receipt"`
}

// intake takes a response in JSON: 201 with its receipt, 200 with the same receipt on a repeat.
func (a *API) intake(w http.ResponseWriter, r *http.Request) {
	in, err := readSubmission(w, r)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	s := response.Submission{
		Link: r.PathValue("code"), SubmissionID: in.SubmissionID, Answers: in.Answers, Language: in.Language,
		Mode: response.API, Address: a.Config.ClientAddress(r),
	}
	if in.StartedAt != nil {
		s.StartedAt = *in.StartedAt
	}
	receipt, err := a.Responses.Submit(r.Context(), s)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	status := http.StatusCreated
	if receipt.Repeat {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	if _, err := io.WriteString(w, `{"receipt":"`+receipt.ID+`"}`+"\n"); err != nil {
		slog.DebugContext(r.Context(), "receipt not read", "error", err)
	}
}

func readSubmission(w http.ResponseWriter, r *http.Request) (SubmissionBody, error) {
	var in SubmissionBody
	if r.ContentLength > maxIntake {
		return in, tooLarge()
	}
	buf := bytes.NewBuffer(make([]byte, 0, max(512, r.ContentLength+1)))
	if _, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, maxIntake)); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return in, tooLarge()
		}
		return in, errs.New(errs.Invalid, "request.json").Because(err)
	}
	text := buf.Bytes()
	if !utf8.Valid(text) {
		return in, badRequest("request.encoding")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return in, jsonFault(err)
	}
	if dec.More() {
		return in, badRequest("request.json")
	}
	if key := r.Header.Get("Idempotency-Key"); key != "" && key != in.SubmissionID {
		return in, errs.New(errs.Invalid, "response.idempotency_key").At("Idempotency-Key")
	}
	if in.Language != "" && in.Language != "zh" && in.Language != "en" {
		return in, errs.New(errs.Invalid, "request.json_type").At("language").With("field", "language")
	}
	return in, nil
}

// jsonFault words what encoding/json says, without the value.
func jsonFault(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return errs.New(errs.Invalid, "request.json_type").At(kind.Field).With("field", kind.Field)
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		name = strings.Trim(name, `"`)
		return errs.New(errs.Invalid, "request.json_unknown").At(name).With("field", name)
	}
	var at *time.ParseError
	if errors.As(err, &at) {
		return errs.New(errs.Invalid, "response.started_at").At("started_at")
	}
	return badRequest("request.json")
}

func badRequest(key string) error {
	return &statusError{errs.New(errs.Invalid, key), http.StatusBadRequest}
}

func tooLarge() error {
	return &statusError{errs.New(errs.Invalid, "request.too_large").With("limit", maxIntake>>10), http.StatusRequestEntityTooLarge}
}

// statusError is an error whose HTTP status says more than its kind.
type statusError struct {
	err    *errs.Error
	status int
}

func (e *statusError) Error() string { return e.err.Error() }

// Unwrap gives the error itself, for errs.All.
func (e *statusError) Unwrap() error { return e.err }
