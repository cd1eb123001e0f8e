package browser

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"rttlab/lab/page"
)

// load is one page load. The loop's goroutine owns everything in it.
type load struct {
	clock
	cfg   Config
	page  *page.Page
	proto *protocol

	others      map[string]*protocol // by the names of servers that are spoken to in their own way
	alternative *protocol            // HTTP/3, where a server has offered it; nil: no offer is taken

	dial Dial // the network as it is now
	udp  Network

	ctx     context.Context
	cancel  context.CancelFunc
	workers sync.WaitGroup
	reports chan report
	agenda  agenda
	referer func() string // the page's URL

	names   [][]int  // by resource ID: the IDs of those it names, by NamedAt
	fetches []*fetch // by resource ID; nil until the browser knows of it
	planned []bool   // by resource ID: a script is going to ask for it
	twins   []bool   // by resource ID: its URL does not tell whose it is
	hosts   []*host  // in the order in which they were first needed
	byName  map[string]*host
	conns   []*link // in the order in which they were opened

	turns             int           // how often a connection has become free, in loads before too
	parsing           time.Duration // since when the HTML is parsed; 0: it has not come yet
	pending, finished int
	failed            []*fetch
	unread            error // why the HTML was not parsed to its end; nil: it was
}

// report is what a goroutine has to tell the loop.
type report struct {
	kind kind
	id   int // of the resource, host or connection
	do   func()

	named func() // of a resource that is done: the report that its end names others; nil: it does not
}

// kind orders the reports of one instant: connections that are ready come
// before those that become free.
type kind int

const (
	resolved kind = iota
	opened
	arrived
	data
	done
	moved
)

func newLoad(ctx context.Context, cfg Config, pg *page.Page, proto *protocol) *load {
	l := &load{
		clock:   newClock(cfg.RealTime, len(pg.Resources)),
		cfg:     cfg,
		page:    pg,
		proto:   proto,
		dial:    cfg.Dial,
		udp:     cfg.UDP,
		reports: make(chan report, 64),
		names:   make([][]int, len(pg.Resources)),
		fetches: make([]*fetch, len(pg.Resources)),
		planned: make([]bool, len(pg.Resources)),
		twins:   pg.Twins(),
		byName:  map[string]*host{},
	}
	if cfg.Memory != nil {
		l.turns = cfg.Memory.turns
	}
	l.referer = sync.OnceValue(func() string { return l.url(&pg.Resources[0]) })
	l.ctx, l.cancel = context.WithCancel(ctx)
	for i := range pg.Resources {
		if p := pg.Resources[i].Parent; p >= 0 {
			l.names[p] = append(l.names[p], i)
		}
	}
	for _, ids := range l.names {
		slices.SortStableFunc(ids, func(a, b int) int {
			return cmp.Compare(pg.Resources[a].NamedAt, pg.Resources[b].NamedAt)
		})
	}
	return l
}

// loop runs until every resource that the browser knows of is there or has
// failed.
func (l *load) loop() {
	l.gather()
	l.expectMigration()
	l.begin()
	l.pump()
	for l.pending > 0 {
		l.poll()
		if l.ctx.Err() != nil {
			l.giveUp(context.Cause(l.ctx))
			break
		}
		rings, stop := l.alarm()
		select {
		case r := <-l.reports:
			l.apply(r)
			l.pump()
		case <-rings:
			l.apply()
			l.pump()
		case <-l.ctx.Done():
			l.giveUp(context.Cause(l.ctx))
		}
		stop()
	}
}

// poll lets who called Load end the load, in any goroutine.
func (l *load) poll() {
	if l.cfg.Poll != nil {
		l.cfg.Poll()
	}
}

// apply applies reports and all others of their instant, in an order that does
// not depend on which came first, and does what is due.
func (l *load) apply(batch ...report) {
	l.gather()
	for more := true; more; {
		select {
		case r := <-l.reports:
			batch = append(batch, r)
		default:
			more = false
		}
	}
	for _, r := range batch {
		if r.named != nil {
			batch = append(batch, report{kind: arrived, id: r.id, do: r.named})
		}
	}
	slices.SortStableFunc(batch, func(a, b report) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id))
	})
	for _, r := range batch {
		r.do()
	}
	l.due()
}

