//go:build !unix

package worker

// disturbance cannot be seen here: every play may have been disturbed.
type disturbance struct{}

func (*disturbance) watch()          {}
func (*disturbance) reset()          {}
func (*disturbance) disturbed() bool { return true }
