package scenario

import (
	"time"

	"rttlab/lab/page"
	"rttlab/netem"
)

// The limits of the format. They are wide of everything that can be learnt
// from a page load, and keep a slip of the finger from running for hours.
const (
	maxRuns    = 100
	maxExpects = 1000
	maxGroups  = 1000
	MaxFiles   = 10_000           // in all groups of a page together
	MaxPage    = 10 * MaxFile     // bytes in all files of a page together
	maxHosts   = 100              // names that a page is spread over
	maxConns   = 1000             // per host
	maxWindow  = 1000             // segments
	maxTime    = time.Hour        // RTT, think time and the like
	maxTotal   = 1000 * time.Hour // what a run can be expected to take
)

// fileSection is what stands at the top of a file only.
var fileSection = &section[Scenario]{
	name: "the file", where: "at the top of the file",
	doc:     "A page load, or several that differ in something, on an emulated network.",
	example: "page: {html: 10KB}",
	keys: []key[Scenario]{
		field("name", fileName(), func(s *Scenario) *string { return &s.Name },
			"What the scenario is called, and the folder its results go to. Default: the file's name.", such("keep-alive")),
		field("title", text(200), func(s *Scenario) *string { return &s.Title },
			"One line for the top of tables and charts.", such("One handshake per file")),
		field("about", prose(), func(s *Scenario) *string { return &s.About },
			"What to look for, why it happens, and what to change next."),
		{name: "runs", schema: listOf(runSection.name, maxRuns,
			"The page loads to compare. Each takes every key from the top of the file and changes what it names.")},
		{name: "expect", schema: listOf(expectSection.name, maxExpects,
			"What has to come out. A run that does not finish, or an expectation that is not met, makes the command fail.")},
	},
}

// settings are the keys of a run that may stand at the top as well.
var settings = []key[Run]{
	field("seed", seedNumber(), func(r *Run) *uint64 { return &r.Seed },
		"Where chance starts. The same file and seed give the same result, to the byte.", byDefault(1)),
	sub(networkSection, func(r *Run) *Network { return &r.Network }),
	sub(tcpSection, func(r *Run) *TCP { return &r.TCP }),
	sub(pageSection, func(r *Run) *Page { return &r.Page }),
	sub(serverSection, func(r *Run) *Server { return &r.Server }),
	sub(browserSection, func(r *Run) *Browser { return &r.Browser }),
	field("http", httpVersion(), func(r *Run) *string { return &r.HTTP },
		"The version of HTTP.", byDefault("1.1")),
	field("keep_alive", boolean(), func(r *Run) *bool { return &r.KeepAlive },
		"Whether a connection is used again after a file. Default: false for HTTP/1.0, true otherwise."),
	field("pipeline", boolean(), func(r *Run) *bool { return &r.Pipeline },
		"Whether HTTP/1.1 sends requests on a connection without waiting for the answers before.", byDefault(false)),
	tlsKey(),
	sub(migrateSection, func(r *Run) *Migrate { return &r.Migrate }),
	sub(resetSection, func(r *Run) *Reset { return &r.Reset }),
	field("visits", count(1, maxVisits), func(r *Run) *int { return &r.Visits },
		"How often the page is loaded. Later visits have what the browser keeps: connections that are still open, sessions of TLS, addresses. The files are fetched each time. The second visit of a run NAME is called \"NAME, visit 2\".", byDefault(1)),
	field("pause", span(maxTTL), func(r *Run) *time.Duration { return &r.Pause },
		"The time from the end of a visit to the next.", byDefault("0ms"), such("10s")),
	field("alt_svc", boolean(), func(r *Run) *bool { return &r.AltSvc },
		"Whether the server of HTTP/2 says that it speaks HTTP/3 too (Alt-Svc, RFC 7838). The browser believes it: connections that later visits open use HTTP/3. One that is open still is used as it is.", byDefault(false)),
}

var settingsSection = &section[Run]{name: "the file", where: "at the top of the file or in a run", keys: settings}

var runName = text(100)

