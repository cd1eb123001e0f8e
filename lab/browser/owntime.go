package browser

import (
	"slices"
	"time"
)

// OwnTime is what the browser itself takes. The zero OwnTime is a browser that
// takes none.
//
// A browser has many threads, but what concerns the network goes through one
// event loop, one thing after the other: a request is made ready, a connection
// taken over, a response passed on. Work for the loop queues. Begin, Ready and
// Parse are delays that other threads cause, so they do not.
type OwnTime struct {
	Begin time.Duration // from navigation until connections to the page's host are opened
	Ready time.Duration // from then until the page's request can be sent
	Spare int           // connections that are opened at Begin, HTTP/2 and 3 one at most; 0: none before the request asks
	Parse time.Duration // from the HTML's first bytes until what they name is known

	// Of the event loop.
	Request    time.Duration // before a request can be given to a connection
	Data       time.Duration // for each 1000 bytes of a body, as they come
	Response   time.Duration // before a response is complete and its connection free
	Connection time.Duration // before a new connection can be used
}

// Faster is the own time of a browser whose event loop does its work that many
// times as fast. How long other threads take stays.
func (o OwnTime) Faster(times int) OwnTime {
	for _, d := range []*time.Duration{&o.Request, &o.Data, &o.Response, &o.Connection} {
		*d /= time.Duration(times)
	}
	return o
}

// task is something that the loop has to do at some time.
type task struct {
	at time.Duration
	do func()
}

// agenda is what the loop has to do later.
type agenda struct {
	tasks []task        // by their times; of those of one time, the one noted first
	busy  time.Duration // until when the browser's event loop has work
}

// later does something in the loop at some time.
func (l *load) later(at time.Duration, do func()) {
	tasks := l.agenda.tasks
	i, _ := slices.BinarySearchFunc(tasks, at, func(t task, at time.Duration) int {
		if t.at <= at {
			return -1
		}
		return 1
	})
	l.agenda.tasks = slices.Insert(tasks, i, task{at, do})
}

// spend has the event loop work on something that nothing waits for. Times
// stay on the network's grid: see package pace.
func (l *load) spend(cost time.Duration) {
	l.agenda.busy = max(l.agenda.busy, l.now()) + cost.Round(time.Microsecond)
}

// work does something once the event loop has worked on it for as long as cost,
// after all that it had to do before; at once if that is nothing.
func (l *load) work(cost time.Duration, do func()) {
	if cost == 0 && l.agenda.busy <= l.now() {
		do()
		return
	}
	l.spend(cost)
	l.later(l.agenda.busy, do)
}

// due does what has come due.
func (l *load) due() {
	now := l.now()
	for len(l.agenda.tasks) > 0 && l.agenda.tasks[0].at <= now {
		t := l.agenda.tasks[0]
		l.agenda.tasks = l.agenda.tasks[1:]
		t.do()
	}
}

// alarm rings when the next task is due; it never does when there is none.
func (l *load) alarm() (rings <-chan time.Time, stop func() bool) {
	if len(l.agenda.tasks) == 0 {
		return nil, func() bool { return false }
	}
	timer := time.NewTimer(l.agenda.tasks[0].at - l.now())
	return timer.C, timer.Stop
}

// begin starts with the page itself.
func (l *load) begin() {
	f := l.newFetch(0)
	h, own := l.host(f.res.Host), &l.cfg.OwnTime
	if own.Begin+own.Ready == 0 {
		h.spare = min(own.Spare, l.proto.perHost)
		h.add(f)
		return
	}
	l.later(own.Begin, func() { h.spare = min(own.Spare, h.proto.perHost) })
	l.later(own.Begin+own.Ready, func() { h.add(f) })
}

// answered takes note that a response has come to its end; the browser may take
// a while to pass it on.
func (l *load) answered(f *fetch, at time.Duration, err error) {
	if err != nil || l.cfg.OwnTime == (OwnTime{}) {
		l.sent(f, at, err)
		return
	}
	l.work(l.cfg.OwnTime.Response, func() { l.sent(f, l.now(), nil) })
}

// What Chromium takes itself, just started, on two slow cores that it shares
// with the server: calibrated on the seven rows of
// lab/internal/accuracy/reference/page-chrome-cpu.csv, a page of 100 files of
// 10 kB without a network to speak of. The rows are called after their medians.
//
// The net log (--log-net-log) of the same page says in what order things happen:
// Chromium opens two connections to the page's host as soon as it navigates
// (predictors::AddInitialUrlToPreconnectPrediction), and meanwhile opens its
// cache, for which the page's request has to wait.
const (
	// In a page over TLS a run either finds its connection open when it sends
	// its request, and is counted from its beginning, or does not, and is
	// counted from the beginning of the connection. The rows 0.6789 and 0.5132
	// have runs of both kinds, which differ by 0.2132 (median and least) and
	// 0.1061 (90th percentile and least): 160 ms on average. The net log has
	// the second part two to three times as long as the first.
	chromiumBegin = 45 * time.Millisecond
	chromiumReady = 115 * time.Millisecond

	// By the net log, between the HTML and the first request that it causes.
	chromiumParse = 25 * time.Millisecond

	// What is left of the row 0.4927: 0.3 s for 100 files, 3 ms for each, the
	// round trips being short. By the net log about a quarter of that is the
	// request's; a sixth can only begin when a response is complete.
	chromiumRequest  = 800 * time.Microsecond
	chromiumResponse = 500 * time.Microsecond
	chromiumData     = 170 * time.Microsecond

	// The row 0.5132 less the row 0.4927, in 100 times 10 kB.
	chromiumDataTLS = 20 * time.Microsecond

	// The row 0.7750, which is counted from the beginning of the connection:
	// less the rest, 5 ms for 10 kB. QUIC is not the kernel's but the browser's
	// work, packet by packet.
	chromiumDataQUIC = 500 * time.Microsecond

	// The row 0.6520 less the row 0.4927, in 95 connections more.
	chromiumConnection = 1600 * time.Microsecond

	// The row 0.9665 less the row 0.6520, in 101 connections and 1 MB.
	chromiumHandshake = 2900 * time.Microsecond

	// chromiumSpare is kMinSockets in chrome/browser/predictors.
	chromiumSpare = 2
)

// Chromium is the time that Chromium takes itself with this version of HTTP.
func Chromium(http string, tls bool) OwnTime {
	own := OwnTime{
		Begin:      chromiumBegin,
		Ready:      chromiumReady,
		Spare:      chromiumSpare,
		Parse:      chromiumParse,
		Request:    chromiumRequest,
		Data:       chromiumData,
		Response:   chromiumResponse,
		Connection: chromiumConnection,
	}
	if tls {
		own.Connection += chromiumHandshake
		own.Data += chromiumDataTLS
	}
	if http == "3" {
		own.Data = chromiumDataQUIC
	}
	return own
}
