package respond

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"manyi.dev/manyi/internal/errs"
)

// notice is what a page without a form says.
type notice struct{ title, text string }

func named(name string) notice {
	return notice{"respond." + name + ".title", "respond." + name + ".text"}
}

var (
	closed = named("closed")
	bad    = named("bad")
)

// reasons are the pages for single errors and their statuses.
var reasons = map[string]struct {
	status int
	notice notice
}{
	"link.unknown":              {http.StatusNotFound, named("unknown")},
	"test.link_unknown":         {http.StatusNotFound, named("test_over")},
	"link.closed":               {http.StatusGone, closed},
	"link.expired":              {http.StatusGone, closed},
	"link.not_open":             {http.StatusServiceUnavailable, named("not_open")},
	"link.paused":               {http.StatusServiceUnavailable, named("paused")},
	"invitation.unknown":        {http.StatusNotFound, named("personal_unknown")},
	"invitation.revoked":        {http.StatusGone, named("revoked")},
	"invitation.expired":        {http.StatusGone, named("expired")},
	"invitation.paused":         {http.StatusServiceUnavailable, named("personal_paused")},
	"invitation.answered":       {http.StatusConflict, named("answered")},
	"response.already_received": {http.StatusConflict, named("received")},
	"respond.body_large":        {http.StatusRequestEntityTooLarge, bad},
	"respond.body_type":         {http.StatusUnsupportedMediaType, bad},
}

// kinds are the pages for all other errors.
var kinds = map[errs.Kind]struct {
	status int
	notice notice
}{
	errs.NotFound:    {http.StatusNotFound, named("unknown")},
	errs.Gone:        {http.StatusGone, closed},
	errs.Conflict:    {http.StatusConflict, bad},
	errs.Invalid:     {http.StatusBadRequest, bad},
	errs.TooMany:     {http.StatusTooManyRequests, named("too_many")},
	errs.Unavailable: {http.StatusServiceUnavailable, named("unavailable")},
}

// first is the first failure a user can be told about, or nil.
func first(err error) *errs.Error {
	if all := errs.All(err); len(all) > 0 {
		return all[0]
	}
	return nil
}

// reason finds status and page of an error. One that is ours is logged, without the link and the answers.
func (h *Handler) reason(ctx context.Context, err error) (int, notice) {
	e := first(err)
	if e == nil {
		h.log.ErrorContext(ctx, "respondent page", "error", err)
		return http.StatusInternalServerError, named("internal")
	}
	if r, ok := reasons[e.Key]; ok {
		return r.status, r.notice
	}
	if k, ok := kinds[e.Kind]; ok {
		return k.status, k.notice
	}
	h.log.ErrorContext(ctx, "respondent page", "error", err)
	return http.StatusInternalServerError, named("internal")
}

// retryAfter tells a program when to come back; a minute unless the error knows.
func retryAfter(head http.Header, err error) {
	if !errs.Is(err, errs.TooMany) && !errs.Is(err, errs.Unavailable) {
		return
	}
	seconds := "60"
	if e := first(err); e != nil && e.Args["seconds"] != nil {
		seconds = fmt.Sprint(e.Args["seconds"])
	}
	head.Set("Retry-After", seconds)
}

// policy allows our own script and style and nothing else; the icon that browsers look for is an empty data URL.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func headers(head http.Header) {
	head["Content-Security-Policy"] = headerPolicy
	head["Referrer-Policy"] = headerReferrer
	head["X-Content-Type-Options"] = headerSniff
	head["X-Robots-Tag"] = headerRobots
	head["Cache-Control"] = headerCache
	head["X-Page"] = headerPage
}

// The values are shared by all requests: they are never changed.
var (
	headerPolicy   = []string{policy}
	headerReferrer = []string{"no-referrer"}
	headerSniff    = []string{"nosniff"}
	headerRobots   = []string{"noindex"}
	headerCache    = []string{"no-store"}
	headerPage     = []string{"1"} // the script takes a reply without it for a stranger's
	headerHTML     = []string{"text/html; charset=utf-8"}
	headerVary     = []string{"Accept-Encoding"}
	headerGzip     = []string{"gzip"}
)

var zippers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, 5)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// write sends a page. When it could not be made, the error is logged and said.
func (h *Handler) write(w http.ResponseWriter, r *http.Request, status int, out output, err error) {
	if err != nil {
		h.log.ErrorContext(r.Context(), "respondent page", "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	head := w.Header()
	headers(head)
	head["Content-Type"] = headerHTML
	head["Vary"] = headerVary
	body := out.plain
	if out.zipped == nil && acceptsGzip(r) {
		var b bytes.Buffer
		z := zippers.Get().(*gzip.Writer)
		z.Reset(&b)
		_, err := z.Write(out.plain)
		if e := z.Close(); err == nil && e == nil {
			out.zipped = b.Bytes()
		}
		zippers.Put(z)
	}
	if out.zipped != nil {
		head["Content-Encoding"] = headerGzip
		body = out.zipped
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a caller who has gone is no fault
}
