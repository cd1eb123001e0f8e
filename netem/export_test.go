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

// Strangers is how many hosts the network keeps that nobody made.
func Strangers(n *Network) (count int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, h := range n.hosts {
		count += len(h.dialled)
		for from := range h.routes {
			if from.stranger {
				count++
			}
		}
	}
	return count
}

// ForgetPorts has a host count its ports from the beginning, as if it had been
// started anew.
func ForgetPorts(h *Host) {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	for _, r := range h.routes {
		r.back.nextPort = nil
	}
}

// LimitEvents sets how much may happen at one instant.
func LimitEvents(n *Network, most int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events.spin.most = most
}
