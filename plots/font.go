package plots

import (
	"sync"
	"unicode/utf8"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// fonts are the Liberation Sans that gonum carries with it, plain and bold, so
// that pictures look the same on every machine.
var fonts = sync.OnceValue(func() [2]font.Face {
	cache := font.NewCache(liberation.Collection())
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	plain := cache.Lookup(f, 1)
	f.Weight = xfont.WeightBold
	return [2]font.Face{plain, cache.Lookup(f, 1)}
})

// face is the sans-serif of a size.
func face(size float64, bold bool) font.Face {
	f := fonts()[0]
	if bold {
		f = fonts()[1]
	}
	f.Font.Size = vg.Length(quarters(size))
	return f
}

// textWidth is how wide a text is.
func textWidth(s string, size float64, bold bool) float64 {
	return plainWidth(drawable(s), size, bold) + extra(s, size, bold)
}

// plainWidth is how wide a text is that the font has glyphs for.
func plainWidth(s string, size float64, bold bool) float64 {
	return eachGlyph(s, bold, func(rune, float64) {}) * quarters(size)
}

// eachGlyph gives every character and where it begins, in ems from the text's
// beginning, and returns where the text ends.
func eachGlyph(s string, bold bool, each func(r rune, at float64)) float64 {
	m := measures()[0]
	if bold {
		m = measures()[1]
	}
	at, before := 0, rune(-1)
	for _, r := range s {
		at += m.kern(before, r)
		each(r, float64(at)/m.em)
		at += m.advance(r)
		before = r
	}
	return float64(at) / m.em
}

// measure is a font's advances and kerning in its own units; those of ASCII
// are looked up at first, others when they come up.
type measure struct {
	font     *sfnt.Font
	em       float64
	advances [utf8.RuneSelf]int
	kerns    [utf8.RuneSelf][utf8.RuneSelf]int16
	others   sync.Map // of other characters: advances by rune, kerning by [2]rune
}

var measures = sync.OnceValue(func() [2]*measure {
	var both [2]*measure
	for i, f := range fonts() {
		m := &measure{font: f.Face, em: float64(f.Face.UnitsPerEm())}
		var buf sfnt.Buffer
		var glyphs [utf8.RuneSelf]sfnt.GlyphIndex
		for r := ' '; r < utf8.RuneSelf; r++ {
			m.advances[r], glyphs[r] = m.lookUp(r), m.glyph(&buf, r)
		}
		for r := ' '; r < utf8.RuneSelf; r++ {
			for next := ' '; next < utf8.RuneSelf; next++ {
				m.kerns[r][next] = int16(m.pair(&buf, glyphs[r], glyphs[next]))
			}
		}
		both[i] = m
	}
	return both
})

func (m *measure) advance(r rune) int {
	if r >= 0 && r < utf8.RuneSelf {
		return m.advances[r]
	}
	return m.other(r, func() int { return m.lookUp(r) })
}

// other is what was looked up under a key before, or is now.
func (m *measure) other(key any, look func() int) int {
	if known, ok := m.others.Load(key); ok {
		return known.(int)
	}
	v := look()
	m.others.Store(key, v)
	return v
}

func (m *measure) kern(a, b rune) int {
	switch {
	case a < 0:
		return 0
	case a < utf8.RuneSelf && b < utf8.RuneSelf:
		return int(m.kerns[a][b])
	}
	return m.other([2]rune{a, b}, func() int {
		var buf sfnt.Buffer
		return m.pair(&buf, m.glyph(&buf, a), m.glyph(&buf, b))
	})
}

func (m *measure) lookUp(r rune) int {
	var buf sfnt.Buffer
	advance, err := m.font.GlyphAdvance(&buf, m.glyph(&buf, r), fixed.Int26_6(m.em), xfont.HintingNone)
	if err != nil {
		return 0
	}
	return int(advance)
}

// glyph is a character's; 0, which stands for those that are missing, where the
// font has none.
func (m *measure) glyph(buf *sfnt.Buffer, r rune) sfnt.GlyphIndex {
	index, err := m.font.GlyphIndex(buf, r)
	if err != nil {
		return 0
	}
	return index
}

func (m *measure) pair(buf *sfnt.Buffer, a, b sfnt.GlyphIndex) int {
	kern, err := m.font.Kern(buf, a, b, fixed.Int26_6(m.em), xfont.HintingNone)
	if err != nil { // the font has none for the pair
		return 0
	}
	return int(kern)
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
