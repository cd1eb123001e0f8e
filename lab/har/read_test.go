package har

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func read(t *testing.T, producer string) *Recording {
	t.Helper()
	rec, err := Open(filepath.Join("testdata", "producers", producer+".har"))
	require.NoError(t, err)
	return rec
}

// What each program that writes recordings has of its own is understood, and
// what had to be guessed is said.
func TestProducers(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name        string
		connections int
		protocols   []string
		first       Phases
		body        int64
		warnings    []string
	}{
		{
			"chrome", 1,
			[]string{"h2", "h2", "h2"},
			Phases{Blocked: ms + ms/2, Queueing: ms + ms/2, DNS: 10 * ms, Connect: 50 * ms, TLS: 60 * ms, Send: ms / 2, Wait: 59*ms + ms/2, Receive: 50 * ms},
			20000,
			[]string{"entry 3: request.url is a data: address, which needs no network: left out"},
		},
		{
			"firefox", 3,
			[]string{"h2", "h3", "http/1.1"},
			Phases{Blocked: 5 * ms, DNS: 12 * ms, Connect: 48 * ms, TLS: 55 * ms, Wait: 60 * ms, Receive: 10 * ms},
			8300,
			[]string{
				"timings.ssl is beside timings.connect, not in it: read as such",
				"entry 2: request.httpVersion is not known: taken as http/1.1, nothing says otherwise",
			},
		},
		{
			"safari", 1,
			[]string{"h2", "h2", "h2"},
			Phases{Blocked: 2*ms + ms/4, DNS: 5 * ms, Connect: 49 * ms, TLS: 56 * ms, Send: ms, Wait: 80 * ms, Receive: 12 * ms},
			8000,
			[]string{"entry 2: timings.wait is missing: taken as 0", "entry 2: timings.receive is missing: taken as 0"},
		},
		{
			"webpagetest", 1,
			[]string{"h2", "h2"},
			Phases{Blocked: Absent, DNS: 20 * ms, Connect: 48 * ms, TLS: 52 * ms, Wait: 55 * ms, Receive: 50 * ms},
			20000,
			[]string{"entry 1: request.method is missing: taken as GET"},
		},
		{
			"sitespeed", 1,
			[]string{"http/1.1", "http/1.1"},
			Phases{DNS: 30 * ms, Connect: 51 * ms, TLS: 54 * ms, Send: ms / 10, Wait: 124*ms + ms/2, Receive: 2 * ms / 5},
			8000,
			[]string{
				"entry 0: response.bodySize is the size after decompression: content.compression is taken off",
				"entry 1: time is longer than its phases together: the rest is taken as blocked",
			},
		},
		{
			"fiddler", 1,
			[]string{"http/1.1", "http/1.1"},
			Phases{Blocked: Absent, DNS: 60 * ms, Connect: 40 * ms, TLS: Absent, Wait: 63 * ms, Receive: 47 * ms},
			900,
			[]string{
				"entry 0: request.method is CONNECT, a proxy's: left out",
				"the recording names no pages: all entries are taken as one",
			},
		},
		{
			"charles", 1,
			[]string{"h2", "h2"},
			Phases{Blocked: Absent, DNS: 5 * ms, Connect: 48 * ms, TLS: 52 * ms, Wait: 80 * ms, Receive: 20 * ms},
			1500,
			[]string{
				"entry 2: timings is a JSON array: taken as missing",
				"entry 3: is a JSON string, not an object: left out",
				"entry 1: request.url is a WebSocket's, which is not a page load's: left out",
				"entry 2: startedDateTime is not a time: left out",
				"the recording names no pages: all entries are taken as one",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := read(t, c.name)
			require.Len(t, rec.Pages, 1)
			require.Len(t, rec.Load(0).Connections, c.connections)
			var protocols []string
			for i := range rec.Entries {
				protocols = append(protocols, rec.Entries[i].Protocol)
			}
			require.Equal(t, c.protocols, protocols)
			require.Equal(t, "html", rec.Entries[0].Type)
			require.Equal(t, c.first, rec.Entries[0].Phases)
			require.Equal(t, c.body, rec.Entries[0].Body)
			require.Equal(t, c.warnings, rec.Warnings)
		})
	}
}

