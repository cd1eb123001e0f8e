package replay

import (
	"cmp"
	"slices"
	"time"

	"rttlab/lab/browser"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// describeAll says what a run's visits are about, before anything has happened.
func describeAll(s *setup.Setup) []timeline.Run {
	out := make([]timeline.Run, s.Loads())
	for i := range out {
		out[i] = describe(s, i+1)
	}
	return out
}

func describe(s *setup.Setup, visit int) timeline.Run {
	out := timeline.Run{
		Notes:   slices.Clone(s.Notes),
		Name:    s.VisitName(visit),
		Network: s.Network,
		Window:  s.TCP.InitialWindow,
		Seed:    s.Seed,
	}
	if s.Requests != nil {
		for _, g := range s.Requests.Groups {
			out.Waits += time.Duration(g.Count) * (g.At + g.After)
		}
	}
	if complete(s) != nil {
		return out
	}
	server, from := s.PageServer(), s.BrowserHost()
	out.HTTP, out.TLS = server.Server.HTTP, server.Server.TLS
	out.RTT, out.Down = s.Way(from, server).RTT, rateDown(&from.Link)
	if s.Change.At > 0 {
		after := s.Host(s.Change.Host)
		out.Change = timeline.Change{At: s.Change.At, RTT: s.Path(after, server).RTT, Down: rateDown(&after.Link)}
	}
	return out
}

// place says what the path of a connection is, by the network on which it was
// opened.
func place(conn *timeline.Connection, s *setup.Setup) {
	from, server := s.BrowserHost(), s.Host(conn.Host)
	if s.Change.At > 0 && conn.Opened >= s.Change.At {
		from = s.Host(s.Change.Host)
	}
	conn.RTT, conn.Down = s.Way(from, server).RTT, rateDown(&from.Link)
	if up := int64(server.Link.Up); up > 0 && (conn.Down == 0 || up < conn.Down) {
		conn.Down = up
	}
	conn.TLSVersion = server.Server.TLS
	if proxy := s.Host(s.Browser.Proxy); s.Browser.Proxy != "" && conn.TLSVersion != "" {
		conn.Behind = s.Path(proxy, server).RTT
	}
	conn.Window = cmp.Or(s.TCP.InitialWindow, defaultWindow)
}

// defaultWindow is what netem sends at first when nobody says (RFC 6928).
const defaultWindow = 10

// rateDown is a link's speed towards its host in bits per second; of one whose
// speed varies, the average.
func rateDown(l *netem.Link) int64 {
	if l.DownTrace != nil {
		return int64(l.DownTrace.Rate())
	}
	return int64(l.Down)
}

// fill puts what the browser saw into the run.
func fill(out *timeline.Run, r *browser.Result, s *setup.Setup) {
	out.Total, out.Resources, out.Connections = r.Total, r.Resources, r.Connections
	for i := range out.Resources {
		res := &out.Resources[i]
		if s.Queries == nil { // batches are known to package postgres
			res.Think = s.Page.Resources[res.ID].Think
		}
	}
	for i := range out.Connections {
		conn := &out.Connections[i]
		place(conn, s)
		if change := s.Change.At; change > 0 && conn.Opened < change {
			after := *conn
			after.Opened = change
			place(&after, s)
			conn.Change = timeline.Change{At: change, RTT: after.RTT, Down: after.Down}
		}
	}
	if r.Err != nil {
		out.Err = r.Err.Error()
	}
	for i := range out.Connections {
		out.HandshakeTotal += out.Connections[i].Connect + out.Connections[i].TLS
	}
	critical := timeline.Split(out.CriticalPath())
	out.HandshakeCritical = critical.Connect + critical.TLS
}
