package har

import (
	"cmp"
	"math"
	"path"
	"strings"
)

// entry reads one; not ok if it is of no use.
func (b *builder) entry(place int, w *wireEntry) (e Entry, ok bool) {
	a, why := readAddress(string(w.Request.URL), b.rec.Own())
	if why == "is not absolute" || why == "is missing" {
		a, why = addressOf(string(w.FullURL)) // WebPageTest has it there too
	}
	if why != "" {
		b.notes.entry(place, "request.url "+why+": left out")
		return e, false
	}
	begin, ok := timeOf(w.Begin)
	if !ok {
		b.notes.entry(place, "startedDateTime is not a time: left out")
		return e, false
	}
	method := strings.ToUpper(clip(string(w.Request.Method), 20))
	switch method {
	case "CONNECT":
		b.notes.entry(place, "request.method is CONNECT, a proxy's: left out")
		return e, false
	case "":
		method = "GET"
		b.notes.entry(place, "request.method is missing: taken as GET")
	}
	e = Entry{
		Index: place, Page: -1, Begin: begin,
		Method: method, URL: a.url, Scheme: a.scheme, Host: a.host, Path: a.path,
		Status: whole(w.Response.Status, 999), MIME: clip(string(w.Response.Content.MIME), 100),
		TLS: tlsOf(cmp.Or(w.Security.Protocol, w.TLSVersion)), Priority: clip(string(w.Priority), 20),
		Connection: clip(string(cmp.Or(w.ConnectionID, w.Connection, w.Socket)), 50),
		ServerIP:   clip(string(cmp.Or(w.ServerIP, w.IP)), 50),
		Error:      clip(without(string(w.Response.Error)), 200),
	}
	if page, known := b.pages[string(w.Page)]; known {
		e.Page = page
	}
	e.Protocol = b.protocol(w)
	e.Type = typeOf(string(w.ResourceType), e.MIME, a.path)
	e.Initiator, e.InitiatorType = b.initiator(w)
	e.Phases = b.phases(place, w, e.Protocol)
	b.sizes(place, w, &e)
	e.Cached = isCached(w, &e)
	b.omit(w, &a)
	return e, true
}

// protocol is what an entry says of its protocol; "" if it says nothing.
func (b *builder) protocol(w *wireEntry) string {
	p := cmp.Or(protocolOf(w.Request.HTTPVersion), protocolOf(w.Protocol), protocolOf(w.Response.HTTPVersion))
	if p == "" && (w.Request.Headers.pseudo || w.Stream.value > 0) {
		return http2
	}
	return p
}

// tlsOf understands "TLS 1.3", "TLSv1.2", "QUIC"; "" for anything else.
func tlsOf(spelled text) string {
	s := strings.ToUpper(string(spelled))
	switch {
	case strings.Contains(s, "1.3"), strings.Contains(s, "QUIC"):
		return "1.3"
	case strings.Contains(s, "TLS"), strings.Contains(s, "SSL"):
		return "1.2"
	}
	return ""
}

func (b *builder) initiator(w *wireEntry) (from, kind string) {
	kind = clip(cmp.Or(w.Initiator.kind, string(w.InitiatorType)), 20)
	if a, why := readAddress(w.Initiator.url, b.rec.Own()); why == "" {
		from = a.url
	}
	return from, kind
}

