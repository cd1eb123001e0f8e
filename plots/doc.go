// Package plots draws timelines: the waterfall of one run, its connections,
// all runs of a scenario on one time axis, and what their totals went to. Of a
// single connection, it draws every segment, the first exchanges, the windows
// and the queue.
//
// A chart is a struct: New… validates and copies, fields change its looks,
// Save and Write make a PNG or an SVG of it. The same timeline gives the same
// bytes. Nothing in a chart is safe for use by several goroutines at once.
//
// Lengths are in pixels of the PNG; the SVG has the same coordinates.
package plots
