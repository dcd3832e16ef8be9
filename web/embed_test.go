package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func built() fstest.MapFS {
	return fstest.MapFS{
		"index.html":          {Data: []byte(`<!doctype html><head><base href="/"></head>`)},
		"favicon.svg":         {Data: []byte(`<svg/>`)},
		"assets/main-1.js":    {Data: []byte(`plain`)},
		"assets/main-1.js.gz": {Data: []byte("\x1f\x8bpacked")},
		".gitkeep":            {},
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><head><base href="/manyi/"></head>`
	tests := []struct {
		name, method, path, encoding string
		status                       int
		body, kind, cache, packed    string
	}{
		{name: "root", path: "/", status: 200, body: page, kind: "text/html; charset=utf-8", cache: "no-cache"},
		{name: "a route of the console", path: "/waves/sfo-2017", status: 200, body: page, kind: "text/html; charset=utf-8", cache: "no-cache"},
		{name: "script", path: "/assets/main-1.js", status: 200, body: "plain", kind: "text/javascript; charset=utf-8", cache: "public, max-age=31536000, immutable"},
		{name: "script packed", path: "/assets/main-1.js", encoding: "br, gzip;q=0.8", status: 200, body: "\x1f\x8bpacked", kind: "text/javascript; charset=utf-8", cache: "public, max-age=31536000, immutable", packed: "gzip"},
		{name: "gzip refused", path: "/assets/main-1.js", encoding: "gzip;q=0", status: 200, body: "plain", kind: "text/javascript; charset=utf-8", cache: "public, max-age=31536000, immutable"},
		{name: "missing script is no page", path: "/assets/main-2.js", status: 404},
		{name: "packed twin is no file", path: "/assets/main-1.js.gz", status: 404},
		{name: "picture", path: "/favicon.svg", status: 200, body: "<svg/>", kind: "image/svg+xml", cache: "no-cache"},
		{name: "hidden file is a route", path: "/.gitkeep", status: 200, body: page, kind: "text/html; charset=utf-8", cache: "no-cache"},
		{name: "outside the folder", path: "/../../etc/passwd", status: 200, body: page, kind: "text/html; charset=utf-8", cache: "no-cache"},
		{name: "folder is a route", path: "/assets/", status: 200, body: page, kind: "text/html; charset=utf-8", cache: "no-cache"},
		{name: "write", method: http.MethodPost, path: "/", status: 405},
	}
	handler := newHandler(built(), "/manyi/")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			method := tt.method
			if method == "" {
				method = http.MethodGet
			}
			r := httptest.NewRequest(method, "/", nil)
			r.URL.Path = tt.path
			r.Header.Set("Accept-Encoding", tt.encoding)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("status = %d, want %d", w.Code, tt.status)
			}
			if tt.status != 200 {
				return
			}
			got := [4]string{w.Body.String(), w.Header().Get("Content-Type"), w.Header().Get("Cache-Control"), w.Header().Get("Content-Encoding")}
			if want := [4]string{tt.body, tt.kind, tt.cache, tt.packed}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestHandlerWithoutConsoleSaysSo(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	newHandler(fstest.MapFS{".gitkeep": {}}, "/").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
}

func TestBaseIsEscaped(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	newHandler(built(), `/a"b/`).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if !strings.Contains(w.Body.String(), `<base href="/a&#34;b/">`) {
		t.Errorf("got %q", w.Body.String())
	}
}
