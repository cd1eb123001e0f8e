package browser

import (
	"io"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// body ends with an error, and looks for the rest when it is closed.
type body struct {
	err    error
	closed bool
}

func (b *body) Read([]byte) (int, error) { return 0, b.err }
func (b *body) Close() error             { b.closed = true; return nil }

// Nobody else may read on the connection while net/http looks for the rest of a
// body that has failed, as it does in Close; after the end of one it does not.
func TestTurn(t *testing.T) {
	for _, err := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe} {
		b, ends := &body{err: err}, 0
		r := &turn{b, sync.OnceFunc(func() {
			ends++
			require.Equal(t, err != io.EOF, b.closed, "%v", err)
		})}
		_, got := r.Read(nil)
		require.Equal(t, err, got)
		require.NoError(t, r.Close())
		require.Equal(t, 1, ends)
	}
}
