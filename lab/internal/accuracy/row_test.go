package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const line = "go,bulk,h1,false,true,1,6,100,10000,20,20.78,1.6,1.6,15000,0.02,cubic,3,0.0955,0.0958,0.0962"

func TestReadRows(t *testing.T) {
	rows, err := readRows(strings.NewReader(strings.Join(columns, ",") + "\n" + line + "\n"))
	require.NoError(t, err)
	require.Equal(t, []Row{{
		Client: "go", Mode: "bulk", Proto: "h1", KeepAlive: true, Shards: 1, Conns: 6, Objects: 100, Size: 10000,
		RTT: 20 * time.Millisecond, RTTSeen: 20780 * time.Microsecond, Down: 1.6, Up: 1.6, Queue: 15000, LossDown: 0.02,
		Congestion: "cubic", Runs: 3, Min: 95500 * time.Microsecond, Median: 95800 * time.Microsecond, P90: 96200 * time.Microsecond,
	}}, rows)
	require.Equal(t, 1, rows[0].files(), "bulk is one file whatever it says")
	require.Equal(t, line, rows[0].String())
}

func TestReadRowsSaysWhatIsWrong(t *testing.T) {
	header := strings.Join(columns, ",") + "\n"
	for text, want := range map[string]string{
		"":                   "the first line must be",
		"client,mode\ngo,b":  "the first line must be",
		header + "go,bulk\n": "wrong number of fields",
		header + strings.Replace(line, "10000", "many", 1) + "\n":                 "line 2: column size_bytes",
		header + line + "\n" + strings.Replace(line, "true", "perhaps", 1) + "\n": "line 3: column keepalive",
	} {
		_, err := readRows(strings.NewReader(text))
		require.ErrorContains(t, err, want)
	}
}

func TestTakeIsByNearestRank(t *testing.T) {
	var r Row
	var times []time.Duration
	for i := range 21 {
		times = append(times, time.Duration(21-i))
	}
	r.take(times)
	require.Equal(t, Row{Runs: 21, Min: 1, Median: 11, P90: 19}, r)
}
