package report

import (
	"unicode"

	eastasian "golang.org/x/text/width"
)

// columns is how many columns of a terminal a text takes: letters of East Asia
// and emoji take two (Unicode Standard Annex #11), and marks that go with the
// letter before take none.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch eastasian.LookupRune(r).Kind() {
	case eastasian.EastAsianWide, eastasian.EastAsianFullwidth:
		return 2
	}
	return 1
}
