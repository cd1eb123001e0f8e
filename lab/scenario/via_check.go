package scenario

import (
	"slices"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
)

// checkHop looks for what contradicts itself in an entry.
func checkHop(d *yaml.Decoder, m *yaml.Node, h *Hop, before int) {
	at := func(names ...string) yaml.Place {
		for _, name := range names {
			if e, ok := m.Get(name); ok {
				return e.Key
			}
		}
		return m.At()
	}
	switch {
	case !h.says("role"):
		d.Errorf(m.At(), "this hop has no role: say what it is, as in %s", hopSection.Example)
	case h.Role == ForwardProxy && before > 0:
		d.Errorf(at("role"), "a proxy is the browser's own and comes first: put it first, or make this a load_balancer")
	case h.Role == ForwardProxy && h.says("http") && h.HTTP != "1.1":
		d.Errorf(at("http"), "a proxy is asked in the HTTP/1 that the browser speaks to what is behind it: leave http out here")
	case h.HTTP == "3" && h.says("tls") && h.TLS != "1.3":
		d.Errorf(at("tls"), "HTTP/3 has TLS 1.3 built in: set tls: \"1.3\" here, or leave it out")
	case h.HTTP == "3" && !h.KeepAlive:
		d.Errorf(at("keep_alive"), "HTTP/3 always keeps its connection: set keep_alive: true here, or leave it out")
	case h.Role == ForwardProxy && h.TLS != unsaidWord && h.TLS != "":
		d.Errorf(at("tls"), "a proxy is spoken to without TLS: leave tls out here")
	case h.Role == ForwardProxy && h.Servers > 1:
		d.Errorf(at("servers"), "a proxy goes where the browser says: servers are of a load_balancer or a cdn")
	case !h.UpstreamKeepAlive && h.says("upstream_idle_timeout"):
		d.Errorf(at("upstream_idle_timeout"), "no connection to the server is idle with upstream_keep_alive: false: leave one of the two out")
	case !h.UpstreamKeepAlive && h.says("pool"):
		d.Errorf(at("pool"), "no connection to the server is kept with upstream_keep_alive: false: leave one of the two out")
	case !h.KeepAlive && h.says("idle_timeout"):
		d.Errorf(at("idle_timeout"), "no connection is idle with keep_alive: false: leave one of the two out")
	}
}

// finishVia fills in what depends on other keys.
func (r *Run) finishVia() {
	r.Via = slices.Clone(r.Via) // the top's list is not this run's to change
	for i := range r.Via {
		h := &r.Via[i]
		if h.HTTP == unsaidWord {
			h.HTTP = r.HTTP
		}
		if h.TLS == unsaidWord {
			h.TLS = r.TLS.Version
			if h.HTTP == "3" {
				h.TLS = "1.3"
			}
		}
		if h.Role == ForwardProxy {
			h.HTTP, h.TLS = "1.1", ""
		}
	}
	for i := range r.Via {
		h := &r.Via[i]
		h.KeepAlive = h.KeepAlive && (h.HTTP != "1.0" || h.says("keep_alive"))
		h.UpstreamKeepAlive = h.UpstreamKeepAlive && (r.next(i) != "1.0" || h.says("upstream_keep_alive"))
	}
}

// next is the version of HTTP in which the i-th hop asks for what it does not
// tunnel.
func (r *Run) next(i int) string {
	if i+1 < len(r.Via) {
		return r.Via[i+1].HTTP
	}
	return r.HTTP
}

// front is the HTTP and the TLS that the browser speaks: to the hop that has the
// page's names, or to its server.
func (r *Run) front() (http, tls string) {
	for i := range r.Via {
		if r.Via[i].Role != ForwardProxy {
			return r.Via[i].HTTP, r.Via[i].TLS
		}
	}
	return r.HTTP, r.TLS.Version
}

