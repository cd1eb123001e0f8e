package plots_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

// shown plays a film and returns each of its pictures as it is seen.
func shown(t *testing.T, s *timeline.Timeline) (frames []*image.RGBA, film *gif.GIF) {
	t.Helper()
	f, err := plots.NewFilm(s)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	film, err = gif.DecodeAll(&b)
	require.NoError(t, err)
	canvas := image.NewRGBA(image.Rect(0, 0, film.Config.Width, film.Config.Height))
	for _, img := range film.Image {
		draw.Draw(canvas, img.Rect, img, img.Rect.Min, draw.Over)
		frame := image.NewRGBA(canvas.Rect)
		copy(frame.Pix, canvas.Pix)
		frames = append(frames, frame)
	}
	return frames, film
}

// count is how many pixels of a picture have a colour.
func count(img *image.RGBA, c color.RGBA) int {
	n := 0
	for at := 0; at < len(img.Pix); at += 4 {
		if img.Pix[at] == c.R && img.Pix[at+1] == c.G && img.Pix[at+2] == c.B {
			n++
		}
	}
	return n
}

var (
	imageTile = color.RGBA{0xB3, 0x94, 0xCF, 255}
	htmlTile  = color.RGBA{0x82, 0xA8, 0xDE, 255}
)

// The page fills in as its files arrive: nothing at first, then the HTML, then
// one image after the other, each as large as the others, and all in the end.
func TestFilm(t *testing.T) {
	run := timelinetest.Load{Name: "one at a time", HTTP: "1.1", Assets: 10, Connections: 1, RTT: 400 * time.Millisecond}.Run()
	frames, film := shown(t, &timeline.Timeline{Title: "A film", Runs: []timeline.Run{run}})
	require.Equal(t, 12*400*time.Millisecond, run.Total)
	const perRTT = 8 // pictures, at 20 a second
	require.Len(t, frames, 1+12*perRTT)
	require.Zero(t, count(frames[0], htmlTile))
	require.NotZero(t, count(frames[2*perRTT], htmlTile), "the HTML is there after two round trips")
	whole := count(frames[len(frames)-1], imageTile)
	require.NotZero(t, whole)
	for n := range 11 {
		require.InDelta(t, whole*n/10, count(frames[(2+n)*perRTT], imageTile), float64(whole)/50, "after %d of 10 images", n)
	}
	require.Equal(t, 5, film.Delay[1], "hundredths of a second")
	require.Equal(t, 400, film.Delay[len(film.Delay)-1], "the last picture stays")
}

// A file that arrives slowly appears from the top.
func TestFilmOfASlowFile(t *testing.T) {
	run := timeline.Run{Total: 4 * time.Second, Resources: []timeline.Resource{
		{Initiator: -1, Type: "html", Phases: timeline.Phases{Wait: time.Second}},
		{ID: 1, Type: "image", Start: time.Second, Phases: timeline.Phases{Wait: time.Second, Receive: 2 * time.Second}},
	}}
	frames, _ := shown(t, &timeline.Timeline{Runs: []timeline.Run{run}})
	whole := count(frames[80], imageTile)
	require.Zero(t, count(frames[40], imageTile))
	require.InDelta(t, whole/2, count(frames[60], imageTile), float64(whole)/100)
}

// Loads that take too long to watch are shown faster, and those that are over at
// once slower.
func TestFilmSpeed(t *testing.T) {
	for _, c := range []struct {
		total  time.Duration
		frames int
	}{
		{4 * time.Second, 80},
		{12 * time.Second, 240},
		{20 * time.Second, 200},           // twice as fast
		{400 * time.Second, 160},          // 50 times
		{2 * time.Second, 80},             // half as fast
		{30 * time.Millisecond, 60},       // a hundredth
		{30*time.Millisecond + 1, 61},     // and a picture for the rest
		{2 * time.Hour, 20 * 7200 / 1000}, // 1000 times
		{time.Microsecond, 20 * 5},        // 5,000,000 times slower
		{11*time.Second + 990*time.Millisecond, 240},
	} {
		run := timeline.Run{Total: c.total, Resources: []timeline.Resource{{Initiator: -1, Phases: timeline.Phases{Wait: c.total}}}}
		f, err := plots.NewFilm(&timeline.Timeline{Runs: []timeline.Run{run}})
		require.NoError(t, err)
		f.Width, f.Height = 320, 180
		var b bytes.Buffer
		require.NoError(t, f.Write(&b))
		film, err := gif.DecodeAll(&b)
		require.NoError(t, err)
		require.Len(t, film.Image, 1+c.frames, "%v", c.total)
	}
}

// Whatever was loaded can be filmed, and stripped.
func TestFilmOfAnything(t *testing.T) {
	many := timelinetest.Load{Name: "many", HTTP: "2", Assets: 500}.Run()
	failed := *kitchenSink()
	failed.Err = "gone"
	s := &timeline.Timeline{Title: "Anything", Runs: []timeline.Run{many, failed}}
	for i := range 9 {
		run := many
		run.Name = string(rune('a' + i))
		s.Runs = append(s.Runs, run)
	}
	film, err := plots.NewFilm(s)
	require.NoError(t, err)
	var b, again bytes.Buffer
	require.NoError(t, film.Write(&b))
	require.NoError(t, film.Write(&again))
	require.Equal(t, b.Bytes(), again.Bytes(), "the same film twice")
	strip, err := plots.NewFilmstrip(s)
	require.NoError(t, err)
	require.NoError(t, plots.Write(new(bytes.Buffer), strip, "svg"))
	_, err = plots.NewFilm(&timeline.Timeline{})
	require.ErrorContains(t, err, "nothing to draw")
	_, err = plots.NewFilmstrip(&timeline.Timeline{})
	require.ErrorContains(t, err, "nothing to draw")
	f, err := plots.NewFilm(s)
	require.NoError(t, err)
	f.Width = 10
	require.ErrorContains(t, f.Write(new(bytes.Buffer)), "10 by 720 pixels")
}
