package scenario

import (
	"fmt"
	"maps"
	"slices"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
	"rttlab/lab/setup"
)

// Asked is a group of like requests of a program.
type Asked struct {
	Count     int
	Callers   int           // that ask at once
	At, After time.Duration // each is made not before At, and After the end of its caller's one before
	Size      int           // bytes of each answer
	Think     time.Duration // the server's for each of these
	Headers   map[string]string
	Cut       *page.Cut // what becomes of the first answer to each; nil: nothing
	Request
}

// Client is a program that makes requests.
type Client struct {
	IdleTimeout time.Duration // how long it keeps a connection that it does not use; 0: 90 s
	Timeout     time.Duration // how long it waits for the whole of an answer; 0: for ever
	Pool        int           // idle connections that it keeps; 0: 2
	MaxConns    int           // at once, beyond which requests wait; 0: any number
	KeepAlive   string        // of its TCP: "go", as ""; "linux"; "off"
}

// keepAlive is how its TCP probes a silent peer: as Linux does with what it ships
// (tcp_keepalive_time, _intvl, _probes; Documentation/networking/ip-sysctl.rst),
// or Go's net.Dialer.
func (c *Client) keepAlive() setup.KeepAlive {
	switch c.KeepAlive {
	case "linux":
		return setup.KeepAlive{Idle: 7200 * time.Second, Interval: 75 * time.Second, Count: 9}
	case "off":
		return setup.KeepAlive{Off: true}
	}
	return setup.KeepAlive{}
}

var clientSection = &yaml.Section[Client]{
	Name: "client", Where: "under client", Inner: true,
	Doc:     "The program that makes the requests: Go's net/http.",
	Example: "client: {idle_timeout: 90s}",
	Keys: []yaml.Key[Client]{
		yaml.Field("idle_timeout", yaml.Span(maxTTL), func(c *Client) *time.Duration { return &c.IdleTimeout },
			"How long it keeps a connection that it does not use.", yaml.Default("90s"), yaml.Such("30s")),
		yaml.Field("timeout", yaml.Span(maxTTL), func(c *Client) *time.Duration { return &c.Timeout },
			"How long it waits for the whole of an answer. Default: for ever.", yaml.Such("30s")),
		yaml.Field("pool", yaml.Count(1, maxPool), func(c *Client) *int { return &c.Pool },
			"How many connections it keeps that nobody uses (MaxIdleConnsPerHost): of more callers whose answers come at once, the others dial again.", yaml.Default(2), yaml.Such(10)),
		yaml.Field("max_connections", yaml.Count(1, MaxFiles), func(c *Client) *int { return &c.MaxConns },
			"How many it may have at once (MaxConnsPerHost), beyond which requests wait. Default: any number.", yaml.Such(10)),
		yaml.Field("tcp_keep_alive", choice("tcp_keep_alive", "go", "linux", "off"), func(c *Client) *string { return &c.KeepAlive },
			"How its TCP asks a silent peer whether it is still there: go after 15 s, and every 15 s, linux after 2 hours, and every 75 s; 9 times each.", yaml.Default("go"), yaml.Such("linux")),
	},
}

var askedSection = &yaml.Section[Asked]{
	Name: "request", Where: "in an entry of requests", Inner: true,
	Doc:     "A group of like requests, one after another, or by several callers at once. It begins when the group before has ended.",
	Example: "{count: 10, after: 1s}",
	Keys: append([]yaml.Key[Asked]{
		yaml.Field("count", yaml.Count(1, MaxFiles), func(a *Asked) *int { return &a.Count }, "How many.", yaml.Default(1), yaml.Such(10)),
		yaml.Field("callers", yaml.Count(1, maxPool), func(a *Asked) *int { return &a.Callers },
			"How many ask at once, each one request after another. They share the client's connections.", yaml.Default(1), yaml.Such(6)),
		yaml.Field("after", yaml.Span(maxTTL), func(a *Asked) *time.Duration { return &a.After },
			"The time from the end of the one before, of the same caller, to each of these.", yaml.Default("0ms"), yaml.Such("10s")),
		yaml.Field("at", yaml.Span(maxTTL), func(a *Asked) *time.Duration { return &a.At },
			"When they are made at the earliest, since the start.", yaml.Default("0ms"), yaml.Such("5s")),
		yaml.Field("size", size(), func(a *Asked) *int { return &a.Size }, "The size of each answer.", yaml.Default("1KB"), yaml.Such("10KB")),
		yaml.Field("think", yaml.Span(maxTime), func(a *Asked) *time.Duration { return &a.Think },
			"The server's time for each. Default: as under server.", yaml.Such("20ms")),
		headersKey(),
		yaml.Field("cut", cutKind(), func(a *Asked) **page.Cut { return &a.Cut },
			"The server hangs up in place of the first answer to each, as one whose process dies: fin says goodbye, rst resets the connection; a size may follow, of what comes of the answer before, with its header. Whoever asks again has the whole answer.", yaml.Such("rst", "fin 1KB")),
	}, slices.DeleteFunc(requestKeys(func(a *Asked) *Request { return &a.Request }), func(k yaml.Key[Asked]) bool {
		return k.Name == "request_header" // it is the client's own
	})...),
}