// checkVia looks for what does not go with hops.
func (d *decoder) checkVia(r *Run, in string, at func(...string) yaml.Place) {
	if len(r.Via) == 0 {
		return
	}
	before := d.Count()
	for i := range r.Via {
		if d.checkLegs(r, i, in, at); d.Count() > before {
			return
		}
	}
	http, tls := r.front()
	through := r.Via[0].Role == ForwardProxy
	_, saysKeepAlive := d.Given("keep_alive")
	switch {
	case through && http == "3":
		d.Errorf(at("http", "via"), "%sa proxy tunnels TCP, and HTTP/3 goes over UDP: set http: \"2\" for what is behind it, or leave the proxy out", in)
	case through && http == "2" && tls == "":
		d.Errorf(at("http", "via"), "%sthrough a proxy HTTP/2 needs TLS, which makes a tunnel of it: set tls: \"1.3\" for what is behind it, or http: \"1.1\"", in)
	case saysKeepAlive && r.Keeps() && r.HTTP == "1.0" && !(through && len(r.Via) == 1):
		d.Errorf(at("keep_alive", "http"), "%sa hop asks the server for no keep-alive over HTTP/1.0: leave keep_alive out, or set http: \"1.1\"", in)
	case len(r.Servers) > 0 && through:
		d.Errorf(at("servers", "via"), "%sa proxy is asked for everything, and servers are elsewhere: leave one of the two out, or make a cdn of the proxy", in)
	case r.other(PageHost) != nil:
		d.Errorf(at("servers", "via"), "%svia is in front of the page's own server: say its network, http and tls outside of servers", in)
	case r.AltSvc && through:
		d.Errorf(at("alt_svc", "via"), "%sa proxy tunnels TCP, and HTTP/3 goes over UDP: leave alt_svc or the proxy out", in)
	case len(r.Requests) > 0 && http != "1.1" && http != "2":
		d.Errorf(at("via", "requests"), "%srequests are made by Go's client, which has no HTTP/%s: set http: \"1.1\" or \"2\" for the first hop, or load a page", in, http)
	case r.Browser.DNS.RTT > 0 && through:
		d.Errorf(at("browser.dns", "via"), "%sa proxy looks names up itself: leave dns out", in)
	}
	d.checkAheadVia(r, in, at)
}

// checkLegs looks at both sides of the i-th hop together.
func (d *decoder) checkLegs(r *Run, i int, in string, at func(...string) yaml.Place) {
	h, next := &r.Via[i], r.next(i)
	asked := i > 0 && r.Via[i-1].Role != ForwardProxy // by a hop
	said := func(all ...string) string {
		for _, key := range all {
			if h.says(key) {
				return key
			}
		}
		return ""
	}
	switch key := said("upstream_idle_timeout", "pool"); {
	case h.HTTP == "3" && h.TLS != "1.3":
		d.Errorf(at("tls", "http", "via"), "%sHTTP/3 has TLS 1.3 built in, and the tls of hop %d is %q: set tls: \"1.3\" there, or leave it out", in, i+1, h.TLS)
	case h.HTTP == "3" && !h.KeepAlive:
		d.Errorf(at("http", "via"), "%sHTTP/3 always keeps its connection: set keep_alive: true for hop %d, or leave it out", in, i+1)
	case next == "1.0" && h.says("upstream_keep_alive") && h.UpstreamKeepAlive:
		d.Errorf(at("http", "via"), "%sa hop asks for no keep-alive over HTTP/1.0, as nginx does not: leave upstream_keep_alive of hop %d out, or set http: \"1.1\" for what is behind it", in, i+1)
	case next == "1.0" && key != "":
		d.Errorf(at("http", "via"), "%sno connection is kept over HTTP/1.0: leave %s of hop %d out, or set http: \"1.1\" for what is behind it", in, key, i+1)
	case h.HTTP == "1.0" && asked && h.KeepAlive:
		d.Errorf(at("via"), "%sthe hop before hop %d asks for no keep-alive over HTTP/1.0: leave keep_alive of hop %d out, or set http: \"1.1\" there", in, i+1, i+1)
	case next == "3" && !h.UpstreamKeepAlive:
		d.Errorf(at("http", "via"), "%sHTTP/3 always keeps its connection: leave upstream_keep_alive of hop %d out, or set http: \"1.1\" for what is behind it", in, i+1)
	case next == "3" && (h.MaxConns > 0 || h.Pool.Size > 1):
		d.Errorf(at("http", "via"), "%sHTTP/3 has one connection to a server: leave the numbers of pool and max_connections of hop %d out, or set http: \"1.1\" for what is behind it", in, i+1)
	case next == "3" && h.says("retry"):
		d.Errorf(at("http", "via"), "%sHTTP/3 sends again what the server says that it has not begun with, and nothing else: leave retry of hop %d out, or set http: \"1.1\" for what is behind it", in, i+1)
	}
}

// checkAheadVia looks for servers that are ahead of the HTML to no avail.
func (d *decoder) checkAheadVia(r *Run, in string, at func(...string) yaml.Place) {
	ahead := func(way page.Ahead) bool {
		return slices.ContainsFunc(r.Page.Assets, func(a Assets) bool { return a.Ahead == way })
	}
	if ahead(page.Push) {
		d.Errorf(at("page.assets", "via"), "%sa hop passes on no pushes, which are for one connection: set ahead: hints, or leave via out", in)
	}
	if !ahead(page.Hints) {
		return
	}
	for i := range r.Via {
		if h := &r.Via[i]; h.Role != ForwardProxy && h.HTTP < "2" {
			d.Errorf(at("page.assets", "via"), "%searly hints need HTTP/2 or 3 all the way, and hop %d is asked in HTTP/%s: set http: \"2\" there, or leave ahead out", in, i+1, h.HTTP)
			return
		}
	}
}
