package setup

import "strings"

// The names of hosts that are not the page's. No page may use them, nor any
// other that begins with "browser-": see Reserved.
const (
	BrowserName  = "browser"
	AfterName    = "browser-after" // the browser once it has changed networks
	ResolverName = "resolver.example.test"
)

// Reserved says whose a name is that is kept for hosts which are not the page's;
// "" for one that the page may use.
func Reserved(name string) string {
	switch {
	case name == BrowserName || strings.HasPrefix(name, BrowserName+"-"):
		return "the browser's"
	case name == ResolverName:
		return "the resolver's"
	case name == DatabaseName:
		return "the database's"
	}
	return ""
}
