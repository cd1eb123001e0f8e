package postgres

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Auth is how a server makes sure of who connects.
type Auth string

// The ways of pg_hba.conf that are known here.
const (
	Trust Auth = "trust"         // it does not
	SCRAM Auth = "scram-sha-256" // RFC 7677, PostgreSQL's default since version 14
)

// Config is what a server is like. The zero Config trusts everybody, speaks no
// TLS and answers at once.
type Config struct {
	Auth     Auth   // zero: Trust
	Password string // of every user, with SCRAM

	// TLS is what a client that asks for TLS gets; nil: the answer is no.
	TLS *tls.Config

	// Think is how long the server works on a query before it answers.
	Think time.Duration

	// Login is what the server computes for each client that connects: a process
	// for it, and whether it knows the password. Cores do that for as many clients
	// at once; the others wait in turn. Zero Cores: one for each client.
	Login time.Duration
	Cores int

	// Turn, when set, is called before a client has a core, with its number, from 0
	// in the order in which clients were accepted: the place to put what happens at
	// one instant into an order.
	Turn func(client int)

	// MaxConnections is how many clients there may be at once (max_connections);
	// one more is told "sorry, too many clients already". Zero: 100,
	// PostgreSQL's default.
	MaxConnections int
}

const defaultMaxConnections = 100 // max_connections, src/backend/utils/misc/postgresql.conf.sample

// Server answers on a listener until it is closed. Its methods may be called
// from any goroutine.
type Server struct {
	cfg  Config
	ln   net.Listener
	auth *authenticator
	done sync.WaitGroup

	loginMu sync.Mutex
	free    []time.Time // when each core is

	mu       sync.Mutex // guards what follows; nothing waits with it
	closed   bool
	conns    map[net.Conn]bool // true: the client has a place
	sessions int               // that have one
}

// Serve starts to answer on ln, which the server closes when it is closed. The
// error is about the settings.
func Serve(ln net.Listener, cfg Config) (*Server, error) {
	if cfg.Auth == "" {
		cfg.Auth = Trust
	}
	if cfg.MaxConnections == 0 {
		cfg.MaxConnections = defaultMaxConnections
	}
	switch {
	case cfg.Auth != Trust && cfg.Auth != SCRAM:
		return nil, fmt.Errorf("postgres: auth %q is neither %s nor %s", cfg.Auth, Trust, SCRAM)
	case cfg.MaxConnections < 0:
		return nil, fmt.Errorf("postgres: %d connections at most is less than none", cfg.MaxConnections)
	case cfg.Think < 0 || cfg.Login < 0:
		return nil, fmt.Errorf("postgres: think %v, login %v: none may be negative", cfg.Think, cfg.Login)
	case cfg.Cores < 0:
		return nil, fmt.Errorf("postgres: %d cores are less than none", cfg.Cores)
	}
	auth, err := newAuthenticator(cfg)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, ln: ln, auth: auth, conns: map[net.Conn]bool{}, free: make([]time.Time, cfg.Cores)}
	s.done.Go(s.accept)
	return s, nil
}

// Close ends all sessions and returns when they have ended.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return net.ErrClosed
	}
	s.closed = true
	err := s.ln.Close()
	for c := range s.conns {
		_ = c.Close() // the network may be gone already
	}
	s.mu.Unlock()
	s.done.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (s *Server) accept() {
	for number := 0; ; number++ {
		c, err := s.ln.Accept()
		if err != nil {
			return // the listener is closed, or its host is
		}
		if !s.add(c) {
			_ = c.Close()
			return
		}
		s.done.Go(func() {
			defer s.remove(c)
			_ = newSession(s, number, c).run() // the client has gone or does not speak the protocol: it was told
		})
	}
}

func (s *Server) add(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.conns[c] = false
	return true
}

// admit counts a client that wants in, and says whether there is a place.
func (s *Server) admit(c net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions >= s.cfg.MaxConnections {
		return false
	}
	s.conns[c] = true
	s.sessions++
	return true
}

func (s *Server) remove(c net.Conn) {
	_ = c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conns[c] {
		s.sessions--
	}
	delete(s.conns, c)
}
