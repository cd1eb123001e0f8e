package main

import (
	"fmt"
	"time"

	"rttlab/lab/internal/bubble"
)

// claim is a figure that a formula, a table or a textbook gives, beside what
// netem does.
type claim struct {
	What, Source string
	Want, Got    string
}

func (c claim) holds() bool { return c.Want == c.Got }

// claims are all of them.
func claims() ([]claim, error) {
	var all []claim
	for _, group := range []func() ([]claim, error){
		roundClaims, textbookClaims, rateClaims, timerClaims,
	} {
		var some []claim
		var err error
		if hung := bubble.Run(func() { some, err = group() }); hung != nil {
			return nil, hung
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// inMS rounds to what is compared: netem spaces events by microseconds to stay
// deterministic, which must not show.
func inMS(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }
