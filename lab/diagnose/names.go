package diagnose

import (
	"fmt"
	"net"
	"net/netip"
	"strings"

	"rttlab/lab/setup"
)

// names gives the hosts of a recording names that the emulated network takes:
// their own, but for ports, addresses and what is kept for other hosts.
type names struct {
	byHost map[string]string
	taken  map[string]bool
}

func newNames() *names { return &names{map[string]string{}, map[string]bool{}} }

func (n *names) of(host string) string {
	if name, ok := n.byHost[host]; ok {
		return name
	}
	name := host
	if h, port, err := net.SplitHostPort(host); err == nil {
		name = h + "-" + port
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '-'
	}, strings.ToLower(name))
	var labels []string
	for label := range strings.SplitSeq(name, ".") {
		if label = strings.Trim(label[:min(len(label), maxLabel)], "-"); label != "" {
			labels = append(labels, label)
		}
	}
	name = strings.Join(labels, ".")
	if _, err := netip.ParseAddr(name); err == nil || name == "" || setup.Reserved(name) != "" || numeric(name) {
		name = strings.TrimSuffix("host-"+strings.ReplaceAll(name, ".", "-"), "-")
	}
	if len(name) > maxName {
		name = strings.TrimRight(name[:maxName], ".-")
	}
	for base, i := name, 2; n.taken[name]; i++ {
		name = fmt.Sprintf("%s-%d", base, i)
	}
	n.byHost[host], n.taken[name] = name, true
	return name
}

// maxLabel is the longest part of a name between dots, less room for a number
// (RFC 1035 §2.3.4).
const maxLabel = 58

// maxName leaves room for a number in the 253 characters of a name in DNS.
const maxName = 240

// numeric reports whether a name ends in a number, as an address does.
func numeric(name string) bool {
	last := name[strings.LastIndex(name, ".")+1:]
	return last != "" && strings.Trim(last, "0123456789") == ""
}
