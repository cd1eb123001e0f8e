package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"

	"github.com/quic-go/quic-go/http3"

	"rttlab/lab/internal/testpath"
)

// serveSite serves the row's page as the row says. Its first line on stdout is
// the hash of its key; each line after is a page's report.
func serveSite(r Row, stdin io.Reader, stdout io.Writer) error {
	cert, spki, err := certificate(r)
	if err != nil {
		return err
	}
	handler := siteHandler(r, func(body []byte) { fmt.Fprintf(stdout, "%s\n", body) })
	sockets := net.ListenConfig{Control: testpath.Congestion(r.Congestion)}
	port := ":80"
	if r.TLS {
		port = ":443"
	}
	// HTTP/3 listens, too: the path's round trip is measured with TCP.
	listener, err := sockets.Listen(context.Background(), "tcp", port)
	if err != nil {
		return err
	}
	secure := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}
	ended := untilEnd(stdin)
	switch {
	case r.Proto == "h3":
		packets, err := net.ListenPacket("udp", port)
		if err != nil {
			return err
		}
		server := &http3.Server{Handler: handler, TLSConfig: http3.ConfigureTLSConfig(secure)}
		go func() { ended <- server.Serve(packets) }()
	case r.TLS:
		server := &http.Server{
			Handler: handler, TLSConfig: secure, Protocols: new(http.Protocols),
			ErrorLog: log.New(io.Discard, "", 0), // of the bare handshakes, which say no more
		}
		server.Protocols.SetHTTP1(r.Proto == "h1")
		server.Protocols.SetHTTP2(r.Proto == "h2")
		go func() { ended <- server.ServeTLS(listener, "", "") }()
	default:
		go func() { ended <- http.Serve(listener, handler) }()
	}
	fmt.Fprintln(stdout, spki)
	return <-ended
}
