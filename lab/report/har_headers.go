package report

import (
	"net/http"
	"net/url"
	"strings"

	"rttlab/lab/timeline"
)

func pairs(fields []timeline.Field) []harPair {
	out := make([]harPair, 0, len(fields))
	for _, f := range fields {
		out = append(out, harPair(f))
	}
	return out
}

// requestHeaders are a request's, as DevTools shows them: with the Host that
// HTTP/1 sends, and what stands in its place later (RFC 9113 §8.3.1).
func requestHeaders(r *timeline.Resource) []harPair {
	if r.Header == nil {
		return []harPair{}
	}
	if isHTTP1(r) {
		return append([]harPair{{"Host", r.Host}}, pairs(r.Header)...)
	}
	scheme, _, _ := strings.Cut(r.URL, ":")
	return append([]harPair{
		{":authority", r.Host}, {":method", method(r)}, {":path", target(r)}, {":scheme", scheme},
	}, pairs(r.Header)...)
}

func isHTTP1(r *timeline.Resource) bool { return strings.HasPrefix(r.Protocol, "http/1") }

func method(r *timeline.Resource) string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// target is what is asked for: path and query.
func target(r *timeline.Resource) string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return r.Path
	}
	return u.RequestURI()
}

// cookiesOf are those of the header Cookie.
func cookiesOf(r *timeline.Resource) []harPair {
	out := []harPair{}
	for _, f := range r.Header {
		if f.Name != "Cookie" {
			continue
		}
		cookies, err := http.ParseCookie(f.Value)
		if err != nil {
			continue // it is in the headers as it is
		}
		for _, c := range cookies {
			out = append(out, harPair{c.Name, c.Value})
		}
	}
	return out
}

// requestHeaderSize is a header's length in HTTP/1, from the first byte of the
// request to the empty line; -1 where it is compressed or not known.
func requestHeaderSize(r *timeline.Resource, fields []harPair) int {
	if !isHTTP1(r) || r.Header == nil {
		return -1
	}
	line := len(method(r)) + len(" ") + len(target(r)) + len(" HTTP/1.1\r\n")
	return line + sizeOf(fields)
}

// responseHeaderSize is the same of a response.
func responseHeaderSize(r *timeline.Resource, fields []harPair) int {
	if !isHTTP1(r) || r.ResponseHeader == nil {
		return -1
	}
	return len("HTTP/1.1 200 ") + len(http.StatusText(r.Status)) + len("\r\n") + sizeOf(fields)
}

func sizeOf(fields []harPair) int {
	n := len("\r\n")
	for _, f := range fields {
		n += len(f.Name) + len(": ") + len(f.Value) + len("\r\n")
	}
	return n
}
