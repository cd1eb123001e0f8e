package browser

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// request is what asks for a resource.
func (l *load) request(f *fetch) *http.Request {
	r := f.res
	req := &http.Request{
		Method:     r.Verb(),
		URL:        f.link.proto.cfg.target(r.URL(l.scheme(r))),
		Host:       r.Host,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     headerFor(r, l.referer(), f.link.proto.multiplexed && !f.first),
	}
	if l.twins[r.ID] {
		req.Header[page.IDHeader] = []string{strconv.Itoa(r.ID)}
	}
	if r.Upload > 0 || r.Verb() == http.MethodPost || r.Verb() == http.MethodPut || r.Verb() == http.MethodPatch {
		req.Header["Content-Type"] = []string{"text/plain;charset=UTF-8"}
		req.Header["Origin"] = []string{l.scheme(&l.page.Resources[0]) + "://" + l.page.Resources[0].Host}
		req.ContentLength = int64(r.Upload)
		req.Body = http.NoBody
		if r.Upload > 0 {
			body := &upload{left: r.Upload}
			if f.link.proto.multiplexed {
				body.pen, body.turn = f.link.uploads, func() { l.turn(r.ID) }
			}
			req.Body = body
		}
	}
	fill(req, r.RequestHeader)
	return req
}

// fieldsOf is a header, sorted by name.
func fieldsOf(h http.Header) []timeline.Field {
	out := make([]timeline.Field, 0, len(h))
	for name, values := range h {
		for _, value := range values {
			out = append(out, timeline.Field{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(out, func(a, b timeline.Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// fill gives a request's header a size. What a browser adds to all requests goes
// when there is no room for it, and a cookie takes what is left: to HPACK and
// QPACK it is what it is on real sites, long and the same in many requests.
func fill(req *http.Request, size int) {
	if size == 0 {
		return
	}
	if headerSize(req) > size {
		for _, optional := range []http.Header{header, navigation, subresource, {"Referer": nil}} {
			for name := range optional {
				delete(req.Header, name)
			}
		}
		req.Header["User-Agent"] = []string{"rttlab"} // net/http has a longer one for those without
	}
	const field = len("Cookie: \r\n")
	if missing := size - headerSize(req) - field; missing > 0 {
		req.Header["Cookie"] = []string{("id=" + strings.Repeat("5e", missing))[:missing]}
	}
}

// headerSize is the bytes of a request's header in HTTP/1.1.
func headerSize(req *http.Request) int {
	n := len(req.Method) + len(" ") + len(req.URL.RequestURI()) + len(" HTTP/1.1\r\n")
	n += len("Host: \r\n") + len(req.Host) + len("\r\n")
	if req.Body != nil {
		n += len("Content-Length: \r\n") + len(strconv.FormatInt(req.ContentLength, 10))
	}
	for name, values := range req.Header {
		for _, value := range values {
			n += len(name) + len(": \r\n") + len(value)
		}
	}
	return n
}

// header is what a browser sends with every request. With the request line, the
// Host and what only some carry that makes 450 to 600 bytes, as Chromium sends.
var header = http.Header{
	"Accept":             {"text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8"},
	"Accept-Encoding":    {"gzip, deflate, br, zstd"},
	"Accept-Language":    {"en-US,en;q=0.9"},
	"Sec-Ch-Ua":          {`"Chromium";v="140", "Not=A?Brand";v="24"`},
	"Sec-Ch-Ua-Mobile":   {"?0"},
	"Sec-Ch-Ua-Platform": {`"Linux"`},
	"User-Agent":         {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"},
}

// navigation is what it sends besides for the page itself, which somebody has
// asked for by its address (Fetch Metadata Request Headers, W3C, §2): no page
// refers to it.
var navigation = http.Header{
	"Sec-Fetch-Dest":            {"document"},
	"Sec-Fetch-Mode":            {"navigate"},
	"Sec-Fetch-Site":            {"none"},
	"Sec-Fetch-User":            {"?1"},
	"Upgrade-Insecure-Requests": {"1"},
}

// subresource is what it sends besides for what is on a page, and the Referer.
var subresource = http.Header{
	"Sec-Fetch-Mode": {"no-cors"},
	"Sec-Fetch-Site": {"same-origin"},
}

// headerFor is the header of a request for a page at that URL, or for what is
// on it. A request that competes with others on its connection says how urgent
// it is. The first one there does not, so that its fields are in all that follow:
// see headerTable.
func headerFor(r *page.Resource, page string, competes bool) http.Header {
	h := maps.Clone(header)
	if r.Parent < 0 {
		maps.Copy(h, navigation)
	} else {
		maps.Copy(h, subresource)
		h["Referer"] = []string{page}
	}
	if competes {
		h["Priority"] = []string{priorityOf(r).String()}
	}
	return h
}

// appendHeader writes a header as HTTP/1 has it, sorted by name.
func appendHeader(b []byte, h http.Header) []byte {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			b = fmt.Appendf(b, "%s: %s\r\n", name, value)
		}
	}
	return b
}

// priority is how much the page needs a resource, as Chromium sees it before
// anything is laid out (third_party/blink/renderer/platform/loader/fetch/
// resource_fetcher.cc, TypeToPriority).
type priority struct {
	name        string // as DevTools has it, and HAR
	urgency     int    // RFC 9218 §4.1: 0 goes first, 7 last
	incremental bool   // RFC 9218 §4.2: of use before it is complete
}

// defaultUrgency is that of a request which does not say (RFC 9218 §4.1).
const defaultUrgency = 3

// priorityOf is a resource's. Nothing can be shown without HTML, style sheets
// and the fonts that they ask for; scripts hold up what comes after them; images
// come last, and part of one is better than nothing.
func priorityOf(r *page.Resource) priority {
	switch {
	case r.Type == page.HTML:
		return priority{"VeryHigh", 0, true}
	case r.Type == page.CSS:
		return priority{"VeryHigh", 0, false}
	case r.Type == page.Font && r.Preload:
		return priority{"High", 1, false}
	case r.Type == page.Font:
		return priority{"VeryHigh", 0, false}
	case r.Type == page.JS:
		return priority{"High", 1, false}
	case r.Type == page.Image:
		return priority{"Low", defaultUrgency, true}
	}
	return priority{"High", 1, true}
}

// String is the field of a request's header (RFC 9218 §5).
func (p priority) String() string {
	switch {
	case p.urgency == defaultUrgency && p.incremental:
		return "i"
	case p.incremental:
		return fmt.Sprintf("u=%d, i", p.urgency)
	}
	return fmt.Sprintf("u=%d", p.urgency)
}
