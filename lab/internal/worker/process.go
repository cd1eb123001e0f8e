package worker

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// process is a worker as its parent sees it: one job at a time.
type process struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	to      *gob.Encoder
	from    *bufio.Reader
	replies *gob.Decoder // nil: it has not said hello yet
	stderr  tail

	ended error // why it plays nothing more
}

// DeadError says that a worker ended in the midst of a run.
type DeadError struct {
	Run    string
	Err    error  // how the process ended
	Stderr string // the end of what it wrote there
}

func (e *DeadError) Error() string {
	text := fmt.Sprintf("run %q: the process that played it ended: %v", e.Run, e.Err)
	if e.Stderr != "" {
		text += "\n" + e.Stderr
	}
	return text
}

func (e *DeadError) Unwrap() error { return e.Err }

// start starts one of several workers. It does not wait for it.
func start(several int) (*process, error) {
	w := &process{}
	program, err := itself()
	if err != nil {
		return nil, err
	}
	w.cmd = exec.Command(program)
	w.cmd.Env = environment(several)
	w.cmd.Stderr = &w.stderr
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.stdin, w.to, w.from = in, gob.NewEncoder(in), bufio.NewReader(out)
	return w, w.cmd.Start()
}

// itself is the program that runs. Linux starts the very same file even when
// another has taken its place meanwhile.
func itself() (string, error) {
	const exe = "/proc/self/exe"
	if runtime.GOOS == "linux" {
		if _, err := os.Stat(exe); err == nil {
			return exe, nil
		}
	}
	return os.Executable()
}

// patience is how often a worker is asked whether its run gets on.
const patience = time.Second

// play has the worker play a job.
func (w *process) play(ctx context.Context, job *Job) (*Result, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	stop := context.AfterFunc(ctx, w.kill)
	defer stop()
	res, err := w.exchange(job)
	if ctx.Err() != nil && !stop() {
		w.ended = context.Cause(ctx)
		return nil, w.ended
	}
	return res, err
}

func (w *process) exchange(job *Job) (*Result, error) {
	sinks := sinks{open: job.Recording}
	defer sinks.abort()
	if err := w.to.Encode(request{Job: job}); err != nil {
		return nil, w.dead(job, err)
	}
	over := make(chan struct{})
	defer close(over)
	go w.ask(over)
	if w.replies == nil {
		if err := greet(w.from); err != nil {
			return nil, w.dead(job, err)
		}
		w.replies = gob.NewDecoder(w.from)
	}
	res := &Result{}
	var unwritten error
	for {
		var r reply
		if err := w.replies.Decode(&r); err != nil {
			return nil, w.dead(job, err)
		}
		switch {
		case r.Visit != nil:
			compact(r.Visit)
			res.Visits, res.Traces = append(res.Visits, *r.Visit), append(res.Traces, r.Trace)
		case r.Figures != nil:
			res.Figures = append(res.Figures, *r.Figures)
		case r.Recording != "":
			if unwritten == nil { // the rest is read, and dropped
				unwritten = sinks.write(r.Recording, r.Data)
			}
		}
		if r.Last {
			w.ended = errors.New("its last run left goroutines behind")
		}
		if r.Done {
			res.Plays = r.Plays
			switch {
			case r.Err != "":
				return nil, errors.New(r.Err)
			case unwritten != nil:
				return nil, unwritten
			}
			return res, sinks.commit()
		}
	}
}

// ask asks the worker now and then whether the run gets on, until it is over.
func (w *process) ask(over chan struct{}) {
	ticker := time.NewTicker(patience)
	defer ticker.Stop()
	for {
		select {
		case <-over:
			return
		case <-ticker.C:
			if w.to.Encode(request{}) != nil {
				return // the worker is dead: whoever reads from it sees that
			}
		}
	}
}

// dead says how a worker ended that does not speak any more, or not sense.
func (w *process) dead(job *Job, err error) error {
	w.ended = err
	if !gone(err) {
		w.kill()
	}
	hangs := time.AfterFunc(patience, w.kill)
	defer hangs.Stop()
	if ended := w.cmd.Wait(); ended != nil && gone(err) {
		err = ended
	}
	return &DeadError{Run: job.Setup.Name, Err: err, Stderr: strings.TrimSpace(w.stderr.String())}
}

// gone says whether an error of a pipe means that nobody is at its other end.
func gone(err error) bool {
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, os.ErrClosed, syscall.EPIPE} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (w *process) kill() { _ = w.cmd.Process.Kill() } // an error says that it has ended

// close lets the worker end by itself.
func (w *process) close() error {
	_ = w.stdin.Close()
	err := w.cmd.Wait()
	if w.ended != nil {
		return nil
	}
	return err
}
