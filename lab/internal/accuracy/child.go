package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"rttlab/lab/internal/testpath"
)

// A live measurement runs this program again at the ends of the path. The first
// argument says which end it is, the second is the row in JSON.
const (
	fileServer = "file-server" // serves files of any size
	fileClient = "file-client" // fetches them
	siteServer = "site-server" // serves a page to a browser
)

// isEnd reports whether the arguments ask for an end of a path.
func isEnd(args []string) bool {
	return len(args) == 2 && (args[0] == fileServer || args[0] == fileClient || args[0] == siteServer)
}

// runEnd is the program at one end of a path. It ends with stdin.
func runEnd(args []string, stdin io.Reader, stdout io.Writer) error {
	var r Row
	if err := json.Unmarshal([]byte(args[1]), &r); err != nil {
		return fmt.Errorf("the row of %s: %w", args[0], err)
	}
	switch args[0] {
	case fileServer:
		return serveFiles(r, stdin, stdout)
	case fileClient:
		return fetchFiles(r, stdin, stdout)
	default:
		return serveSite(r, stdin, stdout)
	}
}

// job is what the client's end is asked for, one JSON value each.
type job struct {
	Port int
	Load bool // the row's files; a bare handshake otherwise
}

// answer is what the client's end says to a job.
type answer struct {
	Took  time.Duration
	Error string
}

// fetchFiles does the jobs of stdin.
func fetchFiles(r Row, stdin io.Reader, stdout io.Writer) error {
	jobs, answers := json.NewDecoder(stdin), json.NewEncoder(stdout)
	dialer := net.Dialer{Control: testpath.Congestion(r.Congestion)}
	for {
		var j job
		if err := jobs.Decode(&j); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		address := fmt.Sprintf("%s:%d", testpath.ServerAddr, j.Port)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		var a answer
		var err error
		if j.Load {
			a.Took, err = load(ctx, dialer.DialContext, address, r)
		} else {
			a.Took, err = handshake(ctx, dialer.DialContext, address)
		}
		cancel()
		if err != nil {
			a.Error = err.Error()
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
}

// serveFiles says on stdout that it listens.
func serveFiles(r Row, stdin io.Reader, stdout io.Writer) error {
	sockets := net.ListenConfig{Control: testpath.Congestion(r.Congestion)}
	listener, err := sockets.Listen(context.Background(), "tcp", ":80")
	if err != nil {
		return err
	}
	ended := untilEnd(stdin)
	go func() { ended <- http.Serve(listener, handler()) }()
	fmt.Fprintln(stdout, "listening")
	return <-ended
}

// untilEnd gives a value once stdin has ended.
func untilEnd(stdin io.Reader) chan error {
	ended := make(chan error, 2)
	go func() {
		_, err := io.Copy(io.Discard, stdin)
		ended <- err
	}()
	return ended
}

// end is this program at one end.
type end struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.Reader
}

// startEnd starts this program at an end by way of start.
func startEnd(which string, r Row, start func(*exec.Cmd) error) (*end, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	row, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, which, string(row))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := start(cmd); err != nil {
		return nil, fmt.Errorf("start the %s: %w", which, err)
	}
	return &end{cmd: cmd, in: in, out: out}, nil
}

// stop ends the program and waits for it.
func (e *end) stop() error {
	return errors.Join(e.in.Close(), e.cmd.Wait())
}
