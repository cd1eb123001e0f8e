package netem

import "time"

// arrivals are packets that will come to a link, by time and, at the same
// instant, in the order of sending. Nearly all are added in that order, and
// then a list does; the few that are not go to a heap.
type arrivals struct {
	list fifo
	rest heap[*packet]
}

func (a *arrivals) empty() bool { return a.list.head == nil && len(a.rest.items) == 0 }

func (a *arrivals) add(p *packet) {
	if last := a.list.tail; a.list.head == nil || !p.before(last) {
		a.list.push(p)
		return
	}
	a.rest.push(p.at, p.order, p)
}

// first is the next to come, or nil.
func (a *arrivals) first() *packet {
	if len(a.rest.items) > 0 {
		if p := a.rest.items[0].value; a.list.head == nil || p.before(a.list.head) {
			return p
		}
	}
	return a.list.head
}

// next is when it comes.
func (a *arrivals) next() time.Duration {
	if p := a.first(); p != nil {
		return p.at
	}
	return never
}

// take removes the first.
func (a *arrivals) take() *packet {
	p := a.first()
	if p == a.list.head {
		return a.list.pop()
	}
	return a.rest.pop()
}

func (p *packet) before(q *packet) bool {
	return p.at < q.at || p.at == q.at && p.order < q.order
}
