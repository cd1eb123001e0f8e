package browser_test

import (
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/netem"
)

// namedLast has the HTML's last byte name a file at another host; at 80 kbit/s the
// HTML takes two seconds.
func namedLast(t *testing.T, change func(*browser.Config)) (res *browser.Result) {
	inLab(t, netem.Link{Down: 80 * netem.Kbps}, func(t *testing.T, l *lab) {
		require.NoError(t, l.Alias("img.test", l.server))
		pg := files(1)
		pg.Resources[0].Size, pg.Resources[1].NamedAt, pg.Resources[1].Host = 20_000, 20_000, "img.test"
		l.serve(t, pg)
		change(&l.cfg)
		res = l.load(t, pg)
		require.NoError(t, res.Err)
	})
	return res
}

// What the HTML's beginning says of other hosts is known with its first bytes,
// not with the first file that it names.
func TestPreconnectWithFirstBytes(t *testing.T) {
	res := namedLast(t, func(cfg *browser.Config) { cfg.Preconnect = true })
	// The first segment of 1500 bytes, after the handshake and the request.
	require.InDelta(t, 2*rtt+150*time.Millisecond, res.Connections[1].Opened, float64(20*time.Millisecond))
}

// The HTML is parsed while it comes: what its end names is not late for that.
func TestParsedWhileItComes(t *testing.T) {
	without := namedLast(t, func(*browser.Config) {})
	with := namedLast(t, func(cfg *browser.Config) { cfg.OwnTime.Parse = 500 * time.Millisecond })
	near(t, without.Total, with.Total)
}

// A name that nobody has is asked for once to connect to it, and once more when a
// request needs it.
func TestPreconnectToNobody(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		var pc net.PacketConn
		pc, l.cfg.Resolver = l.nameserver(t, rtt/10)
		queries := &queries{PacketConn: pc, name: "\x06nobody\x04test"}
		r, err := origin.StartResolver(origin.ResolverConfig{Lookup: l.Lookup}, queries)
		require.NoError(t, err)
		defer r.Close()
		l.cfg.Preconnect = true
		pg := files(2)
		pg.Resources[1].Think = 2 * time.Second
		pg.Resources[2].Host, pg.Resources[2].Parent, pg.Resources[2].NamedAt = "nobody.test", 1, 1
		l.serve(t, pg)
		res := l.load(t, pg)
		require.ErrorContains(t, res.Err, "no such host")
		require.EqualValues(t, 2, queries.count.Load())
	})
}

// queries counts those for a name.
type queries struct {
	net.PacketConn
	name  string
	count atomic.Int64
}

func (q *queries) ReadFrom(p []byte) (int, net.Addr, error) {
	n, from, err := q.PacketConn.ReadFrom(p)
	const header = 12 // RFC 1035 §4.1.1; the name follows
	if err == nil && slices.Equal(p[header:header+len(q.name)], []byte(q.name)) {
		q.count.Add(1)
	}
	return n, from, err
}
