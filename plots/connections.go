package plots

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Connections is one run: a row per connection with its requests one after the
// other, or on top of one another where they share it.
type Connections struct {
	Title      string    // default: the run's name
	Width      vg.Length // default: 1920
	Height     vg.Length // 0: what the rows need to be readable, 1080 if they need less or share theirs
	LabelWidth vg.Length // the column with the connections' names is at most this wide; default: 460

	run    timeline.Run
	rows   []connectionRow
	folded bool
}

// connectionRow is a connection and what went over it.
type connectionRow struct {
	conn      timeline.Connection
	resources []timeline.Resource
	numbers   []int // of the resources, as the waterfall numbers them
	held      []timeline.Span
	lost      []bool // it never got there
	lane      []int
	alone     []bool
	lanes     int
}

// NewConnections makes the connections of a run that loaded something.
func NewConnections(run *timeline.Run) (*Connections, error) {
	if len(run.Connections) == 0 {
		return nil, fmt.Errorf("run %q opened no connection that could be drawn", run.Name)
	}
	c, err := copyOf(run)
	if err != nil {
		return nil, err
	}
	rows := make([]connectionRow, len(c.Connections))
	index := make(map[int]int, len(rows))
	for i, conn := range c.Connections {
		rows[i].conn = conn
		index[conn.ID] = i
	}
	add := func(res timeline.Resource, number int, held timeline.Span, lost bool) {
		if at, ok := index[res.Connection]; ok {
			rows[at].resources = append(rows[at].resources, res)
			rows[at].numbers = append(rows[at].numbers, number)
			rows[at].held = append(rows[at].held, held)
			rows[at].lost = append(rows[at].lost, lost)
		}
	}
	held := c.HeadOfLine()
	for i, res := range c.Resources {
		add(res, i+1, held[i], false)
	}
	lost, of := attempts(c.Resources)
	for i, res := range lost {
		add(res, of[i]+1, timeline.Span{}, true)
	}
	for i := range rows {
		rows[i].lane, rows[i].lanes = lanes(rows[i].resources)
		rows[i].alone = alone(rows[i].resources)
	}
	return &Connections{Title: run.Name, Width: 1920, LabelWidth: 460, run: c, rows: rows}, nil
}

const (
	leastLane = 3.0 // pixels of a request among many on one connection
	mostLane  = 140.0
	twoLines  = 56.0 // a row that has room for two lines of text
)

// Size is Width and Height, or the height that the rows need.
func (c *Connections) Size() (width, height vg.Length) {
	if c.Height > 0 {
		return c.Width, c.Height
	}
	if c.folded {
		return c.Width, slideHeight
	}
	least, most := 0.0, 0.0
	for i := range c.rows {
		least += max(readableRow, float64(c.rows[i].lanes)*leastLane)
		most += c.rows[i].tallest()
	}
	return c.Width, fitting(least, most)
}

// Slide is the picture with at most 30 rows: connections to one host that were
// opened together share one.
func (c *Connections) Slide() Chart {
	if _, height := c.Size(); c.Height > 0 || height <= slideHeight {
		return c
	}
	folded := *c
	folded.folded = true
	return &folded
}

func (c *Connections) bands() []band {
	if !c.folded || len(c.rows) <= mostBands {
		return single(len(c.rows))
	}
	return fold(len(c.rows), func(i, j int) bool {
		a, b := &c.rows[i].conn, &c.rows[j].conn
		return a.Host == b.Host && a.Protocol == b.Protocol && b.Opened-a.Opened <= c.run.RTT/4
	})
}

// tallest is how high a connection's row needs to be at most.
func (r *connectionRow) tallest() float64 { return float64(max(r.lanes, 1))*mostLane + 12 }

