package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestReset(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
runs:
  - {name: none}
  - {name: first, reset: {at: 1s}}
  - {name: third, reset: {at: 1s, connection: 3}}
`)
	require.Zero(t, s.Runs[0].Reset)
	require.Equal(t, Reset{At: time.Second, Connection: 1}, s.Runs[1].Reset)
	require.Equal(t, Reset{At: time.Second, Connection: 3}, s.Runs[2].Reset)
}
