package tcp

// Due reports whether Read made an acknowledgement or a window update due, so
// that the network need not call Next after every Read.
func (c *Conn) Due() bool { return c.todo != 0 }

// Arrived is the sequence number after the last byte that can be read, and that
// after the last that has arrived at all.
func (c *Conn) Arrived() (inOrder, most int64) {
	return c.rcvNxt, c.rcvNxt + c.ofo.span(c.rcvNxt)
}
