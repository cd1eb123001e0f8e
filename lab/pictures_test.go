//go:build browser

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"rttlab/plots/plotstest"
)

// measure is where the browser has put each text of a picture, and how large.
const measure = `Array.from(document.querySelectorAll("text"), t => {
	const b = t.getBBox();
	return [b.x, b.y, b.x + b.width, b.y + b.height, parseFloat(getComputedStyle(t).fontSize)];
})`

// Chromium shows every picture of a folder with the fonts that it has, and every
// text in them can be read. PICTURES names the folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("PICTURES")
	var files []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".svg") {
			files = append(files, path)
		}
		return err
	}), "`just pictures` says where the pictures are")
	require.NotEmpty(t, files)

	alloc, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1920, 1080))...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(alloc)
	defer cancel()
	complaints := listen(ctx)
	texts := 0
	for _, file := range files {
		name, err := filepath.Rel(dir, file)
		require.NoError(t, err)
		svg, err := os.ReadFile(file)
		require.NoError(t, err)
		picture, err := plotstest.Read(svg)
		require.NoError(t, err, name)
		var measured [][5]float64
		require.NoError(t, chromedp.Run(ctx, chromedp.Navigate("file://"+file), chromedp.Evaluate(measure, &measured)), name)
		require.Len(t, measured, len(picture.Texts), name)
		for i, m := range measured {
			text := &picture.Texts[i]
			if text.Box.Y0 < m[1]-1 || text.Box.Y1 > m[3]+1 {
				t.Errorf("%s: %q is not where it was put: from %.0f to %.0f, not %.0f to %.0f", name, text.String, m[1], m[3], text.Box.Y0, text.Box.Y1)
			}
			text.Box.X0, text.Box.X1, text.Size = m[0], m[2], m[4]
		}
		for _, fault := range picture.Faults() {
			t.Errorf("%s: %s", name, fault)
		}
		texts += len(measured)
	}
	require.Empty(t, complaints())
	fmt.Printf("%d pictures with %d texts\n", len(files), texts)
}
