// Command lab replays a page load on an emulated network, in virtual time, and
// shows as a table and pictures what a round trip costs.
//
//	go run ./lab scenarios/keep-alive.yaml
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() { os.Exit(program()) }

// memory is how much this process may hold before it collects garbage in earnest.
// The runs are played by others: what it holds are results and pictures.
const memory = 300 << 20

func program() int {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	return exitCode(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr), os.Stderr)
}

// errExpectation says that all ran and an expectation failed, or a run did not
// finish: the table has said so.
var errExpectation = errors.New("an expectation failed")

// usageError says that the command was called wrongly.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exitCode prints err and gives the process's exit code: 0 for none, 2 for a
// wrong call (a file that cannot be read or decoded too), 130 after Ctrl-C or
// SIGTERM as shells have it, 1 otherwise.
func exitCode(err error, stderr io.Writer) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errExpectation):
		return 1
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "lab: interrupted")
		return 130
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "lab:", err)
		return 2
	}
	fmt.Fprintln(stderr, "lab:", err)
	return 1
}

// run is the whole command.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	root := newRoot(stdout)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}
