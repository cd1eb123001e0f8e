// Command accuracy measures how far netem is from a real kernel, and the lab's
// page loads from a real browser. It writes netem/ACCURACY.md or
// lab/ACCURACY.md and the chart beside it, or lab/cause/ACCURACY.md, or
// lab/client/ACCURACY.md, and is to be
// run from the project's top.
//
// The figures of the reference files need nothing. Those of this machine, the
// documents' live section, need Linux, root and /dev/net/tun, and the browser's
// a Chromium.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"rttlab/lab/internal/testpath"
)

func main() {
	if isEnd(os.Args[1:]) {
		if err := runEnd(os.Args[1:], os.Stdin, os.Stdout); err != nil {
			fmt.Fprintf(os.Stderr, "accuracy: %s: %v\n", os.Args[1], err)
			os.Exit(1)
		}
		return
	}
	err := run(os.Args[1:], os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

// run is the command. It says on w what it does.
func run(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("accuracy", flag.ContinueOnError)
	flags.SetOutput(w)
	live := flags.String("live", "", "which `rows` to measure on this machine: none, some or all (default some, where that is possible)")
	flags.Usage = func() {
		fmt.Fprint(w, "usage: accuracy [-live none|some|all] kernel|browser|causes|systems\n       accuracy recordings DIR\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.Arg(0) == "recordings" {
		if flags.NArg() != 2 {
			return errors.New("say where the recordings and their sites.csv are: recordings DIR")
		}
		return documentRecordings(flags.Arg(1), w)
	}
	var document func(string, io.Writer) error
	check := testpath.Check
	switch what := flags.Arg(0); {
	case flags.NArg() != 1:
		return errors.New("say what to compare with: kernel, browser, causes, systems or recordings DIR")
	case what == "kernel":
		document = documentKernel
	case what == "browser":
		document, check = documentBrowser, checkBrowser
	case what == "causes":
		return documentCauses("", w)
	case what == "systems":
		return documentSystems(w)
	default:
		return fmt.Errorf("unknown argument %q: use kernel, browser, causes or systems", what)
	}
	which, err := liveRows(*live, check, w)
	if err != nil {
		return err
	}
	return document(which, w)
}

// liveRows decides which rows are measured live, "" for none.
func liveRows(asked string, check func() error, w io.Writer) (string, error) {
	switch asked {
	case "none":
		return "", nil
	case "some", "all":
		return asked, check()
	case "":
		if missing := check(); missing != nil {
			fmt.Fprintln(w, "nothing is measured live:", missing)
			return "", nil
		}
		return "some", nil
	}
	return "", fmt.Errorf("-live is %q: use none, some or all", asked)
}

// checkBrowser reports what a live run with a browser lacks.
func checkBrowser() error {
	if err := testpath.Check(); err != nil {
		return err
	}
	_, err := findChromium()
	return err
}
