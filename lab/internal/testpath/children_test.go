//go:build unix

package testpath

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// A process that is started is a child, by /proc and by ps, and none once it has
// ended.
func TestChildren(t *testing.T) {
	cmd := exec.Command("sleep", "60")
	require.NoError(t, cmd.Start())
	ways := []func(int) ([]int, error){Children}
	if _, err := exec.LookPath("ps"); err == nil {
		ways = append(ways, childrenByPS)
	}
	for _, children := range ways {
		pids, err := children(os.Getpid())
		require.NoError(t, err)
		require.Contains(t, pids, cmd.Process.Pid)
	}
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait(), "it was killed")
	for _, children := range ways {
		pids, err := children(os.Getpid())
		require.NoError(t, err)
		require.NotContains(t, pids, cmd.Process.Pid)
	}
}
