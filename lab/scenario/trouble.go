package scenario

import (
	"slices"
	"strconv"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

// Drop is a list of packets that are lost, by their numbers.
type Drop struct {
	Down, Up       []int // from 1, in the order in which they come to the path
	DataOnly       bool  // those without payload are not counted
	EachConnection bool  // every connection's are counted by themselves
}

// Reorder is packets that come late, so that others overtake them.
type Reorder struct {
	Share float64       // probability, 0 to 1, each way
	By    time.Duration // how much they are late
}

const (
	maxBurst  = 1000      // packets in a row
	maxDrops  = 1000      // in a list
	maxPacket = 1_000_000 // number of one
)

var lossSection = &yaml.Section[Network]{
	Name: "loss", Where: "under network, in loss",
	Doc:     "Packet loss for each direction.",
	Example: "loss: {down: 1%}",
	Inner:   true,
	Keys: []yaml.Key[Network]{
		yaml.Field("down", yaml.Percent(0, 100), func(n *Network) *float64 { return &n.LossDown }, "Packets lost on the way to the browser.", yaml.Such("1%")),
		yaml.Field("up", yaml.Percent(0, 100), func(n *Network) *float64 { return &n.LossUp }, "Packets lost on the way from the browser.", yaml.Such("1%")),
		yaml.Field("burst", yaml.Count(1, maxBurst), func(n *Network) *int { return &n.LossBurst },
			"How many packets are lost in a row, on average (Gilbert's model), with the same share in all. Default: each by chance and on its own.", yaml.Such(4)),
	},
}

var dropSection = &yaml.Section[Drop]{
	Name: "drop", Where: "under network, in drop",
	Doc:     "Packets that are lost by their numbers: for exact tests, and to see what one lost packet does.",
	Example: "drop: {down: [12]}",
	Inner:   true,
	Keys: []yaml.Key[Drop]{
		packetsKey("down", func(d *Drop) *[]int { return &d.Down }, "The packets towards the browser that are lost, as they come to the path: handshakes and ACKs count, and a retransmission is one more."),
		packetsKey("up", func(d *Drop) *[]int { return &d.Up }, "The packets from the browser that are lost."),
		yaml.Field("data_only", yaml.Boolean(), func(d *Drop) *bool { return &d.DataOnly }, "Whether only packets with payload are counted.", yaml.Default(false)),
		yaml.Field("each_connection", yaml.Boolean(), func(d *Drop) *bool { return &d.EachConnection }, "Whether every connection's packets are counted by themselves.", yaml.Default(false)),
	},
}

var reorderSection = &yaml.Section[Reorder]{
	Name: "reorder", Where: "under network, in reorder",
	Doc:      "Packets that come late, so that others overtake them, both ways.",
	Example:  "reorder: {share: 1%, by: 5ms}",
	Required: []string{"share", "by"},
	Inner:    true,
	Keys: []yaml.Key[Reorder]{
		yaml.Field("share", yaml.Percent(0, 100), func(r *Reorder) *float64 { return &r.Share }, "How many are late.", yaml.Such("1%")),
		yaml.Field("by", yaml.Span(maxTime), func(r *Reorder) *time.Duration { return &r.By }, "How much they are late.", yaml.Such("5ms")),
	},
}

// packetsKey is a list of packets' numbers.
func packetsKey(name string, at func(*Drop) *[]int, doc string) yaml.Key[Drop] {
	k := yaml.Count(1, maxPacket)
	number := k.Schema
	return yaml.Key[Drop]{
		Name:   name,
		Type:   "list of whole numbers",
		Schema: &yaml.Schema{Type: "array", Description: doc, Items: &number, MaxItems: maxDrops, Examples: []any{[]int{12}}},
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Drop) {
			for _, e := range layers {
				var all []int
				for _, n := range d.Items(e, maxDrops, "12") {
					if number, ok := yaml.Read(d, yaml.Entry{Name: "a packet's number", Key: n.At(), Value: n}, k); ok {
						all = append(all, number)
					}
				}
				slices.Sort(all)
				*at(to) = slices.Compact(all)
			}
		},
	}
}

