package testpath

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Children are the processes that a process has started and that still run. Linux
// says in /proc whose each is (proc(5)); elsewhere ps does (POSIX).
func Children(parent int) (pids []int, err error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return childrenByPS(parent)
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue // it has ended
		}
		if err != nil {
			return nil, err
		}
		pid, _, _ := strings.Cut(string(text), " ")
		behind := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:])) // a name may have spaces
		if len(behind) < 2 || behind[0] == "Z" || behind[1] != strconv.Itoa(parent) {       // a zombie runs no more
			continue
		}
		n, err := strconv.Atoi(pid)
		if err != nil {
			return nil, err
		}
		pids = append(pids, n)
	}
	return pids, nil
}

func childrenByPS(parent int) (pids []int, err error) {
	cmd := exec.Command("ps", "-A", "-o", "pid=,ppid=")
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) != 2 || f[1] != strconv.Itoa(parent) {
			continue
		}
		n, err := strconv.Atoi(f[0])
		if err != nil {
			return nil, err
		}
		if n != cmd.Process.Pid {
			pids = append(pids, n)
		}
	}
	return pids, nil
}
