package browser

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHTTP3Offer(t *testing.T) {
	for header, want := range map[string]time.Duration{
		`h3=":443"`:                                24 * time.Hour,
		`h3=":443"; ma=3600`:                       time.Hour,
		`h3=":443"; ma=3600; persist=1`:            time.Hour,
		`h2=":443"; ma=60, h3=":443"; ma=90`:       90 * time.Second,
		`h3-29=":443"; ma=60,h3=":443"`:            24 * time.Hour,
		`h3=":443"; ma=0`:                          0,
		`h3=":443"; ma=soon`:                       0,
		`h3=":8443"; ma=3600`:                      0,
		`h3="elsewhere.test:443"; ma=3600`:         0,
		`h3=":443"; ma=99999999999999999999999999`: 0,
		`clear`: 0,
		``:      0,
	} {
		got, ok := http3Offer(header)
		require.Equal(t, want, got, header)
		require.Equal(t, want > 0, ok, header)
	}
}

// A server's offer holds for as long as it says, and until it says something
// else.
func TestOffersAreKept(t *testing.T) {
	m := NewMemory()
	m.learn("a.test", `h3=":443"`)
	m.learn("b.test", `h3=":443"; ma=60`)
	m.learn("b.test", "")
	require.True(t, m.offered("a.test"))
	require.True(t, m.offered("b.test"))
	require.False(t, m.offered("c.test"))
	m.learn("a.test", "clear")
	require.False(t, m.offered("a.test"))
	var none *Memory
	none.learn("a.test", `h3=":443"`)
	require.False(t, none.offered("a.test"))
}

func FuzzAltSvc(f *testing.F) {
	f.Add(`h3=":443"; ma=3600`)
	f.Fuzz(func(t *testing.T, header string) {
		maxAge, ok := http3Offer(header)
		require.Equal(t, ok, maxAge > 0)
	})
}
