package plots

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"

	"rttlab/lab/timeline"
)

// substitute is drawn for a character that the font lacks: Liberation has
// Latin, Greek, Cyrillic and Hebrew, but none of East Asia and no emoji.
const substitute = '□'

// Missing are the characters of a scenario's texts that its pictures show as a
// box, in order, each once: the font that they are drawn with lacks them. SVGs
// have the characters themselves, for whoever shows them to find a font.
func Missing(t *timeline.Timeline) []rune {
	var missing []rune
	look := func(text string) {
		for _, r := range text {
			if lacks(r) && !slices.Contains(missing, r) {
				missing = append(missing, r)
			}
		}
	}
	look(title(t))
	look(firstSentence(t.About))
	for i := range t.Runs {
		run := &t.Runs[i]
		look(run.Name)
		look(run.Network)
		for j := range run.Resources {
			look(name(&run.Resources[j]))
		}
	}
	return missing
}

// lacks says whether the font has no glyph for a character that could be seen.
func lacks(r rune) bool {
	if r <= unicode.MaxASCII || !unicode.IsPrint(r) {
		return false
	}
	if known, ok := lacking.Load(r); ok {
		return known.(bool)
	}
	var buf sfnt.Buffer
	glyph, err := face(1, false).Face.GlyphIndex(&buf, r)
	lack := err != nil || glyph == 0
	lacking.Store(r, lack)
	return lack
}

var lacking sync.Map // rune to bool

// simple says that the font has all of a text's characters without a look at it:
// they are ASCII, and none is a control code.
func simple(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// drawable is a text that the font has glyphs for.
func drawable(s string) string {
	if simple(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if lacks(r) {
			return substitute
		}
		return printable(r)
	}, s)
}

// printable makes a space of what is no character, such as a control code:
// XML does not take it.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return ' '
	}
	return r
}

// shown is a text as the sheet's canvas is to have it.
func (s *sheet) shown(str string) string {
	if s.svg == nil || simple(str) {
		return drawable(str)
	}
	return strings.Map(printable, str)
}

// shownWidth is how wide that is.
func (s *sheet) shownWidth(str string, size float64, bold bool) float64 {
	if s.svg != nil {
		return textWidth(str, size, bold)
	}
	return plainWidth(drawable(str), size, bold)
}

// extra is how much wider a text's missing characters may be than their
// substitutes, in a font that has them: those of East Asia and emoji are as
// wide as they are high.
func extra(s string, size float64, bold bool) float64 {
	if simple(s) {
		return 0
	}
	n := 0
	for _, r := range s {
		if lacks(r) {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(n) * (size - plainWidth(string(substitute), size, bold))
}
