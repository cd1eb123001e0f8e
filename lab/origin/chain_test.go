package origin

import (
	"crypto/tls"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

func TestChainSizes(t *testing.T) {
	pg := &page.Page{Resources: []page.Resource{{Host: "www.example.test", Parent: -1}}}
	leaf := certificate(t, pg)
	own := len(leaf.Certificate[0])
	sizes := []int{0, own, 100_000, 1_000_000}
	for size := 900; size < 5000; size += 13 {
		sizes = append(sizes, size)
	}
	for _, bytes := range sizes {
		cert := certificate(t, pg)
		require.NoError(t, lengthen(&cert, bytes), "%d bytes", bytes)
		sum := 0
		for _, der := range cert.Certificate {
			_, err := x509.ParseCertificate(der)
			require.NoError(t, err)
			sum += len(der)
		}
		if bytes == 0 {
			bytes = own
		}
		require.LessOrEqual(t, sum, bytes)
		require.GreaterOrEqual(t, sum, bytes-4)
	}
}

func TestChainTooShort(t *testing.T) {
	pg := &page.Page{Resources: []page.Resource{{Host: "www.example.test", Parent: -1}}}
	for _, bytes := range []int{1, len(certificate(t, pg).Certificate[0]) + 1} {
		cert := certificate(t, pg)
		require.ErrorContains(t, lengthen(&cert, bytes), "too short")
	}
}

func certificate(t *testing.T, pg *page.Page) tls.Certificate {
	t.Helper()
	cert, err := Certificate(pg)
	require.NoError(t, err)
	return cert
}
