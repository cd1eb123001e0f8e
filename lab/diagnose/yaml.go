package diagnose

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/har"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
)

// YAML writes the page as a scenario file that a person can edit, with comments
// that say where each figure is from.
func YAML(w io.Writer, rec *har.Recording, s *Site) error {
	b := bufio.NewWriter(w)
	y := &yamlWriter{Writer: b, site: s}
	y.head(rec)
	y.network()
	y.servers()
	y.page()
	y.suggest()
	return b.Flush()
}

type yamlWriter struct {
	*bufio.Writer
	site *Site
}

func (y *yamlWriter) line(format string, args ...any) { fmt.Fprintf(y, format+"\n", args...) }

// comment writes a text behind lines' marks, broken at a width that editors show.
func (y *yamlWriter) comment(text string) {
	out := sheet{columns: 98}
	out.prose(0, text)
	for line := range strings.Lines(out.String()) {
		y.line("# %s", strings.TrimSpace(line))
	}
}

func (y *yamlWriter) head(rec *har.Recording) {
	l := y.site.Load
	creator := rec.Creator
	if creator == "" {
		creator = "an unnamed program"
	}
	y.comment(fmt.Sprintf("A page as %s recorded it on %s, played by a browser that takes as long as Chromium. Every figure can be changed.",
		creator, l.Page.Begin.Format("2 January 2006")))
	recorded := fmt.Sprintf("Recorded: %s from connectStart to the last byte.", short(l.Total()))
	if !y.site.warm() {
		recorded += " Its connection was open already. The browser that plays it opens one while it starts, and its total begins with that."
	}
	y.comment(recorded)
	for _, left := range LeftOut(rec, y.site) {
		y.comment("Left out: " + left + ".")
	}
	for _, warning := range rec.Warnings {
		y.comment("Guessed: " + warning + ".")
	}
	title := l.Page.Title
	if title == "" {
		title = l.Fetches[0].URL
	}
	if i := strings.LastIndex(title, ": "); i >= 0 && rec.Own() { // the scenario's title, and the run's name
		title = title[:i]
	}
	y.line("title: %s", strconv.Quote(middle(title, 150)))
}

// field writes a key with its value and, behind them, where they are from.
func (y *yamlWriter) field(key, value, from string) {
	if from == "" {
		y.line("%s: %s", key, value)
		return
	}
	y.line("%-20s # %s", key+": "+value, from)
}

func (y *yamlWriter) network() {
	e := y.site.Estimate
	own := &e.Hosts[0]
	y.line("network:")
	y.field("  rtt", span(own.RTT), doubted(own.Basis, own.Doubt))
	if e.Down > 0 {
		y.field("  down", rateOf(e.Down), doubted(e.DownBasis, e.DownDoubt))
		y.field("  up", rateOf(e.Up), doubted(e.UpBasis, e.UpDoubt))
	} else {
		y.line("  # down and up are unlimited: the recording shows %s.", e.DownBasis)
	}
	if q := y.site.queue(); q.BDPs > 0 {
		y.field("  queue", fmt.Sprintf("%.2fbdp", q.BDPs), e.QueueBasis)
	}
	server := y.site.server(own)
	y.field("http", strconv.Quote(server.HTTP), "what most answers of "+own.Host+" had")
	if server.TLS != "" {
		y.field("tls", strconv.Quote(server.TLS), own.TLSBasis)
	}
	if server.Close {
		y.field("keep_alive", "false", "every answer had a connection of its own")
	}
	y.field("server", "{think: "+span(y.think())+"}", "of the HTML: "+e.ThinkBasis)
	browser, from := "like: chromium", []string{}
	if y.site.warm() {
		browser += ", warm: true"
	}
	if y.site.Speed > 1 {
		browser += fmt.Sprintf(", speed: %d", y.site.Speed)
		from = append(from, "speed: without it a replay takes longer than the recording did")
	}
	if e.DNS > 0 {
		browser += ", dns: " + span(e.DNS)
		from = append(from, "dns: "+e.DNSBasis)
	}
	y.field("browser", "{"+browser+"}", strings.Join(from, "; "))
}

// think is what the server takes for the HTML.
func (y *yamlWriter) think() time.Duration { return y.site.Page.Resources[0].Think }

// host is what a host of the page is called in the file: the page's own has the
// name that all scenarios' pages have.
func (y *yamlWriter) host(name string) string {
	if name == y.site.Page.Resources[0].Host {
		return scenario.PageHost
	}
	return name
}

// has reports whether the file has a resource of a host.
func (y *yamlWriter) has(host string) bool {
	for id, f := range y.site.Fetches {
		if f.Host == host && id <= maxGroups {
			return true
		}
	}
	return false
}

func (y *yamlWriter) servers() {
	e := y.site.Estimate
	first, n := true, 0
	own := y.site.server(&e.Hosts[0])
	for i := range e.Hosts[1:] {
		h := &e.Hosts[i+1]
		if !y.has(h.Host) {
			continue
		}
		if n++; n > maxServers {
			y.line("  # More servers are left out, and are where the page's own is: a scenario takes %d.", maxServers)
			break
		}
		if first {
			y.line("servers: # those of the other hosts")
			first = false
		}
		server := y.site.server(h)
		parts := []string{"rtt: " + span(h.RTT)}
		if server.HTTP != own.HTTP {
			parts = append(parts, "http: "+strconv.Quote(server.HTTP))
		}
		if server.TLS != own.TLS && server.HTTP != "3" {
			version := server.TLS
			if version == "" {
				version = "none"
			}
			parts = append(parts, "tls: "+strconv.Quote(version))
		}
		if server.Close != own.Close || server.Close && server.HTTP != own.HTTP {
			parts = append(parts, fmt.Sprintf("keep_alive: %t", !server.Close))
		}
		y.line("  %s: {%s} # %s", y.host(y.site.names.of(h.Host)), strings.Join(parts, ", "), doubted(h.Basis, h.Doubt))
	}
}

