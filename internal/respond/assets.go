package respond

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

//go:embed static/respond.css static/respond.js static/preview.js static/draft.js
var static embed.FS

//go:embed templates/*.html
var templates embed.FS

// asset is a file that pages load, plain and compressed. Its name holds a hash of its content, so it may be kept
// for ever.
type asset struct {
	name, kind    string
	plain, zipped []byte
}

// assets are the files by the name they are served under.
type assets map[string]asset

// paths are what a page refers to.
type paths struct{ CSS, JS, Preview, Draft string }

func loadAssets(base string) (assets, paths, error) {
	all := assets{}
	var p paths
	for _, file := range []struct {
		name, kind string
		path       *string
	}{
		{"respond.css", "text/css; charset=utf-8", &p.CSS},
		{"respond.js", "text/javascript; charset=utf-8", &p.JS},
		{"preview.js", "text/javascript; charset=utf-8", &p.Preview},
		{"draft.js", "text/javascript; charset=utf-8", &p.Draft},
	} {
		text, err := fs.ReadFile(static, "static/"+file.name)
		if err != nil {
			return nil, p, err
		}
		sum := sha256.Sum256(text)
		stem, ext, _ := strings.Cut(file.name, ".")
		a := asset{name: fmt.Sprintf("%s-%s.%s", stem, hex.EncodeToString(sum[:6]), ext), kind: file.kind, plain: text}
		var out bytes.Buffer
		w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			return nil, p, err
		}
		if _, err := w.Write(text); err != nil {
			return nil, p, err
		}
		if err := w.Close(); err != nil {
			return nil, p, err
		}
		a.zipped = out.Bytes()
		all[a.name] = a
		*file.path = base + "/respond/" + a.name
	}
	return all, p, nil
}

func (a assets) serve(w http.ResponseWriter, r *http.Request) {
	file, ok := a[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	head := w.Header()
	head.Set("Content-Type", file.kind)
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Vary", "Accept-Encoding")
	body := file.plain
	if acceptsGzip(r) {
		head.Set("Content-Encoding", "gzip")
		body = file.zipped
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // a caller who has gone is no fault
}

// acceptsGzip reports whether the client takes gzip (RFC 9110, 12.5.3).
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" || coding == "*" {
			q := strings.TrimPrefix(strings.ReplaceAll(quality, " ", ""), "q=")
			return strings.Trim(q, "0.") != "" || q == ""
		}
	}
	return false
}
