package report

import "rttlab/lab/timeline"

// usersJSON is what came of many visitors over time. Open, Waiting and AwayByThen
// are of every multiple of Every since the start.
type usersJSON struct {
	Count      int    `json:"count"`
	TurnedAway int    `json:"turned_away"`
	Limit      int    `json:"limit,omitempty"` // of open connections
	Most       int    `json:"most_open"`
	MostMemory int64  `json:"most_memory_bytes"`    // that these took
	Memory     int64  `json:"connection_bytes"`     // that each took, idle
	Stay       millis `json:"connection_stayed_ms"` // on average

	Every      millis `json:"every_ms"`
	Open       []int  `json:"open"`
	Waiting    []int  `json:"waiting"`
	AwayByThen []int  `json:"turned_away_by_then"`
}

func usersToJSON(u *timeline.Users) *usersJSON {
	if u == nil {
		return nil
	}
	return &usersJSON{
		Count: u.Count, TurnedAway: u.TurnedAway, Limit: u.Limit, Most: u.Most, MostMemory: u.Memory(u.Most), Memory: u.Memory(1),
		Stay: toMillis(u.Stay), Every: toMillis(u.Every), Open: u.Open, Waiting: u.Waiting, AwayByThen: u.Away,
	}
}