// Draw draws it.
func (c *Connections) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	y := s.header(c.Title, &c.run)

	bands := c.bands()
	tops := c.tops(bands, s.height)
	labels := 0.0
	for _, b := range bands {
		labels = max(labels, textWidth(c.name(b), leastText, false))
	}
	labels = min(labels+8, float64(c.LabelWidth))
	axis := timeAxis{x0: margin + labels + 20, x1: s.width - margin - 20, end: c.run.Total}.of(&c.run)
	for i := 1; i < len(bands); i += 2 {
		s.rect(margin, tops[bands[i].from], s.width-margin, tops[bands[i].to], stripe)
	}
	axis.draw(s, waterfallHead, tops[len(c.rows)], 20)
	s.marks(axis, &c.run, waterfallHead, tops[len(c.rows)])
	s.waterfallFoot(axis, &c.run, tops[len(c.rows)])
	two := true
	for _, b := range bands {
		two = two && tops[b.to]-tops[b.from] >= twoLines
	}
	for i := range c.rows {
		c.row(s, axis, &c.rows[i], tops[i], tops[i+1])
	}
	s.headLegend(y, append(c.keys(axis), s.roundKeys()...))
	last := math.Inf(-1)
	for _, b := range bands {
		if mid := (tops[b.from] + tops[b.to]) / 2; mid-last >= math.Floor(readableRow) {
			c.label(s, b, tops[b.from], tops[b.to], labels, two)
			last = mid
		}
	}
	s.vertical(axis.x(c.run.Total), waterfallHead, tops[len(c.rows)], 2, ink)
}

func (c *Connections) keys(axis timeAxis) []key {
	keys := laneKeys(axis, []timeline.Run{c.run})
	if slices.ContainsFunc(c.rows, func(r connectionRow) bool { return r.conn.Moved > 0 }) {
		keys = append(keys, key{label: "moved to another network", color: ink})
	}
	if slices.ContainsFunc(c.rows, func(r connectionRow) bool { return r.conn.Lost }) {
		keys = append(keys, key{label: "lost with its network", color: headOfLine})
	}
	return append(keys, legKeys(&c.run)...)
}

// tops are where the rows begin, and where the last one ends. A connection
// with more lanes gets more of the height, though not in proportion.
func (c *Connections) tops(bands []band, height float64) []float64 {
	if len(bands) < len(c.rows) {
		return rowEdges(bands, waterfallHead, (height-waterfallHead-waterfallFoot)/float64(len(bands)))
	}
	weights, sum := make([]float64, len(c.rows)), 0.0
	for i := range c.rows {
		weights[i] = math.Sqrt(max(float64(c.rows[i].lanes), 1))
		sum += weights[i]
	}
	tops := make([]float64, len(c.rows)+1)
	y := waterfallHead
	for i := range c.rows {
		tops[i] = math.Round(y)
		y += min((height-waterfallHead-waterfallFoot)*weights[i]/sum, c.rows[i].tallest())
	}
	tops[len(c.rows)] = math.Round(y)
	return tops
}

// row draws one connection: a line for its life, its handshake, its requests.
func (c *Connections) row(s *sheet, axis timeAxis, row *connectionRow, y0, y1 float64) {
	conn := &row.conn
	closed := conn.Closed
	if closed == 0 || closed > c.run.Total {
		closed = c.run.Total
	}
	gap := min((y1-y0)*0.1, 6)
	height := (y1 - y0 - 2*gap) / float64(max(row.lanes, 1))
	lane := y0 + gap + max(height, min(leastAlone, y1-y0-2*gap)) // below the first lane
	s.horizontal(axis.x(conn.Opened), axis.x(closed), (y0+gap+lane)/2, 2, alive)
	c.handshake(s, axis, y0+gap, lane, conn)

	for i := range row.resources {
		res := row.resources[i]
		res.Blocked += res.DNS + res.Connect + res.TLS // drawn for the connection
		res.DNS, res.Connect, res.TLS = 0, 0, 0
		res.Pieces = slices.DeleteFunc(slices.Clone(res.Pieces), func(p timeline.Piece) bool { return beforeAsking(p.Cause) })
		top := y0 + gap + float64(row.lane[i])*height
		bottom := top + height
		if height >= 5 {
			bottom--
		}
		if row.alone[i] {
			bottom = max(bottom, lane)
		}
		if row.lost[i] {
			s.lost(axis, top, max(bottom, top+1), &res)
		} else {
			s.block(axis, top, max(bottom, top+1), &res, row.held[i])
			s.legs(axis, top, bottom, &res)
		}
		s.tip(axis.x(active(&res)), top, axis.x(res.End()), max(bottom, top+1), tipOf(&row.resources[i]))
		number := fmt.Sprint(row.numbers[i])
		size := min(height*0.7, 22)
		if size >= leastText && textWidth(number, size, false)+4 <= axis.x(res.End())-axis.x(active(&res)) {
			s.number(axis, top, bottom, &res, number, size)
		}
	}
	s.fate(axis, y0, y1, conn, closed)
}

