package browser_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
	"rttlab/netem"
)

// A browser gives up connections that it has not used for five minutes, however
// often it has loaded something else meanwhile. The first page takes six; the
// second, of one file, leaves five of them alone.
func TestIdleSinceLastUsed(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		l.cfg.Memory, l.cfg.KeepOpen = browser.NewMemory(), true
		defer l.cfg.Memory.Close()
		pg, alone := files(24), files(0)
		l.serve(t, pg)
		require.Len(t, l.load(t, pg).Connections, 6)
		time.Sleep(200 * time.Second)
		l.load(t, alone)
		time.Sleep(200 * time.Second)
		opened := 0
		for _, c := range l.load(t, pg).Connections {
			if !c.Kept {
				opened++
			}
		}
		require.Equal(t, 5, opened)
	})
}

// Of the connections that earlier loads have left, too, a request takes the one
// that was used last (Chromium's AssignIdleSocketToRequest).
func TestUsedLastOfThoseKept(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		l.cfg.Memory, l.cfg.KeepOpen = browser.NewMemory(), true
		defer l.cfg.Memory.Close()
		pg := files(6)
		pg.Resources[4].Think = time.Second
		l.serve(t, pg)
		before := l.load(t, pg)
		last := before.Resources[4].Connection
		require.NotEqual(t, 1, last)
		again := l.load(t, files(0))
		require.Equal(t, before.Connections[last-1].LocalPort, again.Connections[again.Resources[0].Connection-1].LocalPort)
	})
}
