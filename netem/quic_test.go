package netem_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// quic-go runs on a PacketConn: its handshake takes one round trip and a
// request another.
func TestQUIC(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"server.example"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	cert := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	synctest.Test(t, func(t *testing.T) {
		const rtt = 100 * ms
		_, a, b := pairOf(t, netem.Link{Down: 100 * netem.Mbps}, netem.Path{RTT: rtt})
		pc, err := b.ListenPacket("udp", ":443")
		require.NoError(t, err)
		server := &quic.Transport{Conn: pc}
		ln, err := server.Listen(&tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"echo"}}, nil)
		require.NoError(t, err)
		go func() {
			c, err := ln.Accept(t.Context())
			if err != nil {
				return
			}
			s, err := c.AcceptStream(t.Context())
			if err != nil {
				return
			}
			io.Copy(s, s)
			s.Close()
		}()
		local, err := a.ListenPacket("udp", ":0")
		require.NoError(t, err)
		client := &quic.Transport{Conn: local}
		start := time.Now()
		c, err := client.Dial(t.Context(), pc.LocalAddr(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"echo"}}, nil)
		require.NoError(t, err)
		require.Equal(t, rtt, time.Since(start).Truncate(ms))
		s, err := c.OpenStreamSync(t.Context())
		require.NoError(t, err)
		_, err = s.Write([]byte("hello"))
		require.NoError(t, err)
		require.NoError(t, s.Close())
		got, err := io.ReadAll(s)
		require.NoError(t, err)
		require.Equal(t, "hello", string(got))
		require.Equal(t, 2*rtt, time.Since(start).Truncate(ms))
		require.NoError(t, c.CloseWithError(0, ""))
		require.NoError(t, client.Close())
		require.NoError(t, local.Close())
		require.NoError(t, server.Close())
		require.NoError(t, pc.Close())
	})
}
