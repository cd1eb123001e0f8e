// Package page says what a page is made of: its resources, where they live,
// and which of them names which.
package page

import "time"

// Page is a page's resources in the order in which the page names them. The
// first is the page itself.
type Page struct {
	Resources []Resource
}

// Resource is one file, and how it is asked for. It is known by its ID: two may
// have one URL, as answers of a script's polling do.
type Resource struct {
	ID     int    // its index in Page.Resources
	Host   string // the name it is fetched from, without port
	Path   string // from the root, as a URL has it: "/asset-001.webp"
	Query  string // as a URL has it behind the "?"; "": none
	Method string // "GET" and the like; "": GET
	Type   Type   // what it is

	Status int // of the response; 0: 200
	Size   int // bytes of the response's body
	Upload int // bytes of the request's body

	// RequestHeader and ResponseHeader are the bytes of the headers with their
	// first lines and the empty one, as HTTP/1.1 has them and before HTTP/2 and 3
	// compress them. A header that would be shorter is filled up; one that would
	// be longer is left as it is, a request's without what a server needs not know.
	// 0: what browser and server say on their own.
	RequestHeader, ResponseHeader int

	Think time.Duration // what the server takes from the whole request to the first byte of its answer
	Cut   *Cut          // what becomes of the first answer, over HTTP/1.x; nil: nothing

	Preload bool // the page names it ahead of need, in a preload link

	// Ahead is how the server lets the browser have it before the page names
	// it: while it still thinks about the page.
	Ahead Ahead

	// Parent is the ID of the resource whose body names this one, -1 for the
	// page itself. The browser learns of this one when the first NamedAt bytes
	// of the parent's body have arrived, and asks for it Delay later: what a script
	// takes that asks for it.
	Parent  int
	NamedAt int
	Delay   time.Duration
}

// Cut is a server that hangs up in the middle of an answer, the first time that it
// is asked: as one does whose process dies.
type Cut struct {
	After int  // bytes of the response that come before, with its header
	Reset bool // it hangs up with a RST, as when nobody has read what has come
}

// Ahead is a way for a server to be ahead of the page.
type Ahead string

// The ways.
const (
	NotAhead Ahead = "no"    // it waits until it is asked; so does ""
	Hints    Ahead = "hints" // it names the file in a 103 response (Early Hints, RFC 8297)
	Push     Ahead = "push"  // it sends the file without being asked (RFC 9113 §8.4)
)

// Hosts gives the names that the page's resources live on, each once, in the
// order in which they are first used. The page's own is the first.
func (p *Page) Hosts() []string {
	var hosts []string
	seen := map[string]bool{}
	for _, r := range p.Resources {
		if !seen[r.Host] {
			seen[r.Host] = true
			hosts = append(hosts, r.Host)
		}
	}
	return hosts
}

// Size is the bytes of all bodies together.
func (p *Page) Size() int64 {
	var n int64
	for _, r := range p.Resources {
		n += int64(r.Size)
	}
	return n
}
