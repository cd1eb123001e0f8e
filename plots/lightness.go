package plots

import (
	"image/color"
	"math"
)

// luminance is a colour's relative luminance, 0 to 1 (WCAG 2; the weights are
// those of sRGB, IEC 61966-2-1).
func luminance(c color.RGBA) float64 {
	r, g, b := linear(c)
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// linear is a colour's light, each part from 0 to 1.
func linear(c color.RGBA) (r, g, b float64) {
	light := func(v uint8) float64 {
		if x := float64(v) / 255; x > 0.04045 {
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	return light(c.R), light(c.G), light(c.B)
}
