package postgres

import (
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/xdg-go/scram"
)

// scramIterations is how often the password is hashed (SCRAM_SHA_256_DEFAULT_ITERATIONS,
// src/include/common/scram-common.h).
const scramIterations = 4096

// authenticator makes sure of clients by SCRAM; nil trusts them.
type authenticator struct{ server *scram.Server }

// salt is every user's. A real server's is drawn for each; of its length here
// depends only how long a message is.
const salt = "rttlab, 16 bytes"

// credentials are made once for each password, since that takes a computer a
// millisecond.
var credentials sync.Map // string to scram.StoredCredentials

func newAuthenticator(cfg Config) (*authenticator, error) {
	if cfg.Auth != SCRAM {
		return nil, nil
	}
	stored, ok := credentials.Load(cfg.Password)
	if !ok {
		client, err := scram.SHA256.NewClient("", cfg.Password, "")
		if err != nil {
			return nil, fmt.Errorf("postgres: password: %w", err)
		}
		made, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: salt, Iters: scramIterations})
		if err != nil {
			return nil, fmt.Errorf("postgres: password: %w", err)
		}
		stored, _ = credentials.LoadOrStore(cfg.Password, made)
	}
	server, err := scram.SHA256.NewServer(func(string) (scram.StoredCredentials, error) {
		return stored.(scram.StoredCredentials), nil
	})
	if err != nil {
		return nil, fmt.Errorf("postgres: scram: %w", err)
	}
	return &authenticator{server}, nil
}

// authenticate lets a client in that knows the password: two round trips
// (RFC 5802 §3, PostgreSQL's documentation, 55.3).
func (a *authenticator) authenticate(b *pgproto3.Backend) error {
	if a == nil {
		return nil
	}
	b.Send(&pgproto3.AuthenticationSASL{AuthMechanisms: []string{"SCRAM-SHA-256"}})
	if err := flushFor(b, pgproto3.AuthTypeSASL); err != nil {
		return err
	}
	msg, err := b.Receive()
	if err != nil {
		return err
	}
	first, ok := msg.(*pgproto3.SASLInitialResponse)
	if !ok || first.AuthMechanism != "SCRAM-SHA-256" {
		return errors.New("the client does not begin SCRAM-SHA-256")
	}
	talk := a.server.NewConversation()
	answer, err := talk.Step(string(first.Data))
	if err != nil {
		return err
	}
	b.Send(&pgproto3.AuthenticationSASLContinue{Data: []byte(answer)})
	if err := flushFor(b, pgproto3.AuthTypeSASLContinue); err != nil {
		return err
	}
	if msg, err = b.Receive(); err != nil {
		return err
	}
	final, ok := msg.(*pgproto3.SASLResponse)
	if !ok {
		return errors.New("the client does not go on with SCRAM-SHA-256")
	}
	if answer, err = talk.Step(string(final.Data)); err != nil {
		return err
	}
	b.Send(&pgproto3.AuthenticationSASLFinal{Data: []byte(answer)})
	return nil
}

// flushFor sends, and has what comes next read as the answer to that kind of
// question.
func flushFor(b *pgproto3.Backend, kind uint32) error {
	if err := b.SetAuthType(kind); err != nil {
		return err
	}
	return b.Flush()
}
