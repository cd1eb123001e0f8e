package browser

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"rttlab/lab/page"
)

// hinted takes note of an interim response to the page's own request: of the
// files that its links name, when it is a 103 (Early Hints, RFC 8297). It is
// called in net/http's goroutine.
func (l *load) hinted(f *fetch, code int, header textproto.MIMEHeader) error {
	if code != http.StatusEarlyHints || f.res.Parent >= 0 {
		return nil
	}
	var ids []int
	for _, line := range header.Values("Link") {
		if id := l.linked(line); id >= 0 {
			ids = append(ids, id)
		}
	}
	l.tell(arrived, f.res.ID, func() {
		for _, id := range ids {
			l.know(id)
		}
	})
	return nil
}

// linked is the ID of the resource that a link names (RFC 8288 §3), and -1 for
// one that is not for preloading, or is none of the page's.
func (l *load) linked(line string) int {
	target, params, _ := strings.Cut(strings.TrimSpace(line), ">")
	target, isLink := strings.CutPrefix(target, "<")
	if !isLink || !strings.Contains(params, "rel=preload") {
		return -1
	}
	base := l.page.Resources[0].URL(l.scheme(&l.page.Resources[0]))
	to, err := base.Parse(target)
	if err != nil {
		return -1
	}
	return l.find(to.Host, to.RequestURI())
}

// find is the ID of the resource that a GET for that target at that host asks
// for, -1 if there is none.
func (l *load) find(host, target string) int {
	key := page.Key(http.MethodGet, host, target)
	return slices.IndexFunc(l.page.Resources, func(r page.Resource) bool { return r.Key() == key })
}

// promised takes note that the server is going to push a file; it is called in
// the connection's own goroutine. What has been asked for already is refused
// (RFC 9113 §8.4.2), and so is what the page does not have.
func (l *load) promised(on conn, host, path string) {
	id := l.find(host, path)
	l.tell(arrived, id, func() {
		for _, c := range l.conns {
			if c.conn != on {
				continue
			}
			if id < 0 || l.fetches[id] != nil {
				l.pay()
				l.workers.Go(func() { on.(*pushConn).refuse(path) })
				l.step()
				return
			}
			f := l.newFetch(id)
			f.asked, f.pushed = f.known, true
			l.send(f, c)
			return
		}
	})
}

// ask sends the request, unless the answer is coming anyway.
func (f *fetch) ask(req *http.Request) (*http.Response, error) {
	if f.pushed {
		return f.link.conn.(*pushConn).take(req.Context(), f.res.URL("").RequestURI())
	}
	return f.link.conn.RoundTrip(req)
}