// typeOf is what a file is: by what Chrome says, by its media type, by the end
// of its name.
func typeOf(resource, mime, name string) string {
	switch strings.ToLower(resource) {
	case "document":
		return "html"
	case "stylesheet":
		return "css"
	case "script":
		return "js"
	case "image", "font":
		return strings.ToLower(resource)
	case "fetch", "xhr", "websocket", "media", "ping", "manifest":
		return "other"
	}
	mime, _, _ = strings.Cut(strings.ToLower(mime), ";")
	switch mime = strings.TrimSpace(mime); {
	case mime == "text/html", mime == "application/xhtml+xml":
		return "html"
	case mime == "text/css":
		return "css"
	case strings.HasSuffix(mime, "javascript"), strings.HasSuffix(mime, "ecmascript"):
		return "js"
	case strings.HasPrefix(mime, "image/"):
		return "image"
	case strings.HasPrefix(mime, "font/"), strings.Contains(mime, "font"):
		return "font"
	case mime != "" && mime != "application/octet-stream" && mime != "x-unknown":
		return "other"
	}
	name, _, _ = strings.Cut(name, "?")
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm":
		return "html"
	case ".css":
		return "css"
	case ".js", ".mjs":
		return "js"
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico":
		return "image"
	case ".woff", ".woff2", ".ttf", ".otf":
		return "font"
	}
	return "other"
}

// maxBytes is more than any file has.
const maxBytes = 1 << 40

func whole(n number, limit float64) int {
	if !n.ok || n.value < 0 {
		return 0
	}
	return int(math.Round(min(n.value, limit)))
}

// sizes fills in how many bytes crossed the network.
func (b *builder) sizes(place int, w *wireEntry, e *Entry) {
	header := func(size number, f fields) int {
		if size.ok && size.value > 0 {
			return whole(size, 1<<20)
		}
		if f.count > 0 && !multiplexed(e.Protocol) { // HTTP/2 and 3 compress them
			return min(f.size, 1<<20)
		}
		return 0
	}
	e.RequestHeader = header(w.Request.HeadersSize, w.Request.Headers)
	e.ResponseHeader = header(w.Response.HeadersSize, w.Response.Headers)
	e.RequestBody = int64(whole(w.Request.BodySize, maxBytes))
	content := int64(whole(w.Response.Content.Size, maxBytes))
	transfer := int64(whole(w.Response.TransferSize, maxBytes))
	saved := int64(whole(w.Response.Content.Compression, maxBytes))
	body := int64(whole(w.Response.BodySize, maxBytes))
	e.Content = content
	switch {
	case body > 0 && body == content && saved > 0 && saved < content && transfer == 0:
		e.Body = content - saved // early versions of sitespeed.io write the content's size
		b.notes.entry(place, "response.bodySize is the size after decompression: content.compression is taken off")
	case body > 0:
		e.Body = body
	case transfer > 0 && content > 0 && content <= transfer: // Chrome with HTTP/2: bodySize is -1
		e.Body = content
		e.ResponseHeader = int(min(transfer-content, 1<<20))
	case transfer > 0:
		e.Body = max(0, transfer-int64(e.ResponseHeader))
	case w.Response.BodySize.ok && w.Response.BodySize.value == 0:
	case content > saved:
		e.Body = content - saved
		if saved == 0 && !w.Response.TransferSize.ok {
			b.notes.entry(place, "response.bodySize is not known: content.size is taken")
		}
	}
	if e.Content == 0 {
		e.Content = e.Body
	}
}

// isCached reports whether an answer came without the network.
func isCached(w *wireEntry, e *Entry) bool {
	if w.FromCache != "" || bool(w.Response.DiskCache) || bool(w.Response.Fetched) {
		return true
	}
	t := w.Response.TransferSize
	return t.ok && t.value == 0 && e.Body+e.Content > 0 && e.Connection == "" && e.Phases.SetUp() == 0
}

// omit counts what was not kept.
func (b *builder) omit(w *wireEntry, a *address) {
	o, req, res := &b.rec.Omitted, &w.Request, &w.Response
	o.Cookies += max(int(req.Cookies), req.Headers.cookies) + max(int(res.Cookies), res.Headers.cookies)
	o.Credentials += req.Headers.credentials + res.Headers.credentials
	if a.credentials {
		o.Credentials++
	}
	o.QueryValues += a.values
	for _, h := range []*fields{&req.Headers, &res.Headers} {
		o.HeaderValues += h.count - h.cookies - h.credentials
	}
	for _, l := range []length{req.PostData.Text, res.Content.Text} {
		if l > 0 {
			o.Bodies++
		}
	}
}
