package scenario_test

import (
	"fmt"

	"rttlab/lab/scenario"
)

func ExampleParse() {
	s, err := scenario.Parse("lunch.yaml", []byte(`
network: {profile: cable, rtt: 100ms}
page: {html: 10KB, assets: [{count: 20, size: 5KB}]}
runs:
  - {name: one name}
  - {name: two names, page: {hosts: 2}}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range s.Runs {
		fmt.Println(r.Name, "in", s.Name, "over", r.Network.Down, "and", r.Network.RTT, "from", r.Page.Build(r.Server.Think).Hosts())
	}
	// Output:
	// one name in lunch over 5Mbps and 100ms from [www.example.test]
	// two names in lunch over 5Mbps and 100ms from [www.example.test img1.example.test]
}

// What is wrong with a file is said with its place, all at once.
func ExampleParse_mistakes() {
	_, err := scenario.Parse("lunch.yaml", []byte(`
network:
  profile: cabel
  rrt: 100ms
page: {html: 10 KB}
`))
	fmt.Println(err)
	// Output:
	// lunch.yaml:3:12: unknown profile "cabel": did you mean "cable"?
	//  3 |   profile: cabel
	//    |            ^
	// lunch.yaml:4:3: unknown key "rrt": did you mean "rtt"?
	//  4 |   rrt: 100ms
	//    |   ^
	// lunch.yaml:5:14: "10 KB" has a space in it: did you mean 10KB?
	//  5 | page: {html: 10 KB}
	//    |              ^
}
