// Command accuracy measures how far netem is from a real kernel, and the lab's
// page loads from a real browser. It writes netem/ACCURACY.md or
// lab/ACCURACY.md and the charts beside them, and is to be run from the
// project's top.
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

	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/internal/bubble"
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
	bubble.Main(func(virtual bubble.Func) int {
		err := run(virtual, os.Args[1:], os.Stderr)
		switch {
		case errors.Is(err, flag.ErrHelp):
			return 0
		case err != nil:
			fmt.Fprintln(os.Stderr, "accuracy:", err)
			return 1
		}
		return 0
	})
}

// run is the command. It says on w what it does.
func run(virtual bubble.Func, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("accuracy", flag.ContinueOnError)
	flags.SetOutput(w)
	rows := flags.String("live", "", "which `rows` to measure on this machine: none, some or all (default some, where that is possible)")
	flags.Usage = func() {
		fmt.Fprint(w, "usage: accuracy [-live none|some|all] kernel|browser\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	which, err := liveRows(*rows, w)
	if err != nil {
		return err
	}
	switch what := flags.Arg(0); {
	case flags.NArg() != 1:
		flags.Usage()
		return errors.New("say what to compare with: kernel or browser")
	case what == "kernel":
		return documentKernel(virtual, which, w)
	default:
		return fmt.Errorf("unknown argument %q: use kernel or browser", what)
	}
}

// liveRows decides which rows are measured live, "" for none.
func liveRows(asked string, w io.Writer) (string, error) {
	missing := testpath.Check()
	switch asked {
	case "none":
		return "", nil
	case "some", "all":
		return asked, missing
	case "":
		if missing != nil {
			fmt.Fprintln(w, "nothing is measured live:", missing)
			return "", nil
		}
		return "some", nil
	}
	return "", fmt.Errorf("-live is %q: use none, some or all", asked)
}

// documentKernel writes netem/ACCURACY.md and its chart.
func documentKernel(virtual bubble.Func, which string, w io.Writer) error {
	const file, chart = "netem/ACCURACY.md", "netem/accuracy.png"
	report, err := measureKernel(virtual)
	if err != nil {
		return err
	}
	if which == "" {
		report.Live, err = liveSection(file)
	} else {
		report.Live, err = measureKernelLive(virtual, which, w)
	}
	if err != nil {
		return err
	}
	if err := writeDocument(file, "kernel.md.tmpl", report); err != nil {
		return err
	}
	err = drawAccuracy(chart, "Linux and netem", "kernel", 10, []series{
		{"one file", draw.CircleGlyph{}, blue, report.Transfer},
		{"page of 100 files", draw.PyramidGlyph{}, green, report.Page},
		{"one file, with loss: medians", draw.SquareGlyph{}, orange, report.Loss},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s and %s\n", file, chart)
	return nil
}
