// Package labtest asserts in go test what a round trip costs.
//
// A scenario, built in or from a file, and what its runs are to each other:
//
//	func TestKeepAlive(t *testing.T) {
//		r := labtest.Run(t, "keep-alive")
//		labtest.Faster(t, r.Run("HTTP/1.1"), r.Run("HTTP/1.0"), 1.7)
//		labtest.Within(t, r.Run("HTTP/2").Total, 1700*time.Millisecond, 0.05)
//	}
//
// Or a client and a server of one's own, on a network that is not there:
//
//	func TestOneRoundTripADial(t *testing.T) {
//		link, path := netem.Link{}, netem.Path{RTT: 100 * time.Millisecond}
//		took := labtest.Virtual(t, link, path, func(t *testing.T, lab *labtest.Lab) {
//			ln, err := lab.Server.Listen("tcp", ":80")
//			...
//			c, err := lab.Client.Dial("tcp", "server.test:80")
//			...
//		})
//		labtest.Within(t, took, 100*time.Millisecond, 0.001)
//	}
//
// Or all that a file expects: labtest.AssertExpected(t, "testdata/shop.yaml").
//
// Run and Play play the runs side by side, in processes of their own: they start
// the test's program again, which then plays before it comes to TestMain or any
// test. So the test's own crypto/rand stays what it is, although a load over
// HTTP/3 draws from its seed.
//
// Everything happens in virtual time, which starts on 2000-01-01: a load of
// forty seconds takes milliseconds and gives the same answer every time. In
// virtual time (testing/synctest) time moves only when every goroutine is
// blocked, nothing may be shared with goroutines outside, and every goroutine
// has to end.
package labtest
