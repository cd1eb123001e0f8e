package scenario

import yaml "rttlab/lab/internal/strictyaml"

// synonyms are the words that people use for keys of ours.
var synonyms = yaml.Synonyms{
	"latency": "rtt", "ping": "rtt", "delay": "rtt",
	"bandwidth": "down", "download": "down", "rate": "down", "speed": "down", "upload": "up",
	"packet_loss": "loss", "plr": "loss", "buffer": "queue",
	"protocol": "http", "version": "http", "https": "tls", "ssl": "tls", "keepalive": "keep_alive",
	"domains": "hosts", "shards": "hosts", "sharding": "hosts",
	"files": "assets", "images": "assets", "resources": "assets", "objects": "assets",
	"number": "count", "bytes": "size", "kind": "type", "domain": "host",
	"connections": "connections_per_host", "max_connections": "connections_per_host", "parallel": "connections_per_host",
	"iw": "initial_window", "cwnd": "initial_window", "initcwnd": "initial_window",
	"cc": "congestion", "think_time": "think", "latency_server": "think",
	"assert": "expect", "expectations": "expect", "checks": "expect", "scenarios": "runs", "tests": "runs",
	"speedup": "by", "factor": "by", "tolerance": "within", "time": "total", "duration": "total",
	"img": "image", "picture": "image", "script": "js", "javascript": "js", "style": "css", "stylesheet": "css",
	"description": "about", "random_seed": "seed", "clients": "callers", "workers": "callers", "concurrency": "callers", "requests_total": "requests",
}

// Hint is what to say of a word that is none of names: the nearest of them, or
// else has and all there are.
func Hint(word string, names []string, has string) string { return synonyms.Hint(word, names, has) }

// Near is the one of names that word is most like, or "".
func Near(word string, names []string) string { return synonyms.Near(word, names) }

// choice is one word out of a few.
func choice[V ~string](what string, words ...V) yaml.Kind[V] {
	return yaml.Choice(what, synonyms, words...)
}
