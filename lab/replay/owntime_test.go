package replay_test

import (
	"fmt"
	"testing"
)

// A browser that takes its time does the same every time, too.
func TestOwnTimeSameEveryTime(t *testing.T) {
	for _, http := range []string{"1.1", "2", "3"} {
		for _, loss := range []float64{0, 0.02} {
			t.Run(fmt.Sprintf("HTTP/%s, loss %v", http, loss), func(t *testing.T) {
				run := full()
				for i := range run.Page.Assets {
					run.Page.Assets[i].Count /= 2
				}
				run.HTTP, run.TLS.Version = http, "1.3"
				run.Network.LossDown, run.Network.LossUp = loss, loss
				run.Browser.Like = "chromium"
				sameEveryTime(t, run)
			})
		}
	}
}
