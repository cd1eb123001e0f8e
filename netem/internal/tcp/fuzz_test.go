package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// consistent checks what must hold of the scoreboard at any time.
func consistent(t *testing.T, c *Conn) {
	t.Helper()
	q := c.snd
	if q == nil {
		return
	}
	b := &q.board
	var sacked, lost, again int
	for i := b.head; i != b.tail; i++ {
		m := b.at(i).marks
		if m&markSacked != 0 {
			sacked++
		}
		if m&markLost != 0 {
			lost++
		}
		if m&markAgain != 0 {
			again++
		}
		if b.at(i).end <= b.at(i).seq || m&markSacked != 0 && m&markLost != 0 {
			t.Fatalf("entry %+v", *b.at(i))
		}
	}
	if c.sack {
		require.Equal(t, sacked, b.sacked)
	}
	require.Equal(t, lost, b.lost)
	require.Equal(t, again, b.again)
	require.GreaterOrEqual(t, b.inFlight(), 0)
	require.Positive(t, q.cwnd)
	require.LessOrEqual(t, c.sndUna, c.sndNxt)
}

// FuzzInput feeds a connection whatever comes and lets the application and the
// clock do anything in between: nothing may panic, loop or contradict itself.
func FuzzInput(f *testing.F) {
	f.Add([]byte{0x10, 1, 1, 0, 100, 0x20, 200, 3, 0x10, 2, 1, 0, 100}, false)
	f.Add([]byte("\x00\x02\x01\x05\x10\x20\x30\x40\x50\x60\x70\x80"), true)
	f.Fuzz(func(t *testing.T, ops []byte, server bool) {
		var now time.Duration
		cfg := &Config{Congestion: "cubic"}
		var c *Conn
		if server {
			c = Server(cfg, now, &Segment{Flags: SYN, TS: true, SACKOK: true, MSS: 1460, Window: 65535})
		} else {
			c = Client(cfg, now)
		}
		next := func() byte {
			if len(ops) == 0 {
				return 0
			}
			b := ops[0]
			ops = ops[1:]
			return b
		}
		near := func(base int64) int64 { return max(0, base+int64(int8(next()))*181) } // 8 steps are a segment
		buf := make([]byte, 3000)
		for len(ops) > 0 {
			now += time.Duration(next()) * time.Duration(next()) * 50 * time.Microsecond
			switch op := next(); op % 8 {
			case 0, 1, 2, 3:
				s := Segment{Flags: Flags(next() & 31), Seq: c.rcvNxt, Ack: c.sndUna, Window: int64(next()) << 9}
				if op&8 != 0 {
					s.Seq = near(s.Seq)
				}
				if op&16 != 0 {
					s.Ack = near(s.Ack)
				}
				if op&32 != 0 {
					s.Data = buf[:int(next())*8]
				}
				if op&64 != 0 {
					for range 1 + int(next()%4) {
						r := Range{near(c.sndUna), near(c.sndNxt)}
						s.SACK = append(s.SACK, r)
					}
				}
				if op&128 != 0 {
					s.TS, s.SACKOK, s.TSEcr = true, true, now-time.Duration(next())*time.Millisecond
				}
				c.Input(now, &s)
			case 4:
				c.Write(buf[:int(next())*11])
			case 5:
				c.Read(now, buf[:int(next())*11])
			case 6:
				c.Timer(now)
			case 7:
				switch next() % 16 {
				case 0:
					c.Close(now)
				case 1:
					c.CloseWrite(now)
				case 2:
					c.Abort(now)
				default:
					now = max(now, min(c.Deadline(), now+time.Hour))
					c.Timer(now)
				}
			}
			consistent(t, c)
			var s Segment
			for n := 0; c.Next(now, &s); n++ {
				if n > 10_000 {
					t.Fatal("Next never ends")
				}
			}
			consistent(t, c)
			c.Stats()
			c.WriteReady()
		}
	})
}

func TestBytesArriveUnderAllConditions(t *testing.T) {
	for seed := range uint64(40) {
		cfg := &Config{
			Congestion:    []string{"cubic", "reno", "bbr"}[seed%3],
			NoSACK:        seed%5 == 0,
			NoTimestamps:  seed%3 == 0,
			InitialWindow: int(1 + seed%7),
			DelayedACK:    []time.Duration{0, NoDelay, 100 * time.Millisecond}[seed%3],
		}
		if seed%4 == 0 {
			cfg.ReceiveBuffer, cfg.SendBuffer = 5000, 9000
		}
		exchange(t, seed, []float64{0.3, 0.05, 0.01}[seed%3], 60_000, cfg)
	}
}
