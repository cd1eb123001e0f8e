package browser_test

import (
	"bufio"
	"bytes"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// requests are those of a page with one image, as its server gets them over
// HTTP/1.1.
func requests(t *testing.T, header int) (all []*http.Request) {
	t.Helper()
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		l.cfg.HTTP, l.cfg.KeepAlive = "1.1", true
		l.Observe(func(e netem.Event) {
			if e.Kind == netem.Delivered && e.To == l.server && len(e.Data) > 0 {
				req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(e.Data)))
				require.NoError(t, err)
				all = append(all, req)
			}
		})
		pg := files(1)
		for i := range pg.Resources {
			pg.Resources[i].RequestHeader = header
		}
		l.serve(t, pg)
		require.NoError(t, l.load(t, pg).Err)
	})
	require.Len(t, all, 2)
	return all
}

// The page itself is navigated to by its address, and what is on it is asked for
// by the page (Fetch Metadata Request Headers, W3C, §2; RFC 9110 §10.1.3).
func TestNavigation(t *testing.T) {
	all := requests(t, 0)
	for i, want := range []map[string]string{
		{
			"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none", "Sec-Fetch-User": "?1",
			"Upgrade-Insecure-Requests": "1", "Referer": "",
		},
		{
			"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-User": "",
			"Upgrade-Insecure-Requests": "", "Referer": "http://www.test/",
		},
	} {
		for name, value := range want {
			require.Equal(t, value, all[i].Header.Get(name), "request %d: %s", i, name)
		}
	}
}

// A header that has to be short goes without what a server need not know.
func TestShortHeader(t *testing.T) {
	for _, req := range requests(t, 60) {
		require.Equal(t, http.Header{"User-Agent": {"rttlab"}}, req.Header)
	}
}
