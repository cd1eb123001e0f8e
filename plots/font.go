package plots

import (
	"sync"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// fonts are the Liberation fonts that gonum carries with it, so that pictures
// look the same on every machine.
var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

// face is the sans-serif of a size.
func face(size float64, bold bool) font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return fonts().Lookup(f, vg.Length(size))
}

// textWidth is how wide a text is.
func textWidth(s string, size float64, bold bool) float64 {
	return plainWidth(drawable(s), size, bold) + extra(s, size, bold)
}

// shrink is the size, at most size, in which a text is at most width wide, and
// not less than least.
func shrink(s string, size, least, width float64, bold bool) float64 {
	if w := textWidth(s, size, bold); w > width {
		size = max(0.999*size*width/w, least) // a little less, so that rounding does not make it too wide
	}
	return size
}

// cutMiddle takes characters out of the middle of a text until it is at most
// width wide: the end of a path says more than its middle.
func cutMiddle(s string, size float64, bold bool, width float64) string {
	if textWidth(s, size, bold) <= width {
		return s
	}
	runes := []rune(s)
	for keep := len(runes) - 1; keep > 1; keep-- {
		left := keep / 2
		short := string(runes[:left]) + "…" + string(runes[len(runes)-(keep-left):])
		if textWidth(short, size, bold) <= width {
			return short
		}
	}
	return "…"
}
