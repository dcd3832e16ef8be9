package respond

import "net/http"

// RegisterTest adds the pages on which the form of a planned wave is tried: /t/{code}. They are those of a link, over a desk
// of their own whose forms have Test set.
func (h *Handler) RegisterTest(mux *http.ServeMux, desk Desk) {
	t := *h
	t.desk = desk
	mux.HandleFunc("GET "+h.base+"/t/{code}", t.show)
	mux.HandleFunc("POST "+h.base+"/t/{code}", t.post)
	mux.HandleFunc("POST "+h.base+"/t/{code}/opened", t.opened)
}
