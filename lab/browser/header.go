package browser

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"rttlab/lab/page"
)

// header is what a browser sends with every request. With the request line and
// the Host that makes 450 to 600 bytes, as Chromium sends. All requests of a
// load carry the same, apart from the Priority of HTTP/2 and 3.
var header = http.Header{
	"Accept":             {"text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8"},
	"Accept-Encoding":    {"gzip, deflate, br, zstd"},
	"Accept-Language":    {"en-US,en;q=0.9"},
	"Sec-Ch-Ua":          {`"Chromium";v="140", "Not=A?Brand";v="24"`},
	"Sec-Ch-Ua-Mobile":   {"?0"},
	"Sec-Ch-Ua-Platform": {`"Linux"`},
	"Sec-Fetch-Mode":     {"no-cors"},
	"Sec-Fetch-Site":     {"same-origin"},
	"User-Agent":         {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"},
}

// headerFor is the header of a request for a page at that URL, or for what is
// on it: the page is loaded by a link to itself. A request that competes with
// others on its connection says how urgent it is. The first one there does not,
// so that its fields are in all that follow: see headerTable.
func headerFor(r *page.Resource, page string, competes bool) http.Header {
	h := maps.Clone(header)
	h["Referer"] = []string{page}
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