var runSection = &section[Run]{
	name: "run", where: "in an entry of runs",
	doc:     "One page load. Every key of the file's top can be changed here; sections merge key by key.",
	example: `{name: HTTP/2, http: "2"}`,
	keys: append([]key[Run]{
		field("name", runName, func(r *Run) *string { return &r.Name },
			"What tables, charts and expectations call this run.", such("HTTP/1.1")),
	}, settings...),
}

var networkSection = &section[Network]{
	name: "network", where: "under network",
	doc:     "The path between the browser and the servers.",
	example: "network: {rtt: 200ms}",
	keys: []key[Network]{
		profileKey(), // first: the keys after it override it
		field("rtt", span(maxTime), func(n *Network) *time.Duration { return &n.RTT },
			"The round-trip time, both ways together.", byDefault("0ms"), such("200ms")),
		field("jitter", span(maxTime), func(n *Network) *time.Duration { return &n.Jitter },
			"At most this much more delay, each way, drawn for each packet. A stream's bytes stay in order.", byDefault("0ms"), such("10ms")),
		field("down", rate(), func(n *Network) *netem.BitRate { return &n.Down },
			"The speed towards the browser, shared by all its connections. Headers count.", byDefault("unlimited"), such("20Mbps")),
		field("up", rate(), func(n *Network) *netem.BitRate { return &n.Up },
			"The speed from the browser, shared by all its connections. Headers count.", byDefault("unlimited"), such("5Mbps")),
		field("queue", queueRoom(), func(n *Network) *netem.Queue { return &n.Queue },
			"How much waits in front of the link before packets are dropped: bandwidth-delay products (at least 15 kB), bytes or packets. codel also drops packets that have waited too long (RFC 8289); a size may follow it.",
			byDefault("1bdp"), such("250KB", "100packets", "codel", "codel 250KB")),
		lossKey(),
		sub(dropSection, func(n *Network) *Drop { return &n.Drop }),
		sub(reorderSection, func(n *Network) *Reorder { return &n.Reorder }),
		field("duplicate", percent(0, 100), func(n *Network) *float64 { return &n.Duplicate },
			"The share of packets that arrive twice, each way.", byDefault("0%"), such("1%")),
		sub(traceSection, func(n *Network) *Trace { return &n.Trace }),
		field("dial_delay", span(maxTime), func(n *Network) *time.Duration { return &n.DialDelay },
			"Time that each dial takes on top of TCP's own round trip, for servers and middleboxes that are slow to accept.", byDefault("0ms"), such("200ms")),
	},
}

var pageSection = &section[Page]{
	name: "page", where: "under page",
	doc:     "What is loaded: one HTML and the files that it names. HTML alone is a single download.",
	example: "page: {html: 10KB}",
	keys: []key[Page]{
		field("html", size(), func(p *Page) *int { return &p.HTML }, "The size of the HTML.", byDefault("10KB")),
		assetsKey(),
		field("hosts", count(1, maxHosts), func(p *Page) *int { return &p.Hosts },
			"Domain sharding: assets go in turn to this many names, the page's own first.", byDefault(1)),
	},
}

var assetSection = &section[Assets]{
	name: "asset", where: "in an entry of assets",
	doc:     "A group of like files.",
	example: "{count: 100, size: 10KB, type: image}",
	keys: []key[Assets]{
		field("name", text(100), func(a *Assets) *string { return &a.Name }, "What other groups call this one.", such("styles")),
		field("count", count(1, MaxFiles), func(a *Assets) *int { return &a.Count }, "How many files.", byDefault(1)),
		field("size", size(), func(a *Assets) *int { return &a.Size }, "The size of each.", such("10KB")),
		field("type", choice("type", page.Types()...), func(a *Assets) *page.Type { return &a.Type }, "What they are.", byDefault("image")),
		field("host", hostName(), func(a *Assets) *string { return &a.Host },
			"The name that they are fetched from. Default: the page's own, or the page's shards in turn.", such("cdn.example.test")),
		field("depends_on", text(100), func(a *Assets) *string { return &a.DependsOn },
			"The name of a group before this one: its files name these, in turn, so the browser knows of each when the whole of the other has come. Default: the HTML names them; but fonts depend on the last group of type css before them, if there is one.", such("styles")),
		field("preload", boolean(), func(a *Assets) *bool { return &a.Preload },
			"Whether the HTML names them at its beginning, in preload links, before anything needs them.", byDefault(false)),
		field("ahead", choice("way", page.NotAhead, page.Hints, page.Push), func(a *Assets) *page.Ahead { return &a.Ahead },
			"How the server is ahead of the HTML while it thinks about it: hints names the files in a 103 response (Early Hints, RFC 8297) over HTTP/2 and 3; push sends them unasked over HTTP/2 (RFC 9113 §8.4), as browsers took it until 2022.", byDefault("no")),
		field("think", span(maxTime), func(a *Assets) *time.Duration { return &a.Think },
			"The server's time for each. Default: as under server.", such("20ms")),
	},
}

