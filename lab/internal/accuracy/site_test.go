package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSite(t *testing.T) {
	r := Row{Objects: 100, Size: 10_000, Shards: 3, KeepAlive: true, TLS: true}
	var reports []string
	site := siteHandler(r, func(body []byte) { reports = append(reports, string(body)) })
	ask := func(method, url, body string) *http.Response {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(method, url, strings.NewReader(body)))
		return w.Result()
	}
	html := siteHTML(r)
	images := regexp.MustCompile(`src=(\S+)`).FindAllStringSubmatch(html, -1)
	require.Len(t, images, 100)
	require.InDelta(t, 60, len(html)/100, 10, "about 60 bytes for each image")
	names := map[string]int{}
	for _, m := range images {
		res := ask("GET", m[1], "")
		require.Equal(t, 200, res.StatusCode)
		require.EqualValues(t, 10_000, res.ContentLength)
		require.Equal(t, "image/gif", res.Header.Get("Content-Type"))
		require.Empty(t, res.Header.Get("Connection"))
		names[hostOf(t, m[1])]++
	}
	require.Equal(t, map[string]int{"www.example.test": 34, "img1.example.test": 33, "img2.example.test": 33}, names)
	require.EqualValues(t, len(html), ask("GET", "https://www.example.test/", "").ContentLength)

	ask("POST", "https://www.example.test/report", `{"files":100,"ms":12.5}`)
	require.Equal(t, []string{`{"files":100,"ms":12.5}`}, reports)

	r.KeepAlive = false
	site = siteHandler(r, nil)
	require.Equal(t, "close", ask("GET", "https://www.example.test/image-001.gif", "").Header.Get("Connection"))
}

func hostOf(t *testing.T, address string) string {
	u, err := url.Parse(address)
	require.NoError(t, err)
	require.Equal(t, "https", u.Scheme)
	return u.Host
}
