package replay

import (
	"fmt"
	"time"

	"rttlab/lab/timeline"
)

// noteLoss says what a load paid for lost packets, when that is much: what is
// left of its time without the round trips that the ledger counts, the sending
// of its bytes at full speed, and the server's thinking. Then the senders had a
// fast link and did not use it: each takes a loss for a full queue and makes its
// window smaller (RFC 5681 §3.1, RFC 9438, RFC 9002 §7), or sits out a timeout.
func noteLoss(out *timeline.Run) {
	if out.Dropped == 0 || out.Err != "" || out.Change.At > 0 {
		return
	}
	rest := spare(out)
	if rest < out.Total/4 {
		return
	}
	sending, trips := sending(out), out.Ledger().Took
	packets, windows := "packets keep", "windows"
	if out.Dropped == 1 {
		packets = "packet keeps"
	}
	if len(out.Connections) == 1 {
		windows = "only window"
	}
	out.Notes = append(out.Notes, fmt.Sprintf("round trips take %v of it and sending its bytes at full speed %v; for the other %v %d lost %s the sender's %s small",
		trips.Round(10*time.Millisecond), sending.Round(10*time.Millisecond), rest.Round(10*time.Millisecond), out.Dropped, packets, windows))
}

// sending is the time that a load's bytes take at the full speed of its link.
func sending(out *timeline.Run) time.Duration {
	return time.Duration(float64(out.BytesDown) * 8 / float64(out.Down) * float64(time.Second))
}

// spare is what is left of a load's time without round trips, sending and
// thinking; 0 when the link's speed is not known.
func spare(out *timeline.Run) time.Duration {
	if out.Down == 0 {
		return 0
	}
	rest := out.Total - sending(out) - out.Ledger().Took
	think := time.Duration(0)
	for i := range out.Resources {
		think = max(think, out.Resources[i].Think)
	}
	return rest - think
}
