package har

import (
	"slices"
	"time"
)

// Estimate is the network that a load was over, as far as the recording shows.
type Estimate struct {
	Hosts []HostEstimate // in the order in which they were first asked; the page's own first

	// Down and Up are the rates of the browser's access link, in bits of IP
	// packets per second; 0: not known.
	Down, Up           float64
	DownBasis, UpBasis string
	DownDoubt, UpDoubt string // "" if nothing says that they are wrong
	DownIsLeast        bool   // nothing shows that it is not more

	// Queue is how long a packet can wait in front of the link down before there
	// is no room for more; 0: not known.
	Queue      time.Duration
	QueueBasis string

	DNS      time.Duration // a lookup; 0: none shows
	DNSBasis string

	Think        time.Duration // of the page's own host: the median of its answers
	ThinkBasis   string
	NotToldApart bool // the recording cannot tell it from distance

	thinks []time.Duration // by fetch
}

// HostEstimate is what a recording shows of one host.
type HostEstimate struct {
	Scheme, Host string

	RTT       time.Duration
	Low, High time.Duration // what it lies between, as far as the recording shows; 0: no bound
	Basis     string        // what it is estimated from
	Doubt     string        // why it may be wrong; "" if nothing says so

	Protocol string // the one that most of its answers had
	TLS      string // "1.2", "1.3", "" for none
	TLSBasis string
	Close    bool // it hung up after every answer
	Think    time.Duration
}

// Host is what is known of a host; nil if there is none of that name.
func (e *Estimate) Host(name string) *HostEstimate {
	for i := range e.Hosts {
		if e.Hosts[i].Host == name {
			return &e.Hosts[i]
		}
	}
	return nil
}

// ThinkOf is what the server took for a fetch, by its ID.
func (e *Estimate) ThinkOf(id int) time.Duration { return e.thinks[id] }

// Estimate estimates the network from the load's phases.
func (l *Load) Estimate() *Estimate {
	e := &Estimate{}
	for _, fetches := range byHost(l.Fetches) {
		e.Hosts = append(e.Hosts, hostEstimate(fetches, l))
	}
	e.estimateRates(l)
	for i, fetches := range byHost(l.Fetches) { // now that it is known what sending takes
		e.Hosts[i].estimateRTT(fetches, l, e)
	}
	e.withoutQueues(l)
	e.estimateTLS(l)
	e.estimateThink(l)
	e.estimateQueue(l)
	e.estimateDNS(l)
	return e
}

// byHost groups fetches by their hosts, in the order of the first of each.
func byHost(fetches []*Fetch) [][]*Fetch {
	var groups [][]*Fetch
	place := map[string]int{}
	for _, f := range fetches {
		i, ok := place[f.Host]
		if !ok {
			i = len(groups)
			place[f.Host] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

func hostEstimate(fetches []*Fetch, l *Load) HostEstimate {
	h := HostEstimate{Host: fetches[0].Host}
	protocols, schemes := map[string]int{}, map[string]int{}
	for _, f := range fetches {
		protocols[f.Protocol]++
		schemes[f.Scheme]++
	}
	h.Protocol, h.Scheme = most(protocols), most(schemes)
	h.estimateRTT(fetches, l, &Estimate{})
	h.Close = hangsUp(fetches)
	return h
}

// most is the key with the highest count; of those with the same, the last in
// the alphabet, which is the newest protocol, except for the letters: "http/1.1".
func most(count map[string]int) string {
	best := ""
	for key, n := range count {
		if n > count[best] || n == count[best] && key > best {
			best = key
		}
	}
	return best
}

// hangsUp reports whether every answer of a host, of three or more, had a
// connection to itself, and one of them came when another connection had been
// free.
func hangsUp(fetches []*Fetch) bool {
	if multiplexed(fetches[0].Protocol) || len(fetches) < 3 {
		return false
	}
	free := false
	for i, f := range fetches {
		if len(f.Connection.Fetches) > 1 {
			return false
		}
		free = free || i > 0 && fetches[i-1].End < f.Start
	}
	return free || len(fetches) > browserLimit
}

// browserLimit is how many connections of HTTP/1.x a browser opens to one host:
// Chromium's kDefaultMaxSocketsPerGroup (net/socket/client_socket_pool_manager.cc),
// Firefox' network.http.max-persistent-connections-per-server.
const browserLimit = 6

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
