//go:build browser

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// importHAR is what the Network panel does with a file that is dropped on it:
// front_end/panels/network/NetworkLogView.ts, onLoadFromFile and harLoaded.
const importHAR = `(async text => {
	const {HARFormat, Importer} = await import("/devtools/models/har/har.js");
	const log = new HARFormat.HARRoot(JSON.parse(text)).log;
	return JSON.stringify(Importer.Importer.requestsFromHARLog(log).map(r => ({
		url: r.url(), status: r.statusCode, method: r.requestMethod, size: r.resourceSize,
		ms: Math.round((r.endTime - r.startTime) * 1000), connection: r.connectionId, timed: r.timing != null,
	})));
})(%s)`

// panelRow is a request as Chromium's Network panel has it.
type panelRow struct {
	URL, Method, Connection string
	Status, Size            int
	MS                      float64
	Timed                   bool
}

// Chromium's own DevTools take the recordings of a folder, and show of each
// request what the recording says. HAR_DIR names the folder.
func TestDevToolsImport(t *testing.T) {
	var files []string
	require.NoError(t, filepath.WalkDir(os.Getenv("HAR_DIR"), func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".har") {
			files = append(files, path)
		}
		return err
	}), "`just har` says where the recordings are")
	require.NotEmpty(t, files)

	// The browser's debugger serves the front end that is part of it.
	profile := t.TempDir()
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(profile))...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	defer func() { _ = chromedp.Cancel(ctx) }() // it has ended before its profile is removed
	require.NoError(t, chromedp.Run(ctx))
	active, err := os.ReadFile(filepath.Join(profile, "DevToolsActivePort"))
	require.NoError(t, err)
	port, _, _ := strings.Cut(string(active), "\n")
	require.NoError(t, chromedp.Run(ctx, chromedp.Navigate("http://127.0.0.1:"+port+"/devtools/devtools_app.html")))

	take := func(har []byte) (all []panelRow, err error) {
		text, err := json.Marshal(string(har))
		if err != nil {
			return nil, err
		}
		var out string
		err = chromedp.Run(ctx, chromedp.Evaluate(fmt.Sprintf(importHAR, text), &out, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		if err != nil {
			return nil, err
		}
		return all, json.Unmarshal([]byte(out), &all)
	}
	for i, file := range files {
		har, err := os.ReadFile(file)
		require.NoError(t, err)
		if i == 0 { // it notices what is wrong
			_, err := take([]byte(strings.Replace(string(har), `"startedDateTime": "2`, `"startedDateTime": "no date 2`, 1)))
			require.ErrorContains(t, err, "date")
		}
		requests, err := take(har)
		require.NoError(t, err, file)
		var log struct {
			Log struct {
				Entries []struct {
					Time       float64
					Connection string
					Timings    struct {
						Queueing float64 `json:"_blocked_queueing"`
					}
					Request  struct{ URL, Method string }
					Response struct {
						Status  int
						Content struct{ Size int }
					}
				}
			}
		}
		require.NoError(t, json.Unmarshal(har, &log))
		require.Len(t, requests, len(log.Log.Entries), file)
		for i, r := range requests {
			e := &log.Log.Entries[i]
			require.Equal(t, panelRow{e.Request.URL, e.Request.Method, e.Connection, e.Response.Status, e.Response.Content.Size, r.MS, true}, r, file)
			require.InDelta(t, e.Time-max(0, e.Timings.Queueing), r.MS, 1, file)
		}
	}
	t.Logf("Chromium's DevTools took %d recordings", len(files))
}
