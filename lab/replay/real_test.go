package replay_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// In real time no expectation is held to less than 5 %, and its text says what
// it was held to. The clock here is virtual all the same: the load takes 3 R and
// microseconds, so what is 4 % off shows the difference, and what is 6 % off
// fails either way.
func TestToleranceInRealTime(t *testing.T) {
	run := settings(1, 100*time.Millisecond)
	expect := func(total time.Duration, within float64) scenario.Expect {
		return scenario.Expect{Run: run.Name, Total: total, Within: within, Connections: -1, Requests: -1}
	}
	s := &scenario.Scenario{Runs: []scenario.Run{run}, Expect: []scenario.Expect{
		expect(288500*time.Microsecond, 0.001), expect(282*time.Millisecond, 0.001), expect(270*time.Millisecond, 0.2),
	}}
	for _, tc := range []struct {
		real bool
		ok   []bool
		text string
	}{
		{false, []bool{false, false, true}, "run takes 288.5ms (within 0.1%)"},
		{true, []bool{true, false, true}, "run takes 288.5ms (within 5%)"},
	} {
		synctest.Test(t, func(t *testing.T) {
			out, err := replay.All(context.Background(), s, replay.Options{RealTime: tc.real}, func(f func()) error {
				f()
				return nil
			})
			require.NoError(t, err)
			for i, c := range out.Expect {
				require.Equal(t, tc.ok[i], c.OK, "%s: %v", c.Text, c.Got)
			}
			require.Equal(t, tc.text, out.Expect[0].Text)
			require.Contains(t, out.Expect[2].Text, "(within 20%)")
		})
	}
}
