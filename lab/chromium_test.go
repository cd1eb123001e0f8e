//go:build browser

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// Chromium shows the reports without a complaint and without the network, and
// axe-core finds nothing serious in them. AXE names axe-core's axe.min.js.
func TestBrowser(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("AXE"))
	require.NoError(t, err, "`just browser` says where axe-core is")
	dir := t.TempDir()
	lab := filepath.Join(dir, "lab")
	out, err := exec.Command("go", "build", "-o", lab, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	out, err = exec.Command(lab, "-o", dir, "--packets", "head-of-line", "dns").CombinedOutput()
	require.NoError(t, err, "%s", out)

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1920, 1080))
	alloc, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	for _, page := range []string{"index.html", "head-of-line/report.html", "dns/report.html"} {
		t.Run(page, func(t *testing.T) {
			ctx, cancel := chromedp.NewContext(alloc)
			defer cancel()
			ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
			defer cancel()
			complaints := listen(ctx)
			var broken string
			var tips int
			var shot []byte
			require.NoError(t, chromedp.Run(ctx,
				network.Enable(), log.Enable(),
				chromedp.Navigate("file://"+filepath.Join(dir, page)),
				chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true); document.querySelectorAll("svg title").length`, &tips),
				chromedp.Evaluate(string(axe), nil),
				chromedp.Evaluate(`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(
					r.violations.filter(v => v.impact == "serious" || v.impact == "critical").map(v => [v.id, v.help, v.nodes[0].html.slice(0, 200)])))`,
					&broken, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
				chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = false)`, nil),
				chromedp.FullScreenshot(&shot, 100),
			))
			if to := os.Getenv("SHOTS"); to != "" {
				require.NoError(t, os.WriteFile(filepath.Join(to, strings.ReplaceAll(page, "/", "-")+".png"), shot, 0o666))
			}
			require.Empty(t, complaints())
			require.JSONEq(t, "[]", broken)
			if page != "index.html" {
				require.Positive(t, tips, "details where the pointer rests")
			}
		})
	}
}

// listen collects what a page complains of, and what it wants from the network.
func listen(ctx context.Context) func() []string {
	var mu sync.Mutex
	var all []string
	chromedp.ListenTarget(ctx, func(event any) {
		said := ""
		switch e := event.(type) {
		case *runtime.EventConsoleAPICalled:
			text, _ := json.Marshal(e.Args)
			said = fmt.Sprintf("console.%s: %s", e.Type, text)
		case *runtime.EventExceptionThrown:
			said = e.ExceptionDetails.Error()
		case *log.EventEntryAdded:
			said = fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") {
				said = "it wants " + u
			}
		}
		if said != "" {
			mu.Lock()
			all = append(all, said)
			mu.Unlock()
		}
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}
