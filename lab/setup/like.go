package setup

import "time"

// Habits are what a kind of server does with its connections by default.
type Habits struct {
	KeepAliveTimeout time.Duration // 0: for ever
	MaxRequests      int           // 0: any number

	// Grace is how much longer than it says it keeps a connection.
	Grace time.Duration

	// Announces is to whom it says how long that is, in the header Keep-Alive.
	Announces Announces

	// Refuses says that it leaves it to the client to hang up after the last
	// request, and answers one more with 503. Others hang up.
	Refuses bool
}

// Announces is who is told how long a connection is kept.
type Announces string

// To whom servers say it.
const (
	ToAll    Announces = ""      // everybody
	ToAskers Announces = "asked" // those who say Connection: keep-alive
	ToNobody Announces = "never"
)

// Likes are the servers that are known by name, as they were measured over real
// paths: their FINs after 6.0, 5.0 and 75.0 s, and what they say and do with the
// request after the last. Go's server keeps connections for ever unless it is
// told otherwise.
var Likes = map[string]Habits{
	// Node 20, 24, 26: keepAliveTimeout 5 s, keepAliveTimeoutBuffer 1 s.
	"node": {KeepAliveTimeout: 5 * time.Second, Grace: time.Second, Refuses: true},
	// Apache 2.4: KeepAliveTimeout 5; MaxKeepAliveRequests 100 are the requests
	// after the first one.
	"apache": {KeepAliveTimeout: 5 * time.Second, MaxRequests: 101, Announces: ToAskers},
	// nginx 1.22 and 1.31: keepalive_timeout 75s, keepalive_requests 1000.
	"nginx": {KeepAliveTimeout: 75 * time.Second, MaxRequests: 1000, Announces: ToNobody},
	// Go 1.26: net/http's Server.
	"go": {Announces: ToNobody},
}

// LikeNames are the names of Likes.
func LikeNames() []string { return []string{"node", "apache", "nginx", "go"} }
