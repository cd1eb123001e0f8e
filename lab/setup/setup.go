// Package setup says what is played, on what: the hosts of a network and the
// paths between them, what answers on each, the page, and how the browser
// behaves. It is plain data. A scenario compiles into it, and so can anything
// else that knows of a load, such as a recording; package replay plays it.
package setup

import (
	"fmt"
	"time"

	"rttlab/lab/page"
	"rttlab/netem"
)

// Setup is one run: a page, the network that it is loaded over, and who takes
// part. Page and Hosts are required.
type Setup struct {
	Name string // the run's
	Seed uint64 // where chance starts
	TCP  netem.TCP

	// Hosts are all computers, in the order in which they get their addresses.
	// One is the browser's. Every name in Page is that of one host, and a host
	// that has names of the page has a Server.
	Hosts []Host

	// Paths are the ways between two hosts. Two without one are next to each
	// other.
	Paths []Path

	Page     *page.Page
	Browser  Browser
	Requests *Requests // a program that asks for what is in Page; nil: the browser does
	Users    *Users    // many visitors; nil: one browser
	Queries  *Queries  // a program that asks a database for it; nil: none does
	Change   Change
	Events   []Event // in order

	Visits int           // how often the page is loaded, with what the browser keeps; 0: once
	Pause  time.Duration // from the end of a visit to the next

	Draws int // how many seeds it is played with, Seed being the first; 0: one

	Network string   // the network between the browser and the page's own server, in one line for people
	Notes   []string // what the figures have in them that one would not think of, one sentence each
}

// Browser is how the browser behaves. To each server it speaks what the Server
// says.
type Browser struct {
	Pipeline           bool   // HTTP/1.1: requests go out without waiting for the answers before
	ConnectionsPerHost int    // HTTP/1.x; 0: 6, as browsers have it
	Coalesce           bool   // one connection of HTTP/2 or 3 for all names with one certificate and address
	Resume             bool   // it has been there before, and resumes its sessions of TLS
	Proxy              string // the name of the forward proxy's host through which it does everything; "": none

	// Like is the browser whose own time is added: "chromium". "" is one that
	// takes none.
	Like string

	// Preconnect says that the HTML names the hosts of all its files at its
	// beginning, in preconnect links: a connection to each is opened at once.
	Preconnect bool

	// Warm says that the browser is running already and asks for the page as
	// soon as it is told to: it takes no time of its own to begin.
	Warm bool

	// Speed is how many times as fast as Like it does its own work; 0 is 1.
	Speed int
}

// Change is a change of network while a page loads. The zero Change is none.
type Change struct {
	At      time.Duration // since the start of navigation; 0: never
	Host    string        // the name of the host that the browser goes on with
	Network string        // as Setup.Network
}

// Reset is a connection that its server ends, for an Event.
type Reset struct {
	Host       string // a name of the server
	Connection int    // in the order in which the server has accepted them, from 1
}

// Patience is how long a load may take: long after every timeout of TCP.
const Patience = 3 * time.Hour

// Loads is how often the page is loaded: once at least.
func (s *Setup) Loads() int { return max(1, s.Visits) }

// Draw is the run with the i-th of its seeds, counted from 0.
func (s *Setup) Draw(i int) *Setup {
	draw := *s
	draw.Seed, draw.Draws = s.Seed+uint64(i), 0
	return &draw
}

// VisitName is what the i-th visit is called, from 1. The first has the run's
// name: it is what the run would be without another.
func (s *Setup) VisitName(i int) string { return VisitName(s.Name, i) }

// VisitName is what the i-th visit of a run of that name is called, from 1.
func VisitName(run string, i int) string {
	if i <= 1 {
		return run
	}
	ending := "th"
	if tens := i / 10 % 10; tens != 1 && i%10 < 4 {
		ending = [...]string{"th", "st", "nd", "rd"}[i%10]
	}
	return fmt.Sprintf("%s, %d%s visit", run, i, ending)
}
