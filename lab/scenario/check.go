package scenario

import (
	"fmt"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

// run makes one run of the top of the file and, unless it is nil, an entry of
// its runs.
func (d *decoder) run(top, own *yaml.Node) Run {
	layers := []*yaml.Node{top}
	if own != nil {
		layers = append(layers, own)
	}
	d.Start()
	r := Run{
		Seed:    1,
		TCP:     TCP{Congestion: "cubic"},
		Page:    Page{HTML: 10_000, Hosts: 1},
		Browser: Browser{ConnectionsPerHost: 6, Coalesce: true, Speed: 1},
		HTTP:    "1.1",
		Queries: Queries{Count: 1, Callers: 1, Batch: 1, Auth: "scram-sha-256", Protocol: "simple"},
	}
	before := d.Count()
	settingsSection.Fill(d.Decoder, "", layers, &r)
	if own != nil {
		if e, ok := own.Get("name"); ok {
			r.Name, _ = yaml.Read(d.Decoder, e, runName)
		}
		r.Against = d.against(own)
	}
	if _, said := d.Given("tls.version"); !said && r.HTTP == "3" {
		r.TLS.Version = "1.3"
	}
	groups := make([]Assets, len(r.Page.Assets)) // the top's list is not this run's to change
	copy(groups, r.Page.Assets)
	r.Page.Assets = groups
	d.finishQueries(&r)
	d.finishLike(&r) // the other servers begin with what the page's own has
	d.finishServers(&r)
	r.finishVia()
	for i := range groups {
		if groups[i].Think == unsaid {
			groups[i].Think = r.Server.Think
		}
	}
	r.Network.Changed = d.changed("network.")
	d.finishMigrate(&r)
	d.finishEvents(&r)
	d.finishTCP(&r.TCP)
	if d.Count() == before {
		d.checkRun(&r, own)
		d.effects.note(d.Decoder, &r)
	}
	return r
}

// checkRun looks for settings that contradict each other, or that would do
// nothing.
func (d *decoder) checkRun(r *Run, own *yaml.Node) {
	in := ""
	if own != nil && r.Name != "" {
		in = fmt.Sprintf("run %q: ", r.Name)
	}
	at := d.Last // points at the key that was given last: in a run, that is the run's own
	_, saysKeepAlive := d.Given("keep_alive")
	front, _ := r.front()
	switch {
	case r.Pipeline && front == "1.0":
		d.Errorf(at("pipeline", "http"), "%sHTTP/1.0 has no pipelining: set pipeline: false here, or http: \"1.1\"", in)
	case r.Pipeline && front != "1.1":
		d.Errorf(at("pipeline", "http"), "%sHTTP/%s has streams instead of pipelining: set pipeline: false here, or http: \"1.1\"", in, front)
	case r.Pipeline && !r.Keeps():
		d.Errorf(at("pipeline", "keep_alive"), "%spipelining needs connections that stay open: set keep_alive: true, or pipeline: false", in)
	case r.Pipeline && at("browser.connections_per_host").Known() && r.Browser.ConnectionsPerHost != 1:
		d.Errorf(at("browser.connections_per_host", "pipeline"), "%sall pipelined requests to a name go on one connection: set connections_per_host: 1 here, or pipeline: false", in)
	case saysKeepAlive && !r.Keeps() && (r.HTTP == "2" || r.HTTP == "3"):
		d.Errorf(at("keep_alive", "http"), "%sHTTP/%s always keeps its connection: set keep_alive: true here, or leave it out", in, r.HTTP)
	case r.HTTP == "3" && r.TLS.Version == "":
		d.Errorf(at("tls", "http"), "%sHTTP/3 has TLS 1.3 built in: set tls: \"1.3\" here, or leave it out", in)
	case r.HTTP == "3" && r.TLS.Version != "1.3":
		d.Errorf(at("tls", "http"), "%sHTTP/3 has TLS 1.3 built in, and tls is %q: set tls: \"1.3\" here, or leave it out", in, r.TLS.Version)
	}
	if queue := at("network.queue"); queue.Known() && r.Network.Down == 0 && r.Network.Up == 0 && r.Network.Trace == (Trace{}) && r.Network.Queue != (netem.Queue{BDPs: 1}) && r.Network.Queue != (netem.Queue{}) {
		d.Errorf(queue, "%snothing waits in front of an unlimited link: give network a down or an up rate, or leave queue out", in)
	}
	d.checkNetwork(&r.Network, "network.", in, at)
	d.checkNetwork(&r.Migrate.Network, "migrate.network.", in, at)
	d.checkTLS(r, in, at)
	d.checkDNS(r, in, at)
	d.checkServer(r, in, at)
	d.checkVisits(r, in, at)
	d.checkReset(r, in, at)
	d.checkServers(r, in, at)
	d.checkMigrate(r, in, at)
	d.checkRequests(r, in, at)
	d.checkQueries(r, in, at)
	d.checkVia(r, in, at)
	d.checkUsers(r, in, at)
	d.checkEvents(r, in, at)
	d.checkPage(r, in, at)
}

// checkPage looks at the page as a whole.
func (d *decoder) checkPage(r *Run, in string, at func(...string) yaml.Place) {
	page := at("page")
	switch {
	case !page.Known() && at("requests", "queries").Known():
		return
	case !page.Known():
		d.Missing(yaml.Place{}, "page", "page is missing: say what is loaded, as in page: {html: 10KB}")
		return
	}
	sharded, bytes := 0, int64(r.Page.HTML)
	for _, group := range r.Page.Assets {
		bytes += int64(group.Count) * int64(group.Size)
		if group.Host == "" {
			sharded += group.Count
		}
	}
	d.checkGroups(r, in, at)
	files := r.Page.Files()
	switch {
	case files > MaxFiles:
		d.Errorf(at("page.assets"), "%sthe page has %d files: at most %d are allowed", in, files, MaxFiles)
	case bytes > MaxPage:
		d.Errorf(at("page.assets", "page.html"), "%sthe page has %.1f GB: at most %d GB are allowed", in, float64(bytes)/1e9, MaxPage/1_000_000_000)
	case r.Page.Hosts > 1 && sharded == 0:
		d.Errorf(at("page.hosts"), "%sthere is nothing to spread over %d hosts: add assets without a host of their own", in, r.Page.Hosts)
	}
}
