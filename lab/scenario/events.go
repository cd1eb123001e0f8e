package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/setup"
	"rttlab/netem"
)

// Event is something that happens while a load runs. What is said happens.
type Event struct {
	At time.Duration // since the start of the first navigation

	HostDown, HostUp, Restart string
	AddressChange             string

	Reset    int // a connection's number; 0: none
	Loss     float64
	RTT      time.Duration
	Down, Up netem.BitRate
	Network  Network // that the browser goes over to

	keys  []string // what is said of those, beside at
	place yaml.Place
}

// maxEvents is how many a run may have.
const maxEvents = 1000

func (e *Event) says(key string) bool { return slices.Contains(e.keys, key) }

var eventSection = &yaml.Section[Event]{
	Name: "event", Where: "in an entry of events", Inner: true,
	Doc:      "Something that happens while the load runs. Hosts are called origin, browser, resolver, proxy, cdn, load_balancer, or by a name of the page.",
	Example:  "{at: 2s, host_down: origin}",
	Required: []string{"at"},
	Keys: []yaml.Key[Event]{
		yaml.Field("at", yaml.Span(maxTTL), func(e *Event) *time.Duration { return &e.At },
			"When it happens, since the start of the first navigation.", yaml.Such("2s")),
		yaml.Field("host_down", yaml.Text(253), func(e *Event) *string { return &e.HostDown },
			"A host that vanishes from the network: nothing that is sent to it arrives, and nobody is told.", yaml.Such("origin")),
		yaml.Field("host_up", yaml.Text(253), func(e *Event) *string { return &e.HostUp },
			"A host that is back, with its connections.", yaml.Such("origin")),
		yaml.Field("restart", yaml.Text(253), func(e *Event) *string { return &e.Restart },
			"A server whose process starts anew: all its connections are reset.", yaml.Such("cdn")),
		yaml.Field("address_change", choice("host", "browser"), func(e *Event) *string { return &e.AddressChange },
			"A host that has another address from then on, on the same network, as when a router gives it a new one: connections of TCP are lost, and QUIC's go on.", yaml.Such("browser")),
		yaml.Field("reset", yaml.Count(1, MaxFiles+1), func(e *Event) *int { return &e.Reset },
			"A connection that the server next to the browser resets, in the order in which it has accepted them.", yaml.Such(1)),
		yaml.Field("loss", yaml.Percent(0, 100), func(e *Event) *float64 { return &e.Loss },
			"The share of packets lost from then on, both ways, on the way that network is about.", yaml.Such("5%")),
		yaml.Field("rtt", yaml.Span(maxTime), func(e *Event) *time.Duration { return &e.RTT },
			"The round-trip time from then on, on the way that network is about.", yaml.Such("300ms")),
		yaml.Field("down", rate(), func(e *Event) *netem.BitRate { return &e.Down },
			"The speed of the browser's link towards it from then on.", yaml.Such("1Mbps")),
		yaml.Field("up", rate(), func(e *Event) *netem.BitRate { return &e.Up },
			"The speed of the browser's link from it from then on.", yaml.Such("1Mbps")),
		yaml.Sub(networkSection, func(e *Event) *Network { return &e.Network }),
	},
}

// eventsKey is a run's events. A run's list replaces the top's; an empty one is
// none.
func eventsKey() yaml.Key[Run] {
	return yaml.Key[Run]{
		Name: "events", Type: "list", Example: "[" + eventSection.Example + "]",
		Schema: yaml.ListOf(eventSection.Name, maxEvents,
			"What happens while the load runs: hosts that go down and come back, loss, distance and speed that change, resets, another network for the browser. A run's list replaces the top's; [] is none."),
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Run) {
			for _, e := range layers {
				to.Events = readEvents(d, e)
			}
		},
	}
}

// keysIn are those of some keys that an entry of a list has.
func keysIn(m *yaml.Node, names []string) (has []string) {
	for _, name := range names {
		if _, ok := m.Get(name); ok {
			has = append(has, name)
		}
	}
	return has
}

func readEvents(d *yaml.Decoder, list yaml.Entry) (all []Event) {
	for _, n := range d.Items(list, maxEvents, eventSection.Example) {
		m := eventSection.Open(d, n, entryName)
		if m == nil {
			continue
		}
		d.Forget("event.")
		e := Event{place: m.At()}
		eventSection.Fill(d, "event.", []*yaml.Node{m}, &e)
		e.Network.Changed = changed(d, "event.network.")
		e.keys = keysIn(m, eventSection.Names()[1:])
		_, timed := m.Get("at")
		switch {
		case !timed:
			d.Errorf(m.At(), "this event has no time: say when it happens, as in %s", eventSection.Example)
		case len(e.keys) == 0:
			d.Errorf(m.At(), "nothing happens at this time: say what does, as in %s", eventSection.Example)
		case e.says("network") && e.At == 0:
			d.Errorf(m.At(), "a browser that changes networks at once begins on the other one: say that network, or a later time")
		case e.says("address_change") && e.At == 0:
			d.Errorf(m.At(), "a browser whose address changes at once begins with the other one: say a later time")
		case e.says("address_change") && e.says("network"):
			d.Errorf(m.At(), "on another network a browser has another address anyway: leave address_change or network out")
		}
		all = append(all, e)
	}
	return all
}

