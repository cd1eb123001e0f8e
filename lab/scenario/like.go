package scenario

import (
	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/setup"
)

// likeKey is the kind of server that a server is like.
func likeKey() yaml.Key[Server] {
	return yaml.Field("like", choice("server", setup.LikeNames()...), func(s *Server) *string { return &s.Like },
		"The server whose habits it has: how long it keeps connections, what it says of that, and what becomes of one request too many. node hangs up after 5 s and one more, apache after 5 s and 101 requests, nginx after 75 s and 1000 requests, go never. keep_alive_timeout and max_requests change that.", yaml.Such("nginx"))
}

// finishLike fills in what a server does by default, where the file does not say.
func (d *decoder) finishLike(r *Run) {
	if r.Server.Like == "" {
		return
	}
	habits := setup.Likes[r.Server.Like]
	if _, said := d.Given("server.keep_alive_timeout"); !said {
		r.Server.KeepAliveTimeout = habits.KeepAliveTimeout
	}
	if _, said := d.Given("server.max_requests"); !said {
		r.Server.MaxRequests = habits.MaxRequests
	}
}
