package replay

import (
	"context"
	"fmt"
	gonet "net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/proxy"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// forget forgets the requests that have passed proxies so far.
func (net *Network) forget() {
	for _, r := range net.relays {
		r.mu.Lock()
		r.went = nil
		r.mu.Unlock()
	}
}

// legs puts what the proxies have seen into the run. start is when its times
// begin.
func (net *Network) legs(out *timeline.Run, s *setup.Setup, start time.Time) {
	byID := map[int]*timeline.Resource{}
	for i := range out.Resources {
		byID[out.Resources[i].ID] = &out.Resources[i]
	}
	for i, r := range net.relays {
		r.mu.Lock()
		went := r.went
		r.went = nil
		r.mu.Unlock()
		for _, w := range went {
			res := byID[w.id]
			if w.leg.Method == http.MethodConnect {
				tunnelled(out, w)
			}
			if res == nil {
				continue
			}
			leg := legOf(&w.leg, start)
			leg.Hop, leg.Role = i+1, r.host.Proxy.Role
			next := s.Host(res.Host)
			if len(r.host.Proxy.Upstreams) > 0 {
				next = s.Host(r.host.Proxy.Upstreams[0])
			}
			leg.RTT = s.Path(r.host, next).RTT
			if next.Proxy == nil && !leg.Hit {
				leg.Think = min(res.Think, leg.Wait)
			}
			res.Legs = append(res.Legs, leg)
			if leg.Err != "" {
				blame(out, res, leg.Role, leg.Status, leg.Err)
			}
		}
	}
}

// tunnelled says what ended a tunnel, of the resources that failed for it.
func tunnelled(out *timeline.Run, w went) {
	for i := range out.Resources {
		res := &out.Resources[i]
		for _, c := range out.Connections {
			its := c.ID == res.Connection || res.Connection == 0 && c.Host == res.Host // its own was not to be had
			if its && c.LocalPort == w.port && w.leg.Err != "" {
				blame(out, res, "proxy", http.StatusBadGateway, w.leg.Err)
			}
		}
	}
}

// blame adds to the error of a resource what a proxy knows of it: what it answers
// is only that it had none.
func blame(out *timeline.Run, res *timeline.Resource, role string, status int, why string) {
	if res.Err == "" || strings.HasSuffix(why, context.Canceled.Error()) { // that is who asked, who has gone
		return
	}
	before := res.Err
	has := "no answer"
	if status != http.StatusBadGateway {
		has = "part of the answer"
	}
	res.Err = fmt.Sprintf("%s: the %s has %s: %s", before, strings.ReplaceAll(role, "_", " "), has, why)
	out.Err = strings.Replace(out.Err, before, res.Err, 1)
}

// portOf is the port of an address; 0 on a network whose ports have names.
func portOf(address string) int {
	_, port, err := gonet.SplitHostPort(address)
	if err != nil {
		return 0
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return 0
	}
	return n
}

// legOf is what a proxy has recorded as a timeline has it.
func legOf(l *proxy.Leg, start time.Time) timeline.Leg {
	out := timeline.Leg{
		Start: l.Came.Sub(start), Remote: l.Remote, Reused: l.Reused, Hit: l.Hit,
		Tries: l.Tries, Status: l.Status, Err: l.Err,
	}
	if !l.Got.IsZero() {
		out.Got = l.Got.Sub(start)
	}
	out.Port = portOf(l.Local)
	at := l.Came
	until := func(to time.Time) time.Duration {
		if !to.After(at) {
			return 0
		}
		d := to.Sub(at)
		at = to
		return d
	}
	if !l.DialFrom.IsZero() {
		out.Blocked = until(l.DialFrom)
		out.Connect = until(l.DialTo)
		out.TLS = until(l.TLSTo)
	} else {
		out.Blocked = until(l.Sent)
	}
	out.Send = until(l.Sent)
	out.Wait = until(l.FirstByte)
	out.Receive = until(l.Done)
	return out
}