// finishEvents puts the events into their order, and has those that are changes
// of network and resets be what migrate and reset are: these are events, too.
func (d *decoder) finishEvents(r *Run) {
	r.Events = slices.Clone(r.Events) // the top's list is not this run's to change
	slices.SortStableFunc(r.Events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	for i := range r.Events {
		e := &r.Events[i]
		if !e.says("network") && !e.says("address_change") {
			continue
		}
		if r.Migrate.At > 0 {
			d.Errorf(e.place, "the browser changes networks at %v already: it can do so once", r.Migrate.At)
			continue
		}
		r.Migrate = Migrate{At: e.At, Network: e.Network}
		if e.says("address_change") {
			r.Migrate.Network = r.nearest()
		}
	}
}

// checkEvents looks for events that cannot be.
func (d *decoder) checkEvents(r *Run, in string, at func(...string) yaml.Place) {
	if len(r.Events) == 0 || r.Page.Files() > MaxFiles {
		return
	}
	names, s := r.eventHosts(), r.bare()
	for i := range r.Events {
		e := &r.Events[i]
		for _, name := range []string{e.HostDown, e.HostUp, e.Restart} {
			if name != "" && len(named(s, name)) == 0 {
				d.Errorf(e.place, "%snobody is called %q here: %s", in, name, Hint(name, names, "there are"))
			}
		}
		switch {
		case e.Restart == "browser" || e.Restart == "resolver":
			d.Errorf(e.place, "%sthe %s does not restart: it can go down, with host_down", in, e.Restart)
		case e.says("network") && (len(r.Requests) > 0 || r.Queries.Count > 0):
			d.Errorf(e.place, "%sonly a browser changes networks: leave requests and queries out, or network here", in)
		case e.says("address_change") && (len(r.Requests) > 0 || r.Queries.Count > 0):
			d.Errorf(e.place, "%sonly a browser's address changes: leave requests and queries out, or address_change here", in)
		case r.Migrate.At > 0 && e.At >= r.Migrate.At && (e.says("rtt") || e.says("loss") || e.says("down") || e.says("up")):
			d.Errorf(e.place, "%sat %v the browser has left this network: let this happen before %v", in, e.At, r.Migrate.At)
		case r.Network.Trace != (Trace{}) && (e.says("down") || e.says("up")):
			d.Errorf(e.place, "%sa trace says how fast the link is at each time: leave trace out, or down and up here", in)
		}
	}
}

// eventHosts are the names that events have for hosts.
func (r *Run) eventHosts() []string {
	names := []string{"origin", "browser"}
	if r.Browser.DNS.RTT > 0 || r.Browser.DNS.Think > 0 {
		names = append(names, "resolver")
	}
	for i := range r.Via {
		names = append(names, string(r.Via[i].Role))
	}
	if len(r.Via) == 0 && len(r.Requests) == 0 {
		names = append(names, r.build().Hosts()...)
	}
	return names
}

// named are the hosts that have a name in events.
func named(s *setup.Setup, name string) (hosts []string) {
	for i := range s.Hosts {
		h := &s.Hosts[i]
		role := map[setup.Role]string{setup.BrowserHost: "browser", setup.ServerHost: "origin", setup.ResolverHost: "resolver"}[h.Role]
		if h.Proxy != nil {
			role = h.Proxy.Role
		}
		if role == name || h.Named(name) {
			hosts = append(hosts, h.Name)
		}
	}
	return hosts
}

// events compiles a run's events for s, whose hosts and paths are there.
func (r *Run) events(s *setup.Setup) (all []setup.Event) {
	network := r.Network
	for i := range r.Events {
		e := &r.Events[i]
		ev := setup.Event{At: e.At}
		var says []string
		add := func(format string, args ...any) { says = append(says, fmt.Sprintf(format, args...)) }
		if e.HostDown != "" {
			ev.Down = named(s, e.HostDown)
			add("%s goes down", e.HostDown)
		}
		if e.HostUp != "" {
			ev.Up = named(s, e.HostUp)
			add("%s is back", e.HostUp)
		}
		if e.Restart != "" {
			ev.Restart = named(s, e.Restart)
			add("%s restarts, and all its connections are reset", e.Restart)
		}
		if e.says("loss") {
			network.LossDown, network.LossUp = e.Loss, e.Loss
			add("%s of the packets are lost", percent(e.Loss))
		}
		if e.says("rtt") {
			network.RTT = e.RTT
			add("the RTT is %v", e.RTT)
		}
		if e.says("down") {
			network.Down = e.Down
			add("the link has %v down", e.Down)
		}
		if e.says("up") {
			network.Up = e.Up
			add("the link has %v up", e.Up)
		}
		if e.says("loss") || e.says("rtt") {
			ev.Paths = r.ways(s, &network)
		}
		if e.says("down") || e.says("up") {
			link := network.Link()
			ev.Link = &link
		}
		if ev.Says = strings.Join(says, ", "); ev.Says != "" {
			all = append(all, ev)
		}
		if e.Reset > 0 {
			all = append(all, resets(e.At, e.Reset))
		}
	}
	switch {
	case r.Reset.Silent:
		all = append(all, setup.Event{At: r.Reset.At, Down: []string{PageHost}, Says: "the server's host goes, and says nothing"})
	case r.Reset.At > 0:
		all = append(all, resets(r.Reset.At, r.Reset.Connection))
	}
	slices.SortStableFunc(all, func(a, b setup.Event) int { return cmp.Compare(a.At, b.At) })
	return all
}

// resets is a reset of a connection with the page's own server.
func resets(at time.Duration, connection int) setup.Event {
	return setup.Event{
		At: at, Reset: &setup.Reset{Host: PageHost, Connection: connection},
		Says: fmt.Sprintf("the server resets connection %d", connection),
	}
}

// ways are the ways that network is about, to the servers that have none of their
// own, as they are with another one.
func (r *Run) ways(s *setup.Setup, n *Network) (all []setup.Path) {
	for _, p := range s.Paths {
		to := s.Host(p.To)
		if to.Role != setup.ServerHost || p.From == setup.AfterName || r.other(p.To) != nil {
			continue
		}
		p.Path = n.Path()
		all = append(all, p)
	}
	return all
}
