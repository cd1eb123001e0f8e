// Package har reads HTTP Archive 1.2 recordings (what a browser's network panel
// saves) and says what they show.
//
// Readers of real recordings have to be tolerant: entries are out of order,
// phases missing, protocols spelled in a dozen ways. What cannot be used is
// left out and what had to be guessed is said, both in [Recording.Warnings].
//
// Nothing private is kept: no cookie, no header's value, no value of a query,
// no body. A response's body is skipped while reading and never stored.
package har

import "time"

// MaxSize is the size, in bytes and uncompressed, of the largest recording that
// is read.
const MaxSize = 500 << 20

// Absent is the length of a phase that did not happen, or of which the
// recording says nothing.
const Absent = time.Duration(-1)

// Recording is what a file holds, in order of time.
type Recording struct {
	Creator  string // the program that wrote it, with its version
	Browser  string // the browser, with its version; "" if the file does not say
	Comment  string
	Pages    []Page
	Entries  []Entry  // by their starts
	Warnings []string // one line each: what was left out, what was guessed
	Omitted  Omitted  // what was seen and deliberately not kept

	// Scenario is the scenario file that the recording is of, as it says itself:
	// one of the lab's own that nobody has changed since. "": it does not say.
	Scenario string
}

// Page is a page that was loaded.
type Page struct {
	ID     string
	Title  string
	Begin  time.Time     // when it was navigated to
	OnLoad time.Duration // from Begin; Absent: not known
}

// Omitted counts what was seen and not kept, because it is nobody else's
// business.
type Omitted struct {
	Cookies      int // cookies, and headers that carry them
	Credentials  int // headers that carry passwords or tokens, and names in addresses
	HeaderValues int // values of all other headers
	QueryValues  int // values of parameters in addresses
	Bodies       int // bodies of requests and responses
}

// Entry is a request and its response.
type Entry struct {
	Index int // its place in the file, from 0
	Page  int // its index in Recording.Pages; -1: none
	Begin time.Time

	Method string
	URL    string // without credentials, fragment and the values of its query
	Scheme string // "http" or "https"
	Host   string // with the port, if that is not the scheme's
	Path   string // from the root, with the names in its query

	Protocol string // "http/1.0", "http/1.1", "h2" or "h3"
	Status   int    // 0: there was no answer
	MIME     string
	Type     string // "html", "css", "js", "image", "font" or "other"
	TLS      string // "1.2" or "1.3", if the recording says so
	Priority string
	Cached   bool // it came from a cache and cost no network

	RequestHeader  int   // bytes; 0: not known
	RequestBody    int64 // bytes
	ResponseHeader int   // bytes; 0: not known
	Body           int64 // bytes as they crossed the network
	Content        int64 // bytes after decompression

	Phases Phases

	// Connection is what the recording calls the connection, "" if it does not
	// tell one from another. Load.Connections knows more.
	Connection string
	ServerIP   string

	Initiator     string // the address of what caused it, as URL is; "" if not known
	InitiatorType string // "parser", "script", "other" or what else the recording says
	Error         string // why there was no answer
}

// Phases is what the time of an entry went to, in order. Any can be Absent.
type Phases struct {
	Blocked  time.Duration
	Queueing time.Duration // the part of Blocked in which the browser held it back; 0 if not told apart
	DNS      time.Duration
	Connect  time.Duration // TCP alone, or QUIC with its TLS
	TLS      time.Duration // over TCP
	Send     time.Duration
	Wait     time.Duration
	Receive  time.Duration
}

// Time is how long the entry took: the sum of its phases.
func (p Phases) Time() time.Duration {
	var sum time.Duration
	for _, d := range []time.Duration{p.Blocked, p.DNS, p.Connect, p.TLS, p.Send, p.Wait, p.Receive} {
		sum += max(0, d)
	}
	return sum
}

// SetUp is what opening a connection took of the entry's time.
func (p Phases) SetUp() time.Duration { return max(0, p.Connect) + max(0, p.TLS) }
