package tcp

// SetReceiveBuffer fixes the receive buffer at n bytes of payload, as
// Config.ReceiveBuffer does.
func (c *Conn) SetReceiveBuffer(n int) {
	cfg := *c.cfg
	cfg.ReceiveBuffer = n
	c.cfg = &cfg
	c.win.full, c.win.clamp, c.win.ssthresh = int64(n), int64(n), int64(n)
}

// SetNagle turns Nagle's algorithm on or off, as Config.Nagle does.
func (c *Conn) SetNagle(on bool) {
	if c.cfg.Nagle != on {
		cfg := *c.cfg
		cfg.Nagle = on
		c.cfg = &cfg
	}
}

// SetSendBuffer fixes the send buffer at n bytes of payload, as
// Config.SendBuffer does.
func (c *Conn) SetSendBuffer(n int) {
	cfg := *c.cfg
	cfg.SendBuffer = n
	c.cfg = &cfg
}
