package postgres

import "time"

// login takes as long as the server computes for a client that connects.
func (s *session) login() {
	cfg := &s.server.cfg
	if cfg.Login == 0 {
		return
	}
	if cfg.Turn != nil {
		cfg.Turn(s.number)
	}
	time.Sleep(s.server.core(time.Now()))
}

// core has the core that is free first compute for a client that comes now, and
// says in what time that is done.
func (s *Server) core(now time.Time) time.Duration {
	if s.cfg.Cores == 0 {
		return s.cfg.Login
	}
	s.loginMu.Lock()
	defer s.loginMu.Unlock()
	first := 0
	for i := range s.free {
		if s.free[i].Before(s.free[first]) {
			first = i
		}
	}
	begin := now
	if s.free[first].After(now) {
		begin = s.free[first]
	}
	s.free[first] = begin.Add(s.cfg.Login)
	return s.free[first].Sub(now)
}
