// Package scenarios holds the built-in scenario files.
package scenarios

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

const extension = ".yaml"

// lessons are the scenarios in the order in which the article on keep-alive comes
// to what they are about, and behind them what it does not speak of.
var lessons = []string{
	"keep-alive", "distances", "requests-per-connection", "dead-peer", "idle-timeouts",
	"database-connect", "database-pool", "article-claim", "mobile", "keep-alive-cost",
	"nginx-upstream", "browser-limit", "sharding", "dns", "http2", "coalescing", "http3",
	"handshakes", "migration", "cdn", "lb-timeout", "proxy-close", "connection-lost", "outage", "push",
	"early-hints", "returning-visitor", "typical-page", "slow-start", "idle-restart", "loss",
	"head-of-line", "http3-loss", "lost-syn", "bufferbloat", "who-wins", "more-bandwidth",
	"spdy-2009", "microscape",
}

// Names lists the built-in scenarios: the lessons in their order, then the others.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil { // the root of an embed.FS is always there
		return nil
	}
	names := slices.Clone(lessons)
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), extension); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Open gives the text of the built-in scenario of that name.
func Open(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("there is no built-in scenario %q: there are %s", name, strings.Join(Names(), ", "))
	}
	return files.ReadFile(name + extension)
}
