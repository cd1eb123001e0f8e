package har

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// address is what is kept of a URL.
type address struct {
	url          string // as Entry.URL
	scheme, host string
	path         string
	credentials  bool // there were some
	values       int  // values of parameters that were left out
}

// addressOf reads a URL; why says what is wrong with it, in words that do not
// repeat it.
func addressOf(raw string) (a address, why string) { return readAddress(raw, false) }

// readAddress is addressOf, or keeps the query's values: those of an emulated
// load are nobody's.
func readAddress(raw string, values bool) (a address, why string) {
	if raw == "" {
		return a, "is missing"
	}
	u, err := url.Parse(raw)
	if err != nil {
		return a, "is not an address"
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
	case "ws", "wss":
		return a, "is a WebSocket's, which is not a page load's"
	case "":
		return a, "is not absolute"
	default:
		return a, "is a " + clip(u.Scheme, 20) + ": address, which needs no network"
	}
	if u.Hostname() == "" {
		return a, "names no host"
	}
	a.scheme = strings.ToLower(u.Scheme)
	a.host = strings.ToLower(u.Host)
	a.host = strings.TrimSuffix(a.host, map[string]string{"http": ":80", "https": ":443"}[a.scheme])
	a.path = u.EscapedPath()
	if !strings.HasPrefix(a.path, "/") {
		a.path = "/" + a.path
	}
	a.credentials = u.User != nil
	if u.RawQuery != "" || u.ForceQuery {
		query := u.RawQuery
		if !values {
			query, a.values = namesOf(query)
		}
		a.path += "?" + escaped(query)
	}
	a.url = a.scheme + "://" + a.host + a.path
	return a, ""
}

// escaped is a query as a URL may have it: what is no printable letter of ASCII
// is written as %20 and the like.
func escaped(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c > '~' || c == '"' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// namesOf is a query without its values: "a=1&b" is "a=&b".
func namesOf(query string) (names string, values int) {
	parts := strings.Split(query, "&")
	for i, p := range parts {
		name, value, has := strings.Cut(p, "=")
		if !has {
			continue
		}
		parts[i] = name + "="
		if value != "" {
			values++
		}
	}
	return strings.Join(parts, "&"), values
}

// without makes a text harmless: addresses in it lose what addressOf leaves out.
func without(s string) string {
	words := strings.Fields(s)
	changed := false
	for i, w := range words {
		if !strings.Contains(w, "://") {
			continue
		}
		a, why := addressOf(w)
		if why != "" {
			a.url, _, _ = strings.Cut(w, "?")
		}
		changed = changed || a.url != w
		words[i] = a.url
	}
	if !changed {
		return s
	}
	return strings.Join(words, " ")
}

// clip makes a text fit to be shown: valid, on one line, not too long.
func clip(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
