package timeline

import "time"

// Shares says whose bytes came on a connection that resources share, and when
// each was asked for. It is what package cause goes by.
type Shares struct {
	Parts   []Part
	Samples []Sample              // when how many bytes of the parts had been read; nil: the parts are the stream's bytes
	Asked   map[int]time.Duration // by Resource.ID, to the nanosecond
	Streams map[int]int64         // of QUIC, by Resource.ID: those that the requests were sent on
}

// Part is some bytes of a resource, in the order in which they came.
type Part struct {
	Resource int // Resource.ID; -1: of none
	Bytes    int64
}

// Sample says that so many bytes, all parts together, had been read by a time.
type Sample struct {
	At    time.Duration // since the load began
	Bytes int64
}
