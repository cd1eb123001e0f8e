package scenario

import (
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
	"rttlab/lab/setup"
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
	MaxRepeat  = 10_000           // draws of a run
	maxWindow  = 1000             // segments
	maxTime    = time.Hour        // RTT, think time and the like
	maxTotal   = 1000 * time.Hour // what all handshakes of a run can be expected to take
)

// fileSection is what stands at the top of a file only.
var fileSection = &yaml.Section[Scenario]{
	Name: "the file", Where: "at the top of the file",
	Doc:     "A page load, or several that differ in something, on an emulated network.",
	Example: "page: {html: 10KB}",
	Keys: []yaml.Key[Scenario]{
		yaml.Field("name", fileName(), func(s *Scenario) *string { return &s.Name },
			"What the scenario is called, and the folder its results go to. Default: the file's name.", yaml.Such("keep-alive")),
		yaml.Field("title", yaml.Text(200), func(s *Scenario) *string { return &s.Title },
			"One line for the top of tables and charts.", yaml.Such("One handshake per file")),
		yaml.Field("about", yaml.Prose(), func(s *Scenario) *string { return &s.About },
			"What to look for, why it happens, and what to change next.", yaml.Such("Look at the connections.")),
		headlineKey(),
		sweepKey(),
		{Name: "runs", Type: "list", Example: "[" + runSection.Example + "]", Schema: yaml.ListOf(runSection.Name, maxRuns,
			"The page loads to compare. Each takes every key from the top of the file and changes what it names.")},
		{Name: "expect", Type: "list", Example: "[" + expectSection.Example + "]", Schema: yaml.ListOf(expectSection.Name, maxExpects,
			"What has to come out. A run that does not finish, or an expectation that is not met, makes the command fail.")},
	},
}

// settings are the keys of a run that may stand at the top as well.
var settings = []yaml.Key[Run]{
	yaml.Field("seed", yaml.Seed(), func(r *Run) *uint64 { return &r.Seed },
		"Where chance starts. The same file and seed give the same result, to the byte.", yaml.Default(1), yaml.Such(42)),
	yaml.Field("repeat", yaml.Count(1, MaxRepeat), func(r *Run) *int { return &r.Repeat },
		"How many seeds a run with chance in it is played with: this one and those after it. What is shown and expected is the median of them, with the 10th and the 90th percentile beside it.", yaml.Default(1), yaml.Such(60)),
	yaml.Sub(networkSection, func(r *Run) *Network { return &r.Network }),
	yaml.Sub(tcpSection, func(r *Run) *TCP { return &r.TCP }),
	yaml.Sub(pageSection, func(r *Run) *Page { return &r.Page }),
	requestsKey(),
	yaml.Sub(usersSection, func(r *Run) *Users { return &r.Users }),
	yaml.Sub(queriesSection, func(r *Run) *Queries { return &r.Queries }),
	yaml.Sub(clientSection, func(r *Run) *Client { return &r.Client }),
	yaml.Sub(serverSection, func(r *Run) *Server { return &r.Server }),
	yaml.Sub(browserSection, func(r *Run) *Browser { return &r.Browser }),
	yaml.Field("http", httpVersion(), func(r *Run) *string { return &r.HTTP },
		"The version of HTTP.", yaml.Default("1.1"), yaml.Such("2")),
	yaml.Field("keep_alive", optional(yaml.Boolean()), func(r *Run) **bool { return &r.KeepAlive },
		"Whether a connection is used again after a file. Default: false for HTTP/1.0, true otherwise."),
	yaml.Field("pipeline", yaml.Boolean(), func(r *Run) *bool { return &r.Pipeline },
		"Whether HTTP/1.1 sends requests on a connection without waiting for the answers before.", yaml.Default(false)),
	tlsKey(),
	yaml.Sub(migrateSection, func(r *Run) *Migrate { return &r.Migrate }),
	yaml.Sub(resetSection, func(r *Run) *Reset { return &r.Reset }),
	yaml.Field("visits", yaml.Count(1, maxVisits), func(r *Run) *int { return &r.Visits },
		"How often the page is loaded. Later visits have what the browser keeps: connections that are still open, sessions of TLS, addresses. The files are fetched each time. The second visit of a run NAME is called \"NAME, 2nd visit\".", yaml.Default(1), yaml.Such(2)),
	yaml.Field("pause", yaml.Span(maxTTL), func(r *Run) *time.Duration { return &r.Pause },
		"The time from the end of a visit to the next.", yaml.Default("0ms"), yaml.Such("10s")),
	yaml.Field("alt_svc", yaml.Boolean(), func(r *Run) *bool { return &r.AltSvc },
		"Whether the server of HTTP/2 says that it speaks HTTP/3 too (Alt-Svc, RFC 7838). The browser believes it: connections that later visits open use HTTP/3. One that is open still is used as it is. With via it is the first hop that has the page's names that says so.", yaml.Default(false)),
	serversKey(),
	viaKey(),
	eventsKey(),
}

