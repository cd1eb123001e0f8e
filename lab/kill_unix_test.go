//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A sweep that is killed (SIGKILL, which nobody hears) leaves no worker behind.
// Started again it goes on where it was, and writes the same files as one that
// nobody disturbed, played by one worker or by shards.
func TestKilledSweep(t *testing.T) {
	whole := command(t, "sweep", "lossy.yaml", "-o", "out", "--workers", "1")
	dir := whole.Dir
	lossy := "network: {down: 10Mbps, loss: 1%}\npage: {html: 1KB, assets: [{count: 20, size: 10KB}]}\nrepeat: 2\n" +
		"runs: [{name: HTTP/2, http: '2'}, {name: HTTP/1.1}]\nsweep: {network.rtt: 1ms..20ms/20}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lossy.yaml"), []byte(lossy), 0o666))
	require.NoError(t, whole.Run())

	play := func(args ...string) {
		cmd := command(t, append([]string{"sweep", filepath.Join(dir, "lossy.yaml")}, args...)...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	killed := filepath.Join(dir, "killed")
	points := func() int {
		all, err := filepath.Glob(filepath.Join(killed, "points", "*.json"))
		require.NoError(t, err)
		return len(all)
	}
	cmd := command(t, "sweep", filepath.Join(dir, "lossy.yaml"), "-o", killed, "--workers", "2")
	require.NoError(t, cmd.Start())
	for points() < 3 {
		time.Sleep(time.Millisecond)
	}
	require.NoError(t, syscall.Kill(cmd.Process.Pid, syscall.SIGKILL))
	_ = cmd.Wait()
	require.Eventually(t, func() bool { return syscall.Kill(-cmd.Process.Pid, 0) == syscall.ESRCH }, 10*time.Second, 10*time.Millisecond, "a worker lives on")
	require.Less(t, points(), 20, "it was killed in the midst")
	play("-o", killed, "--workers", "2")

	merge := []string{"merge", "-o", filepath.Join(dir, "merged")}
	for _, i := range []string{"1", "2", "3"} {
		part := filepath.Join(dir, "part"+i)
		play("-o", part, "--shard", i+"/3")
		merge = append(merge, part)
	}
	out, err := command(t, merge...).CombinedOutput()
	require.NoError(t, err, "%s", out)

	for _, name := range []string{"network.rtt.csv", "network.rtt.jsonl", "network.rtt.png", "network.rtt-causes-2.svg", "plan.json"} {
		want, err := os.ReadFile(filepath.Join(dir, "out", name))
		require.NoError(t, err)
		for _, other := range []string{"killed", "merged"} {
			got, err := os.ReadFile(filepath.Join(dir, other, name))
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, got), "%s: %s", other, name)
		}
	}
}
