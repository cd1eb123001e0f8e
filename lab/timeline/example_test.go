package timeline_test

import (
	"fmt"
	"time"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// One hundred files, six at a time: every other round trip goes into a
// handshake.
func ExampleRun_Ledger() {
	run := timelinetest.Load{HTTP: "1.0", RTT: 200 * time.Millisecond, Assets: 100}.Run()
	ledger := run.Ledger()
	split := timeline.Split(run.CriticalPath())
	fmt.Println(ledger, "=", ledger.Took, "of", run.Total)
	fmt.Println("connect", split.Connect, "wait", split.Wait)
	// Output:
	// TCP 18, 18 waves = 36 RTT = 7.2s of 7.2s
	// connect 3.6s wait 3.6s
}
