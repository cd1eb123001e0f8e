package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"rttlab/lab/internal/testpath"
)

// handshakes is how many bare handshakes the path's own round trip is the
// median of.
const handshakes = 11

// A handshake's packets: SYN and SYN-ACK with the MSS, SACK, timestamps and
// window scale options take 60 bytes each on Linux.
const handshakeBytes = 60

// link is a path with this program at both ends.
type link struct {
	path           *testpath.Path
	client, server *end
	jobs           *json.Encoder
	answers        *json.Decoder
	fromServer     *bufio.Reader
	greeting       string        // the server's first line
	rest           time.Duration // what the path needs to become idle
}

// openLink opens the path of a row with a server of that kind.
func openLink(r Row, server string, seed uint64) (*link, error) {
	path, err := testpath.Open(testpath.Config{
		RTT:      r.RTT,
		Down:     int64(r.Down * 1e6),
		Up:       int64(r.Up * 1e6),
		Queue:    r.Queue,
		LossDown: r.LossDown,
		Seed:     seed,
	})
	if err != nil {
		return nil, err
	}
	l := &link{path: path, rest: 2*r.RTT + 50*time.Millisecond}
	if l.server, err = startEnd(server, r, path.StartServer); err == nil {
		l.fromServer = bufio.NewReader(l.server.out)
		l.greeting, err = l.fromServer.ReadString('\n')
		l.greeting = strings.TrimSpace(l.greeting)
	}
	if err == nil {
		l.client, err = startEnd(fileClient, r, path.StartClient)
	}
	if err != nil {
		return nil, errors.Join(err, path.Close())
	}
	l.jobs, l.answers = json.NewEncoder(l.client.in), json.NewDecoder(l.client.out)
	return l, nil
}

func (l *link) close() error {
	return errors.Join(l.client.stop(), l.server.stop(), l.path.Close())
}

// ask has the client's end do a job on the idle path.
func (l *link) ask(j job) (time.Duration, error) {
	time.Sleep(l.rest)
	var a answer
	if err := l.jobs.Encode(j); err != nil {
		return 0, fmt.Errorf("ask the client: %w", err)
	}
	if err := l.answers.Decode(&a); err != nil {
		return 0, fmt.Errorf("hear from the client: %w", err)
	}
	if a.Error != "" {
		return 0, errors.New(a.Error)
	}
	return a.Took, nil
}

// roundTrip is the round trip that the path really has: the median bare
// handshake less the time that its packets take to send.
func (l *link) roundTrip(r Row, port int) (time.Duration, error) {
	var times []time.Duration
	for range handshakes {
		took, err := l.ask(job{Port: port})
		if err != nil {
			return 0, fmt.Errorf("measure the round trip: %w", err)
		}
		times = append(times, took)
	}
	sending := time.Duration(0)
	for _, mbps := range []float64{r.Down, r.Up} {
		if mbps > 0 {
			sending += time.Duration(handshakeBytes * 8 / mbps * float64(time.Microsecond))
		}
	}
	return quantile(times, 0.5) - sending, nil
}

// measureLive does what the row says over this machine's kernel and gives the
// row with what it took.
func measureLive(r Row, runs int, seed uint64) (Row, error) {
	l, err := openLink(r, fileServer, seed)
	if err != nil {
		return r, err
	}
	err = func() error {
		if r.RTTSeen, err = l.roundTrip(r, 80); err != nil {
			return err
		}
		var times []time.Duration
		for range runs {
			took, err := l.ask(job{Port: 80, Load: true})
			if err != nil {
				return err
			}
			times = append(times, took)
		}
		r.take(times)
		return nil
	}()
	return r, errors.Join(err, l.close())
}