var settingsSection = &yaml.Section[Run]{Name: "the file", Where: "at the top of the file or in a run", Keys: settings}

var runName = yaml.Text(100)

var runSection = &yaml.Section[Run]{
	Name: "run", Where: "in an entry of runs",
	Doc:      "One page load. Every key of the file's top can be changed here; sections merge key by key.",
	Example:  `{name: HTTP/2, http: "2"}`,
	Required: []string{"name"},
	Inner:    true,
	Keys: append([]yaml.Key[Run]{
		yaml.Field("name", runName, func(r *Run) *string { return &r.Name },
			"What tables, charts and expectations call this run.", yaml.Such("HTTP/1.1")),
		yaml.Field("against", runName, func(r *Run) *string { return &r.Against },
			"The run that its speedup is over. Default: the first one on the same network that loads the same.", yaml.Such("HTTP/1.0")),
	}, settings...),
}

var networkSection = &yaml.Section[Network]{
	Name: "network", Where: "under network",
	Doc:     "The path between the browser and the servers.",
	Example: "network: {rtt: 200ms}",
	Keys: []yaml.Key[Network]{
		profileKey(), // first: the keys after it override it
		yaml.Field("rtt", yaml.Span(maxTime), func(n *Network) *time.Duration { return &n.RTT },
			"The round-trip time, both ways together.", yaml.Default("0ms"), yaml.Such("200ms")),
		yaml.Field("jitter", yaml.Span(maxTime), func(n *Network) *time.Duration { return &n.Jitter },
			"At most this much more delay, each way, drawn for each packet. A stream's bytes stay in order.", yaml.Default("0ms"), yaml.Such("10ms")),
		yaml.Field("down", rate(), func(n *Network) *netem.BitRate { return &n.Down },
			"The speed towards the browser, shared by all its connections. Headers count.", yaml.Default("unlimited"), yaml.Such("20Mbps")),
		yaml.Field("up", rate(), func(n *Network) *netem.BitRate { return &n.Up },
			"The speed from the browser, shared by all its connections. Headers count.", yaml.Default("unlimited"), yaml.Such("5Mbps")),
		yaml.Field("queue", queueRoom(), func(n *Network) *netem.Queue { return &n.Queue },
			"How much waits in front of the link before packets are dropped: bandwidth-delay products (at least 15 kB), bytes or packets; by default one product, and at least 75 kB, as dummynet has it. codel also drops packets that have waited too long (RFC 8289); a size may follow it.",
			yaml.Default("default"), yaml.Such("250KB", "100packets", "codel", "codel 250KB")),
		lossKey(),
		yaml.Sub(dropSection, func(n *Network) *Drop { return &n.Drop }),
		yaml.Sub(reorderSection, func(n *Network) *Reorder { return &n.Reorder }),
		yaml.Field("duplicate", yaml.Percent(0, 100), func(n *Network) *float64 { return &n.Duplicate },
			"The share of packets that arrive twice, each way.", yaml.Default("0%"), yaml.Such("1%")),
		yaml.Sub(traceSection, func(n *Network) *Trace { return &n.Trace }),
		yaml.Field("dial_delay", yaml.Span(maxTime), func(n *Network) *time.Duration { return &n.DialDelay },
			"Time that each dial takes on top of TCP's own round trip, for servers and middleboxes that are slow to accept.", yaml.Default("0ms"), yaml.Such("200ms")),
	},
}

