package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

// Role is what a hop between the browser and its server is.
type Role string

// The roles.
const (
	ForwardProxy Role = "proxy"         // the browser's own, which it asks for everything
	CDN          Role = "cdn"           // has the page's names, and copies of its files
	LoadBalancer Role = "load_balancer" // has the page's names, and servers behind it
)

// Hop is one of those. Each stands at the end of a leg, which Network, HTTP and
// TLS are about: the way to it from the browser, or from the hop before it. The
// last leg, from the last hop to the server, is what the run says outside of via.
type Hop struct {
	Role    Role
	Network Network // RTT, Jitter and loss
	HTTP    string  // "1.0", "1.1", "2", "3"
	TLS     string  // "", "1.2", "1.3"

	KeepAlive   bool          // towards the browser
	IdleTimeout time.Duration // 0: never

	UpstreamKeepAlive   bool // towards the server
	UpstreamIdleTimeout time.Duration
	Pool                Pool
	MaxConns            int // to the server at once, beyond which requests wait; 0: any number
	Retry               Retry

	Think   time.Duration
	Cache   Cache
	Servers int // behind it

	keys []string // what is said of it
}

func (h *Hop) says(key string) bool { return slices.Contains(h.keys, key) }

// Pool is the connections that a hop has to a server behind it.
type Pool struct {
	Size int  // that it keeps while they are idle; 0: any number
	Warm bool // they are open before the load
}

// Cache is the files that a hop has itself.
type Cache struct {
	Is  bool
	Hit float64 // the share of files that it has, 0 to 1
}

// Retry is what a hop sends again when the connection was gone.
type Retry string

// maxHops is how many there may be, and maxBehind how many servers.
const (
	maxHops   = 8
	maxBehind = 100
)

var hopSection = &yaml.Section[Hop]{
	Name: "hop", Where: "in an entry of via", Inner: true,
	Doc:      "A proxy between the browser and its server. rtt, jitter, loss, http and tls are about the leg that leads to it, from the browser or from the hop before; network, http and tls outside of via are about the last leg, which leads to the server.",
	Example:  "{role: cdn, rtt: 10ms, cache: hit}",
	Required: []string{"role"},
	Keys: []yaml.Key[Hop]{
		yaml.Field("role", choice("role", ForwardProxy, CDN, LoadBalancer), func(h *Hop) *Role { return &h.Role },
			"What it is: proxy, the browser's own, asked with absolute URLs and CONNECT; cdn and load_balancer have the page's names."),
		yaml.Field("rtt", yaml.Span(maxTime), func(h *Hop) *time.Duration { return &h.Network.RTT },
			"The round-trip time to it, from the browser or from the hop before.", yaml.Default("0ms"), yaml.Such("10ms")),
		yaml.Field("jitter", yaml.Span(maxTime), func(h *Hop) *time.Duration { return &h.Network.Jitter },
			"At most this much more delay on that way, drawn for each packet.", yaml.Default("0ms"), yaml.Such("5ms")),
		yaml.Either(yaml.Percent(0, 100), lossSection, func(h *Hop) *Network { return &h.Network },
			func(n *Network, loss float64) { n.LossDown, n.LossUp = loss, loss }, []string{"down", "up"},
			"The share of packets lost on that way.", yaml.Default("0%"), yaml.Such("1%")),
		yaml.Field("http", httpVersion(), func(h *Hop) *string { return &h.HTTP },
			"The version of HTTP on that way: 1.0, 1.1, 2 or 3. A proxy is asked in the version that the browser speaks to what is behind it. Default: as outside of via.", yaml.Such("3")),
		yaml.Field("tls", tlsVersion(), func(h *Hop) *string { return &h.TLS },
			"The version of TLS on that way. HTTP/3 always has 1.3. Default: as outside of via; none to a proxy.", yaml.Such("1.3")),
		yaml.Field("keep_alive", yaml.Boolean(), func(h *Hop) *bool { return &h.KeepAlive },
			"Whether it keeps the connections on that way after an answer. Default: false for HTTP/1.0, true otherwise."),
		yaml.Field("idle_timeout", yaml.Span(maxTTL), func(h *Hop) *time.Duration { return &h.IdleTimeout },
			"How long such a connection may be idle before it hangs up. Default: for ever.", yaml.Such("60s")),
		yaml.Field("upstream_keep_alive", yaml.Boolean(), func(h *Hop) *bool { return &h.UpstreamKeepAlive },
			"Whether it uses connections to the server more than once; false: it sends Connection: close, as nginx did until 1.29 unless told otherwise. Default: false for HTTP/1.0, over which it never does, true otherwise."),
		yaml.Field("upstream_idle_timeout", yaml.Span(maxTTL), func(h *Hop) *time.Duration { return &h.UpstreamIdleTimeout },
			"How long a connection to the server may be idle before it hangs up. Default: for ever.", yaml.Such("60s")),
		yaml.Field("pool", poolKind(), func(h *Hop) *Pool { return &h.Pool },
			"The connections that it has to the server behind it: how many idle ones it keeps, as nginx' keepalive says; and whether they are open before the load: warm, with as many as the number says, or as the browser may have to a name. Default: cold, and any number.", yaml.Such("warm", 32, "warm 32")),
		yaml.Field("max_connections", yaml.Count(1, MaxFiles), func(h *Hop) *int { return &h.MaxConns },
			"How many it may have to the server at once, beyond which requests wait. Default: any number.", yaml.Such(8)),
		yaml.Field("retry", choice[Retry]("kind of request", "idempotent", "none", "all"), func(h *Hop) *Retry { return &h.Retry },
			"What it sends again when the server had closed the connection meanwhile: idempotent, GET and not POST (nginx); none (HAProxy); all (nginx with non_idempotent).", yaml.Default("idempotent")),
		yaml.Field("think", yaml.Span(maxTime), func(h *Hop) *time.Duration { return &h.Think },
			"How long it works on a request.", yaml.Default("0ms"), yaml.Such("1ms")),
		yaml.Field("cache", cacheKind(), func(h *Hop) *Cache { return &h.Cache },
			"Which files it has itself: hit, all of them; miss, none; or a share.", yaml.Default("miss"), yaml.Such("hit", "90%")),
		yaml.Field("servers", yaml.Count(1, maxBehind), func(h *Hop) *int { return &h.Servers },
			"How many servers are behind it, which take requests in turn. Only of the last hop.", yaml.Default(1), yaml.Such(2)),
	},
}

