//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/testpath"
)

// command is the lab in a process group of its own, as a shell starts it, in an
// empty folder.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("lab", args...) // testscript.Main has put it on the path
	cmd.Dir = root(t)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// hasWorkers waits until a process has started others.
func hasWorkers(t *testing.T, pid int) {
	t.Helper()
	for range 500 {
		pids, err := testpath.Children(pid)
		require.NoError(t, err)
		if len(pids) > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	require.Fail(t, "no worker was started")
}

// Ctrl-C, which a terminal sends to all processes of a group, ends a run in the
// midst of it, and SIGTERM to the command alone does too.
func TestInterruptWhilePlaying(t *testing.T) {
	for _, tc := range []struct {
		name string
		send func(pid int) error
	}{
		{"SIGINT to all", func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }},
		{"SIGTERM to one", func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cmd := command(t, "long.yaml")
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			long := "network: {rtt: 100ms}\npage: {html: 1KB, assets: [{count: 9000, size: 1KB}]}\nvisits: 10\npause: 1s\n"
			require.NoError(t, os.WriteFile(filepath.Join(cmd.Dir, "long.yaml"), []byte(long), 0o666))
			require.NoError(t, cmd.Start())
			hasWorkers(t, cmd.Process.Pid)
			require.NoError(t, tc.send(cmd.Process.Pid))
			start := time.Now()
			_ = cmd.Wait()
			require.Less(t, time.Since(start), 5*time.Second)
			require.Equal(t, 130, cmd.ProcessState.ExitCode())
			require.Equal(t, "lab: interrupted\n", stderr.String())
			require.Empty(t, stdout.String())
			require.ErrorIs(t, syscall.Kill(-cmd.Process.Pid, 0), syscall.ESRCH, "a process of the group lives on")
		})
	}
}

// Ctrl-C while pictures are drawn leaves no half of one. There are so many to
// draw that it is in time however busy the machine is.
func TestInterruptWhileDrawing(t *testing.T) {
	cmd := command(t, "-o", "out", "many.yaml")
	var many strings.Builder
	many.WriteString("network: {rtt: 100ms}\npage: {html: 1KB, assets: [{count: 100, size: 1KB}]}\nruns:\n")
	for i := range 100 {
		many.WriteString(fmt.Sprintf("  - {name: run %d, seed: %d}\n", i, i))
	}
	require.NoError(t, os.WriteFile(filepath.Join(cmd.Dir, "many.yaml"), []byte(many.String()), 0o666))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	_, err = bufio.NewReader(stdout).ReadString('\n') // the table: all is played
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(-cmd.Process.Pid, syscall.SIGINT))
	_ = cmd.Wait()
	require.Equal(t, 130, cmd.ProcessState.ExitCode())
	require.Equal(t, "lab: interrupted\n", stderr.String())
	files, err := filepath.Glob(filepath.Join(cmd.Dir, "out", "*"))
	require.NoError(t, err)
	hidden, err := filepath.Glob(filepath.Join(cmd.Dir, "out", ".*"))
	require.NoError(t, err)
	require.Empty(t, hidden)
	for _, f := range files {
		info, err := os.Stat(f)
		require.NoError(t, err)
		require.Greater(t, info.Size(), int64(1000), f)
	}
}
