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
	f.interim = true
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
	base := l.page.Resources[0].URL(l.cfg.scheme())
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