// requestsKey is a run's requests. A run's list replaces the top's.
func requestsKey() yaml.Key[Run] {
	return yaml.Key[Run]{
		Name: "requests", Type: "list", Example: "[" + askedSection.Example + "]",
		Schema: yaml.ListOf(askedSection.Name, maxGroups,
			"Requests that a program makes, in place of a page that a browser loads, in groups of like ones. One that fails does not keep the others from being made."),
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Run) {
			for _, e := range layers {
				to.Requests = nil
				for _, n := range d.Items(e, maxGroups, askedSection.Example) {
					m := askedSection.Open(d, n, entryName)
					if m == nil {
						continue
					}
					group := Asked{Count: 1, Callers: 1, Size: 1000, Think: unsaid}
					askedSection.Fill(d, "request.", []*yaml.Node{m}, &group)
					_, sized := m.Get("size")
					switch in := m.At(); {
					case group.bodiless() && sized:
						d.Errorf(in, "the answer to a HEAD, and one with the status 204 or 304, has no body: leave size out")
					case group.bodiless():
						group.Size = 0
					}
					if group.Upload > 0 && !group.sends() {
						d.Errorf(m.At(), "a request that uploads something is no GET: say which it is, as in method: POST")
					}
					to.Requests = append(to.Requests, group)
				}
				if e.Value.IsEmptyList() {
					d.Errorf(e.Value.At(), "this list is empty: say what is asked for, as in requests: [%s]", askedSection.Example)
				}
			}
		},
	}
}

// asked is what the program asks for.
func (r *Run) asked(think time.Duration) *page.Page {
	pg := &page.Page{}
	for i := range r.Requests {
		group := &r.Requests[i]
		for range group.Count {
			id := len(pg.Resources)
			res := page.Resource{ID: id, Host: PageHost, Path: fmt.Sprintf("/request-%03d", id+1), Type: page.Other, Size: group.Size, Think: group.Think, Cut: group.Cut, Parent: id - 1}
			if res.Think == unsaid {
				res.Think = think
			}
			group.apply(&res)
			pg.Resources = append(pg.Resources, res)
		}
	}
	return pg
}

// schedule is when the program asks.
func (r *Run) schedule() (all []setup.Group) {
	for i := range r.Requests {
		g := &r.Requests[i]
		all = append(all, setup.Group{Count: g.Count, Callers: g.Callers, At: g.At, After: g.After, Header: g.fields()})
	}
	return all
}

// fields are the headers by their names, since a setup has an order.
func (g *Asked) fields() (all []page.Field) {
	for _, name := range slices.Sorted(maps.Keys(g.Headers)) {
		all = append(all, page.Field{Name: name, Value: g.Headers[name]})
	}
	return all
}

// callers is how many ask at once at most.
func (r *Run) callers() int {
	most := 0
	for i := range r.Requests {
		most = max(most, min(r.Requests[i].Callers, r.Requests[i].Count))
	}
	return most
}

// noBrowser are the keys that only a browser with a page has a use for.
var noBrowser = []string{"browser", "pipeline", "migrate", "visits", "pause", "alt_svc", "tls.resume", "servers"}

// checkRequests looks for what no program that makes requests does.
func (d *decoder) checkRequests(r *Run, in string, at func(...string) yaml.Place) {
	key := at("requests")
	if !key.Known() {
		if client := at("client"); client.Known() {
			d.Errorf(client, "%sa client makes requests, and there are none: add some, as in requests: [%s], or leave client out", in, askedSection.Example)
		}
		return
	}
	for _, name := range noBrowser {
		if other := at(name); other.Known() {
			d.Errorf(other, "%s%s is a browser's, and requests are made by a program: leave one of them out", in, name)
		}
	}
	total := 0
	for i := range r.Requests {
		total += r.Requests[i].Count
	}
	switch {
	case at("page").Known():
		d.Errorf(at("page", "requests"), "%sa page is loaded by a browser, and requests are made by a program: leave one of them out", in)
	case total > MaxFiles:
		d.Errorf(key, "%sthere are %d requests: at most %d are allowed", in, total, MaxFiles)
	case r.HTTP != "1.1" && r.HTTP != "2" && len(r.Via) == 0:
		d.Errorf(at("http", "requests"), "%srequests are made by Go's client, which has no HTTP/%s: set http: \"1.1\" or \"2\", or load a page", in, r.HTTP)
	}
	if slices.ContainsFunc(r.Requests, func(a Asked) bool { return a.Cut != nil }) && r.HTTP != "1.0" && r.HTTP != "1.1" {
		d.Errorf(at("http", "requests"), "%sa server of HTTP/%s ends a stream, and keeps the connection: leave cut out, or set http: \"1.1\"", in, r.HTTP)
	}
	switch http, _ := r.front(); {
	case http == "2" && r.callers() > 1:
		// net/http's goroutines that share a connection have no order that could be kept.
		d.Errorf(at("requests", "http"), "%sseveral callers would share one connection of HTTP/2, and no two plays would be the same: set http: \"1.1\", or leave callers out", in)
	case http == "2" && (r.Client.Pool > 0 || r.Client.MaxConns > 0):
		d.Errorf(at("client.pool", "client.max_connections"), "%sHTTP/2 has one connection: leave pool and max_connections out, or set http: \"1.1\"", in)
	}
}
