package pace_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/pace"
)

// No two parties are ever at the same instant, nor at the network's, and each
// comes in the order of its number within a tick.
func TestTurns(t *testing.T) {
	for _, n := range []int{1, 100, 150, 151, 1000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				turns := pace.NewTurns(n, pace.Handlers, 3)
				start := time.Now()
				ids := make(chan int, n)
				at := make(map[time.Duration]int, n)
				for id := range n {
					go func() {
						turns.Begin(id)
						ids <- id
					}()
				}
				last := -1
				for range n {
					id := <-ids
					require.Equal(t, last+1, id)
					last = id
					since := time.Since(start)
					require.NotZero(t, since%pace.Tick)
					require.NotContains(t, at, since)
					at[since] = id
				}
				// 150 parties fit into a tick: after two cycles all have been.
				require.Less(t, time.Since(start), 2*time.Duration((n+149)/150)*pace.Tick)
			})
		})
	}
}

// Two hundred parties need two ticks, so each comes again after two, and party
// 151 is the second of the second tick.
func TestTurnsComeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := pace.NewTurns(200, pace.Handlers, 3)
		cycle := 2 * pace.Tick
		at := func() time.Duration { return time.Duration(time.Now().UnixNano()) % cycle }
		for _, tc := range []struct {
			instant int
			want    time.Duration
		}{{0, 1106}, {0, 1106}, {1, 1108}, {2, 1110}} {
			turns.Wait(151, tc.instant)
			require.Equal(t, tc.want, at())
		}
		before := time.Now()
		turns.Wait(151, 0)
		require.Equal(t, cycle-4, time.Since(before))
		before = time.Now()
		turns.Begin(151)
		require.Equal(t, cycle, time.Since(before))
	})
}

// Who comes has the least number that is free.
func TestPlaces(t *testing.T) {
	var p pace.Places
	for n := range 4 {
		require.Equal(t, n, p.Take())
	}
	p.Give(2)
	p.Give(0)
	for _, want := range []int{0, 2, 4} {
		require.Equal(t, want, p.Take())
	}
}

func TestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		for _, want := range []time.Duration{351, 1351} {
			pace.Loop.Wait()
			require.Equal(t, want, time.Since(start))
		}
		pace.WaitOdd()
		require.Equal(t, 1353*time.Nanosecond, time.Since(start))
		time.Sleep(1 * time.Nanosecond)
		pace.WaitOdd()
		require.Equal(t, 1355*time.Nanosecond, time.Since(start))
	})
}

// No two owners at one end have an instant in common, and none has the network's.
func TestSlotsDoNotOverlap(t *testing.T) {
	taken := map[pace.End]map[time.Duration]string{}
	for _, s := range pace.Slots() {
		require.Positive(t, s.From, s.Owner)
		require.Positive(t, s.Step, s.Owner)
		require.LessOrEqual(t, s.Until, pace.Tick, s.Owner)
		require.Less(t, s.From, s.Until, s.Owner)
		if taken[s.End] == nil {
			taken[s.End] = map[time.Duration]string{}
		}
		for at := s.From; at < s.Until; at += s.Step {
			require.NotContains(t, taken[s.End], at, "%s and %s, at a %s", s.Owner, taken[s.End][at], s.End)
			taken[s.End][at] = s.Owner
		}
	}
}

// Who keeps to the order has its instants from here: nobody else deals in
// nanoseconds.
func TestSlotsAreSharedOutHere(t *testing.T) {
	lab := os.DirFS("../..")
	require.NoError(t, fs.WalkDir(lab, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "internal/pace/") {
			return err
		}
		text, err := fs.ReadFile(lab, path)
		if strings.Contains(string(text), `"rttlab/lab/internal/pace"`) {
			require.NotContains(t, string(text), "time.Nanosecond", path)
		}
		return err
	}))
}
