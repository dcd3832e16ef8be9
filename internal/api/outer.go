package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"manyi.dev/manyi/internal/i18n"
)

// Outer is what every request passes, in this order: recover, request id, log, security headers. Respondents'
// paths are logged without their code and without the address (D5); nothing is logged of what was sent.
func Outer(next http.Handler, address func(*http.Request) netip.Addr) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := newRequestID()
		respondent := isRespondent(r.URL.Path)
		ctx := context.WithValue(r.Context(), keyRequestID, id)
		if !respondent {
			ctx = context.WithValue(ctx, keyAddress, address(r))
		}
		r = r.WithContext(ctx)
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				slog.Error("panic", "request_id", id, "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					http.Error(rec, i18n.T(i18n.Match(r.Header.Get("Accept-Language")), "internal", nil), http.StatusInternalServerError)
				}
			}
			logRequest(r, rec, id, respondent, time.Since(start))
		}()
		next.ServeHTTP(rec, r)
	})
}

func logRequest(r *http.Request, rec *recorder, id string, respondent bool, took time.Duration) {
	level := slog.LevelDebug
	if rec.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if !slog.Default().Enabled(r.Context(), level) {
		return
	}
	path := r.URL.Path
	if respondent {
		path = "respondent"
		id = ""
	}
	slog.Log(r.Context(), level, "request", "request_id", id, "method", r.Method, "path", path, "status", rec.status,
		"bytes", rec.bytes, "ms", took.Milliseconds())
}

// isRespondent reports whether a path belongs to those who answer: that of a page, by an open, a personal or a test link, or
// of the intake.
func isRespondent(path string) bool {
	if strings.Contains(path, "/api/") {
		return strings.Contains(path, "/api/v1/links/")
	}
	return slices.ContainsFunc([]string{"/q/", "/s/", "/t/"}, func(page string) bool { return strings.Contains(path, page) })
}

func newRequestID() string {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // never fails (crypto/rand)
	}
	return hex.EncodeToString(b[:])
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Refuse answers a request that the session middleware turns away.
func Refuse(w http.ResponseWriter, r *http.Request, err error) {
	lang := i18n.Match(r.Header.Get("Accept-Language"))
	writeProblem(w, r.WithContext(context.WithValue(r.Context(), keyLanguage, lang)), err)
}
