package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/scenario"
	"rttlab/scenarios"
)

var beside = map[string][][]string{
	"keep-alive":   {{"network.rtt=77ms", "seed=5"}, {"network.profile=lte"}, {"runs.HTTP/2.network.loss=2%"}},
	"typical-page": {{"page.assets.1.count=2"}},
}

// A run that is written as a file of its own is played as it was, in every
// scenario and with anything given beside the file.
func TestAlone(t *testing.T) {
	for _, name := range scenarios.Names() {
		text, err := scenarios.Open(name)
		require.NoError(t, err)
		for _, overrides := range append([][]string{nil}, beside[name]...) {
			s, err := scenario.Parse("scenarios/"+name+".yaml", text, overrides...)
			require.NoError(t, err)
			for i := range s.Runs {
				file, err := s.Alone(i, text, overrides...)
				require.NoError(t, err)
				alone, err := scenario.Parse("other.yaml", []byte(file))
				require.NoError(t, err, file)
				require.Len(t, alone.Runs, 1)
				require.Equal(t, s.Runs[i].Setup(), alone.Runs[0].Setup(), file)
				again, err := alone.Alone(0, []byte(file))
				require.NoError(t, err)
				require.Equal(t, file, again)
			}
		}
	}
}

// What chances a run draws is in its file, whoever has said so.
func TestAloneChances(t *testing.T) {
	text := []byte("network: {rtt: 50ms, loss: 1%}\nruns: [{name: a}, {name: \"b: #2\", seed: 9, repeat: 3, against: a}]\npage: {html: 3KB}\nexpect: [{run: a, requests: 1}]\n")
	s, err := scenario.Parse("x.yaml", text)
	require.NoError(t, err)
	s.Reseed(20)
	require.NoError(t, s.Repeat(5))
	file, err := s.Alone(1, text)
	require.NoError(t, err)
	require.Equal(t, "title: \"x\"\nnetwork: {rtt: 50ms, loss: 1%}\npage: {html: 3KB}\nruns:\n  - name: \"b: #2\"\n    seed: 28\n    repeat: 5\n", file)
}

// What is no file by itself is said.
func TestNotAlone(t *testing.T) {
	text := []byte("page: {html: 3KB}")
	s, err := scenario.Parse("x.yaml", text)
	require.NoError(t, err)
	s.Runs[0].Page.HTML++
	_, err = s.Alone(0, text)
	require.EqualError(t, err, `x.yaml: run "x" is no file by itself: what would be played is not the same`)
}
