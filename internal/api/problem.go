package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Fault is one thing that is wrong, and where.
type Fault struct {
	Key    string `json:"key,omitempty"`
	Field  string `json:"field,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// Problem is an error on the wire (RFC 9457) with our key and field. Detail is in the language of the request.
type Problem struct {
	Type    string  `json:"type,omitempty"`
	Title   string  `json:"title"`
	Status  int     `json:"status"`
	Detail  string  `json:"detail,omitempty"`
	Key     string  `json:"key,omitempty"`
	Field   string  `json:"field,omitempty"`
	Receipt string  `json:"receipt,omitempty" doc:"of the response that was received before"`
	Errors  []Fault `json:"errors,omitempty"`
	retry   any
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Key + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType says that the body is a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statuses maps what sort of failure an error is to HTTP.
var statuses = map[errs.Kind]int{
	errs.Invalid: http.StatusUnprocessableEntity, errs.NotFound: http.StatusNotFound, errs.Conflict: http.StatusConflict,
	errs.Forbidden: http.StatusForbidden, errs.Unauthenticated: http.StatusUnauthorized, errs.TooMany: http.StatusTooManyRequests,
	errs.Gone: http.StatusGone, errs.Unavailable: http.StatusServiceUnavailable,
}

// problem turns an error into its form on the wire. What is not an *errs.Error is logged and shown as internal.
func problem(ctx context.Context, lang i18n.Lang, err error) *Problem {
	var done *Problem
	if errors.As(err, &done) {
		return done
	}
	all := errs.All(err)
	if len(all) == 0 {
		if ctx.Err() != nil { // the caller left
			return &Problem{Title: http.StatusText(499), Status: 499, Key: "cancelled"}
		}
		slog.ErrorContext(ctx, "request failed", "request_id", requestID(ctx), "error", err)
		return &Problem{
			Title: http.StatusText(http.StatusInternalServerError), Status: http.StatusInternalServerError,
			Key: "internal", Detail: i18n.T(lang, "internal", nil),
		}
	}
	first := all[0]
	p := &Problem{
		Title: http.StatusText(statuses[first.Kind]), Status: statuses[first.Kind], Key: first.Key, Field: first.Field,
		Detail: i18n.T(lang, first.Key, first.Args), retry: first.Args["seconds"],
	}
	var special *statusError
	if errors.As(err, &special) {
		p.Status, p.Title = special.status, http.StatusText(special.status)
	}
	if r, ok := first.Args["receipt"].(string); ok {
		p.Receipt = r
	}
	if first.Kind == errs.Unavailable {
		p.retry = 5
		slog.WarnContext(ctx, "unavailable", "request_id", requestID(ctx), "error", err)
	}
	for _, e := range all {
		p.Errors = append(p.Errors, Fault{Key: e.Key, Field: e.Field, Detail: i18n.T(lang, e.Key, e.Args)})
	}
	return p
}

// writeProblem answers a raw handler's request with an error.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problem(r.Context(), language(r.Context()), err)
	if p.retry != nil {
		w.Header().Set("Retry-After", fmt.Sprint(p.retry))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		slog.DebugContext(r.Context(), "answer not read", "error", err)
	}
}

// shapeError words huma's own complaints about the shape of a request: the place and nothing of the value.
func shapeError(ctx huma.Context, status int, _ string, list ...error) huma.StatusError {
	lang := language(ctx.Context())
	p := &Problem{Title: http.StatusText(status), Status: status, Key: "request.shape", Detail: i18n.T(lang, "request.shape", nil)}
	for _, err := range list {
		var known *Problem
		if errors.As(err, &known) {
			return known
		}
		if d, ok := err.(huma.ErrorDetailer); ok {
			p.Errors = append(p.Errors, Fault{Key: "request.shape", Field: d.ErrorDetail().Location, Detail: d.ErrorDetail().Message})
		}
	}
	if len(p.Errors) > 0 {
		p.Field = p.Errors[0].Field
	}
	if status >= http.StatusInternalServerError {
		p.Key, p.Detail = "internal", i18n.T(lang, "internal", nil)
		slog.ErrorContext(ctx.Context(), "request failed", "request_id", requestID(ctx.Context()), "errors", list)
	}
	return p
}

type contextKey int

const (
	keyLanguage contextKey = iota
	keyRequestID
	keyAddress
)

// language is the language of the request: the console says it in Accept-Language.
func language(ctx context.Context) i18n.Lang {
	if l, ok := ctx.Value(keyLanguage).(i18n.Lang); ok {
		return l
	}
	return i18n.ZH
}

func requestID(ctx context.Context) string {
	id, _ := ctx.Value(keyRequestID).(string)
	return id
}

// pageOf cuts a page out of a list that is at hand as a whole: cursor is the place after the last item shown.
func pageOf[T any](all []T, cursor string, limit int) (List[T], error) {
	from := 0
	if cursor != "" {
		n, err := strconv.Atoi(cursor)
		if err != nil || n < 0 {
			return List[T]{}, errs.New(errs.Invalid, "request.cursor").At("cursor")
		}
		from = min(n, len(all))
	}
	if limit <= 0 {
		limit = 200
	}
	to := min(from+limit, len(all))
	page := List[T]{Items: all[from:to:to]}
	if page.Items == nil {
		page.Items = []T{}
	}
	if to < len(all) {
		page.Next = strconv.Itoa(to)
	}
	return page, nil
}
