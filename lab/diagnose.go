package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/lab/diagnose"
	"rttlab/lab/har"
	"rttlab/lab/internal/worker"
)

// diagnosing are diagnose's flags.
type diagnosing struct {
	dir     string
	format  string
	noFiles bool
	page    int
}

func diagnoseCommand() *cobra.Command {
	var o diagnosing
	cmd := &cobra.Command{
		Use:   "diagnose [flags] FILE.har",
		Short: "Say what a recorded page (HAR) waited for, and what would help",
		Long: `Say what a recorded page load waited for, and what it would cost otherwise.

The recording is what a browser's network panel saves as HAR, compressed by gzip
or not. It is played again on the network that it shows, so that the model can
be judged, and then with one thing changed at a time.`,
		Example: `  lab diagnose page.har                 as text, and out/page/report.html
  lab diagnose --format json page.har   the same for programs`,
		Args: oneRecording,
		RunE: o.run,
	}
	f := cmd.Flags()
	f.StringVarP(&o.dir, "out", "o", "", "write report.html to this `DIR` (default out/NAME)")
	f.BoolVar(&o.noFiles, "no-files", false, "write no files, only print")
	f.StringVar(&o.format, "format", "text", "what to print: text or json")
	f.IntVar(&o.page, "page", 1, "which page of the recording, `N` from 1")
	if err := cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag does not exist: a mistake in this function
	}
	return cmd
}

func oneRecording(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("%s takes one recording, got %d\nhint: in the browser's network panel, \"Save all as HAR\" makes one", cmd.CommandPath(), len(args))}
	}
	return nil
}

func (o *diagnosing) run(cmd *cobra.Command, args []string) error {
	if err := oneOf("format", o.format, "text", "json"); err != nil {
		return err
	}
	rec, page, err := openPage(args[0], o.page)
	if err != nil {
		return err
	}
	dir := o.dir
	if dir == "" {
		dir = filepath.Join("out", recordingName(args[0]))
	}
	if !o.noFiles {
		if err := writable(dir); err != nil {
			return fmt.Errorf("%w\nhint: nothing was run: files go to a folder that can be written to, -o DIR, or nowhere, --no-files", err)
		}
	}
	d, err := diagnosePage(cmd.Context(), rec, page)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if o.format == "json" {
		err = diagnose.JSON(cmd.OutOrStdout(), d)
	} else {
		err = diagnose.Text(cmd.OutOrStdout(), d, columns(cmd.OutOrStdout()))
	}
	if err != nil || o.noFiles {
		return err
	}
	path := filepath.Join(dir, "report.html")
	if err := writeFile(path, func(w io.Writer) error { return diagnose.HTML(w, d) }); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", path)
	return nil
}

// diagnosePage plays a page on all cores.
func diagnosePage(ctx context.Context, rec *har.Recording, page int) (*diagnose.Diagnosis, error) {
	pool := worker.New(0)
	defer pool.Close()
	return diagnose.Diagnose(ctx, rec, page, pool.Runs)
}

// fitPage plays a page on all cores, to find what its recording leaves open.
func fitPage(ctx context.Context, load *har.Load) (*diagnose.Site, error) {
	pool := worker.New(0)
	defer pool.Close()
	return diagnose.Fit(ctx, load, pool.Runs)
}

// openPage reads a recording and finds one of its pages, by its number from 1.
func openPage(path string, number int) (*har.Recording, int, error) {
	rec, err := har.Open(path)
	if err != nil {
		return nil, 0, usageError{err}
	}
	if number < 1 || number > len(rec.Pages) {
		return nil, 0, usageError{fmt.Errorf("--page %d: %s has %d", number, path, len(rec.Pages))}
	}
	if len(rec.Pages) > 1 {
		rec.Warnings = append(rec.Warnings, fmt.Sprintf("this is page %d of %d in the recording: --page chooses another", number, len(rec.Pages)))
	}
	return rec, number - 1, nil
}

// recordingName is what a recording is called, without its endings.
func recordingName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), ".gz")
	return strings.TrimSuffix(name, ".har")
}
