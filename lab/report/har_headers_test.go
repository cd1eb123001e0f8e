package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
)

// Headers are in a recording as they were sent, with their sizes where HTTP
// sends them as they are: in HTTP/1.
func TestHARHeaders(t *testing.T) {
	res := func(protocol string) timeline.Resource {
		return timeline.Resource{
			URL: "http://a.test/x?y=1", Host: "a.test", Path: "/x", Protocol: protocol, Status: 200, Bytes: 5,
			Header:         []timeline.Field{{Name: "Accept", Value: "*/*"}, {Name: "Cookie", Value: "id=7; to=b"}},
			ResponseHeader: []timeline.Field{{Name: "Server", Value: "s"}},
		}
	}
	run := timeline.Run{Resources: []timeline.Resource{res("http/1.1"), res("h2")}}
	var b bytes.Buffer
	require.NoError(t, report.HAR(&b, &timeline.Timeline{}, &run))
	type pair struct{ Name, Value string }
	var got struct {
		Log struct {
			Entries []struct {
				Request struct {
					Headers, Cookies []pair
					HeadersSize      int
				}
				Response struct {
					Headers      []pair
					HeadersSize  int
					TransferSize int `json:"_transferSize"`
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	one, two := got.Log.Entries[0], got.Log.Entries[1]
	require.Equal(t, []pair{{"Host", "a.test"}, {"Accept", "*/*"}, {"Cookie", "id=7; to=b"}}, one.Request.Headers)
	require.Equal(t, []pair{{"id", "7"}, {"to", "b"}}, one.Request.Cookies)
	require.Equal(t, len("GET /x?y=1 HTTP/1.1\r\nHost: a.test\r\nAccept: */*\r\nCookie: id=7; to=b\r\n\r\n"), one.Request.HeadersSize)
	require.Equal(t, len("HTTP/1.1 200 OK\r\nServer: s\r\n\r\n"), one.Response.HeadersSize)
	require.Equal(t, one.Response.HeadersSize+5, one.Response.TransferSize)
	require.Equal(t, []pair{{":authority", "a.test"}, {":method", "GET"}, {":path", "/x?y=1"}, {":scheme", "http"}}, two.Request.Headers[:4])
	require.Equal(t, -1, two.Request.HeadersSize)
	require.Equal(t, []pair{{"Server", "s"}}, two.Response.Headers)
}
