package replay_test

import (
	"os"
	"testing"

	"rttlab/lab/internal/quicnet"
)

// The tests are such a process as plays loads and does nothing else.
func TestMain(m *testing.M) {
	quicnet.TakeRandom()
	os.Exit(m.Run())
}
