//go:build unix

package worker

import (
	"io"
	"os"
	"syscall"
)

// input is stdin, read by the runtime's poller: a goroutine that waits for it
// costs the run no thread. os.Stdin stays what it is: if it went, it would close
// the descriptor.
func input() io.Reader {
	const stdin = 0
	if syscall.SetNonblock(stdin, true) != nil {
		return os.Stdin
	}
	return os.NewFile(stdin, "stdin")
}
