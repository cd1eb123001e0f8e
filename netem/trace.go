package netem

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Trace is how a link of varying speed sends, in Mahimahi's format: each line
// is the millisecond of an opportunity to send 1500 bytes, and after the last
// line's the trace begins anew. (R. Netravali et al., Mahimahi: accurate
// record-and-replay for HTTP, USENIX ATC 2015; mm-link's manual.)
//
// A Trace does not change and may be used by many links.
type Trace struct {
	at     []time.Duration // ascending
	period time.Duration
}

// opportunity is how many bytes may be sent at each (mm-link's packet size).
const opportunity = 1500

// ParseTrace reads a trace. Errors name the line.
func ParseTrace(r io.Reader) (*Trace, error) {
	t := &Trace{}
	s := bufio.NewScanner(r)
	for line := 1; s.Scan(); line++ {
		text := strings.TrimSpace(s.Text())
		ms, err := strconv.ParseUint(text, 10, 40)
		if err != nil {
			return nil, fmt.Errorf("netem: trace line %d: %q is not a whole number of milliseconds", line, text)
		}
		at := time.Duration(ms) * time.Millisecond
		if at < t.period {
			return nil, fmt.Errorf("netem: trace line %d: %d ms comes before the line above: times must not go back", line, ms)
		}
		t.at, t.period = append(t.at, at), at
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("netem: trace: %w", err)
	}
	if t.period == 0 {
		return nil, errors.New("netem: trace: it must end after 0 ms: add lines")
	}
	return t, nil
}

// Rate is the trace's average.
func (t *Trace) Rate() BitRate {
	return max(Bps, BitRate(float64(len(t.at))*opportunity*8/t.period.Seconds())) // zero would be unlimited
}

// MarshalBinary writes the trace as ParseTrace reads it.
func (t *Trace) MarshalBinary() ([]byte, error) {
	var out []byte
	for _, at := range t.at {
		out = strconv.AppendInt(out, at.Milliseconds(), 10)
		out = append(out, '\n')
	}
	return out, nil
}

// UnmarshalBinary is ParseTrace.
func (t *Trace) UnmarshalBinary(text []byte) error {
	got, err := ParseTrace(bytes.NewReader(text))
	if err != nil {
		return err
	}
	*t = *got
	return nil
}

// time of the k-th opportunity.
func (t *Trace) time(k int) time.Duration {
	return time.Duration(k/len(t.at))*t.period + t.at[k%len(t.at)]
}

// next is the first opportunity at or after a time.
func (t *Trace) next(at time.Duration) int {
	rounds := int(at / t.period)
	if at%t.period == 0 && rounds > 0 {
		rounds-- // the end of a round belongs to it
	}
	in := at - time.Duration(rounds)*t.period
	return rounds*len(t.at) + sort.Search(len(t.at), func(i int) bool { return t.at[i] >= in })
}

// tracer is a link's place in its trace.
type tracer struct {
	*Trace
	now  int // the opportunity that is being used; -1: none yet
	left int // bytes of it
}

// send takes a packet and says when its last bit leaves. Small packets share
// an opportunity, large ones take several; what is left when nothing waits is
// lost.
func (t *tracer) send(size int, at time.Duration) time.Duration {
	if k := t.next(at); k > t.now {
		t.now, t.left = k, opportunity
	}
	for size > t.left {
		size -= t.left
		t.now, t.left = t.now+1, opportunity
	}
	t.left -= size
	return t.time(t.now)
}
