package postgres

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
)

// session is one client of a server.
type session struct {
	server  *Server
	number  int      // of those that were accepted
	conn    net.Conn // as it was accepted
	backend *pgproto3.Backend

	skip bool // until Sync, after an error (PostgreSQL's documentation, 55.2.3)
}

func newSession(s *Server, number int, c net.Conn) *session {
	return &session{server: s, number: number, conn: c, backend: pgproto3.NewBackend(c, c)}
}

// SQLSTATEs (PostgreSQL's documentation, appendix A).
const (
	invalidPassword         = "28P01"
	tooManyConnections      = "53300"
	protocolViolation       = "08P01"
	severityError           = "ERROR"
	severityFatal           = "FATAL"
	textOID, int4OID        = 25, 23
	idle               byte = 'I'
)

var errLeft = errors.New("the client has left")

func (s *session) run() error {
	if err := s.startUp(); err != nil {
		return err
	}
	for {
		msg, err := s.backend.Receive()
		if err != nil {
			return err
		}
		if err := s.answer(msg); err != nil {
			return err
		}
	}
}

// startUp lets the client in: the answer to SSLRequest, TLS, the start-up
// message, the password, and what a client is told then.
func (s *session) startUp() error {
	msg, err := s.backend.ReceiveStartupMessage()
	for err == nil {
		switch m := msg.(type) {
		case *pgproto3.SSLRequest:
			if err = s.secure(); err == nil {
				msg, err = s.backend.ReceiveStartupMessage()
			}
		case *pgproto3.GSSEncRequest:
			if _, err = s.conn.Write([]byte{'N'}); err == nil {
				msg, err = s.backend.ReceiveStartupMessage()
			}
		case *pgproto3.StartupMessage:
			return s.letIn()
		default:
			return fmt.Errorf("a client that begins with %T", m) // cancels are of no interest here
		}
	}
	return err
}

// secure answers SSLRequest, and does what it has said.
func (s *session) secure() error {
	if s.server.cfg.TLS == nil {
		_, err := s.conn.Write([]byte{'N'})
		return err
	}
	if _, err := s.conn.Write([]byte{'S'}); err != nil {
		return err
	}
	c := tls.Server(s.conn, s.server.cfg.TLS)
	s.backend = pgproto3.NewBackend(c, c)
	return c.Handshake()
}

func (s *session) letIn() error {
	if !s.server.admit(s.conn) {
		return s.fail(severityFatal, tooManyConnections, "sorry, too many clients already")
	}
	if err := s.server.auth.authenticate(s.backend); err != nil {
		return errors.Join(err, s.fail(severityFatal, invalidPassword, "password authentication failed"))
	}
	s.login()
	b := s.backend
	b.Send(&pgproto3.AuthenticationOk{})
	for _, p := range [][2]string{
		{"client_encoding", "UTF8"},
		{"DateStyle", "ISO, MDY"},
		{"integer_datetimes", "on"},
		{"server_encoding", "UTF8"},
		{"server_version", "15.20"},
		{"standard_conforming_strings", "on"},
		{"TimeZone", "Etc/UTC"},
	} {
		b.Send(&pgproto3.ParameterStatus{Name: p[0], Value: p[1]})
	}
	b.Send(&pgproto3.BackendKeyData{ProcessID: 1, SecretKey: []byte{0, 0, 0, 1}})
	b.Send(&pgproto3.ReadyForQuery{TxStatus: idle})
	return b.Flush()
}

// fail tells the client of an error.
func (s *session) fail(severity, code, words string) error {
	s.backend.Send(&pgproto3.ErrorResponse{Severity: severity, SeverityUnlocalized: severity, Code: code, Message: words})
	return s.backend.Flush()
}

// answer does what one message asks for.
func (s *session) answer(msg pgproto3.FrontendMessage) error {
	b := s.backend
	if _, sync := msg.(*pgproto3.Sync); s.skip && !sync {
		return nil
	}
	switch m := msg.(type) {
	case *pgproto3.Query:
		s.simple(m.String)
		return b.Flush()
	case *pgproto3.Parse:
		b.Send(&pgproto3.ParseComplete{})
	case *pgproto3.Describe:
		if m.ObjectType == 'S' {
			b.Send(&pgproto3.ParameterDescription{ParameterOIDs: []uint32{}})
		}
		b.Send(oneColumn())
	case *pgproto3.Bind:
		b.Send(&pgproto3.BindComplete{})
	case *pgproto3.Execute:
		s.think()
		s.row()
	case *pgproto3.Close:
		b.Send(&pgproto3.CloseComplete{})
	case *pgproto3.Sync:
		s.skip = false
		b.Send(&pgproto3.ReadyForQuery{TxStatus: idle})
		return b.Flush()
	case *pgproto3.Flush:
		return b.Flush()
	case *pgproto3.Terminate:
		return errLeft
	default:
		s.skip = true
		return s.fail(severityError, protocolViolation, fmt.Sprintf("a message of type %T means nothing here", m))
	}
	return nil
}

// simple answers the simple protocol's query, which may be several.
func (s *session) simple(text string) {
	any := false
	for one := range strings.SplitSeq(text, ";") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		any = true
		if strings.HasPrefix(one, "--") { // a ping
			s.backend.Send(&pgproto3.EmptyQueryResponse{})
			continue
		}
		s.think()
		s.backend.Send(oneColumn())
		s.row()
	}
	if !any {
		s.backend.Send(&pgproto3.EmptyQueryResponse{})
	}
	s.backend.Send(&pgproto3.ReadyForQuery{TxStatus: idle})
}

func (s *session) think() {
	if d := s.server.cfg.Think; d > 0 {
		time.Sleep(d)
	}
}

// row is what every query gives.
func (s *session) row() {
	s.backend.Send(&pgproto3.DataRow{Values: [][]byte{[]byte("1")}})
	s.backend.Send(&pgproto3.CommandComplete{CommandTag: []byte("SELECT 1")})
}

func oneColumn() *pgproto3.RowDescription {
	return &pgproto3.RowDescription{Fields: []pgproto3.FieldDescription{{
		Name: []byte("?column?"), DataTypeOID: textOID, DataTypeSize: -1, TypeModifier: -1,
	}}}
}