var pageSection = &yaml.Section[Page]{
	Name: "page", Where: "under page",
	Doc:     "What is loaded: one HTML and the files that it names. HTML alone is a single download.",
	Example: "page: {html: 10KB}",
	Keys: []yaml.Key[Page]{
		yaml.Field("html", size(), func(p *Page) *int { return &p.HTML }, "The size of the HTML.", yaml.Default("10KB"), yaml.Such("50KB")),
		assetsKey(),
		yaml.Field("hosts", yaml.Count(1, maxHosts), func(p *Page) *int { return &p.Hosts },
			"Domain sharding: assets go in turn to this many names, the page's own first.", yaml.Default(1), yaml.Such(4)),
	},
}

var assetSection = &yaml.Section[Assets]{
	Name: "asset", Where: "in an entry of assets",
	Doc:      "A group of like files.",
	Example:  "{count: 100, size: 10KB, type: image}",
	Required: []string{"size"}, // unless the answer has no body
	Keys: append([]yaml.Key[Assets]{
		yaml.Field("name", yaml.Text(100), func(a *Assets) *string { return &a.Name }, "What other groups call this one.", yaml.Such("styles")),
		yaml.Field("count", yaml.Count(1, MaxFiles), func(a *Assets) *int { return &a.Count }, "How many files.", yaml.Default(1), yaml.Such(100)),
		yaml.Field("size", size(), func(a *Assets) *int { return &a.Size }, "The size of each.", yaml.Such("10KB")),
		yaml.Field("type", choice("type", page.Types()...), func(a *Assets) *page.Type { return &a.Type }, "What they are.", yaml.Default("image"), yaml.Such("css")),
		yaml.Field("host", hostName(), func(a *Assets) *string { return &a.Host },
			"The name that they are fetched from. Default: the page's own, or the page's shards in turn.", yaml.Such("cdn.example.test")),
		yaml.Field("depends_on", yaml.Text(100), func(a *Assets) *string { return &a.DependsOn },
			"The name of a group before this one: its files name these, in turn, so the browser knows of each when the whole of the other has come. Default: the HTML names them; but fonts depend on the last group of type css before them, if there is one.", yaml.Such("styles")),
		yaml.Field("preload", yaml.Boolean(), func(a *Assets) *bool { return &a.Preload },
			"Whether the HTML names them at its beginning, in preload links, before anything needs them.", yaml.Default(false)),
		yaml.Field("ahead", choice("way", page.NotAhead, page.Hints, page.Push), func(a *Assets) *page.Ahead { return &a.Ahead },
			"How the server is ahead of the HTML while it thinks about it: hints names the files in a 103 response (Early Hints, RFC 8297) over HTTP/2 and 3; push sends them unasked over HTTP/2 (RFC 9113 §8.4), as browsers took it until 2022.", yaml.Default("no")),
		yaml.Field("think", yaml.Span(maxTime), func(a *Assets) *time.Duration { return &a.Think },
			"The server's time for each. Default: as under server.", yaml.Such("20ms")),
		yaml.Field("delay", yaml.Span(maxTime), func(a *Assets) *time.Duration { return &a.Delay },
			"The time from when they are named to when they are asked for, as a script takes it that asks for them.", yaml.Default("0ms"), yaml.Such("50ms")),
	}, requestKeys(func(a *Assets) *Request { return &a.Request })...),
}

var serverSection = &yaml.Section[Server]{
	Name: "server", Where: "under server",
	Doc:     "What answers.",
	Example: "server: {think: 20ms}",
	Keys: []yaml.Key[Server]{
		likeKey(),
		yaml.Field("think", yaml.Span(maxTime), func(s *Server) *time.Duration { return &s.Think },
			"The time from the whole request to the first byte of the answer.", yaml.Default("0ms"), yaml.Such("20ms")),
		yaml.Field("keep_alive_timeout", yaml.Span(maxTTL), func(s *Server) *time.Duration { return &s.KeepAliveTimeout },
			"How long a connection may be idle before the server hangs up: 5s in Apache, 75s in nginx. Default: never; with HTTP/3 30s, the browser's own limit.", yaml.Such("5s")),
		yaml.Field("file_descriptors", yaml.Count(12, 1<<20), func(s *Server) *int { return &s.FileDescriptors },
			"How many file descriptors the server of HTTP/1.x or 2 may have open (ulimit -n), of which it needs 11 itself. Without one it accepts no connection, and tries again. Default: any number.", yaml.Such(1024)),
		yaml.Field("max_requests", yaml.Count(1, MaxFiles), func(s *Server) *int { return &s.MaxRequests },
			"How many requests a connection of HTTP/1.x may have before the server hangs up: 100 in Apache, 1000 in nginx. Default: any number.", yaml.Such(100)),
	},
}

