package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// harEpoch is the day on which all recordings start: the day of a bubble's
// first instant, so that a recording is the same whenever it is made.
var harEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// HAR writes one run as an HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/)
// with the fields that Chrome DevTools adds, so that its network panel and
// other viewers open it. If the run has a source, the recording has it too, in
// _rttlab, with the SHA-256 of what follows there: of pages, each entry and
// comment, without blanks between and with a line feed behind each. Who finds
// these unchanged may take the source instead of guessing at it.
func HAR(w io.Writer, t *timeline.Timeline, run *timeline.Run) error {
	lines := make(buffer, 0, 2048*(len(run.Resources)+1)) // a value each
	lines.text(`[{"startedDateTime":`, harTime(0))
	lines.text(`,"id":`, pageID)
	lines.text(`,"title":`, cmp.Or(t.Title, t.Scenario)+": "+run.Name)
	lines.millis(`,"pageTimings":{"onLoad":`, toMillis(run.Total))
	lines.raw("}}]\n")
	conns := make(map[int]*timeline.Connection, len(run.Connections))
	for i := range run.Connections {
		conns[run.Connections[i].ID] = &run.Connections[i]
	}
	urls := make(map[int]string, len(run.Resources))
	inOrder := make([]*timeline.Resource, len(run.Resources))
	for i := range run.Resources {
		inOrder[i] = &run.Resources[i]
		urls[inOrder[i].ID] = inOrder[i].URL
	}
	slices.SortStableFunc(inOrder, func(a, b *timeline.Resource) int { return cmp.Compare(a.Start, b.Start) })
	for _, res := range inOrder {
		e := harEntryOf(res, conns[res.Connection], urls[res.Initiator])
		lines.entry(&e)
	}
	lines.text("", harComment(run))
	lines.raw("\n")
	return writeLog(w, lines, run.Source)
}

// pageID is what the entries call their page.
const pageID = "page_1"

func harComment(run *timeline.Run) string {
	comment := strings.TrimPrefix(run.Network+", seed "+strconv.FormatUint(run.Seed, 10), ", ")
	if len(run.Resources) > timeline.HeadersFor {
		comment += fmt.Sprintf("; of a page of more than %d files the headers are left out", timeline.HeadersFor)
	}
	return comment
}

// writeLog writes a recording of its lines: pages, the entries, and a comment.
func writeLog(w io.Writer, lines []byte, source string) error {
	head := buffer(`{"log":{"version":"1.2","creator":{"name":"rttlab","version":"1"}`)
	if source != "" {
		head.raw(`,"_rttlab":{"comment":"lab import writes this scenario; the sum is of pages, entries and comment as they were recorded","scenario":[`)
		for i, line := range strings.Split(strings.TrimSuffix(source, "\n"), "\n") {
			if i > 0 {
				head.raw(",")
			}
			head.text("", line)
		}
		head.text(`],"sha256":`, fmt.Sprintf("%x", sha256.Sum256(lines)))
		head.raw("}")
	}
	in := indenter{out: make([]byte, 0, 2*(len(head)+len(lines)))}
	in.add(head)
	all := bytes.Split(bytes.TrimSuffix(lines, []byte("\n")), []byte("\n"))
	last := len(all) - 1
	in.add([]byte(`,"pages":`))
	in.add(all[0])
	if last == 1 {
		in.add([]byte(`,"entries":[]`))
	} else {
		in.add([]byte(`,"entries":[`))
		for i, entry := range all[1:last] {
			if i > 0 {
				in.add([]byte(","))
			}
			in.add(entry)
		}
		in.add([]byte("]"))
	}
	in.add([]byte(`,"comment":`))
	in.add(all[last])
	in.add([]byte("}}"))
	return in.flush(w)
}

func harEntryOf(r *timeline.Resource, conn *timeline.Connection, initiator string) harEntry {
	timings, total := harTimingsOf(r)
	sent, got := requestHeaders(r), pairs(r.ResponseHeader)
	gotSize := responseHeaderSize(r, got)
	e := harEntry{
		Page: pageID, Started: harTime(r.Start), Time: total, Timings: timings,
		Request: harRequest{
			Method: method(r), URL: withoutFragment(r.URL), HTTPVersion: r.Protocol, Query: queryOf(r.URL),
			Headers: sent, Cookies: cookiesOf(r), HeadersSize: requestHeaderSize(r, sent), BodySize: r.Upload,
		},
		Response: harResponse{
			Status: r.Status, HTTPVersion: r.Protocol, Headers: got, MIME: cmp.Or(r.MIME, "application/octet-stream"),
			HeadersSize: gotSize, BodySize: r.Bytes, TransferSize: r.Bytes + int64(max(gotSize, 0)), Error: r.Err,
		},
		ResourceType: cmp.Or(resourceTypes[r.Type], "other"), Priority: r.Priority,
		Initiator: harInitiator{Type: "other"},
	}
	if strings.HasPrefix(r.Protocol, "http/1") { // later versions have no reason phrase
		e.Response.StatusText = http.StatusText(r.Status)
	}
	if initiator != "" {
		e.Initiator = harInitiator{Type: "parser", URL: initiator}
	}
	if conn != nil {
		e.Connection = strconv.Itoa(conn.LocalPort)
		if host, _, err := net.SplitHostPort(conn.Server); err == nil {
			e.ServerIP = host
		}
	}
	return e
}

// harTimingsOf are the phases, and their sum. An entry starts at a whole
// millisecond; the fraction up to the real start goes into blocked.
func harTimingsOf(r *timeline.Resource) (harTimings, millis) {
	at := timesOf(r)
	fraction := at.start - toMillis(r.Start.Truncate(time.Millisecond))
	blocked := at.phase[timeline.Blocked] + fraction
	setUp := at.phase[timeline.Connect] + at.phase[timeline.TLS]
	secure := at.phase[timeline.TLS]
	if r.Protocol == "h3" { // QUIC's handshake is TLS's
		secure = setUp
	}
	t := harTimings{
		Blocked: happened(blocked), Queueing: blocked,
		DNS: happened(at.phase[timeline.DNS]), Connect: happened(setUp), SSL: happened(secure),
		Send: at.phase[timeline.Send], Wait: at.phase[timeline.Wait], Receive: at.phase[timeline.Receive],
	}
	return t, at.end - at.start + fraction
}

// notApplicable is the millis value of -1: a phase that did not happen.
const notApplicable millis = -10_000

func happened(m millis) millis {
	if m == 0 {
		return notApplicable
	}
	return m
}

// harTime is when d after the start of navigation was, to the millisecond.
func harTime(d time.Duration) string {
	return harEpoch.Add(d.Truncate(time.Millisecond)).Format("2006-01-02T15:04:05.000Z07:00")
}

func withoutFragment(rawURL string) string {
	rawURL, _, _ = strings.Cut(rawURL, "#")
	return rawURL
}

// queryOf lists a URL's parameters in its own order.
func queryOf(rawURL string) []harPair {
	_, query, _ := strings.Cut(withoutFragment(rawURL), "?")
	pairs := []harPair{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, harPair{Name: unescaped(name), Value: unescaped(value)})
	}
	return pairs
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}
