package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/internal/bubble"
	"rttlab/lab/report"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// exportOf plays a scenario's run and gives its recording, as the command does.
func exportOf(t *testing.T, s *scenario.Scenario, run int, text []byte) []byte {
	t.Helper()
	runs, err := play(t.Context(), []*setup.Setup{s.Runs[run].Setup()})
	require.NoError(t, err)
	require.Empty(t, runs[0].Err)
	runs[0].Source, err = s.Alone(run, text)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, report.HAR(&b, &timeline.Timeline{Scenario: s.Name, Title: s.Title}, &runs[0]))
	return b.Bytes()
}

const ownFile = `
title: 'Four of them: a "page"'
network: {rtt: 33ms, down: 7Mbps, up: 2Mbps, loss: 1%%}
page: {html: 12KB, assets: [{count: 9, size: 11KB, think: 3ms}]}
browser: {like: chromium}
seed: 7
runs: [{name: other, http: "1.1"}, %s]
`

// Export, import, export gives the same file.
func TestOwnRecordingComesBack(t *testing.T) {
	for _, run := range []string{
		`{name: one, http: "1.0"}`, `{name: "1.1, 3 names", page: {hosts: 3}}`, `{name: two, http: "2", tls: "1.3"}`, `{name: "three: 3", http: "3"}`,
	} {
		text := fmt.Appendf(nil, ownFile, run)
		s, err := scenario.Parse("known.yaml", text)
		require.NoError(t, err)
		first := exportOf(t, s, 1, text)

		rec, err := har.Read(bytes.NewReader(first))
		require.NoError(t, err)
		require.Empty(t, rec.Warnings)
		var file bytes.Buffer
		require.NoError(t, Own(&file, rec))
		again, err := scenario.Parse("another.yaml", file.Bytes())
		require.NoError(t, err, file.String())
		second := exportOf(t, again, 0, file.Bytes())
		if !bubble.Shuffled || !s.Runs[1].Setup().QUIC() {
			require.Equal(t, string(first), string(second))
		}
	}
}

// A recording speaks for itself only as it was written: blanks may differ, and
// nothing else of it.
func TestOwnRecordingChanged(t *testing.T) {
	text := fmt.Appendf(nil, ownFile, `{name: two, http: "2"}`)
	s, err := scenario.Parse("known.yaml", text)
	require.NoError(t, err)
	export := exportOf(t, s, 1, text)
	file, err := s.Alone(1, text)
	require.NoError(t, err)

	var compact, wide bytes.Buffer
	require.NoError(t, json.Compact(&compact, export))
	require.NoError(t, json.Indent(&wide, export, "", "\t"))
	for _, same := range [][]byte{export, compact.Bytes(), wide.Bytes()} {
		rec, err := har.Read(bytes.NewReader(same))
		require.NoError(t, err)
		require.Equal(t, file, rec.Scenario)
		require.Empty(t, rec.Warnings)
	}
	for old, changed := range map[string]string{
		`"bodySize": 11000`: `"bodySize": 11001`,
		`"method": "GET"`:   `"method": "HEAD"`,
		`: two"`:            `: three"`,
		`seed 7`:            `seed 8`,
		`"sha256": "`:       `"sha256": "0`,
		`"scenario": [`:     `"scenario": 7, "x": [`,
	} {
		require.Contains(t, string(export), old)
		rec, err := har.Read(strings.NewReader(strings.Replace(string(export), old, changed, 1)))
		require.NoError(t, err)
		require.Empty(t, rec.Scenario, changed)
		require.NotEmpty(t, rec.Warnings, changed)
		require.NotEmpty(t, rec.Entries)
	}
	rec, err := har.Read(strings.NewReader(strings.Replace(string(export), `"name": "rttlab"`, `"name": "WebInspector"`, 1)))
	require.NoError(t, err)
	require.Empty(t, rec.Scenario, "another program wrote it")
}
