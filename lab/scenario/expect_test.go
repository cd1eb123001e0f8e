package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestExpect(t *testing.T) {
	faster := func(by, within float64) Expect {
		return Expect{Run: "B", FasterThan: "A", By: by, Within: within, Connections: -1, Requests: -1}
	}
	for _, c := range []struct {
		expect   Expect
		text     string
		unit     string
		met, not []float64
	}{
		{faster(1.8, 0), "B is at least 1.8x faster than A", "x", []float64{1.8, 9}, []float64{1.79}},
		{faster(1, 0), "B is no slower than A", "x", []float64{1, 2}, []float64{0.99}},
		{faster(2, 0.1), "B is 2x faster than A (within 10%)", "x", []float64{1.8, 2, 2.2}, []float64{1.79, 2.21}},
		{faster(1, 0.02), "B is as fast as A (within 2%)", "x", []float64{0.98, 1.02}, []float64{0.97, 1.03}},
		{faster(0.5, 0.1), "B is 0.5x as fast as A (within 10%)", "x", []float64{0.45, 0.55}, []float64{0.44, 0.56}},
		{
			Expect{Run: "B", FasterThan: "A", By: 1, Saves: 5 * time.Second, Within: 0.1, Connections: -1, Requests: -1},
			"B is 5s faster than A (within 10%)", "ms",
			[]float64{4500, 5500},
			[]float64{4499, 5501},
		},
		{
			Expect{Run: "B", FasterThan: "A", By: 1, Saves: 5 * time.Second, Connections: -1, Requests: -1},
			"B is at least 5s faster than A", "ms",
			[]float64{5000, 9000},
			[]float64{4999},
		},
		{
			Expect{Run: "A", Total: 1200 * ms, Within: 0.05, Connections: -1, Requests: -1},
			"A takes 1.2s (within 5%)", "ms",
			[]float64{1140, 1200, 1260},
			[]float64{1139, 1261},
		},
		{
			Expect{Run: "A", Handshakes: 38 * time.Second, Within: 0.01, Connections: -1, Requests: -1},
			"A spends 38s in handshakes (within 1%)", "ms",
			[]float64{37620, 38380},
			[]float64{37600, 38400},
		},
		{Expect{Run: "A", Connections: 1, Requests: -1}, "A opens 1 connection", "", []float64{1}, []float64{0, 2}},
		{Expect{Run: "A", Connections: -1, Requests: 101}, "A makes 101 requests", "", []float64{101}, []float64{100, 102}},
		{Expect{Run: "A", Connections: -1, Requests: -1, Failed: 1}, "A has 1 request that fails", "", []float64{1}, []float64{0, 2}},
		{Expect{Run: "A", Connections: -1, Requests: -1}, "A has 0 requests that fail", "", []float64{0}, []float64{1}},
	} {
		require.Equal(t, c.text, c.expect.String())
		require.Equal(t, c.unit, c.expect.Unit(), c.text)
		for _, got := range c.met {
			require.True(t, c.expect.Met(got), "%s: %v", c.text, got)
		}
		for _, got := range c.not {
			require.False(t, c.expect.Met(got), "%s: %v", c.text, got)
		}
	}
}