// number writes a request's number on its bar: where one cause leaves room for it,
// else on paper at the bar's beginning.
func (s *sheet) number(axis timeAxis, top, bottom float64, res *timeline.Resource, number string, size float64) {
	begin, width, mid := axis.x(active(res)), textWidth(number, size, false), (top+bottom)/2
	if res.Pieces == nil {
		s.text((begin+axis.x(res.End()))/2, mid, number, size, false, toMiddle, ink)
		return
	}
	ends := roundEnds(axis, res.Pieces)
	for _, p := range timeline.Clip(res.Pieces, active(res), res.End()) {
		l, x := lookOf[p.Cause], axis.x(p.From)+4
		if x > begin+3*size { // of no use that far from where it belongs
			break
		}
		marked := slices.ContainsFunc(ends, func(at time.Duration) bool { return axis.x(at) > x-3 && axis.x(at) < x+width+3 })
		if marked || idle(p.Cause) || l.style == hatched || x+width+4 > axis.x(p.To) || (bottom-top)*l.part < size {
			continue
		}
		shade := ink
		if dark(l.color) {
			shade = paper
		}
		s.text(x, mid, number, size, false, toLeft, shade)
		return
	}
	if axis.x(res.End())-begin > 3*width { // much of the bar is left to see
		s.textOn(paper, begin+3, mid, number, size, false, toLeft, ink)
	}
}

// handshake draws how a connection was set up.
func (c *Connections) handshake(s *sheet, axis timeAxis, y0, y1 float64, conn *timeline.Connection) {
	if c.run.Pieces == nil {
		s.phase(axis, y0, y1, timeline.Connect, conn.Opened, conn.Opened+conn.Connect)
		s.phase(axis, y0, y1, timeline.TLS, conn.Opened+conn.Connect, conn.Ready())
		return
	}
	s.pieces(axis, y0, y1, setUp(conn), nil)
}

// setUp is a connection's as pieces.
func setUp(conn *timeline.Connection) []timeline.Piece {
	first := timeline.TCP
	if conn.Protocol == "h3" {
		first = timeline.QUIC
	}
	open := conn.Opened + conn.Connect - conn.Login
	return []timeline.Piece{
		{Cause: first, From: conn.Opened, To: open},
		{Cause: timeline.TLSSetUp, From: open, To: open + conn.TLS},
		{Cause: timeline.Login, From: open + conn.TLS, To: conn.Ready()},
	}
}

// fate marks where a connection moved, and where it was lost.
func (s *sheet) fate(axis timeAxis, y0, y1 float64, conn *timeline.Connection, closed time.Duration) {
	if conn.Moved > 0 {
		s.vertical(axis.x(conn.Moved), y0, y1, 4, ink)
	}
	if conn.Lost {
		s.vertical(axis.x(closed), y0, y1, 6, headOfLine)
	}
}

// label is the connection's number, host and protocol, and how much it
// carried.
func (c *Connections) label(s *sheet, b band, y0, y1, room float64, two bool) {
	row := &c.rows[b.from]
	mid := (y0 + y1) / 2
	if two {
		if row.lanes > 3 {
			mid = min(mid, y0+50) // at the top, where the first request is
		}
		s.text(margin+8, mid+14, plural(len(row.resources), "request"), leastText, false, toLeft, quiet)
		mid -= 12
	}
	s.text(margin+8, mid, cutMiddle(c.name(b), leastText, false, room-7), leastText, false, toLeft, ink)
}

// name is a band's: its connections' numbers, their host and protocol.
func (c *Connections) name(b band) string {
	conn := &c.rows[b.from].conn
	number := fmt.Sprint(conn.ID)
	if b.rows() > 1 {
		number = fmt.Sprintf("%d-%d", conn.ID, c.rows[b.to-1].conn.ID)
	}
	host := conn.Host
	for i := b.from; i < b.to; i++ {
		if c.rows[i].conn.Host != host {
			host = "several hosts"
			break
		}
	}
	return fmt.Sprintf("%s. %s - %s", number, host, conn.Protocol)
}
