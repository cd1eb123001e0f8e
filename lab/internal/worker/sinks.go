package worker

import "io"

// Sink takes a recording. Either Commit or Abort is called at the end.
type Sink interface {
	io.Writer
	Commit() error // all of it was written
	Abort()        // it is of no use
}

// sinks are what the recordings of a job are written to, one after the other.
type sinks struct {
	open func(name string) (Sink, error) // nil: nobody wants them
	name string
	to   Sink
}

// write writes a piece of a recording.
func (s *sinks) write(name string, piece []byte) error {
	if s.open == nil {
		return nil
	}
	if name != s.name {
		if err := s.commit(); err != nil {
			return err
		}
		to, err := s.open(name)
		if err != nil {
			return err
		}
		s.name, s.to = name, to
	}
	_, err := s.to.Write(piece)
	return err
}

// commit ends the recording that is being written.
func (s *sinks) commit() error {
	to := s.to
	s.name, s.to = "", nil
	if to == nil {
		return nil
	}
	return to.Commit()
}

// abort drops it.
func (s *sinks) abort() {
	if s.to != nil {
		s.to.Abort()
	}
	s.name, s.to = "", nil
}

// named is where to write one recording.
func (s *sinks) named(name string) io.Writer { return named{s, name} }

type named struct {
	*sinks
	name string
}

func (n named) Write(p []byte) (int, error) { return len(p), n.write(n.name, p) }
