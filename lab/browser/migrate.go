package browser

import (
	"context"
	"time"
)

// Migration is a change of network while the page loads, as a phone makes it
// that leaves the house. The operating system tells the browser in that moment.
// HTTP/3's connections go on from the new address once it is validated. TCP's
// cannot: the browser gives them up, and sends what was under way on them again
// on new ones.
type Migration struct {
	At    time.Duration // since the start of navigation
	Leave func()        // cuts the browser off from the old network
	Dial  Dial          // the new network, as in Config
	UDP   Network
}

// migrator is a connection that survives a change of address.
type migrator interface {
	// migrate goes on from an address on the new network. It returns when the
	// connection uses it.
	migrate(ctx context.Context, n *Network) error
}

// expectMigration reports the change of network when it is due.
func (l *load) expectMigration() {
	m := l.cfg.Migration
	if m == nil {
		return
	}
	l.workers.Go(func() {
		select {
		case <-time.After(m.At):
			l.tell(moved, 0, l.migrate)
		case <-l.ctx.Done():
		}
	})
}

func (l *load) migrate() {
	m := l.cfg.Migration
	m.Leave()
	l.dial, l.udp = m.Dial, m.UDP
	l.askAgain()
	for _, c := range l.conns {
		if c.gone {
			continue
		}
		if conn, ok := c.conn.(migrator); ok {
			l.move(c, conn)
			continue
		}
		c.lose()
	}
}

func (l *load) move(c *link, conn migrator) {
	udp := l.udp
	l.pay()
	l.workers.Go(func() {
		err := conn.migrate(l.ctx, &udp)
		at := l.now()
		l.tell(moved, c.id, func() {
			switch {
			case c.gone:
			case err == nil:
				c.moved = at
			default:
				c.lose()
			}
		})
	})
	l.step()
}

// lose gives up a connection that has lost its network, or is still being set
// up on it.
func (c *link) lose() {
	c.lost = true
	c.cancel()
	if c.conn != nil && c.setup.transport != nil {
		// From here on nothing is sent: net/http would say of each request that
		// it is cancelled, of as many as it gets to before it is closed.
		_ = c.setup.transport.Close()
	}
	c.retire()
}
