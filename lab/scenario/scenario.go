// Package scenario is the scenario file: its types, and its strict decoder
// whose errors name file, line and column.
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
	Name   string
	Title  string
	About  string
	Seed   uint64
	Runs   []Run // at least one
	Expect []Expect
}

// Run is one page load's settings.
type Run struct {
	Name    string
	Seed    uint64
	Network Network
	TCP     TCP
	Page    Page
	Server  Server
	Browser Browser

	HTTP      string // "1.0", "1.1", "2", "3"
	KeepAlive bool
	Pipeline  bool
	TLS       TLS
}

// Network is the path between the browser and the servers.
type Network struct {
	Profile   string        // the named starting point; "" for none
	Changed   []string      // keys that override the profile
	RTT       time.Duration // both ways together
	Jitter    time.Duration // at most this much more, each way
	Down, Up  netem.BitRate // 0: unlimited
	Queue     netem.Queue
	LossDown  float64 // probability per packet towards the browser, 0 to 1
	LossUp    float64
	DialDelay time.Duration // per dial, on top of TCP's own round trip
}

// TCP is how the transport behaves at both ends.
type TCP struct {
	Congestion    string // "cubic", "reno"
	InitialWindow int    // segments; 0: as the kernel has it
}

// Page describes what is loaded.
type Page struct {
	HTML   int // bytes
	Assets []Assets
	Hosts  int // names that the assets without a Host of their own are spread over, in turn, the page's own first
}

// Assets is a group of like files.
type Assets struct {
	Count int
	Size  int // bytes
	Type  page.Type
	Host  string        // "" for the page's own, or the shards
	Think time.Duration // the server's for these
}

// Server is what the origin does.
type Server struct {
	Think time.Duration // per request
}

// Browser is how the browser behaves.
type Browser struct {
	ConnectionsPerHost int           // HTTP/1.x; default 6
	DNS                time.Duration // per new name
}

// TLS is the security of a connection.
type TLS struct {
	Version string // "" for none, "1.2", "1.3"
}

// Expect is one line of a file's expectations. Exactly one of the measures is
// set.
type Expect struct {
	Run         string
	FasterThan  string        // another run's name, with By
	By          float64       // how many times
	Total       time.Duration // 0: not asked
	Connections int           // -1: not asked
	Requests    int           // -1: not asked
	Within      float64       // tolerance as a fraction: 0.1 is 10 %
	Line        int           // in the file
}