var serverSection = &section[Server]{
	name: "server", where: "under server",
	doc:     "What answers.",
	example: "server: {think: 20ms}",
	keys: []key[Server]{
		field("think", span(maxTime), func(s *Server) *time.Duration { return &s.Think },
			"The time from the whole request to the first byte of the answer.", byDefault("0ms"), such("20ms")),
		field("keep_alive_timeout", span(maxTTL), func(s *Server) *time.Duration { return &s.KeepAliveTimeout },
			"How long a connection may be idle before the server hangs up: 5s in Apache, 75s in nginx. Default: never; with HTTP/3 30s, the browser's own limit.", such("5s")),
		field("max_requests", count(1, MaxFiles), func(s *Server) *int { return &s.MaxRequests },
			"How many requests a connection of HTTP/1.x may have before the server hangs up: 100 in Apache, 1000 in nginx. Default: any number.", such(100)),
	},
}

var browserSection = &section[Browser]{
	name: "browser", where: "under browser",
	doc:     "How the browser behaves.",
	example: "browser: {connections_per_host: 6}",
	keys: []key[Browser]{
		field("connections_per_host", count(1, maxConns), func(b *Browser) *int { return &b.ConnectionsPerHost },
			"How many connections HTTP/1.x has to one name at most. HTTP/2 has one.", byDefault(6)),
		dnsKey(),
		field("coalesce", boolean(), func(b *Browser) *bool { return &b.Coalesce },
			"Whether one connection of HTTP/2 or 3 serves all names that share its certificate and its address, as in browsers. It needs TLS.", byDefault(true)),
		field("like", choice("browser", "none", "chromium"), func(b *Browser) *string { return &b.Like },
			"The browser whose own time is added. chromium takes a while for each file and each connection, as a real one does on two slow cores, and opens connections ahead of need.", byDefault("none")),
	},
}

var expectSection = &section[Expect]{
	name: "expect", where: "in an entry of expect",
	doc:     "One thing that has to come out of a run.",
	example: "{run: HTTP/2, faster_than: HTTP/1.1, by: 1.8}",
	keys: []key[Expect]{
		field("run", text(100), func(e *Expect) *string { return &e.Run }, "The run that this is about."),
		field("faster_than", text(100), func(e *Expect) *string { return &e.FasterThan },
			"Another run. Its total divided by this one's is at least by; with within, it is by, give or take that much."),
		byKey(),
		field("total", span(maxTotal), func(e *Expect) *time.Duration { return &e.Total },
			"How long the run takes, give or take within.", such("1.2s")),
		field("handshakes", span(maxTotal), func(e *Expect) *time.Duration { return &e.Handshakes },
			"How long all its handshakes take when they are added up, give or take within.", such("38s")),
		field("connections", count(0, MaxFiles+1), func(e *Expect) *int { return &e.Connections }, "How many connections are opened, exactly.", such(6)),
		field("requests", count(1, MaxFiles+1), func(e *Expect) *int { return &e.Requests }, "How many requests are made, exactly.", such(101)),
		field("within", percent(0.001, 100), func(e *Expect) *float64 { return &e.Within },
			"How far off a time or a speedup may be, either way, as a share of what is expected.", such("5%")),
	},
}

// measures are the keys of an expectation of which exactly one is given.
var measures = []string{"faster_than", "total", "handshakes", "connections", "requests"}
