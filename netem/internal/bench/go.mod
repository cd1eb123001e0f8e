module rttlab/netem/internal/bench

go 1.26.6

replace rttlab => ../../..

require (
	github.com/marcopolo/simnet v0.0.7
	github.com/stretchr/testify v1.12.1
	google.golang.org/grpc v1.85.0
	rttlab v0.0.0-00010101000000-000000000000
	tailscale.com v1.102.5
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/time v0.15.0 // indirect
)
