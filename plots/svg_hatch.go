package plots

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"
)

// paint is the colour of what comes next, or the hatching that it stands for.
func (c *svgCanvas) paint() string { return c.paintOf(color.RGBAModel.Convert(c.color).(color.RGBA)) }

func (c *svgCanvas) paintOf(rgba color.RGBA) string {
	if int(rgba.B) < len(c.hatches) && rgba == hatchColor(int(rgba.B)) {
		return "url(#" + hatchName(c.hatches[rgba.B]) + ")"
	}
	return "#" + hex(rgba)
}

// hatch chooses a colour that stands for a hatching until it is drawn with: one
// that no chart has.
func (c *svgCanvas) hatch(fill, lines color.RGBA) color.RGBA {
	at := slices.Index(c.hatches, [2]color.RGBA{fill, lines})
	if at < 0 {
		at = len(c.hatches)
		c.hatches = append(c.hatches, [2]color.RGBA{fill, lines})
	}
	return hatchColor(at)
}

func hatchColor(at int) color.RGBA { return color.RGBA{R: 1, G: 254, B: uint8(at), A: 255} }

func hatchName(h [2]color.RGBA) string { return "hatch-" + hex(h[0]) + "-" + hex(h[1]) }

// definitions are the hatchings, hatchStep apart. Their lines go up to the right.
func (c *svgCanvas) definitions() []byte {
	if len(c.hatches) == 0 {
		return nil
	}
	var defs bytes.Buffer
	for _, h := range c.hatches {
		fmt.Fprintf(&defs, `<pattern id="%s" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0,0H6V6H0Z" fill="#%s"/>`+
			`<path d="M-1,1l2,-2M0,6l6,-6M5,7l2,-2" stroke="#%s" stroke-width="%g"/></pattern>`, hatchName(h), hex(h[0]), hex(h[1]), hatchWidth)
	}
	return fmt.Appendf(nil, "<defs>%s</defs>\n", defs.Bytes())
}

func hex(c color.RGBA) string { return fmt.Sprintf("%02X%02X%02X", c.R, c.G, c.B) }
