package web

import (
	"bytes"
	"embed"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed all:dist
var dist embed.FS

// The content types of what a build makes: the operating system's table is not asked, since it may lack or bend them.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// Handler serves the console below the path base, which starts and ends with a slash ("/" or
// "/manyi/"); the caller strips base from the requests. Files of a build are named by their
// content and kept by browsers for a year; index.html is asked for anew each time and is the
// answer to every path that names no file, since the console has its own routes.
func Handler(base string) http.Handler {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return newHandler(files, base)
}

type handler struct {
	files fs.FS
	index []byte // index.html with the base path written in; nil in a binary without a console
}

func newHandler(files fs.FS, base string) http.Handler {
	h := &handler{files: files}
	if page, err := fs.ReadFile(files, "index.html"); err == nil {
		tag := `<base href="` + html.EscapeString(base) + `">`
		h.index = bytes.Replace(page, []byte(`<base href="/">`), []byte(tag), 1)
	}
	return h
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if h.index == nil {
		http.Error(w, "this binary was built without the console: run make build", http.StatusServiceUnavailable)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" || name == "index.html" || !h.has(name) {
		if strings.HasPrefix(name, "assets/") {
			http.NotFound(w, r) // never a page in the place of a script
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Type", contentTypes[".html"])
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(h.index))
		return
	}
	h.file(w, r, name)
}

// has reports whether name is a file of the build; compressed twins are not asked for by name.
func (h *handler) has(name string) bool {
	if strings.HasSuffix(name, ".gz") || strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	info, err := fs.Stat(h.files, name)
	return err == nil && info.Mode().IsRegular()
}

// file serves one file of the build, in its compressed form to those who take it.
func (h *handler) file(w http.ResponseWriter, r *http.Request, name string) {
	head := w.Header()
	ext := path.Ext(name)
	kind := contentTypes[ext]
	if kind == "" {
		kind = mime.TypeByExtension(ext)
	}
	head.Set("Content-Type", kind)
	if strings.HasPrefix(name, "assets/") {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		head.Set("Cache-Control", "no-cache")
	}
	data, err := fs.ReadFile(h.files, name+".gz")
	if err == nil {
		head.Add("Vary", "Accept-Encoding")
	}
	if err == nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		head.Set("Content-Encoding", "gzip")
	} else if data, err = fs.ReadFile(h.files, name); err != nil {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// acceptsGzip reports whether an Accept-Encoding header names gzip without refusing it.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
