// Package page says what a page is made of: its resources, where they live,
// and which of them names which.
package page

import "time"

// Page is a page's resources in the order in which the page names them. The
// first is the page itself.
type Page struct {
	Resources []Resource
}

// Resource is one file.
type Resource struct {
	ID    int           // its index in Page.Resources
	Host  string        // the name it is fetched from, without port
	Path  string        // from the root: "/asset-001.webp"
	Type  Type          // what it is
	Size  int           // bytes of body
	Think time.Duration // what the server takes from the whole request to the first byte of its answer

	Preload bool // the page names it ahead of need, in a preload link

	// Ahead is how the server lets the browser have it before the page names
	// it: while it still thinks about the page.
	Ahead Ahead

	// Parent is the ID of the resource whose body names this one, -1 for the
	// page itself. The browser learns of this one when the first NamedAt bytes
	// of the parent's body have arrived.
	Parent  int
	NamedAt int
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
