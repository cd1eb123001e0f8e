package browser

import (
	"net/http"
	"strconv"
	"strings"

	"rttlab/lab/page"
)

// request is what asks for a resource.
func (l *load) request(f *fetch) *http.Request {
	r := f.res
	req := &http.Request{
		Method:     r.Verb(),
		URL:        r.URL(l.cfg.scheme()),
		Host:       r.Host,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     headerFor(r, l.url(&l.page.Resources[0]), l.proto.multiplexed && !f.first),
	}
	if l.twins[r.ID] {
		req.Header[page.IDHeader] = []string{strconv.Itoa(r.ID)}
	}
	if r.Upload > 0 || r.Verb() == http.MethodPost || r.Verb() == http.MethodPut || r.Verb() == http.MethodPatch {
		req.Header["Content-Type"] = []string{"text/plain;charset=UTF-8"}
		req.Header["Origin"] = []string{l.cfg.scheme() + "://" + l.page.Resources[0].Host}
		req.ContentLength = int64(r.Upload)
		req.Body = http.NoBody
		if r.Upload > 0 {
			req.Body = &upload{pen: f.link.uploads, left: r.Upload}
		}
	}
	fill(req, r.RequestHeader)
	return req
}

// fill gives a request's header a size. What a browser adds to all requests goes
// when there is no room for it, and a cookie takes what is left: to HPACK and
// QPACK it is what it is on real sites, long and the same in many requests.
func fill(req *http.Request, size int) {
	if size == 0 {
		return
	}
	if headerSize(req) > size {
		for name := range header {
			delete(req.Header, name)
		}
		delete(req.Header, "Referer")
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
