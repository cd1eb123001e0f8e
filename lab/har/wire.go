package har

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// The parts of a file that are read. encoding/json passes over all others, so
// that bodies (content.text, postData.text) are never stored. Every type takes
// whatever stands there: what is of the wrong kind counts as missing.
type (
	wirePage struct {
		Begin   text `json:"startedDateTime"`
		ID      text `json:"id"`
		Title   text `json:"title"`
		Timings struct {
			OnLoad number `json:"onLoad"`
		} `json:"pageTimings"`
	}
	wireTool struct {
		Name    text `json:"name"`
		Version text `json:"version"`
	}
	wireEntry struct {
		Page       text         `json:"pageref"`
		Begin      text         `json:"startedDateTime"`
		Time       number       `json:"time"`
		Request    wireRequest  `json:"request"`
		Response   wireResponse `json:"response"`
		Timings    wireTimings  `json:"timings"`
		ServerIP   text         `json:"serverIPAddress"`
		Connection text         `json:"connection"`

		// Chrome DevTools'; _connectionId tells connections apart where
		// connection is the server's port.
		ConnectionID text          `json:"_connectionId"`
		Initiator    wireInitiator `json:"_initiator"`
		Priority     text          `json:"_priority"`
		ResourceType text          `json:"_resourceType"`
		FromCache    text          `json:"_fromCache"`

		// WebPageTest's and sitespeed.io's.
		Protocol      text `json:"_protocol"`
		InitiatorType text `json:"_initiator_type"`
		Security      struct {
			Protocol text `json:"protocol"`
		} `json:"_securityDetails"`
		TLSVersion text   `json:"_tls_version"`
		IP         text   `json:"_ip_addr"`
		Stream     number `json:"_http2_stream_id"`
		Socket     text   `json:"_socket"`
		FullURL    text   `json:"_full_url"`
	}
	wireRequest struct {
		Method      text   `json:"method"`
		URL         text   `json:"url"`
		HTTPVersion text   `json:"httpVersion"`
		Headers     fields `json:"headers"`
		Cookies     list   `json:"cookies"`
		HeadersSize number `json:"headersSize"`
		BodySize    number `json:"bodySize"`
		PostData    struct {
			Text length `json:"text"`
		} `json:"postData"`
	}
	wireResponse struct {
		Status       number `json:"status"`
		HTTPVersion  text   `json:"httpVersion"`
		Headers      fields `json:"headers"`
		Cookies      list   `json:"cookies"`
		HeadersSize  number `json:"headersSize"`
		BodySize     number `json:"bodySize"`
		TransferSize number `json:"_transferSize"`
		Error        text   `json:"_error"`
		DiskCache    flag   `json:"fromDiskCache"`
		Fetched      flag   `json:"_fetchedViaServiceWorker"`
		Content      struct {
			Size        number `json:"size"`
			Compression number `json:"compression"` // bytes that it saved
			MIME        text   `json:"mimeType"`
			Text        length `json:"text"`
		} `json:"content"`
	}
	wireTimings struct {
		Blocked  number `json:"blocked"`
		Queueing number `json:"_blocked_queueing"`
		DNS      number `json:"dns"`
		Connect  number `json:"connect"`
		SSL      number `json:"ssl"`
		Send     number `json:"send"`
		Wait     number `json:"wait"`
		Receive  number `json:"receive"`
	}
)

// number is a number, or one in quotes; NaN if there is none.
type number struct {
	value float64
	ok    bool
}

func (n *number) UnmarshalJSON(data []byte) error {
	*n = number{}
	v, err := strconv.ParseFloat(strings.Trim(string(data), `" `), 64)
	if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		*n = number{v, true}
	}
	return nil
}

// text is a string, or a number as one.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	*t = ""
	switch data[0] {
	case '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*t = text(strings.TrimSpace(s))
	case '{', '[', 'n':
	default:
		*t = text(data)
	}
	return nil
}

// flag is true or false.
type flag bool

func (f *flag) UnmarshalJSON(data []byte) error {
	*f = string(data) == "true" || string(data) == "1"
	return nil
}

// length is how many bytes a string has in the file. The string is not kept.
type length int

func (l *length) UnmarshalJSON(data []byte) error {
	*l = length(max(0, len(data)-2))
	return nil
}

// list is how many elements an array has.
type list int

func (l *list) UnmarshalJSON(data []byte) error {
	*l = 0
	var all []skipped
	if data[0] == '[' {
		if err := json.Unmarshal(data, &all); err != nil {
			return err
		}
		*l = list(len(all))
	}
	return nil
}

// skipped is anything at all.
type skipped struct{}

func (*skipped) UnmarshalJSON([]byte) error { return nil }

// fields is what is kept of headers: how many of which kind, and how long they
// are together as HTTP/1.1 would write them.
type fields struct {
	size        int // bytes: "name: value\r\n" each
	count       int
	cookies     int
	credentials int
	pseudo      bool // there are some of HTTP/2's, which begin with a colon
}

func (f *fields) UnmarshalJSON(data []byte) error {
	*f = fields{}
	if data[0] != '[' {
		return nil
	}
	var all []struct {
		Name  text   `json:"name"`
		Value length `json:"value"`
	}
	var wrong *json.UnmarshalTypeError
	if err := json.Unmarshal(data, &all); err != nil && !isType(err, &wrong) {
		return err
	}
	for _, h := range all {
		f.count++
		f.size += len(h.Name) + int(h.Value) + len(": \r\n")
		name := strings.ToLower(string(h.Name))
		switch {
		case name == "cookie" || name == "set-cookie" || name == "set-cookie2":
			f.cookies++
		case isCredential(name):
			f.credentials++
		case strings.HasPrefix(name, ":"):
			f.pseudo = true
		}
	}
	return nil
}

// isCredential reports whether a header of this name (lower case) carries a
// password or a token.
func isCredential(name string) bool {
	for _, part := range []string{"authorization", "authenticate", "token", "api-key", "apikey", "secret", "session"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// wireInitiator is what caused a request: an address (WebPageTest), or an
// object with its type (Chrome).
type wireInitiator struct {
	kind, url string
}

func (w *wireInitiator) UnmarshalJSON(data []byte) error {
	*w = wireInitiator{}
	data = bytes.TrimSpace(data)
	switch data[0] {
	case '"':
		var t text
		err := t.UnmarshalJSON(data)
		w.url = string(t)
		return err
	case '{':
		var object struct {
			Type  text  `json:"type"`
			URL   text  `json:"url"`
			Stack stack `json:"stack"`
		}
		var wrong *json.UnmarshalTypeError
		if err := json.Unmarshal(data, &object); err != nil && !isType(err, &wrong) {
			return err
		}
		w.kind, w.url = string(object.Type), string(object.URL)
		if w.url == "" {
			w.url = object.Stack.top()
		}
	}
	return nil
}

// stack is where a script was when it asked.
type stack struct {
	Frames []struct {
		URL text `json:"url"`
	} `json:"callFrames"`
	Parent *stack `json:"parent"`
}

// top is the script that asked: the innermost that has an address.
func (s *stack) top() string {
	for ; s != nil; s = s.Parent {
		for _, f := range s.Frames {
			if f.URL != "" {
				return string(f.URL)
			}
		}
	}
	return ""
}
