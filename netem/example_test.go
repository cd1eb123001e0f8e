package netem_test

import (
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"rttlab/netem"
)

// virtual runs f in virtual time. A test does that with its own t.
func virtual(f func()) { synctest.Test(&testing.T{}, func(*testing.T) { f() }) }

// A request and its answer cost two round trips on a new connection: one for
// the handshake and one for themselves.
func Example() {
	virtual(func() {
		n := netem.New(netem.Config{Seed: 1})
		defer n.Close()
		phone := n.Host("phone", netem.Link{Down: 9 * netem.Mbps, Up: 1500 * netem.Kbps})
		shop := n.Host("shop.example", netem.Link{})
		n.Path(phone, shop, netem.Path{RTT: 60 * time.Millisecond})

		ln, err := shop.Listen("tcp", ":80")
		if err != nil {
			fmt.Println(err)
			return
		}
		go func() {
			c, err := ln.Accept()
			if err == nil {
				io.Copy(c, struct{ io.Reader }{c})
				c.Close()
			}
		}()

		start := time.Now()
		c, err := phone.Dial("tcp", "shop.example:80")
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("connected after", time.Since(start).Round(time.Millisecond))
		c.Write([]byte("hello"))
		io.ReadFull(c, make([]byte, 5))
		fmt.Println("answered after", time.Since(start).Round(time.Millisecond))
		c.Close()
		time.Sleep(time.Second) // the server's end of it
	})
	// Output:
	// connected after 60ms
	// answered after 121ms
}

// The three-way handshake and a refusal, packet by packet.
func ExampleNetwork_Observe() {
	virtual(func() {
		n := netem.New(netem.Config{})
		defer n.Close()
		a, b := n.Host("a", netem.Link{}), n.Host("b", netem.Link{})
		n.Path(a, b, netem.Path{RTT: 20 * time.Millisecond})
		n.Observe(func(e netem.Event) {
			fmt.Println(e.Time.Round(time.Millisecond), e.From.Name(), e.Kind, e.Size, "bytes", flags(e.Segment))
		})
		_, err := a.Dial("tcp", "b:80")
		fmt.Println(err)
	})
	// Output:
	// 0s a sent 60 bytes S
	// 10ms a delivered 60 bytes S
	// 10ms b sent 40 bytes R.
	// 20ms b delivered 40 bytes R.
	// dial tcp 10.0.0.2:80: connect: connection refused
}

// Datagrams that find no room in the queue of a slow link are lost.
func ExampleHost_ListenPacket() {
	virtual(func() {
		n := netem.New(netem.Config{})
		defer n.Close()
		a := n.Host("a", netem.Link{Up: netem.Mbps, Queue: netem.Queue{Packets: 2}})
		b := n.Host("b", netem.Link{})
		n.Path(a, b, netem.Path{RTT: 20 * time.Millisecond})
		to, err := b.ListenPacket("udp", ":9")
		if err != nil {
			fmt.Println(err)
			return
		}
		from, err := a.Dial("udp", "b:9")
		if err != nil {
			fmt.Println(err)
			return
		}
		for i := range 5 {
			from.Write([]byte{byte(i)})
		}
		to.SetReadDeadline(time.Now().Add(time.Second))
		p := make([]byte, 1)
		for {
			_, addr, err := to.ReadFrom(p)
			if err != nil {
				break
			}
			fmt.Println("datagram", p[0], "from", addr.(*net.UDPAddr).IP)
		}
	})
	// Output:
	// datagram 0 from 10.0.0.1
	// datagram 1 from 10.0.0.1
	// datagram 2 from 10.0.0.1
}

// Wrap slows a real connection down.
func ExampleWrap() {
	virtual(func() {
		near, far := net.Pipe() // or net.Dial
		slow, err := netem.Wrap(near, netem.Link{Up: 8 * netem.Kbps}, netem.Path{RTT: 100 * time.Millisecond}, netem.Config{})
		if err != nil {
			fmt.Println(err)
			return
		}
		start := time.Now()
		slow.Write(make([]byte, 948)) // 1000 bytes with their headers
		io.ReadFull(far, make([]byte, 948))
		fmt.Println(time.Since(start).Round(time.Millisecond))
		slow.Close()
		io.ReadAll(far)
	})
	// Output: 1.05s
}
