package browser

import "time"

// What Chromium takes itself, just started, on two slow cores that it shares
// with the server: calibrated on the seven rows of
// lab/internal/accuracy/reference/page-chrome-cpu.csv, a page of 100 files of
// 10 kB without a network to speak of. The rows are called after their medians.
//
// The net log (--log-net-log) of the same page says in what order things happen:
// Chromium opens two connections to the page's host as soon as it navigates
// (predictors::AddInitialUrlToPreconnectPrediction), and meanwhile opens its
// cache, for which the page's request has to wait.
const (
	// In a page over TLS a run either finds its connection open when it sends
	// its request, and is counted from its beginning, or does not, and is
	// counted from the beginning of the connection. The rows 0.6789 and 0.5132
	// have runs of both kinds, which differ by 0.2132 (median and least) and
	// 0.1061 (90th percentile and least): 160 ms on average. The net log has
	// the second part two to three times as long as the first.
	chromiumBegin = 45 * time.Millisecond
	chromiumReady = 115 * time.Millisecond

	// By the net log, between the HTML and the first request that it causes.
	chromiumParse = 25 * time.Millisecond

	// What is left of the row 0.4927: 0.3 s for 100 files, 3 ms for each, the
	// round trips being short. By the net log about a quarter of that is the
	// request's; a sixth can only begin when a response is complete.
	chromiumRequest  = 800 * time.Microsecond
	chromiumResponse = 500 * time.Microsecond
	chromiumData     = 170 * time.Microsecond

	// The row 0.5132 less the row 0.4927, in 100 times 10 kB.
	chromiumDataTLS = 20 * time.Microsecond

	// The row 0.7750, which is counted from the beginning of the connection:
	// less the rest, 5 ms for 10 kB. QUIC is not the kernel's but the browser's
	// work, packet by packet.
	chromiumDataQUIC = 500 * time.Microsecond

	// The row 0.6520 less the row 0.4927, in 95 connections more.
	chromiumConnection = 1600 * time.Microsecond

	// The row 0.9665 less the row 0.6520, in 101 connections and 1 MB.
	chromiumHandshake = 2900 * time.Microsecond

	// chromiumSpare is kMinSockets in chrome/browser/predictors.
	chromiumSpare = 2
)

// Chromium is the time that Chromium takes itself with this version of HTTP.
func Chromium(http string, tls bool) OwnTime {
	own := OwnTime{
		Begin:      chromiumBegin,
		Ready:      chromiumReady,
		Spare:      chromiumSpare,
		Parse:      chromiumParse,
		Request:    chromiumRequest,
		Data:       chromiumData,
		Response:   chromiumResponse,
		Connection: chromiumConnection,
	}
	if tls {
		own.Connection += chromiumHandshake
		own.Data += chromiumDataTLS
	}
	if http == "3" {
		own.Data = chromiumDataQUIC
	}
	return own
}
