package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/yeqown/go-qrcode/v2"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
)

const (
	eventPause = time.Second      // counts are sent at most this often
	eventBeat  = 20 * time.Second // a comment keeps proxies from closing an idle stream
)

// countEvent is the event "count": the responses of the units the actor may see.
type countEvent struct {
	Responses int64            `json:"responses"`
	Units     map[string]int64 `json:"units"`
}

// events streams a wave's count of responses (server-sent events). A user whose rights end loses the stream
// with the next event at the latest, since the session is looked at each time.
func (a *API) events(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := a.view(ctx, auth.ProgrammeRead, r.PathValue("code"))
	if err != nil {
		return err
	}
	wake, stop := a.Responses.Watch(v.wave.ID)
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	beat := time.NewTicker(eventBeat)
	defer beat.Stop()
	for {
		t, err := a.counts(ctx, v)
		if err != nil {
			return nil // the stream has begun: the console reconnects
		}
		e := countEvent{Responses: t.total, Units: map[string]int64{}}
		for _, u := range v.surveyed() {
			e.Units[u.Code] = t.byUnit[u.ID]
		}
		text, err := json.Marshal(e)
		if err != nil {
			return nil
		}
		if _, err := fmt.Fprintf(w, "event: count\ndata: %s\n\n", text); err != nil || out.Flush() != nil {
			return nil
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return nil
			case <-a.Stopping:
				return nil
			case <-wake:
				waiting = false
			case <-beat.C:
				if _, err := fmt.Fprint(w, ": \n\n"); err != nil || out.Flush() != nil {
					return nil
				}
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-a.Stopping:
			return nil
		case <-time.After(eventPause):
		}
	}
}

// qr is the QR code of a link as SVG.
func (a *API) qr(w http.ResponseWriter, r *http.Request) error {
	v, err := a.view(r.Context(), auth.LinkRead, r.PathValue("code"))
	if err != nil {
		return err
	}
	code := r.PathValue("link")
	if err := a.linkOf(r.Context(), v, code); err != nil {
		return err
	}
	svg, err := qrSVG(a.Config.URL("/q/" + code))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Disposition", `inline; filename="`+v.wave.Code+"-"+code+`.svg"`)
	_, err = w.Write(svg)
	return err
}

// svgWriter draws a QR matrix as one path, with the quiet zone of four modules that readers need.
type svgWriter struct{ out bytes.Buffer }

func (s *svgWriter) Write(m qrcode.Matrix) error {
	const quiet = 4
	var path strings.Builder
	m.Iterate(qrcode.IterDirection_ROW, func(x, y int, v qrcode.QRValue) {
		if v.IsSet() {
			fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
		}
	})
	side := m.Width() + 2*quiet
	_, err := fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<rect width="100%%" height="100%%" fill="#fff"/><path d="%s"/></svg>`, side, side, path.String())
	return err
}

func (s *svgWriter) Close() error { return nil }

func qrSVG(text string) ([]byte, error) {
	code, err := qrcode.NewWith(text, qrcode.WithErrorCorrectionLevel(qrcode.ErrorCorrectionMedium))
	if err != nil {
		return nil, err
	}
	var out svgWriter
	if err := code.Save(&out); err != nil {
		return nil, err
	}
	return out.out.Bytes(), nil
}

// fileName splits "units.xlsx".
func fileName(name string) (kind, format string, err error) {
	kind, format, ok := strings.Cut(name, ".")
	if !ok || format != "csv" && format != "xlsx" {
		return "", "", errs.New(errs.NotFound, "request.format").With("name", name)
	}
	return kind, format, nil
}
