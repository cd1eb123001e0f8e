package origin

import (
	"net/http"
	"slices"

	"rttlab/lab/page"
)

// Content answers for the files of a page without thinking about them, as a cache
// does that has them.
func Content(pg *page.Page, realTime bool) (http.Handler, error) {
	here := *pg
	here.Resources = slices.Clone(pg.Resources)
	for i := range here.Resources {
		here.Resources[i].Think, here.Resources[i].Ahead = 0, page.NotAhead
	}
	return newHandler(&Config{Page: &here, RealTime: realTime})
}
