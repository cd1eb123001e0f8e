package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"time"

	"rttlab/lab/internal/testpath"
)

// loadTimeout is how long a page may take, the browser's start included.
const loadTimeout = 2 * time.Minute

// findChromium says which browser is measured.
func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no chromium in PATH: install it (Debian: apt-get install chromium)")
}

// chromiumCommand loads the row's page with nothing kept from an earlier run,
// in a profile of its own.
func chromiumCommand(browser string, r Row, spki, profile string) *exec.Cmd {
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-default-apps", "--disable-extensions", "--no-first-run", "--no-default-browser-check",
		"--user-data-dir=" + profile,
		"--host-resolver-rules=MAP * " + testpath.ServerAddr,
		"--ignore-certificate-errors-spki-list=" + spki,
	}
	scheme := "http"
	if r.TLS {
		scheme = "https"
	}
	if r.Proto == "h3" {
		args = append(args, "--enable-quic")
		for i := range r.Shards {
			args = append(args, "--origin-to-force-quic-on="+hostName(i)+":443")
		}
	}
	// Without a debugging port a headless Chromium prints the page and ends.
	return exec.Command(browser, append(args, "--remote-debugging-port=0", scheme+"://"+hostName(0)+"/")...)
}

// report is what the page says of itself.
type report struct {
	Files int
	MS    float64
}

// loadOnce starts the browser on the path and waits for the page's report.
func loadOnce(ctx context.Context, path *testpath.Path, browser string, r Row, spki string, reports <-chan string) (time.Duration, error) {
	profile, err := os.MkdirTemp("", "rttlab-chromium-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(profile)
	cmd := chromiumCommand(browser, r, spki, profile)
	var words strings.Builder
	cmd.Stderr = &words
	cmd.WaitDelay = time.Second
	if err := path.StartClient(cmd); err != nil {
		return 0, fmt.Errorf("start %s: %w", browser, err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, loadTimeout, fmt.Errorf("no report from the page in %v", loadTimeout))
	defer cancel()
	var line string
	open := true
	select {
	case line, open = <-reports:
	case <-ctx.Done():
	}
	testpath.Kill(cmd)
	switch {
	case !open:
		return 0, errors.New("the server ended")
	case line == "":
		return 0, fmt.Errorf("%w; %s said: %s", context.Cause(ctx), browser, words.String())
	}
	var got report
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		return 0, fmt.Errorf("the page's report %q: %w", line, err)
	}
	if got.Files != r.Objects {
		return 0, fmt.Errorf("the page loaded %d files, not %d", got.Files, r.Objects)
	}
	return time.Duration(got.MS * float64(time.Millisecond)), nil
}

// measureBrowser loads the row's page with a real browser and gives the row
// with what it took.
func measureBrowser(r Row, runs int, seed uint64) (Row, error) {
	browser, err := findChromium()
	if err != nil {
		return r, err
	}
	l, err := openLink(r, siteServer, seed)
	if err != nil {
		return r, err
	}
	// An interrupt must not leave the browser's profile behind.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err = func() error {
		port := 80
		if r.TLS {
			port = 443
		}
		if r.RTTSeen, err = l.roundTrip(r, port); err != nil {
			return err
		}
		reports := make(chan string)
		go func() {
			defer close(reports)
			for lines := bufio.NewScanner(l.fromServer); lines.Scan(); {
				reports <- lines.Text()
			}
		}()
		var times []time.Duration
		for range runs {
			took, err := loadOnce(ctx, l.path, browser, r, l.greeting, reports)
			if err != nil {
				return err
			}
			times = append(times, took)
		}
		r.take(times)
		return nil
	}()
	return r, errors.Join(err, l.close())
}
