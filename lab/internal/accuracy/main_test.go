package main

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRunSaysWhatIsWrong(t *testing.T) {
	for args, want := range map[string]string{
		"":                     "say what to compare with: kernel, browser",
		"recordings":           "say where the recordings",
		"kernel browser":       "say what to compare with: kernel, browser",
		"wire":                 `unknown argument "wire": use kernel, browser`,
		"-live few kernel":     `-live is "few": use none, some or all`,
		"-rows none kernel":    "flag provided but not defined: -rows",
		"-live none -o x wire": "flag provided but not defined: -o",
	} {
		require.ErrorContains(t, run(strings.Fields(args), io.Discard), want, args)
	}
}

func TestLiveRows(t *testing.T) {
	missing := errors.New("no root here")
	for _, c := range []struct {
		asked     string
		check     error
		which     string
		err       error
		mentioned string
	}{
		{"", nil, "some", nil, ""},
		{"", missing, "", nil, "no root here"},
		{"none", missing, "", nil, ""},
		{"some", nil, "some", nil, ""},
		{"all", nil, "all", nil, ""},
		{"all", missing, "all", missing, ""},
	} {
		var words strings.Builder
		which, err := liveRows(c.asked, func() error { return c.check }, &words)
		require.Equal(t, c.which, which)
		require.Equal(t, c.err, err)
		require.Contains(t, words.String(), c.mentioned)
	}
}
