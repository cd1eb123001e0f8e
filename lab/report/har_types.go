package report

// The parts of an HTTP Archive 1.2, in the order in which they are written.
// Names that begin with an underscore are Chrome DevTools' own.
type (
	harFile struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Pages   []harPage  `json:"pages"`
		Entries []harEntry `json:"entries"`
		Comment string     `json:"comment"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harPage struct {
		Started string         `json:"startedDateTime"`
		ID      string         `json:"id"`
		Title   string         `json:"title"`
		Timings harPageTimings `json:"pageTimings"`
	}
	harPageTimings struct {
		OnLoad millis `json:"onLoad"`
	}
	harEntry struct {
		Page         string       `json:"pageref"`
		Started      string       `json:"startedDateTime"`
		Time         millis       `json:"time"`
		Request      harRequest   `json:"request"`
		Response     harResponse  `json:"response"`
		Cache        struct{}     `json:"cache"`
		Timings      harTimings   `json:"timings"`
		ServerIP     string       `json:"serverIPAddress,omitempty"`
		Connection   string       `json:"connection,omitempty"`
		ConnectionID string       `json:"_connectionId,omitempty"` // as Chromium calls it, whose connection is a port
		Initiator    harInitiator `json:"_initiator"`
		Priority     string       `json:"_priority,omitempty"`
		ResourceType string       `json:"_resourceType"`
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Headers     []harPair `json:"headers"`
		Query       []harPair `json:"queryString"`
		Cookies     []harPair `json:"cookies"`
		HeadersSize int       `json:"headersSize"` // -1: not known
		BodySize    int64     `json:"bodySize"`
	}
	harResponse struct {
		Status       int        `json:"status"`
		StatusText   string     `json:"statusText"`
		HTTPVersion  string     `json:"httpVersion"`
		Headers      []harPair  `json:"headers"`
		Cookies      []harPair  `json:"cookies"`
		Content      harContent `json:"content"`
		RedirectURL  string     `json:"redirectURL"`
		HeadersSize  int        `json:"headersSize"`
		BodySize     int64      `json:"bodySize"`
		TransferSize int64      `json:"_transferSize"`
		Error        string     `json:"_error,omitempty"`
	}
	harContent struct {
		Size int64  `json:"size"`
		MIME string `json:"mimeType"`
	}
	harTimings struct {
		Blocked  millis `json:"blocked"`
		DNS      millis `json:"dns"`
		Connect  millis `json:"connect"` // with ssl
		SSL      millis `json:"ssl"`
		Send     millis `json:"send"`
		Wait     millis `json:"wait"`
		Receive  millis `json:"receive"`
		Queueing millis `json:"_blocked_queueing"` // the part of blocked that DevTools draws as Queueing
	}
	harInitiator struct {
		Type string `json:"type"`
		URL  string `json:"url,omitempty"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

var resourceTypes = map[string]string{
	"html": "document", "css": "stylesheet", "js": "script", "image": "image", "font": "font",
}
