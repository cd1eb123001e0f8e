package tcp

// Due reports whether Read made an acknowledgement or a window update due, so
// that the network need not call Next after every Read.
func (c *Conn) Due() bool { return c.todo != 0 }