// Nothing that is private is in what was read.
func TestNothingPrivateIsKept(t *testing.T) {
	files, err := filepath.Glob("testdata/producers/*.har")
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		rec, err := Open(file)
		require.NoError(t, err)
		kept, err := json.Marshal(rec)
		require.NoError(t, err)
		require.NotContains(t, string(kept), "hidden", file)
		if strings.Contains(string(text), "hidden") {
			require.NotZero(t, rec.Omitted, file)
		}
	}
	chrome := read(t, "chrome")
	require.Equal(t, Omitted{Cookies: 1, Credentials: 1, HeaderValues: 1, QueryValues: 1, Bodies: 2}, chrome.Omitted)
	require.Equal(t, "https://shop.example/?session=", chrome.Entries[0].URL)
	require.Equal(t, "https://shop.example/app.js?v=", chrome.Entries[2].Initiator)
	require.True(t, chrome.Entries[1].Cached)
	require.Equal(t, "shop.example", read(t, "fiddler").Entries[0].Host)
}

func zipped(t *testing.T, text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

const (
	good = `{"startedDateTime":"2024-05-01T10:00:00Z","time":1,"request":{"method":"GET","url":"http://a.test/","httpVersion":"HTTP/1.1"},"response":{"status":200},"timings":{"wait":1,"receive":0}}`
	head = `{"log":{"entries":[`
)

// What cannot be used is said in one line.
func TestUnusable(t *testing.T) {
	for _, c := range []struct{ name, file, err string }{
		{"empty", "", "the file is empty"},
		{"blank", " \n\t\n", "the file is empty"},
		{"zip", "PK\x03\x04rest", "this is a zip archive: unpack it and name the .har file in it (Fiddler's .saz is one: export HTTPArchive v1.2 from Fiddler instead)"},
		{"zip in gzip", "GZIP:PK\x03\x04rest", "this is a zip archive: unpack it and name the .har file in it (Fiddler's .saz is one: export HTTPArchive v1.2 from Fiddler instead)"},
		{"zstd", "\x28\xb5\x2f\xfd....", "this is compressed by zstd: unpack it, or compress it by gzip"},
		{"tar", "name" + strings.Repeat("\x00", 253) + "ustar" + strings.Repeat("\x00", 300), "this is a tar archive: unpack it and name the .har file in it"},
		{"UTF-16", "\xff\xfe{\x00", "this is text in UTF-16: save it as UTF-8"},
		{"HTML", "<!doctype html>", "this is HTML or XML, not a HAR recording: in the network panel, choose \"Save all as HAR\""},
		{"broken gzip", "\x1f\x8b\x08rest", "compressed by gzip, and broken: unexpected EOF"},
		{"not JSON", "GET / HTTP/1.1", "not a HAR recording: its beginning: invalid character 'G' looking for beginning of value"},
		{"a list", "[]", "not a HAR recording: its beginning: an object is expected, as in {\"log\": {...}}"},
		{"other JSON", `{"a": {"b": [1]}}`, "no \"log\" in it: this is JSON, but not a HAR recording"},
		{"log is no object", `{"log": 3}`, "not a HAR recording: its beginning: an object is expected, as in {\"log\": {...}}"},
		{"entries are no list", `{"log": {"entries": {}}}`, "not a HAR recording: log.entries: a list of entries is expected"},
		{"no entries", `{"log": {"entries": []}}`, "the recording has no entries: record with the network panel open, and save when the page is there"},
		{"cut off", head + `{"request": {"meth`, "not a HAR recording: entry 0: it ends too early"},
		{"only useless entries", head + `{}, 3]}}`, "none of the recording's 2 entries can be used: entry 0: request.url is missing: left out"},
		{"too deep", head + strings.Repeat("[", 20000), "not a HAR recording: entry 0: invalid character '[' exceeded max depth"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := c.file
			if plain, ok := strings.CutPrefix(text, "GZIP:"); ok {
				text = zipped(t, plain)
			}
			_, err := Read(strings.NewReader(text))
			require.EqualError(t, err, c.err)
		})
	}
}

// What is usable is used.
func TestUsable(t *testing.T) {
	for _, c := range []struct{ name, file, warning string }{
		{"plain", head + good + `]}}`, ""},
		{"byte order mark", bom + head + good + `]}}`, ""},
		{"gzip", "GZIP:" + head + good + `]}}`, ""},
		{"other keys", `{"x":[{"y":1}],"log":{"z":{},"entries":[` + good + `],"w":null},"v":1}`, ""},
		{"cut off", head + good + `,{"req`, "the file is broken in entry 1: it ends too early; what comes before that is read"},
		{"syntax", head + good + `,{"a":}]}}`, "the file is broken in entry 1: invalid character '}' looking for beginning of value; what comes before that is read"},
		{"pages are text", `{"log":{"pages":"none","entries":[` + good + `]}}`, "log.pages is a JSON string: passed over"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := c.file
			if plain, ok := strings.CutPrefix(text, "GZIP:"); ok {
				text = zipped(t, plain)
			}
			rec, err := Read(strings.NewReader(text))
			require.NoError(t, err)
			require.Len(t, rec.Entries, 1)
			want := []string{"the recording names no pages: all entries are taken as one"}
			if c.warning != "" {
				want = append([]string{c.warning}, want...)
			}
			require.Equal(t, want, rec.Warnings)
		})
	}
}

