package netem_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

func TestParseTrace(t *testing.T) {
	for text, want := range map[string]string{
		"":               "netem: trace: it must end after 0 ms: add lines",
		"0\n0\n":         "netem: trace: it must end after 0 ms: add lines",
		"1\n2x\n":        `netem: trace line 2: "2x" is not a whole number of milliseconds`,
		"1\n\n3":         `netem: trace line 2: "" is not a whole number of milliseconds`,
		"5\n4\n":         "netem: trace line 2: 4 ms comes before the line above: times must not go back",
		"-1\n":           `netem: trace line 1: "-1" is not a whole number of milliseconds`,
		"99999999999999": `netem: trace line 1: "99999999999999" is not a whole number of milliseconds`,
	} {
		_, err := netem.ParseTrace(strings.NewReader(text))
		require.EqualError(t, err, want, "%q", text)
	}
	trace, err := netem.ParseTrace(strings.NewReader("1\r\n1\n2\n"))
	require.NoError(t, err)
	require.Equal(t, 18*netem.Mbps, trace.Rate()) // 3 * 12000 bits in 2 ms
}

// Opportunities at 2, 2, 5 and 10 ms, and again 10 ms later.
func TestTraceLink(t *testing.T) {
	for _, test := range []struct {
		name string
		size int
		want []time.Duration // ms
	}{
		{"one each", 1500, []time.Duration{2, 2, 5, 10, 12, 12, 15, 20, 22}},
		{"three share one", 500, []time.Duration{2, 2, 2, 2, 2, 2, 5, 5, 5, 10, 10, 10, 12}},
		{"two for one and a half", 1000, []time.Duration{2, 2, 2, 5, 10, 10, 12, 12, 12}},
	} {
		for _, direction := range []string{"up", "down"} {
			t.Run(test.name+" "+direction, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					trace, err := netem.ParseTrace(strings.NewReader("2\n2\n5\n10\n"))
					require.NoError(t, err)
					link := netem.Link{UpTrace: trace, Queue: netem.Queue{Packets: 100}}
					n := netem.New(netem.Config{})
					defer n.Close()
					a, b := n.Host("a", link), n.Host("b", netem.Link{})
					if direction == "down" {
						require.NoError(t, a.SetLink(netem.Link{}))
						require.NoError(t, b.SetLink(netem.Link{DownTrace: trace, Queue: link.Queue}))
					}
					got := burst(t, n, a, b, len(test.want), test.size)
					require.Len(t, got, len(test.want))
					for i, want := range test.want {
						require.Equal(t, want*ms, got[i].Truncate(100*time.Microsecond), "datagram %d", i)
					}
				})
			})
		}
	}
}

// An opportunity that nobody takes is lost.
func TestTraceDoesNotSaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		trace, err := netem.ParseTrace(strings.NewReader("2\n2\n5\n10\n"))
		require.NoError(t, err)
		n, a, b := pairOf(t, netem.Link{UpTrace: trace}, netem.Path{})
		time.Sleep(23 * ms) // the next is at 25
		start := n.Now()
		got := burst(t, n, a, b, 2, 1500)
		require.Equal(t, 25*ms, (start + got[0]).Truncate(100*time.Microsecond))
		require.Equal(t, 30*ms, (start + got[1]).Truncate(100*time.Microsecond))
	})
}

func FuzzParseTrace(f *testing.F) {
	f.Add("1\n2\n3\n")
	f.Add("0\n0\n1")
	f.Add("20000000") // less than a bit per second
	f.Fuzz(func(t *testing.T, text string) {
		trace, err := netem.ParseTrace(strings.NewReader(text))
		if err == nil {
			require.Positive(t, trace.Rate())
		} else {
			require.ErrorContains(t, err, "netem: trace")
		}
	})
}
