package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// claim is a sentence of the article that many have learnt keep-alive from, and
// what a run says of it.
type claim struct {
	says, scenario, run, against string
	came                         func(run, against *timeline.Run) string
	verdict, because             string
}

const holds, holdsIf, doesNot = "holds", "holds if", "does not hold"

func took(run, _ *timeline.Run) string  { return seconds(run.Total) }
func conns(run, _ *timeline.Run) string { return countOf(len(run.Connections), "connection") }
func away(run, _ *timeline.Run) string  { return countOf(run.Failed(), "user") + " turned away" }

func failures(run, _ *timeline.Run) string { return countOf(run.Failed(), "request") + " failed" }

func times(run, against *timeline.Run) string {
	return fmt.Sprintf("%.1fx", float64(against.Total)/float64(run.Total))
}

func trips(run, _ *timeline.Run) string {
	return fmt.Sprintf("%.0f RTT", float64(run.HandshakeTotal)/float64(run.RTT))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.4g s", d.Seconds()) }

func countOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

var claims = []claim{
	{"A handshake of TCP is two round trips: 400 ms from Seoul to the US", "keep-alive", "HTTP/2", "", trips, doesNot, "The request goes with the handshake's last packet: one round trip, 200 ms."},
	{"100 handshakes take 40 s", "keep-alive", "HTTP/1.0", "", took, doesNot, "They add up to 20 s, and six go on side by side: the whole page takes 7 s."},
	{"Keep-alive is 3.8 times as fast", "keep-alive", "HTTP/1.1", "HTTP/1.0", times, holdsIf, "It takes one connection for everything (HTTP/2), compared with three names that hang up: article-claim."},
	{"Browsers keep six connections, and reuse them", "keep-alive", "HTTP/1.1", "", conns, holds, "Six to each name, for any number of files."},
	{"Three names make 18 connections", "keep-alive", "HTTP/1.1, 3 domains", "", conns, holds, "And with keep-alive they are twice as fast as one name."},
	{"With HTTP/2 one connection is enough", "keep-alive", "HTTP/2", "HTTP/1.1", times, holdsIf, "As long as few packets are lost: the scenario loss shows where that ends."},
	{"HTTP/3 connects in one round trip, and in none the next time", "http3", "HTTP/3", "", trips, holds, "QUIC brings TLS along."},
	{"timeout=5, max=100: 100 to 1000 requests for a connection are appropriate", "requests-per-connection", "100 requests a connection", "1 request a connection", times, holds, "From 100 on there is nothing left to gain."},
	{"Node keeps an idle connection for 5 s", "idle-timeouts", "Node after 5.5 s", "", conns, holdsIf, "It says 5 and waits for 6, so that a client that believes it never meets a FIN."},
	{"keepAliveTimeout = 0 turns keep-alive off", "idle-timeouts", "Node, keepAliveTimeout 0", "", conns, doesNot, "It waits for ever: of five requests only the one after the client's own 90 s needs another."},
	{"TCP's keep-alive of two hours is usually sufficient", "dead-peer", "Linux's TCP keep-alive", "", took, doesNot, "Nobody notices a dead peer before that. Go's keep-alive takes 150 s, and a timeout is as short as you set it."},
	{"A database's connection costs more than TCP's handshake", "database-connect", "password", "", trips, holds, "PostgreSQL with a password: four times as much, with TLS up to seven."},
	{"A pool reuses 10 connections for 100 calls", "database-pool", "pool of 10", "", conns, holdsIf, "The calls have to come at once. One caller after another needs a single connection."},
	{"A pool is what keep-alive is", "database-pool", "pool of 1", "a connection each", times, holds, "104 round trips instead of 500."},
	{"A timeout of 10 s keeps a server under ulimit -n 1024", "keep-alive-cost", "timeout 10 s, ulimit 1024", "", away, holdsIf, "The rate times the timeout has to stay below the limit: 6 s at 167 users a second."},
	{"Without its crucial line nginx connects to the server for every request", "nginx-upstream", "50 ms, pool of 32", "50 ms, no keep-alive", times, holdsIf, "In nginx 1.22. In 1.31 it is the default."},
	{"A load balancer's timeout is to be longer than the server's", "lb-timeout", "LB 60 s, server 5 s, POST", "", failures, doesNot, "The one in front has to hang up first: with 60 s there and 120 s at the server nothing fails."},
	{"A proxy that closes makes keep-alive useless, as Squid does by default", "proxy-close", "kept on both sides", "closed on both sides", times, holdsIf, "It costs that much if a proxy closes. Squid 5.7 keeps both sides open unless it is told otherwise."},
	{"A CDN multiplies what keep-alive gains", "cdn", "empty cache, warm connections", "no CDN", times, holds, "Even for files that it has to fetch. Files that it has are 20 times as fast."},
}

const claimsBegin, claimsEnd = "<!-- claims: `go test ./lab -run Claims -update` writes them -->\n", "<!-- end of claims -->"

// The README's table of claims is what the scenarios say.
func TestREADMEClaims(t *testing.T) {
	var table strings.Builder
	table.WriteString("\n| the article says | scenario | what came out | verdict | |\n|---|---|---|---|---|\n")
	for i, c := range claims {
		run, against := runsOf(t, c)
		fmt.Fprintf(&table, "| %s | [%s](scenarios/%s.yaml) | %s | %s | %s |\n", c.says, c.scenario, c.scenario, c.came(run, against), c.verdict, c.because)
		require.Contains(t, []string{holds, holdsIf, doesNot}, c.verdict, i)
	}
	table.WriteString("\n")
	const file = "../README.md"
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(text), claimsBegin)
	require.True(t, ok)
	has, after, ok := strings.Cut(rest, claimsEnd)
	require.True(t, ok)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(before+claimsBegin+table.String()+claimsEnd+after), 0o666))
		return
	}
	require.Equal(t, table.String(), has, "`go test ./lab -run Claims -update` writes it")
}

// runsOf plays the runs that a claim is about; against is nil where there is none.
func runsOf(t *testing.T, c claim) (run, against *timeline.Run) {
	s, err := scenario.Load("../scenarios/" + c.scenario + ".yaml")
	require.NoError(t, err)
	s.Runs = slices.DeleteFunc(s.Runs, func(r scenario.Run) bool { return r.Name != c.run && r.Name != c.against })
	s.Expect = nil
	played := play(t, s)
	run, against = played.Find(c.run), played.Find(c.against)
	require.NotNil(t, run, c)
	require.Equal(t, c.against != "", against != nil, c)
	require.Empty(t, run.Err)
	return run, against
}
