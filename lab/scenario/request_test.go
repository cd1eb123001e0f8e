package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

func TestRequests(t *testing.T) {
	s := mustParse(t, `page: {html: 1KB, assets: [
  {count: 2, path: /api?x=1, size: 100B, type: other, delay: 50ms, request_header: 2KB, response_header: 500B},
  {path: /ping, method: POST, upload: 20KB, status: 204},
  {size: 1KB}]}`)
	pg := s.Runs[0].Setup().Page
	require.Equal(t, []bool{false, true, true, false, false}, pg.Twins())
	api, ping := pg.Resources[1], pg.Resources[3]
	require.Equal(t, "/api?x=1", api.Target())
	require.Equal(t, "http://www.example.test/api?x=1", api.URL("http").String())
	require.Equal(t, []int{2000, 500, 200}, []int{api.RequestHeader, api.ResponseHeader, api.Code()})
	require.Equal(t, page.Resource{ID: 3, Host: PageHost, Path: "/ping", Method: "POST", Type: page.Image, Status: 204, Upload: 20_000, NamedAt: ping.NamedAt}, ping)
	require.Equal(t, "/asset-004.webp", pg.Resources[4].Path)
	for i := range pg.Resources {
		require.NoError(t, pg.Resources[i].Check())
	}
}

func TestRequestMistakes(t *testing.T) {
	for entry, want := range map[string]string{
		"{path: api, size: 1KB}":                               `"api" is no path: it begins with /, as in /api?page=1`,
		"{path: 'http://cdn.test/x', size: 1KB}":               `has a host: write the path here, and the host's name under host`,
		"{path: '/a b', size: 1KB}":                            `is not written as in a URL`,
		"{path: '/a#b', size: 1KB}":                            `what is behind # stays in the browser`,
		"{path: /%zz, size: 1KB}":                              `is not written as in a URL`,
		"{method: post, size: 1KB}":                            `unknown method "post": did you mean "POST"?`,
		"{upload: 1KB, size: 1KB}":                             `a request that uploads something is no GET: say which it is, as in method: POST`,
		"{status: 204, size: 1KB}":                             `has no body: leave size out`,
		"{status: 404}":                                        `size is missing`,
		"{status: 100, size: 1KB}":                             `100 is too few: at least 200 is needed`,
		"{request_header: 10KB, size: 1KB}":                    `a header of 10KB does not work: servers take 100B to 8000B`,
		"{ahead: hints, count: 2, path: /x, size: 1KB}":        `a server is ahead of a GET whose URL no other file has`,
		"{ahead: push, method: POST, upload: 1KB, size: 1KB}":  `a server is ahead of a GET whose URL no other file has`,
		"{preload: true, delay: 1s, depends_on: a, size: 1KB}": `what is preloaded waits for no script`,
	} {
		_, err := Parse("x.yaml", []byte("http: '2'\npage: {html: 1KB, assets: [{name: a, size: 1KB}, "+entry+"]}"))
		require.ErrorContains(t, err, want, entry)
		require.ErrorContains(t, err, "x.yaml:2:", entry)
	}
}
