package report

import (
	"encoding/json"
	"strconv"
	"strings"
)

// buffer is compact JSON in the making. Entries are most of a recording, and
// written without reflection.
type buffer []byte

func (b *buffer) raw(s string) { *b = append(*b, s...) }

func (b *buffer) int(key string, n int64) {
	b.raw(key)
	*b = strconv.AppendInt(*b, n, 10)
}

func (b *buffer) millis(key string, m millis) {
	b.raw(key)
	*b = m.append(*b)
}

// text writes a string as encoding/json does, without escaping HTML's characters.
func (b *buffer) text(key, s string) {
	b.raw(key)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			*b = append(*b, escaped(s)...)
			return
		}
	}
	*b = append(*b, '"')
	*b = append(*b, s...)
	*b = append(*b, '"')
}

func escaped(s string) string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // of a string, never
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// optional writes a string that is left out if it is empty.
func (b *buffer) optional(key, s string) {
	if s != "" {
		b.text(key, s)
	}
}

func (b *buffer) pairs(key string, all []harPair) {
	b.raw(key + "[")
	for i, p := range all {
		if i > 0 {
			b.raw(",")
		}
		b.text(`{"name":`, p.Name)
		b.text(`,"value":`, p.Value)
		b.raw("}")
	}
	b.raw("]")
}

func (b *buffer) entry(e *harEntry) {
	b.text(`{"pageref":`, e.Page)
	b.text(`,"startedDateTime":`, e.Started)
	b.millis(`,"time":`, e.Time)

	req := &e.Request
	b.text(`,"request":{"method":`, req.Method)
	b.text(`,"url":`, req.URL)
	b.text(`,"httpVersion":`, req.HTTPVersion)
	b.pairs(`,"headers":`, req.Headers)
	b.pairs(`,"queryString":`, req.Query)
	b.pairs(`,"cookies":`, req.Cookies)
	b.int(`,"headersSize":`, int64(req.HeadersSize))
	b.int(`,"bodySize":`, req.BodySize)

	res := &e.Response
	b.int(`},"response":{"status":`, int64(res.Status))
	b.text(`,"statusText":`, res.StatusText)
	b.text(`,"httpVersion":`, res.HTTPVersion)
	b.pairs(`,"headers":`, res.Headers)
	b.int(`,"cookies":[],"content":{"size":`, res.BodySize)
	b.text(`,"mimeType":`, res.MIME)
	b.int(`},"redirectURL":"","headersSize":`, int64(res.HeadersSize))
	b.int(`,"bodySize":`, res.BodySize)
	b.int(`,"_transferSize":`, res.TransferSize)
	b.optional(`,"_error":`, res.Error)

	t := &e.Timings
	b.millis(`},"cache":{},"timings":{"blocked":`, t.Blocked)
	b.millis(`,"dns":`, t.DNS)
	b.millis(`,"connect":`, t.Connect)
	b.millis(`,"ssl":`, t.SSL)
	b.millis(`,"send":`, t.Send)
	b.millis(`,"wait":`, t.Wait)
	b.millis(`,"receive":`, t.Receive)
	b.millis(`,"_blocked_queueing":`, t.Queueing)

	b.raw("}")
	b.optional(`,"serverIPAddress":`, e.ServerIP)
	b.optional(`,"connection":`, e.Connection)
	b.optional(`,"_connectionId":`, e.Connection) // as Chromium calls it, whose connection is a port
	b.text(`,"_initiator":{"type":`, e.Initiator.Type)
	b.optional(`,"url":`, e.Initiator.URL)
	b.raw("}")
	b.optional(`,"_priority":`, e.Priority)
	b.text(`,"_resourceType":`, e.ResourceType)
	b.raw("}\n")
}