func poolKind() yaml.Kind[Pool] {
	number := yaml.Count(1, MaxFiles)
	const want = "warm, cold, a number of connections, or both as in warm 32"
	return yaml.Kind[Pool]{
		Want: want, Type: want,
		Parse: func(s yaml.Scalar) (Pool, error) {
			word, rest, both := strings.Cut(s.Text, " ")
			p := Pool{Warm: word == "warm"}
			switch {
			case !p.Warm && word != "cold":
				rest, both = s.Text, true
			case !both:
				return p, nil
			}
			n, err := number.Parse(yaml.Scalar{Text: strings.TrimSpace(rest), At: s.At})
			if err != nil {
				return Pool{}, fmt.Errorf("%q is no pool: it wants %s (1 to %d)", yaml.Shorten(s.Text), want, MaxFiles)
			}
			p.Size = n
			return p, nil
		},
		Schema: yaml.Schema{AnyOf: []yaml.Schema{{Type: "string", Pattern: "^(warm|cold)( [0-9]+)?$"}, number.Schema}},
	}
}

func cacheKind() yaml.Kind[Cache] {
	share := yaml.Percent(0, 100)
	const want = "hit, miss or a share of the files such as 90%"
	return yaml.Kind[Cache]{
		Want: want, Type: "hit, miss or percentage",
		Parse: func(s yaml.Scalar) (Cache, error) {
			switch s.Text {
			case "hit":
				return Cache{Is: true, Hit: 1}, nil
			case "miss":
				return Cache{Is: true}, nil
			}
			hit, err := share.Parse(s)
			if err != nil {
				return Cache{}, fmt.Errorf("%q is no cache: it wants %s", yaml.Shorten(s.Text), want)
			}
			return Cache{Is: true, Hit: hit}, nil
		},
		Schema: yaml.Schema{AnyOf: []yaml.Schema{{Enum: []any{"hit", "miss"}}, share.Schema}},
	}
}

// viaKey is a run's via. Lists are not merged: a run's replaces the top's, and an
// empty one leaves nothing between.
func viaKey() yaml.Key[Run] {
	return yaml.Key[Run]{
		Name: "via", Type: "list", Example: "[" + hopSection.Example + "]",
		Schema: yaml.ListOf(hopSection.Name, maxHops,
			"What stands between the browser and the server, in order. rtt, http and tls of an entry are about the leg that leads to it; network, http and tls outside are about the last leg, which leads to the server. A run's list replaces the top's; [] is none."),
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Run) {
			for _, e := range layers {
				to.Via = hops(d, e)
			}
		},
	}
}

func hops(d *yaml.Decoder, e yaml.Entry) (all []Hop) {
	for _, n := range d.Items(e, maxHops, hopSection.Example) {
		m := hopSection.Open(d, n, entryName)
		if m == nil {
			continue
		}
		h := Hop{KeepAlive: true, UpstreamKeepAlive: true, HTTP: unsaidWord, TLS: unsaidWord, Servers: 1}
		d.Forget("hop.")
		hopSection.Fill(d, "hop.", []*yaml.Node{m}, &h)
		h.keys = keysIn(m, hopSection.Names())
		before := d.Count()
		checkHop(d, m, &h, len(all))
		if d.Count() == before && h.Servers > 1 && n != last(d, e) {
			servers, _ := m.Get("servers")
			d.Errorf(servers.Key, "servers are behind the last hop: say servers there, or leave it out")
		}
		all = append(all, h)
	}
	return all
}

func last(d *yaml.Decoder, e yaml.Entry) *yaml.Node {
	items := d.Items(e, maxHops, hopSection.Example)
	return items[len(items)-1]
}

// unsaidWord marks what is to be as outside of via.
const unsaidWord = "\x00"

// viaLine says in one line what is between.
func (r *Run) viaLine() string {
	parts := []string{}
	for i := range r.Via {
		parts = append(parts, fmt.Sprintf("%s RTT to the %s", r.Via[i].Network.RTT, strings.ReplaceAll(string(r.Via[i].Role), "_", " ")))
	}
	return strings.Join(append(parts, r.Network.line()+" to the server"), "; ")
}

// path is the leg's to a hop.
func (h *Hop) path() netem.Path { return h.Network.Path() }
