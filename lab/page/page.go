// Package page says what a page is made of: its resources, where they live,
// and which of them names which.
package page

import "time"

// Type is a resource's kind, as a browser sorts them.
type Type string

// The types that a scenario file may name.
const (
	HTML  Type = "html"
	CSS   Type = "css"
	JS    Type = "js"
	Image Type = "image"
	Font  Type = "font"
	Other Type = "other"
)

// Page is a page's resources in the order in which the page names them. The
// first is the page itself.
type Page struct {
	Resources []Resource
}

// Resource is one file.
type Resource struct {
	ID    int           // its index in Page.Resources
	Host  string        // the name it is fetched from, without port
	Path  string        // from the root: "/asset-001.png"
	Type  Type          // what it is
	Size  int           // bytes of body
	Think time.Duration // what the server takes from the whole request to the first byte of its answer

	// Parent is the ID of the resource whose body names this one, -1 for the
	// page itself. The browser learns of this one when the first NamedAt bytes
	// of the parent's body have arrived.
	Parent  int
	NamedAt int
}