func (y *yamlWriter) page() {
	s := y.site
	y.line("page:")
	y.field("  html", bytesOf(max(1, s.Page.Resources[0].Size)), "1. "+middle(s.Fetches[0].URL, 120))
	if len(s.Page.Resources) == 1 {
		return
	}
	parents := map[int]bool{}
	for i := range s.Page.Resources {
		parents[s.Page.Resources[i].Parent] = true
	}
	y.line("  assets:")
	for id := 1; id < len(s.Page.Resources) && id <= maxGroups; id++ {
		y.asset(id, parents[id])
	}
	if more := len(s.Page.Resources) - 1 - maxGroups; more > 0 {
		y.line("    # %d files more are left out: a scenario takes %d groups of files.", more, maxGroups)
	}
}

// maxGroups and maxServers are what a scenario file may have.
const (
	maxGroups  = 1000
	maxServers = 100
)

func (y *yamlWriter) asset(id int, named bool) {
	s := y.site
	r := &s.Page.Resources[id]
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if named {
		add("name: n%d", s.Fetches[id].ID+1)
	}
	add("path: %s", strconv.Quote(pathOf(r, longestPath(len(s.Page.Resources)))))
	if page.Bodiless(r) {
		add("status: %d", r.Code())
	} else {
		add("size: %s", bytesOf(max(1, r.Size)))
		if r.Status != 0 {
			add("status: %d", r.Status)
		}
	}
	if r.Type != page.Image {
		add("type: %s", r.Type)
	}
	if r.Host != s.Page.Resources[0].Host {
		add("host: %s", r.Host)
	}
	if r.Method != "" {
		add("method: %s", r.Method)
	}
	if r.Upload > 0 {
		add("upload: %s", bytesOf(r.Upload))
	}
	if r.Parent > 0 {
		add("depends_on: n%d", s.Fetches[r.Parent].ID+1)
	}
	if r.Delay > 0 {
		add("delay: %s", span(r.Delay))
	}
	if r.Think != y.think() {
		add("think: %s", span(r.Think))
	}
	if r.RequestHeader > 0 {
		add("request_header: %s", bytesOf(r.RequestHeader))
	}
	if r.ResponseHeader > 0 {
		add("response_header: %s", bytesOf(r.ResponseHeader))
	}
	f := s.Fetches[id]
	about := fmt.Sprintf("%d. %s, %s", f.ID+1, f.Host, s.Why(id))
	y.line("    # %s", about)
	y.line("    - {%s}", strings.Join(parts, ", "))
}

func (y *yamlWriter) suggest() {
	y.comment("Delays are what scripts and the browser took, think is the server's time: both stay what they are when the network changes.")
	y.comment("Now change one thing, for instance:")
	y.line("# runs:")
	y.line("#   - {name: as recorded}")
	if y.site.server(&y.site.Estimate.Hosts[0]).HTTP == "2" {
		y.line("#   - {name: HTTP/1.1, http: \"1.1\"}")
	} else {
		y.line("#   - {name: HTTP/2, http: \"2\", tls: \"1.3\"}")
	}
	y.line("#   - {name: half the distance, network: {rtt: %s}}", span(y.site.Estimate.Hosts[0].RTT/2))
}

// longestPath is how much room each of so many paths has: all together are to fit
// into a scenario file with what else there is about them.
func longestPath(files int) int { return min(2000, max(60, 120_000/files)) }

// pathOf is a resource's path as scenario files take it: with no other address
// in it, and not too long.
func pathOf(r *page.Resource, longest int) string {
	path := strings.ReplaceAll(r.Target(), "://", ":%2F%2F")
	if len(path) > longest {
		path = strings.TrimRight(path[:longest-3], "%0123456789ABCDEFabcdef") + "..."
	}
	return path
}

// LeftOut says what of a recording is not in the page, a phrase each.
func LeftOut(rec *har.Recording, s *Site) []string {
	var all []string
	o := &rec.Omitted
	for _, c := range []struct {
		n    int
		what string
	}{
		{o.Cookies, "cookie"},
		{o.Credentials, "credential"},
		{o.HeaderValues, "value of other headers|values of other headers"},
		{o.QueryValues, "value in queries|values in queries"},
		{o.Bodies, "body|bodies"},
		{s.Load.Cached, "answer from a cache|answers from a cache"},
	} {
		if c.n == 0 {
			continue
		}
		one, many, has := strings.Cut(c.what, "|")
		if !has {
			many = one + "s"
		}
		if c.n != 1 {
			one = many
		}
		all = append(all, fmt.Sprintf("%d %s", c.n, one))
	}
	return append(all, s.Left...)
}

// span is a time as scenario files have it.
func span(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Round(time.Microsecond))/1e6, 'f', -1, 64) + "ms"
}

func rateOf(bps float64) string {
	if bps >= 1e6 {
		return fmt.Sprintf("%.2fMbps", bps/1e6)
	}
	return fmt.Sprintf("%.0fkbps", max(1, bps/1e3))
}

func bytesOf(n int) string {
	if n > 0 && n%1000 == 0 {
		return fmt.Sprintf("%dKB", n/1000)
	}
	return fmt.Sprintf("%dB", n)
}
