package netem

import "time"

// Pending is the times of all events that are still to come.
func (n *Network) Pending() (at []time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, it := range n.events.heap.items {
		at = append(at, it.at)
	}
	return at
}
