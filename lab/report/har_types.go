package report

// The parts of an entry of an HTTP Archive 1.2, as buffer.entry writes them.
type (
	harEntry struct {
		Page         string
		Started      string
		Time         millis
		Request      harRequest
		Response     harResponse
		Timings      harTimings
		ServerIP     string
		Connection   string
		Initiator    harInitiator
		Priority     string
		ResourceType string
	}
	harRequest struct {
		Method, URL, HTTPVersion string
		Headers, Query, Cookies  []harPair
		HeadersSize              int // -1: not known
		BodySize                 int64
	}
	harResponse struct {
		Status                        int
		StatusText, HTTPVersion, MIME string
		Headers                       []harPair
		HeadersSize                   int // -1: not known
		BodySize, TransferSize        int64
		Error                         string
	}
	harTimings struct {
		Blocked, DNS        millis
		Connect             millis // with SSL
		SSL                 millis
		Send, Wait, Receive millis
		Queueing            millis // the part of blocked that DevTools draws as Queueing
	}
	harInitiator struct{ Type, URL string }
	harPair      struct{ Name, Value string }
)

var resourceTypes = map[string]string{
	"html": "document", "css": "stylesheet", "js": "script", "image": "image", "font": "font",
}
