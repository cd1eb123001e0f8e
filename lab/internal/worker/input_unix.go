//go:build unix

package worker

import (
	"io"
	"os"
	"syscall"
)

// input is stdin, read by the runtime's poller: a goroutine that waits for it
// costs the run no thread.
func input() io.Reader {
	const stdin = 0
	if syscall.SetNonblock(stdin, true) != nil {
		return os.Stdin
	}
	return os.NewFile(stdin, "stdin")
}
