package origin

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"
)

func nameserver() *Resolver {
	return &Resolver{cfg: ResolverConfig{TTL: 90 * time.Second, Lookup: func(name string) (netip.Addr, error) {
		if name != "www.test." {
			return netip.Addr{}, errors.New("no such host")
		}
		return netip.AddrFrom4([4]byte{10, 0, 0, 7}), nil
	}}}
}

func TestResolverAnswers(t *testing.T) {
	for _, tc := range []struct {
		name  string
		kind  dnsmessage.Type
		code  dnsmessage.RCode
		finds bool
	}{
		{"www.test.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, true},
		{"www.test.", dnsmessage.TypeAAAA, dnsmessage.RCodeSuccess, false},
		{"nobody.test.", dnsmessage.TypeA, dnsmessage.RCodeNameError, false},
	} {
		query := dnsmessage.Message{
			Header:    dnsmessage.Header{ID: 99, RecursionDesired: true},
			Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(tc.name), Type: tc.kind, Class: dnsmessage.ClassINET}},
		}
		packed, err := query.Pack()
		require.NoError(t, err)
		message, err := nameserver().answer(packed)
		require.NoError(t, err)
		var m dnsmessage.Message
		require.NoError(t, m.Unpack(message))
		require.Equal(t, dnsmessage.Header{ID: 99, Response: true, RecursionDesired: true, RecursionAvailable: true, RCode: tc.code}, m.Header)
		require.Equal(t, query.Questions, m.Questions)
		if !tc.finds {
			require.Empty(t, m.Answers)
			require.Len(t, message, len(packed))
			continue
		}
		require.Len(t, m.Answers, 1)
		require.EqualValues(t, 90, m.Answers[0].Header.TTL)
		require.Equal(t, &dnsmessage.AResource{A: [4]byte{10, 0, 0, 7}}, m.Answers[0].Body)
		require.Len(t, message, len(packed)+16)
	}
}

// Queries get a response, and nothing else does.
func FuzzResolver(f *testing.F) {
	f.Add([]byte("\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x04test\x00\x00\x01\x00\x01"))
	f.Add([]byte("\x00\x07\x81\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x04test\x00\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, query []byte) {
		message, err := nameserver().answer(query)
		if err != nil {
			require.Nil(t, message)
			return
		}
		var p dnsmessage.Parser
		head, err := p.Start(message)
		require.NoError(t, err)
		require.True(t, head.Response)
	})
}
