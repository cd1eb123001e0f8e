package origin

import (
	"fmt"
	"net/http"

	"rttlab/lab/page"
)

// goAhead lets the browser have what the page will name, before the server has
// thought about the page: it pushes (RFC 9113 §8.4), or hints (RFC 8297) with
// links as a preload in the HTML has them.
func (h *handler) goAhead(w http.ResponseWriter, req *http.Request, r *page.Resource) {
	if len(h.ahead) == 0 {
		return
	}
	if !h.realTime {
		h.turns.Begin(r.ID)
	}
	var links []string
	for _, other := range h.ahead {
		if other.Ahead == page.Hints {
			links = append(links, link(req, other))
		} else if pusher, ok := w.(http.Pusher); ok {
			// A browser that wants none has said so, and gets none.
			_ = pusher.Push(other.URL("").RequestURI(), &http.PushOptions{Header: http.Header{"Priority": req.Header["Priority"]}})
		}
	}
	if len(links) > 0 {
		w.Header()["Link"] = links
		w.WriteHeader(http.StatusEarlyHints)
		delete(w.Header(), "Link")
	}
}

// link names a resource in a header (RFC 8288 §3), with what a preload says
// about it.
func link(req *http.Request, r *page.Resource) string {
	target := r.URL("").RequestURI()
	if r.Host != page.Hostname(req.Host) {
		scheme := "https"
		if req.TLS == nil {
			scheme = "http"
		}
		target = r.URL(scheme).String()
	}
	as := map[page.Type]string{page.CSS: "style", page.JS: "script", page.Font: "font", page.Image: "image", page.HTML: "document"}[r.Type]
	if as == "" {
		as = "fetch"
	}
	return fmt.Sprintf("<%s>; rel=preload; as=%s", target, as)
}
