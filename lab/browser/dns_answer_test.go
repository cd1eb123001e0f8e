package browser

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What a query is answered with is taken for an address, for none, or for
// nothing; it never does harm.
func FuzzAnswer(f *testing.F) {
	query, err := ask(7, "www.test")
	require.NoError(f, err)
	f.Add(query)
	response := append([]byte{}, query...)
	response[2] |= 0x80 // it is a response
	response[7] = 1     // with an answer: the question's name, A, IN, a TTL of 300 s, 4 bytes
	response = append(response, 0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 10, 0, 0, 1)
	a, ok := read(response, 7, "www.test")
	require.True(f, ok)
	require.Equal(f, "10.0.0.1", a.addr.String())
	require.Equal(f, 5*time.Minute, a.ttl)
	f.Add(response)
	f.Add(response[:len(response)-1])
	f.Fuzz(func(t *testing.T, message []byte) {
		a, ok := read(message, 7, "www.test")
		require.True(t, ok || !a.addr.IsValid())
		require.True(t, !a.addr.IsValid() || a.ttl >= leastTTL)
	})
}
