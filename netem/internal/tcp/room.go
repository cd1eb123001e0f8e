package tcp

// MakesRoom reports whether an acknowledgement of everything before ack may
// wake a writer who waits for room. It may say so when it does not: it reckons
// with the largest buffer that there can be.
func (c *Conn) MakesRoom(ack int64) bool {
	limit := int64(maxSendBuffer)
	if c.cfg.SendBuffer > 0 {
		limit = int64(c.cfg.SendBuffer)
	}
	left := c.out.end - max(ack, c.sndUna, 1)
	return limit-left >= limit/3
}
