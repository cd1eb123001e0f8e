package scenario

import (
	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/setup"
)

// maxVisits is how often a run loads its page at most.
const maxVisits = 10

// Loads is how often the page is loaded: once at least.
func (r *Run) Loads() int { return max(1, r.Visits) }

// VisitName is what the i-th visit of a run is called, from 1. The first has the
// run's name: it is what the run would be without another.
func (r *Run) VisitName(i int) string { return setup.VisitName(r.Name, i) }

// names are those that expectations can speak of.
func names(runs []Run) []string {
	var all []string
	for i := range runs {
		for visit := range runs[i].Loads() {
			all = append(all, runs[i].VisitName(visit+1))
		}
	}
	return all
}

// checkNames looks for a run that has the name of another's visit.
func (d *decoder) checkNames(runs []Run, at map[string]yaml.Place) {
	taken := map[string]bool{}
	for _, name := range names(runs) {
		if taken[name] {
			d.Errorf(at[name], "there is a visit %q already: give this run another name", name)
		}
		taken[name] = true
	}
}

func (d *decoder) checkVisits(r *Run, in string, at func(...string) yaml.Place) {
	more := r.Loads() > 1
	http, tls := r.front()
	switch {
	case r.draws() > 1 && more:
		d.Errorf(at("repeat", "visits"), "%sonly a run with one visit can be repeated, and this has %d: leave repeat or visits out", in, r.Visits)
	case r.Pause > 0 && !more:
		d.Errorf(at("pause", "visits"), "%sa pause comes before a second visit, and there is one visit: set visits: 2, or leave pause out", in)
	case more && r.Migrate.At > 0:
		d.Errorf(at("visits", "migrate"), "%sa change of network goes with one visit only: leave visits or migrate out", in)
	case r.AltSvc && http != "2":
		d.Errorf(at("alt_svc", "http"), "%salt_svc goes from HTTP/2 to HTTP/3, and http is %q: set http: \"2\", or leave alt_svc out", in, http)
	case r.AltSvc && tls != "1.3":
		d.Errorf(at("alt_svc", "tls"), "%sa server that speaks HTTP/3 has TLS 1.3: set tls: \"1.3\", or leave alt_svc out", in)
	case r.AltSvc && !more:
		d.Errorf(at("alt_svc", "visits"), "%swhat alt_svc says is of use to later visits, and there is one visit: set visits: 2, or leave alt_svc out", in)
	}
}

func (d *decoder) checkServer(r *Run, in string, at func(...string) yaml.Place) {
	timeout, requests := at("server.keep_alive_timeout"), at("server.max_requests")
	s := &r.Server
	switch {
	case timeout.Known() && s.KeepAliveTimeout > 0 && !r.Keeps():
		d.Errorf(timeout, "%sconnections that are closed after each file have no keep_alive_timeout: set keep_alive: true, or 0s here", in)
	case requests.Known() && s.MaxRequests > 0 && !r.Keeps():
		d.Errorf(requests, "%sconnections that are closed after each file have one request each: set keep_alive: true, or leave max_requests out", in)
	case requests.Known() && s.MaxRequests > 0 && r.Pipeline:
		d.Errorf(requests, "%sa server that hangs up with requests unread resets the connection, and answers are lost (RFC 9112 section 9.6): leave max_requests or pipeline out", in)
	case requests.Known() && s.MaxRequests > 0 && r.HTTP >= "2":
		d.Errorf(requests, "%sHTTP/%s has no max_requests here: put it into the runs with HTTP/1.1", in, r.HTTP)
	}
}