// newFetch is a resource that the browser has just been told of.
func (l *load) newFetch(id int) *fetch {
	f := &fetch{res: &l.page.Resources[id], known: l.now(), said: new(said)}
	l.fetches[id] = f
	l.pending++
	return f
}

// know takes note of a resource that the browser has been told of.
func (l *load) know(id int) {
	if l.fetches[id] != nil {
		return
	}
	f := l.newFetch(id)
	l.work(l.cfg.OwnTime.Request, func() {
		if !f.over {
			l.host(f.res.Host).add(f)
		}
	})
}

// arrived takes note that got bytes of a resource's body have arrived.
func (l *load) arrived(f *fetch, got int) {
	if l.parsing == 0 {
		l.parsing = l.now() + l.cfg.OwnTime.Parse
		if l.cfg.Preconnect {
			l.later(l.parsing, l.preconnect)
		}
	}
	if l.now() >= l.parsing {
		l.named(f, got)
		return
	}
	l.pending++
	l.later(l.parsing, func() {
		l.pending--
		l.named(f, got)
	})
}

// preconnect opens a connection to each host that the page has files at.
func (l *load) preconnect() {
	for _, name := range l.page.Hosts() {
		l.host(name).spare = 1
	}
}

// named takes note of what is named in the first got bytes of a resource.
func (l *load) named(f *fetch, got int) {
	for _, id := range l.names[f.res.ID] {
		if l.page.Resources[id].NamedAt > got {
			break
		}
		l.plan(id)
	}
}

// plan asks for a resource that has been named, after its delay.
func (l *load) plan(id int) {
	delay := l.page.Resources[id].Delay
	if delay == 0 {
		l.know(id)
	}
	if delay == 0 || l.planned[id] {
		return
	}
	l.planned[id] = true
	l.pending++
	l.later(l.now()+delay, func() {
		l.pending--
		l.know(id)
	})
}

// finish takes note that a resource is there, or has failed.
func (l *load) finish(f *fetch, at time.Duration, err error) {
	f.end, f.err, f.over = at, err, true
	l.pending--
	if err != nil {
		l.failed = append(l.failed, f)
	}
	l.finished++
	if l.cfg.Progress != nil {
		l.cfg.Progress(l.finished, len(l.page.Resources))
	}
}

// giveUp fails all that is under way.
func (l *load) giveUp(cause error) {
	now := l.now()
	for _, f := range l.fetches {
		if f != nil && !f.over {
			l.finish(f, now, cause)
		}
	}
	if l.pending > 0 { // there was something to be parsed
		l.pending, l.unread = 0, cause
	}
}

// spawn runs what a connection does on its own until it is closed. One that may
// stay open for later loads keeps none of them waiting.
func (l *load) spawn(f func()) {
	if l.cfg.Memory != nil && l.cfg.KeepOpen {
		l.cfg.Memory.working.Go(f)
		return
	}
	l.workers.Go(f)
}

// tell hands a report to the loop; called in any goroutine.
func (l *load) tell(k kind, id int, do func()) {
	l.reports <- report{kind: k, id: id, do: do}
}

// hangUp closes the connections that are left and returns when every goroutine
// that the load started has ended.
func (l *load) hangUp() {
	kept := l.keep()
	for _, c := range l.conns {
		c.outlived = true
		if c.conn != nil && !kept[c] {
			_ = c.conn.Close() // it has served: what closing says is of no interest
		}
	}
	l.cancel()
	go func() {
		l.workers.Wait()
		close(l.reports)
	}()
	for r := range l.reports {
		if r.kind == opened {
			r.do() // closes what was dialled too late
		}
	}
}

// err sums up what failed.
func (l *load) err() error {
	if len(l.failed) == 0 {
		return l.unread
	}
	first := l.failed[0]
	if len(l.page.Resources) == 1 || first.res.ID == 0 {
		return fmt.Errorf("%s: %w", l.url(first.res), first.err)
	}
	return fmt.Errorf("%d of %d resources failed, first %s: %w", len(l.failed), len(l.page.Resources), l.url(first.res), first.err)
}
