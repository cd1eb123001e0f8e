package har

import "io"

// longest is about how many bytes of a string in a file are read. Addresses and
// headers are shorter (servers refuse more than 8 to 64 kB); bodies are not
// wanted.
const longest = 64 << 10

// shorten passes JSON on and cuts strings that are longer than longest, so that
// no body is ever in memory.
type shorten struct {
	r      io.Reader
	inside bool // a string
	cut    bool // the rest of the string is left out
	length int  // bytes of the string so far
	escape int  // bytes that belong to an escape and are still to come; -1: its kind is
}

func (s *shorten) Read(p []byte) (int, error) {
	for {
		n, err := s.r.Read(p)
		kept := p[:0]
		for _, c := range p[:n] {
			if s.keep(c) {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

// keep reports whether a byte is passed on. A string is never cut within an
// escape.
func (s *shorten) keep(c byte) bool {
	if !s.inside {
		*s = shorten{r: s.r, inside: c == '"'}
		return true
	}
	s.length++
	switch {
	case s.escape == -1 && c == 'u':
		s.escape = 4
	case s.escape == -1:
		s.escape = 0
	case s.escape > 0:
		s.escape--
	case c == '"':
		s.inside = false
		return true
	default:
		s.cut = s.cut || s.length > longest
		if c == '\\' {
			s.escape = -1
		}
	}
	return !s.cut
}
