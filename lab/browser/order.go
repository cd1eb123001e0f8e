package browser

import "sync"

// order has the requests on a connection that they share begin in the order in
// which the loop gives them to it, in real time: their goroutines run in any, and
// no step of virtual time is between them. Only the loop touches it.
type order struct {
	before <-chan struct{} // closed when the last of them has begun; nil: there was none
}

// next is the place of one more: await returns when those before it have begun,
// and begun says that it has, or never will.
func (o *order) next() (await, begun func()) {
	before, mine := o.before, make(chan struct{})
	o.before = mine
	return func() {
		if before != nil {
			<-before
		}
	}, sync.OnceFunc(func() { close(mine) })
}

// line is a request's place on the connection; in virtual time it needs none.
func (c *link) line(real bool) (await, begun func()) {
	if !real || !c.proto.multiplexed {
		return func() {}, func() {}
	}
	return c.order.next()
}