// Path is the path that n describes, from the browser.
func (n *Network) Path() netem.Path {
	up, down := n.direction(n.LossUp, n.Drop.Up), n.direction(n.LossDown, n.Drop.Down)
	return netem.Path{RTT: n.RTT, Jitter: n.Jitter, DialDelay: n.DialDelay, There: up, Back: down}
}

func (n *Network) direction(loss float64, drop []int) netem.Direction {
	d := netem.Direction{Duplicate: n.Duplicate, Reorder: netem.Reorder{Probability: n.Reorder.Share, Delay: n.Reorder.By}}
	if len(drop) > 0 {
		d.Drop = netem.Drops{Packets: drop, DataOnly: n.Drop.DataOnly, EachFlow: n.Drop.EachConnection}
	}
	if n.LossBurst > 1 && loss > 0 {
		d.Bursts = bursts(loss, n.LossBurst)
	} else {
		d.Loss = loss
	}
	return d
}

// bursts lose a share of all packets, so many in a row: a burst ends with
// probability 1/length before a packet, and the chain of the two states spends
// Start/(Start+End) of its time in bursts.
func bursts(share float64, length int) netem.Bursts {
	end := 1 / float64(length)
	return netem.Bursts{Start: end * share / (1 - share), End: end}
}

// Trouble says in a few words each what happens to packets beside loss, delay
// and queues.
func (n *Network) Trouble() (words []string) {
	if n.LossBurst > 1 {
		words = append(words, "in bursts of "+strconv.Itoa(n.LossBurst))
	}
	if k := len(n.Drop.Down); k > 0 {
		words = append(words, plural(k, "packet")+" dropped down")
	}
	if k := len(n.Drop.Up); k > 0 {
		words = append(words, plural(k, "packet")+" dropped up")
	}
	if n.Reorder.Share > 0 {
		words = append(words, yaml.TrimFloat(n.Reorder.Share*100)+"% late by "+n.Reorder.By.String())
	}
	if n.Duplicate > 0 {
		words = append(words, yaml.TrimFloat(n.Duplicate*100)+"% duplicated")
	}
	return words
}

// checkNetwork looks at a network's keys; the path of theirs is "network." or
// "migrate.network.".
func (d *decoder) checkNetwork(n *Network, path, in string, at func(...string) yaml.Place) {
	d.checkTrouble(n, path, in, at)
	d.checkTrace(n, path, in, at)
}

func (d *decoder) checkTrouble(n *Network, path, in string, at func(...string) yaml.Place) {
	most := max(n.LossDown, n.LossUp)
	switch burst := at(path + "loss.burst"); {
	case burst.Known() && most == 0:
		d.Errorf(burst, "%sthere are no losses to come in bursts: give down or up a share beside it, as in {down: 1%%, burst: 4}", in)
	case burst.Known() && most/(1-most) > float64(n.LossBurst):
		d.Errorf(burst, "%sbursts of %d cannot lose %s%% of all packets: between two there is one that arrives at least", in, n.LossBurst, yaml.TrimFloat(most*100))
	}
	if drop := at(path + "drop"); drop.Known() && len(n.Drop.Down)+len(n.Drop.Up) == 0 && (n.Drop.DataOnly || n.Drop.EachConnection) {
		d.Errorf(drop, "%sdrop names no packets: list some, as in drop: {down: [12]}", in)
	}
	if reorder := at(path + "reorder"); reorder.Known() && (n.Reorder.Share > 0) != (n.Reorder.By > 0) {
		d.Errorf(reorder, "%sreorder wants a share and a time: how many packets are late, and by how much, as in reorder: {share: 1%%, by: 5ms}", in)
	}
}
