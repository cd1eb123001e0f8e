package browser_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
	"rttlab/lab/page"
	"rttlab/netem"
)

// The page's request can be sent b+r after navigation, and its connection has
// been opened since b: the first response byte comes one round trip after the
// later of b+r and b+R.
func TestOwnTimeBeforeTheRequest(t *testing.T) {
	const begin = 40 * time.Millisecond
	for _, ready := range []time.Duration{0, 30 * time.Millisecond, rtt, 150 * time.Millisecond} {
		t.Run(ready.String(), func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				pg := files(0)
				l.serve(t, pg)
				l.cfg.OwnTime = browser.OwnTime{Begin: begin, Ready: ready, Spare: 2}
				res := l.load(t, pg)
				require.NoError(t, res.Err)
				near(t, begin+max(ready, rtt)+rtt, res.Total)
				require.Len(t, res.Connections, 2)
				near(t, begin, res.Connections[0].Opened)

				// Only who waits for a connection is charged for it.
				near(t, max(0, rtt-ready), res.Resources[0].Connect)
			})
		})
	}
}

// On one connection n files of one byte take 2R and the connection's own time
// for the HTML; then the time to parse it and to make the first request ready;
// then for each file its round trip and its response. The other requests are
// made ready during the first round trip, and the HTML's own response is over
// before it is parsed.
func TestOwnTimeInTheLoop(t *testing.T) {
	const (
		connection, parse = 7 * time.Millisecond, 25 * time.Millisecond
		request, response = 1100 * time.Microsecond, 3 * time.Millisecond
	)
	for _, n := range []int{1, 5, 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				pg := files(n)
				l.serve(t, pg)
				l.cfg.ConnectionsPerHost = 1
				l.cfg.OwnTime = browser.OwnTime{
					Connection: connection, Parse: parse, Request: request, Response: response, Data: 2 * time.Millisecond,
				}
				res := l.load(t, pg)
				require.NoError(t, res.Err)
				// The HTML's response, 4 ms of data and 3 ms, is over before it is parsed.
				count := time.Duration(n)
				want := connection + 2*rtt + parse + request + count*(rtt+response)
				near(t, want, res.Total)
			})
		})
	}
}

// A body's bytes are worked on as they come, so over a slow link only the work
// on the last ones delays its end.
func TestOwnTimeOfData(t *testing.T) {
	pg := &page.Page{Resources: []page.Resource{{Host: "www.test", Path: "/", Size: 100_000, Parent: -1}}}
	took := func(own browser.OwnTime) (total time.Duration) {
		inLab(t, netem.Link{Down: 2 * netem.Mbps}, func(t *testing.T, l *lab) {
			l.serve(t, pg)
			l.cfg.OwnTime = own
			total = l.load(t, pg).Total
		})
		return total
	}
	const response = time.Millisecond
	without, with := took(browser.OwnTime{}), took(browser.OwnTime{Data: time.Millisecond, Response: response})
	// 1000 bytes take 4 ms to arrive and 1 to be worked on, so all but what is
	// read last has been by then: two segments of 1448 bytes at most.
	require.Greater(t, with, without+response)
	require.LessOrEqual(t, with, without+response+2*1448*time.Microsecond)
}

// A load that is given up leaves nothing behind, whatever was still to be done.
func TestOwnTimeGivenUp(t *testing.T) {
	for _, own := range []browser.OwnTime{
		{Begin: time.Hour},
		{Ready: time.Hour, Spare: 2},
		{Connection: time.Hour},
		{Parse: time.Hour},
		{Request: time.Hour},
		{Response: time.Hour},
		{Data: time.Hour},
	} {
		t.Run(fmt.Sprintf("%+v", own), func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				pg := files(5)
				l.serve(t, pg)
				l.cfg.OwnTime = own
				cause := errors.New("enough")
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, cause)
				defer cancel()
				res, err := browser.Load(ctx, l.cfg, pg)
				require.NoError(t, err)
				require.ErrorIs(t, res.Err, cause)
			})
		})
	}
}
