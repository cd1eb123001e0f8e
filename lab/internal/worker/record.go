package worker

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"rttlab/lab/capture"
	"rttlab/lab/internal/quicnet"
	"rttlab/lab/replay"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// recording is a file that is yet to be written.
type recording struct {
	name  string
	write func(io.Writer) error
}

// recorder records one play as its job wants it. All of it is kept in memory:
// virtual time stands still while a file is written.
type recorder struct {
	job      *Job
	captures []view
	tracer   *capture.Tracer
	watch    *quicnet.Watch

	mu   sync.Mutex
	logs map[string]*log // by name
	open sync.WaitGroup  // logs
}

// view is a capture and what the name of its file ends in.
type view struct {
	name string
	*capture.Recorder
}

// log is written to until it is closed, in a goroutine of quic-go's.
type log struct {
	bytes.Buffer
	close func()
}

func (l *log) Close() error {
	l.close()
	return nil
}

func newRecorder(job *Job) *recorder { return &recorder{job: job, logs: map[string]*log{}} }

func (r *recorder) options() replay.Options {
	opt := replay.Options{Explain: !r.job.Brief || r.job.Causes}
	if r.job.Capture != "" || r.job.Trace > 0 {
		opt.Prepare, opt.Done = r.prepare, r.done
	}
	if r.job.QLOG {
		opt.QLOG = r.log
	}
	return opt
}

func (r *recorder) prepare(_ string, net *replay.Network) {
	browser := []*netem.Host{net.Browser}
	if net.After != nil {
		browser = append(browser, net.After)
	}
	if r.job.Trace > 0 {
		r.tracer, r.watch = capture.NewTracer(net.Network, browser...), net.Watch
	}
	if r.job.Capture == "browser" || r.job.Capture == "both" {
		r.captures = append(r.captures, view{".pcapng", capture.New(net.Network, r.job.Setup.Seed, browser...)})
	}
	if r.job.Capture == "server" || r.job.Capture == "both" {
		r.captures = append(r.captures, view{".server.pcapng", capture.New(net.Network, r.job.Setup.Seed, net.Servers...)})
	}
	keys := make([]io.Writer, len(r.captures))
	for i, c := range r.captures {
		keys[i] = c.KeyLog()
	}
	if r.tracer != nil {
		keys = append(keys, r.tracer.KeyLog())
	}
	if len(keys) > 0 {
		net.KeyLog = io.MultiWriter(keys...)
	}
}

func (r *recorder) done(string) {
	for _, c := range r.captures {
		c.Stop()
	}
	if r.tracer != nil {
		r.tracer.Stop()
	}
}

func (r *recorder) log(_ string, connection int, end string) io.WriteCloser {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open.Add(1)
	l := &log{close: sync.OnceFunc(r.open.Done)}
	r.logs[fmt.Sprintf(".%d.%s.sqlog", connection, end)] = l
	return l
}

// whole waits until nothing more is written to any log, or ctx ends. In virtual
// time there is nothing to wait for: a bubble ends after all that is in it.
func (r *recorder) whole(ctx context.Context) error {
	written := make(chan struct{})
	go func() {
		r.open.Wait()
		close(written)
	}()
	select {
	case <-written:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// recordings are what is to be written of a play.
func (r *recorder) recordings(visits []timeline.Run) (all []recording) {
	about := fmt.Sprintf("%s, %s: %s", r.job.Scenario, r.job.Setup.Name, visits[0].Network)
	for _, c := range r.captures {
		all = append(all, recording{c.name, func(w io.Writer) error { return c.Write(w, about) }})
	}
	for _, name := range slices.Sorted(maps.Keys(r.logs)) {
		text := r.logs[name].Bytes()
		all = append(all, recording{name, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		}})
	}
	return all
}

// traces are of the connection that the job names, in each visit.
func (r *recorder) traces(visits []timeline.Run) []*timeline.Trace {
	all := make([]*timeline.Trace, len(visits))
	if r.tracer == nil {
		return all
	}
	for i := range visits {
		for j := range visits[i].Connections {
			if c := &visits[i].Connections[j]; c.ID == r.job.Trace {
				if trace, ok := r.tracer.Trace(c, r.watch); ok {
					if r.job.Setup.Program() {
						trace.Client = "program"
					}
					all[i] = &trace
				}
			}
		}
	}
	return all
}
