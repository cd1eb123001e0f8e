package setup

import "time"

// Users are visitors that arrive at even distances and load the Page, each on a
// connection of its own, which they leave open.
type Users struct {
	Count    int
	Over     time.Duration // from the first to where the next after the last would come
	Patience time.Duration // how long one waits for the whole page; 0: 10 s
}