// A body is not in memory even while it is read, and a recording that is too
// large ends with an error, not with the machine.
func TestBodiesAreSkipped(t *testing.T) {
	body := `\"\\\u00e4x` + strings.Repeat(`\u00e4\\abc\"`, 1<<20)
	file := strings.Replace(head+good, `"status":200`, `"status":200,"content":{"size":7,"text":"`+body+`"}`, 1) + "," + good + `]}}`
	var rec *Recording
	allocated := testing.AllocsPerRun(1, func() {
		var err error
		rec, err = Read(strings.NewReader(file))
		require.NoError(t, err)
	})
	require.Less(t, allocated, 1000.0)
	require.Len(t, rec.Entries, 2)
	require.Equal(t, int64(7), rec.Entries[0].Content)
	require.Equal(t, 1, rec.Omitted.Bodies)

	_, err := unpack(strings.NewReader(head))
	require.NoError(t, err)
	_, err = decode(&limited{r: strings.NewReader(file), left: 1000}, &notes{})
	require.EqualError(t, err, "the recording is larger than 500 MB: save it without content")
}

// Connections that the recording does not name are told by who opened one.
func TestConnectionsWithoutNames(t *testing.T) {
	entry := func(at, blocked, connect, wait int) string {
		return fmt.Sprintf(`{"startedDateTime":"2024-05-01T10:00:00.%03dZ","time":%d,"request":{"method":"GET","url":"http://a.test/%d","httpVersion":"HTTP/1.1"},"response":{"status":200},"timings":{"blocked":%d,"connect":%d,"wait":%d,"receive":0}}`,
			at, blocked+connect+wait, at, blocked, connect, wait)
	}
	rec, err := Read(strings.NewReader(head + strings.Join([]string{
		entry(0, 0, 50, 50), entry(110, 0, 0, 50), entry(111, 0, 50, 50), entry(112, 50, 0, 100), entry(113, 100, 0, 10),
	}, ",") + "]}}"))
	require.NoError(t, err)
	conns := rec.Load(0).Connections
	var served [][]int
	for _, c := range conns {
		var all []int
		for _, f := range c.Fetches {
			all = append(all, f.Index)
		}
		served = append(served, all)
	}
	require.Equal(t, [][]int{{0, 1, 3}, {2, 4}}, served)
}

func TestProtocolSpellings(t *testing.T) {
	for want, all := range map[string][]text{
		"http/1.0": {"HTTP/1.0", "1.0"},
		"http/1.1": {"HTTP/1.1", "http/1.1", "1.1"},
		"h2":       {"h2", "h2c", "HTTP/2", "http/2.0", "2.0", "spdy/3.1"},
		"h3":       {"h3", "h3-29", "HTTP/3", "http/2+quic/43", "quic/1+spdy/3"},
		"":         {"", "unknown", "ori", "us:", "data"},
	} {
		for _, s := range all {
			require.Equal(t, want, protocolOf(s), s)
		}
	}
}

// FuzzRead feeds the reader with recordings and what grows out of them: it
// says in one line what is wrong, or what it gives can be relied on.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/producers/*.har")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(head + good + "]}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := Read(bytes.NewReader(data))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			require.Less(t, len(err.Error()), 1000)
			return
		}
		require.NotEmpty(t, rec.Entries)
		last := time.Time{}
		for i := range rec.Entries {
			e := &rec.Entries[i]
			require.Contains(t, []string{"http/1.0", "http/1.1", "h2", "h3"}, e.Protocol)
			require.Contains(t, []string{"http", "https"}, e.Scheme)
			require.True(t, e.Page >= 0 && e.Page < len(rec.Pages))
			require.True(t, strings.HasPrefix(e.Path, "/"))
			require.NotEmpty(t, e.Host)
			require.False(t, e.Begin.Before(last))
			last = e.Begin
			require.True(t, e.Body >= 0 && e.Content >= 0 && e.RequestHeader >= 0 && e.ResponseHeader >= 0)
			for _, d := range []time.Duration{e.Phases.Blocked, e.Phases.DNS, e.Phases.Connect, e.Phases.TLS, e.Phases.Send, e.Phases.Wait, e.Phases.Receive} {
				require.GreaterOrEqual(t, d, Absent)
				require.LessOrEqual(t, d, 2*maxPhase)
			}
		}
		for page := range rec.Pages {
			served := 0
			for _, c := range rec.Load(page).Connections {
				served += len(c.Fetches)
			}
			require.Equal(t, len(rec.Load(page).Fetches), served)
		}
	})
}
