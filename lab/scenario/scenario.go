// Package scenario is the scenario file: its types, and its strict decoder
// whose errors name file, line and column.
//
// A file's keys are declared once, in keys.go: the decoder, the hints in its
// errors and the JSON Schema that editors use are all made from that one
// declaration.
package scenario

import (
	"time"

	"rttlab/lab/page"
	"rttlab/netem"
)

// Scenario is a scenario file after defaults and merging: each run is complete
// in itself.
type Scenario struct {
	File   string // where it was read from
	Name   string // default: the file's name without directory and extension
	Title  string
	About  string
	Seed   uint64
	Runs   []Run // at least one, no two of one name
	Expect []Expect

	Headline Headline // the zero one: the greatest speedup

	// Sweeps are the values that keys are to be given one after the other, each
	// sweep one key or two. Runs are those of the file without them.
	Sweeps [][]Axis

	// Changed is what was given beside the file, as in "network.rtt=20ms".
	Changed []string

	// Warnings are doubts about what the file says: options without effect.
	Warnings []string
}

// Run is one page load's settings.
type Run struct {
	Name    string
	Against string // the run that speedups are over; "": the first on the same network
	Seed    uint64
	Network Network
	TCP     TCP
	Page    Page
	Server  Server
	Browser Browser
	Servers []OtherServer // those that are elsewhere, or not like Server
	Events  []Event       // what happens meanwhile
	Via     []Hop         // what is between the browser and the server

	Requests []Asked // of a program, in place of a browser that loads Page
	Client   Client
	Users    Users   // many visitors who load Page; the zero one: there are none
	Queries  Queries // of a program to a database, in place of those; the zero one: none

	HTTP      string // "1.0", "1.1", "2", "3"
	KeepAlive *bool  // whether a connection is used again; nil: as the version of HTTP has it, see Keeps
	Pipeline  bool
	TLS       TLS
	Migrate   Migrate
	Reset     Reset

	// Visits is how often the page is loaded, with what the browser keeps from
	// the time before; 0: once. Pause is the time from one to the next.
	Visits int
	Pause  time.Duration
	Repeat int  // how many seeds it is played with, Seed being the first; 0: one
	AltSvc bool // the server says that it speaks HTTP/3 too, and is believed
}

// Keeps says whether a connection is used again after a file: not in HTTP/1.0
// and always in later versions, unless KeepAlive says otherwise.
func (r *Run) Keeps() bool {
	if r.KeepAlive == nil {
		return r.HTTP != "1.0"
	}
	return *r.KeepAlive
}

// Network is the path between the browser and the servers.
type Network struct {
	Profile   string        // the named starting point; "" for none
	Changed   []string      // keys given beside Profile, which override it or add to it
	RTT       time.Duration // both ways together
	Jitter    time.Duration // at most this much more, each way
	Down, Up  netem.BitRate // 0: unlimited
	Queue     netem.Queue
	LossDown  float64 // probability per packet towards the browser, 0 to 1
	LossUp    float64
	LossBurst int // packets lost in a row, on average; 0 or 1: each on its own
	Drop      Drop
	Reorder   Reorder
	Duplicate float64 // probability, each way
	Trace     Trace
	DialDelay time.Duration // per dial, on top of TCP's own round trip
}

// Page describes what is loaded.
type Page struct {
	HTML   int // bytes
	Assets []Assets
	Hosts  int // names that the assets without a Host of their own are spread over, in turn, the page's own first
}

// Assets is a group of like files.
type Assets struct {
	Name      string // what other groups call it; "" when none does
	DependsOn string // the group whose files name these; "": the HTML does
	Ahead     page.Ahead
	Preload   bool // the HTML names them at its beginning, whatever else does
	Count     int
	Size      int // bytes
	Type      page.Type
	Host      string        // "" for the page's own, or the shards
	Think     time.Duration // the server's for each of these
	Delay     time.Duration // from when they are named to when they are asked for
	Request
}

// Server is what the origin does.
type Server struct {
	Like             string        // the kind of server whose habits it has; "": what the rest says
	Think            time.Duration // per request
	KeepAliveTimeout time.Duration // how long a connection may be idle; 0: for ever, or 30 s with HTTP/3
	FileDescriptors  int           // that it may have open; 0: any number
	MaxRequests      int           // on a connection of HTTP/1.x; 0: any number
}

// Browser is how the browser behaves.
type Browser struct {
	ConnectionsPerHost int // HTTP/1.x; default 6
	Coalesce           bool
	DNS                DNS
	Like               string // the browser whose own time is added: "chromium", or "none" as ""
	Preconnect         bool   // to all hosts, when the HTML begins to come
	Speed              int    // how many times as fast as Like it does its own work; default 1
	Warm               bool   // it takes no time of its own to begin
}

// TLS is the security of a connection.
type TLS struct {
	Version string // "" for none, "1.2", "1.3"
	Chain   int    // bytes of the server's certificate chain; 0: one small certificate
	Resume  bool   // sessions of an earlier visit; HTTP/3 sends its first requests at once
}
