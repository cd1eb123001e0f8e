package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// gif is a picture of one pixel. What follows its trailer is no part of it, so
// that zeros may fill a file up to any size.
const gif = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00" +
	",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// hostName is the name that a shard has; the page itself is on the first.
func hostName(shard int) string {
	if shard == 0 {
		return "www.example.test"
	}
	return fmt.Sprintf("img%d.example.test", shard)
}

// measure reports from connectStart to the last responseEnd, in milliseconds,
// once the page and all that it names have been loaded.
const measure = `<script>onload = () => setTimeout(() => {
const page = performance.getEntriesByType("navigation")[0], files = performance.getEntriesByType("resource");
const end = Math.max(page.responseEnd, ...files.map(f => f.responseEnd));
fetch("/report", {method: "POST", body: JSON.stringify({files: files.length, ms: end - page.connectStart})});
}, 100)</script>
`

// siteHTML names the row's files, in about 60 bytes each.
func siteHTML(r Row) string {
	scheme := "http"
	if r.TLS {
		scheme = "https"
	}
	var b strings.Builder
	b.WriteString("<!doctype html><meta charset=utf-8><title>page</title>\n" +
		// Chromium would ask for an icon, too.
		"<link rel=icon href=data:,>\n" + measure)
	for i := range r.Objects {
		fmt.Fprintf(&b, "<img src=%s://%s/image-%03d.gif alt=file>\n", scheme, hostName(i%r.Shards), i)
	}
	return b.String()
}

// siteHandler serves the page and its files, and gives what the page reports to
// reported.
func siteHandler(r Row, reported func(body []byte)) http.Handler {
	html := []byte(siteHTML(r))
	image := make([]byte, max(r.Size, len(gif)))
	copy(image, gif)
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, kind string, body []byte) {
		h := w.Header()
		if !r.KeepAlive {
			h.Set("Connection", "close")
		}
		h.Set("Content-Type", kind)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("Cache-Control", "no-store")
		h.Set("Timing-Allow-Origin", "*")
		_, _ = w.Write(body) // a browser that leaves reports nothing: that is noticed
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { answer(w, "text/html", html) })
	mux.HandleFunc("GET /{file}", func(w http.ResponseWriter, _ *http.Request) { answer(w, "image/gif", image) })
	mux.HandleFunc("POST /report", func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, 1<<16))
		if err == nil {
			reported(body)
		}
	})
	return mux
}
