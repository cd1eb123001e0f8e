// Package proxy is what stands between a client and its server and speaks HTTP
// to both: a forward proxy (absolute URLs and CONNECT, RFC 9112 §3.2.2, RFC
// 9110 §9.3.6), or a reverse proxy: a web server in front, a load balancer, a
// CDN. It is net/http's server, net/http's Transport and, between them,
// net/http/httputil's ReverseProxy.
//
// What it costs is in its two sides: whether it keeps connections to either,
// how many, for how long, and what it does with a request that met the end of a
// connection. Each request that it sends on is told to Config.Record as a Leg.
package proxy
