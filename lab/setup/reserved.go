package setup

import (
	"fmt"
	"strings"
)

// The names of hosts that are not the page's. No page may use them, nor any
// other that begins with "browser-": see Reserved.
const (
	BrowserName  = "browser"
	AfterName    = "browser-after" // the browser once it has changed networks
	ResolverName = "resolver.example.test"
)

// inside is the domain of those that the page does not name: proxies, and what is
// behind them.
const inside = ".inside.example.test"

// OriginName is the name of the i-th server behind proxies, from 1.
func OriginName(i int) string {
	if i == 1 {
		return "origin" + inside
	}
	return fmt.Sprintf("origin%d%s", i, inside)
}

// HopName is the name of the i-th hop between browser and server, from 1, when
// the page has none for it.
func HopName(i int) string { return fmt.Sprintf("hop%d%s", i, inside) }

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
	case strings.HasSuffix(name, inside):
		return "a server's behind a proxy, or a proxy's"
	}
	return ""
}
