package worker

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"rttlab/lab/internal/quicnet"
)

// init makes a worker of a process that was started as one. It does so here,
// before any main or TestMain, so that every program that has the package has
// its workers too. It never returns then.
func init() {
	if os.Getenv(variable) == "" {
		return
	}
	_ = os.Unsetenv(variable) // what the worker starts is none
	// While a program is initialized its first goroutine has a thread of its own
	// (runtime.main locks it), which would have to be woken at each instant of a
	// run.
	code := make(chan int)
	go func() { code <- serve() }()
	os.Exit(<-code)
}

// serve plays what stdin says, until it ends.
func serve() int {
	signal.Ignore(os.Interrupt) // Ctrl-C is the parent's, which ends its workers
	quicnet.TakeRandom()
	in, out := input(), os.Stdout
	os.Stdout = os.Stderr // whoever prints does not disturb the protocol
	w := bufio.NewWriterSize(out, piece)
	fmt.Fprint(w, hello)
	if err := w.Flush(); err != nil {
		return failed(err)
	}
	s := &server{out: w, replies: gob.NewEncoder(w), jobs: make(chan *Job)}
	s.player.watch()
	s.player.spin.limit = maxSpin
	go s.listen(gob.NewDecoder(in))
	for job := range s.jobs {
		if err := s.answer(job); err != nil {
			return failed(err)
		}
	}
	return 0
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, "worker:", err)
	return 1
}

type server struct {
	out     *bufio.Writer
	replies *gob.Encoder
	jobs    chan *Job
	player  player
}

// listen takes requests. It ends the process when there are no more, whatever
// it plays: the parent is gone.
func (s *server) listen(requests *gob.Decoder) {
	for {
		var r request
		switch err := requests.Decode(&r); {
		case errors.Is(err, io.EOF):
			os.Exit(0)
		case err != nil:
			os.Exit(failed(err))
		case r.Job == nil:
			s.player.spin.look()
		default:
			s.jobs <- r.Job
		}
	}
}

// answer plays a job and says what came of it.
func (s *server) answer(job *Job) error {
	got, plays, err := s.player.play(job)
	last := reply{Done: true, Plays: plays}
	if err != nil {
		last.Err = err.Error()
		return s.send(last)
	}
	last.Last = got.stuck
	for i := range got.visits {
		if job.Brief {
			figures := got.visits[i].Figures()
			if err := s.replies.Encode(reply{Figures: &figures}); err != nil {
				return err
			}
			continue
		}
		if err := s.replies.Encode(reply{Visit: &got.visits[i], Trace: got.traces[i]}); err != nil {
			return err
		}
	}
	for _, r := range got.recordings {
		if err := r.write(&pieces{to: s.replies, name: r.name}); err != nil {
			return err
		}
	}
	return s.send(last)
}

func (s *server) send(r reply) error {
	if err := s.replies.Encode(r); err != nil {
		return err
	}
	return s.out.Flush()
}

// pieces sends what is written to it.
type pieces struct {
	to   *gob.Encoder
	name string
}

func (p *pieces) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		n := min(len(rest), piece)
		if err := p.to.Encode(reply{Recording: p.name, Data: rest[:n]}); err != nil {
			return 0, err
		}
		rest = rest[n:]
	}
	return len(b), nil
}
