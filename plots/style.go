package plots

import (
	"image/color"

	"rttlab/lab/timeline"
)

// rgb is an opaque colour from its usual notation, 0xRRGGBB.
func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// The phases' colours are those of the causes that they have where nothing goes
// wrong, so that pictures with causes and without read alike.
var phaseColors = [timeline.PhaseCount]color.RGBA{
	timeline.Blocked: lookOf[timeline.Limit].color,
	timeline.DNS:     lookOf[timeline.Lookup].color,
	timeline.Connect: lookOf[timeline.TCP].color,
	timeline.TLS:     lookOf[timeline.TLSSetUp].color,
	timeline.Send:    rgb(0xB0BEC5), // of no cause: it takes no time worth a name
	timeline.Wait:    lookOf[timeline.Asking].color,
	timeline.Receive: lookOf[timeline.Sending].color,
}

// The phases' names as a legend has them.
var phaseLabels = [timeline.PhaseCount]string{
	timeline.Blocked: "blocked: waiting for a connection",
	timeline.DNS:     "dns",
	timeline.Connect: "connect",
	timeline.TLS:     "tls",
	timeline.Send:    "send",
	timeline.Wait:    "wait",
	timeline.Receive: "receive",
}

var typeColors = map[string]color.RGBA{
	"html": rgb(0x82A8DE), "css": rgb(0xA6D18F), "js": rgb(0xE0B483), "image": rgb(0xB394CF), "font": rgb(0xE15D4E),
}

var (
	headOfLine = rgb(0xC04040) // hatched
	otherType  = rgb(0xB3B3B3)
	failed     = rgb(0xFF6060) // a row of status 400 and up
	ink        = rgb(0x202124)
	quiet      = rgb(0x5F6368) // text of second rank
	grid       = rgb(0xDADCE0)
	stripe     = rgb(0xF3F5F7)
	paper      = rgb(0xFFFFFF)
	faster     = rgb(0x137333)
	slower     = rgb(0xB3261E)
	alive      = rgb(0xAAAAAA) // a connection that is open
	linkColor  = rgb(0x90A4AE) // how full the link was
	tripLine   = rgb(0xE6E8EA) // a line down each round trip
)

// ownColors are all of the above.
var ownColors = append(phaseColors[:],
	typeColors["html"], typeColors["css"], typeColors["js"], typeColors["image"], typeColors["font"],
	headOfLine, otherType, failed, ink, quiet, grid, stripe, paper, faster, slower, alive, linkColor, tripLine)

func init() {
	for i := range looks {
		ownColors = append(ownColors, looks[i].color)
	}
}

// typeColor is the colour of a resource's type.
func typeColor(kind string) color.RGBA {
	if c, ok := typeColors[kind]; ok {
		return c
	}
	return otherType
}
