package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

func TestBuild(t *testing.T) {
	pg := Page{HTML: 9000, Hosts: 2, Assets: []Assets{
		{Count: 3, Size: 10, Type: page.CSS, Think: 5 * ms},
		{Count: 1, Size: 20, Type: page.Font, Host: "cdn.example.test"},
		{Count: 1, Size: 30, Type: page.Image},
	}}.Build(20 * ms)
	// Five files share 9000 bytes of HTML: a sixth of it lies before each, and
	// after the last. The file with a host of its own takes no shard's turn.
	require.Equal(t, []page.Resource{
		{ID: 0, Host: "www.example.test", Path: "/", Type: page.HTML, Size: 9000, Think: 20 * ms, Parent: -1},
		{ID: 1, Host: "www.example.test", Path: "/asset-001.css", Type: page.CSS, Size: 10, Think: 5 * ms, NamedAt: 1800},
		{ID: 2, Host: "img1.example.test", Path: "/asset-002.css", Type: page.CSS, Size: 10, Think: 5 * ms, NamedAt: 3600},
		{ID: 3, Host: "www.example.test", Path: "/asset-003.css", Type: page.CSS, Size: 10, Think: 5 * ms, NamedAt: 5400},
		{ID: 4, Host: "cdn.example.test", Path: "/asset-004.woff2", Type: page.Font, Size: 20, Parent: 1, NamedAt: 10},
		{ID: 5, Host: "img1.example.test", Path: "/asset-005.webp", Type: page.Image, Size: 30, NamedAt: 7200},
	}, pg.Resources)
	require.Equal(t, []string{"www.example.test", "img1.example.test", "cdn.example.test"}, pg.Hosts())
	require.Equal(t, int64(9000+30+20+30), pg.Size())
}

func TestBuildASingleDownload(t *testing.T) {
	pg := Page{HTML: 3_000_000, Hosts: 1}.Build(0)
	require.Equal(t, []page.Resource{{Host: PageHost, Path: "/", Type: page.HTML, Size: 3_000_000, Parent: -1}}, pg.Resources)
}

// Names stay in order when they are sorted as text, however many files.
func TestBuildManyFiles(t *testing.T) {
	pg := Page{HTML: 100_000_000, Hosts: 1, Assets: []Assets{{Count: MaxFiles, Size: 1, Type: page.Image}}}.Build(0)
	require.Equal(t, "/asset-00001.webp", pg.Resources[1].Path)
	require.Equal(t, "/asset-10000.webp", pg.Resources[MaxFiles].Path)
	for i := 2; i <= MaxFiles; i++ {
		require.Less(t, pg.Resources[i-1].Path, pg.Resources[i].Path)
		require.Less(t, pg.Resources[i-1].NamedAt, pg.Resources[i].NamedAt)
	}
}

// A group's files are named by those of the group that they depend on, in turn,
// and by the HTML's beginning if they are preloaded.
func TestBuildDependencies(t *testing.T) {
	p := Page{HTML: 6000, Hosts: 1, Assets: []Assets{
		{Name: "styles", Count: 2, Size: 100, Type: page.CSS},
		{Name: "app", Count: 1, Size: 500, Type: page.JS},
		{Count: 3, Size: 20, Type: page.Font}, // of the styles, as fonts are
		{Count: 2, Size: 30, Type: page.Other, DependsOn: "app"},
		{Count: 1, Size: 40, Type: page.Font, Preload: true},
		{Count: 1, Size: 50, Type: page.Font, DependsOn: "app", Preload: true},
	}}
	type naming struct{ parent, at int }
	var got []naming
	for _, r := range p.Build(0).Resources[1:] {
		got = append(got, naming{r.Parent, r.NamedAt})
	}
	// The HTML names three where it needs them, so at quarters of it.
	require.Equal(t, []naming{
		{0, 1500},
		{0, 3000},
		{0, 4500},
		{1, 100},
		{2, 100},
		{1, 100},
		{3, 500},
		{3, 500},
		{0, 1500},
		{0, 1500},
	}, got)
}
