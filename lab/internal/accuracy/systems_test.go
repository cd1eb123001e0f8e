package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is counted is what the real systems did, every time. Times are, but for those
// of which the document says why: seven cases of PostgreSQL, in time and round
// trips, one of HAProxy's windows, and two GETs of Go's client.
func TestSystems(t *testing.T) {
	report, err := measureSystems()
	require.NoError(t, err)
	far := map[string]int{}
	for _, r := range report.rows {
		if r.count() {
			require.True(t, r.good(), "%+v", r)
		}
		if !r.good() {
			far[r.System]++
		}
		shows(t, systemsFile, r.line())
	}
	require.Equal(t, map[string]int{"postgresql": 14, "haproxy": 1, "go net/http client": 2}, far)
	// A round trip of 100 ms hides what the programs take themselves: there all of
	// PostgreSQL's times are near.
	for _, r := range report.rows {
		if r.System == "postgresql" && r.RTT == 100 && !strings.Contains(r.Case, "cold") {
			require.True(t, r.good(), "%+v", r)
		}
	}
}

// Every statement is about something that was measured, and so is every reason to
// leave something out.
func TestStatementsAreUsed(t *testing.T) {
	figures, err := systemFigures()
	require.NoError(t, err)
	for _, s := range statements {
		require.True(t, slices.ContainsFunc(figures, s.is), "%s: %s", s.systems, s.named)
	}
	for _, l := range notStated {
		require.True(t, slices.ContainsFunc(figures, l.about), l.why)
	}
}

func TestReadFiguresSaysWhatIsWrong(t *testing.T) {
	header := strings.Join(systemColumns, ",") + "\n"
	const line = "nginx,1.22.1,defaults,50,50.61,idle_until_fin,s,10,74.999,75.001,75.074"
	figures, err := readFigures(strings.NewReader(header + line + "\n"))
	require.NoError(t, err)
	require.Equal(t, []figure{{"nginx", "1.22.1", "defaults", 50, 50.61, "idle_until_fin", "s", 10, 74.999, 75.001, 75.074}}, figures)
	for text, want := range map[string]string{
		"":                   "the first line must be",
		"a,b\n":              "the first line must be",
		header + "nginx,1\n": "wrong number of fields",
		header + strings.Replace(line, "75.001", "long", 1) + "\n":            "line 2: strconv.ParseFloat",
		header + line + "\n" + strings.Replace(line, ",10,", ",x,", 1) + "\n": "line 3: strconv.Atoi",
	} {
		_, err := readFigures(strings.NewReader(text))
		require.ErrorContains(t, err, want)
	}
}
