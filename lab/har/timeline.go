package har

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// Timeline is a page's load, by its index, as a timeline with one run, to be
// drawn or written again. It has what the recording has: connections as far as
// they show, and no packets.
func (r *Recording) Timeline(page int) *timeline.Timeline {
	l := r.Load(page)
	title, name := l.Page.Title, "recorded"
	if i := strings.LastIndex(title, ": "); i >= 0 && r.Own() {
		title, name = title[:i], title[i+2:]
	}
	run := l.Run(name)
	if r.Own() {
		run.Network, run.Seed = seedOf(r.Comment)
	}
	return &timeline.Timeline{Scenario: title, Title: title, Seed: run.Seed, Runs: []timeline.Run{*run}}
}

// Own reports whether the recording is one of an emulated load.
func (r *Recording) Own() bool { return strings.HasPrefix(r.Creator, ownName) }

const ownName = "rttlab"

// seedOf takes apart what an emulated load's recording says: its network, and
// "seed 1".
func seedOf(comment string) (network string, seed uint64) {
	i := strings.LastIndex(comment, "seed ")
	if i < 0 {
		return comment, 0
	}
	seed, err := strconv.ParseUint(comment[i+len("seed "):], 10, 64)
	if err != nil {
		return comment, 0
	}
	return strings.TrimSuffix(comment[:i], ", "), seed
}

// Run is the load as a run of that name.
func (l *Load) Run(name string) *timeline.Run {
	run := &timeline.Run{Name: name, Total: max(0, l.Page.OnLoad)}
	var offset time.Duration // of the first entry since navigation
	if len(l.Fetches) > 0 {
		offset = max(0, l.Fetches[0].Begin.Sub(l.Page.Begin))
	}
	named := slices.ContainsFunc(l.Fetches, func(f *Fetch) bool { return f.Entry.Connection != "" })
	ids := map[*Connection]int{}
	for i, c := range l.Connections {
		ids[c] = i + 1
		run.Connections = append(run.Connections, c.timeline(i+1, offset))
		run.HandshakeTotal += c.Connect + c.TLS
	}
	byURL := map[string]int{}
	for _, f := range l.Fetches {
		res := f.timeline(offset)
		if res.Initiator = -1; f.Initiator != "" {
			if id, ok := byURL[f.Initiator]; ok {
				res.Initiator = id
			}
		}
		if f.Entry.Connection != "" || !named {
			res.Connection = ids[f.Connection]
		}
		if _, ok := byURL[f.URL]; !ok {
			byURL[f.URL] = f.ID
		}
		run.Resources = append(run.Resources, res)
		run.Total = max(run.Total, res.End())
		run.BytesDown += f.Bytes()
	}
	return run
}

func (c *Connection) timeline(id int, offset time.Duration) timeline.Connection {
	out := timeline.Connection{
		ID: id, Host: c.Host, Protocol: c.Protocol, Opened: c.Opened + offset, Connect: c.Connect, TLS: c.TLS, Requests: len(c.Fetches), Kept: c.Ahead,
	}
	out.LocalPort, _ = strconv.Atoi(c.Name) // 0 for one whose name is no number
	if ip := c.Fetches[0].ServerIP; ip != "" {
		port := map[string]string{"http": "80", "https": "443"}[c.Scheme]
		out.Server = net.JoinHostPort(strings.Trim(ip, "[]"), port)
	}
	return out
}

func (f *Fetch) timeline(offset time.Duration) timeline.Resource {
	p := &f.Phases
	return timeline.Resource{
		ID: f.ID, URL: f.URL, Host: f.Host, Path: f.Path, Method: f.Method, Type: f.Type, MIME: f.MIME, Protocol: f.Protocol,
		Status: f.Status, Upload: f.RequestBody, Bytes: f.Body, Priority: f.Priority, Err: f.Error, Start: f.Start + offset,
		Phases: timeline.Phases{
			Blocked: max(0, p.Blocked), DNS: max(0, p.DNS), Connect: max(0, p.Connect), TLS: max(0, p.TLS),
			Send: max(0, p.Send), Wait: max(0, p.Wait), Receive: max(0, p.Receive),
		},
	}
}