var browserSection = &yaml.Section[Browser]{
	Name: "browser", Where: "under browser",
	Doc:     "How the browser behaves.",
	Example: "browser: {connections_per_host: 6}",
	Keys: []yaml.Key[Browser]{
		yaml.Field("connections_per_host", yaml.Count(1, maxConns), func(b *Browser) *int { return &b.ConnectionsPerHost },
			"How many connections HTTP/1.x has to one name at most. HTTP/2 has one.", yaml.Default(6), yaml.Such(2)),
		dnsKey(),
		yaml.Field("coalesce", yaml.Boolean(), func(b *Browser) *bool { return &b.Coalesce },
			"Whether one connection of HTTP/2 or 3 serves all names that share its certificate and its address, as in browsers. It needs TLS.", yaml.Default(true)),
		yaml.Field("like", choice("browser", "none", "chromium"), func(b *Browser) *string { return &b.Like },
			"The browser whose own time is added. chromium takes a while for each file and each connection, as a real one does on two slow cores, and opens connections ahead of need.", yaml.Default("none")),
		yaml.Field("preconnect", yaml.Boolean(), func(b *Browser) *bool { return &b.Preconnect },
			"Whether the HTML names the hosts of all its files at its beginning, in preconnect links: a connection to each is opened at once.", yaml.Default(false)),
		yaml.Field("speed", yaml.Count(1, 100), func(b *Browser) *int { return &b.Speed },
			"How many times as fast one that is like chromium does its own work: that of a new computer takes a fraction of the time.", yaml.Default(1), yaml.Such(4)),
		yaml.Field("warm", yaml.Boolean(), func(b *Browser) *bool { return &b.Warm },
			"Whether the browser is running already: one that is like chromium then takes no time to begin.", yaml.Default(false)),
	},
}

var expectSection = &yaml.Section[Expect]{
	Name: "expect", Where: "in an entry of expect",
	Doc:      "One thing that has to come out of a run.",
	Example:  "{run: HTTP/2, faster_than: HTTP/1.1, by: 1.8}",
	Required: []string{"run"},
	Keys: []yaml.Key[Expect]{
		yaml.Field("run", yaml.Text(100), func(e *Expect) *string { return &e.Run }, "The run that this is about.", yaml.Such("HTTP/2")),
		yaml.Field("faster_than", yaml.Text(100), func(e *Expect) *string { return &e.FasterThan },
			"Another run. Its total divided by this one's is at least by; with within, it is by, give or take that much.", yaml.Such("HTTP/1.1")),
		byKey(),
		yaml.Field("total", yaml.Span(setup.Patience), func(e *Expect) *time.Duration { return &e.Total },
			"How long the run takes, give or take within.", yaml.Such("1.2s")),
		yaml.Field("handshakes", yaml.Span(maxTotal), func(e *Expect) *time.Duration { return &e.Handshakes },
			"How long all its handshakes take when they are added up, give or take within.", yaml.Such("38s")),
		yaml.Field("connections", yaml.Count(0, MaxFiles+1), func(e *Expect) *int { return &e.Connections }, "How many connections are opened, exactly.", yaml.Such(6)),
		yaml.Field("requests", yaml.Count(1, MaxFiles+1), func(e *Expect) *int { return &e.Requests }, "How many requests are made, exactly.", yaml.Such(101)),
		yaml.Field("failed", yaml.Count(0, MaxFiles+1), func(e *Expect) *int { return &e.Failed }, "How many requests fail, exactly: those without an answer, or with another one than they should have. Of users, how many are turned away.", yaml.Such(1)),
		yaml.Field("peak", yaml.Count(0, maxUsers), func(e *Expect) *int { return &e.Peak }, "How many connections of users the server has open at once at most, exactly.", yaml.Such(1013)),
		yaml.Field("within", yaml.Percent(0.001, 100), func(e *Expect) *float64 { return &e.Within },
			"How far off a time or a speedup may be, either way, as a share of what is expected.", yaml.Such("5%")),
	},
}

// measures are the keys of an expectation of which exactly one is given.
var measures = []string{"faster_than", "total", "handshakes", "connections", "requests", "failed", "peak"}
