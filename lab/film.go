package main

import (
	"path/filepath"
	"slices"

	"rttlab/lab/timeline"
	"rttlab/plots"
)

// filmPictures are the page filling in, as a film and as a strip of pictures.
// There are none where no run loaded anything.
func filmPictures(dir string, t *timeline.Timeline) ([]output, error) {
	if !slices.ContainsFunc(t.Runs, func(r timeline.Run) bool { return len(r.Resources) > 0 && r.Total > 0 }) {
		return nil, nil
	}
	film, err := plots.NewFilm(t)
	if err != nil {
		return nil, err
	}
	strip, err := plots.NewFilmstrip(t)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "film.gif")
	return []output{
		{path, []file{{path, film.Write}}},
		picture(filepath.Join(dir, "filmstrip"), plots.Named{Name: "filmstrip", Chart: strip}),
	}, nil
}
