package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rttlab/lab/internal/bubble"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lab": main})
}

// TestScripts runs the command as a person does: testdata/script says what is
// typed, what is printed, and the exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCodeIs},
		Setup:               withScenarios,
		Condition:           condition,
	})
}

// condition knows one, "shuffled": goroutines are shuffled, where HTTP/3 does not
// repeat.
func condition(name string) (bool, error) {
	if name != "shuffled" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return bubble.Shuffled, nil
}

// withScenarios puts the repository's scenario files where a user's are.
func withScenarios(env *testscript.Env) error {
	return os.CopyFS(filepath.Join(env.WorkDir, "scenarios"), os.DirFS("../scenarios"))
}

// exitCodeIs runs a command and compares its exit code: exitcode 2 lab --nope.
func exitCodeIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE COMMAND...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = "not an exit code: " + err.Error()
		if exit, ok := err.(interface{ ExitCode() int }); ok {
			got = string(rune('0' + exit.ExitCode()))
		}
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}
