package scenarios_test

// aboutsOfPublished are the texts on published measurements. The tests of
// published_test.go find their figures in them; what is not measured there is the
// publication's or the page's own.
var aboutsOfPublished = map[string][]said{
	"who-wins": {
		tells(`Blue is where the newer version wins, orange is where HTTP/1.1 does, and on the line both are alike.`, given("TestWhoWins")),
		tells(`At 1 Mbit/s and 5 ms all versions take the same, within 5 %; at 100 Mbit/s and 300 ms HTTP/2 is 1.7 times as fast as HTTP/1.1, and HTTP/3 2.3 times.`, given("TestWhoWins")),
		tells(`Six connections have six windows.`, given("TestWhoWins")),
		tells(`At 100 ms HTTP/2 is 1.7 times as fast without loss, and takes 3.0 times as long at 5 %.`, given("TestWhoWins")),
		tells(`HTTP/3 holds out longer, and wins even then where the server is near: at 5 ms it is 2.2 times as fast as HTTP/1.1.`, given("TestWhoWins")),
		tells(`There it is waiting that counts: if the last packet is lost, TCP waits 200 ms before it sends it again, and QUIC 25 ms and a round trip or two.`, given("TestWhoWins")),
		tells(`With 10 files of 100 KB instead of 60 of 10 KB, where does the line go?`, given("TestWhoWins")),
	},
	"more-bandwidth": {
		tells(`In 2010 Mike Belshe loaded the 25 most visited sites over links of 1 to 10 Mbit/s, 60 ms away, and over 5 Mbit/s from 0 to 240 ms away.`, given("TestMoreBandwidth2010")),
		tells(`Up to 3 or 4 Mbit/s more bandwidth helped.`, given("TestMoreBandwidth2010")),
		tells(`Then it did next to nothing: of the link's capacity a load used about 70 % at 1 Mbit/s, and about 16 % at 10.`, given("TestMoreBandwidth2010")),
		tells(`This is one page for their 25: 61 files and 255 KB on four names, scripts that wait for scripts, servers that think, TCP with a first window of 4.`, given("TestMoreBandwidth2010")),
		tells(`The sites are not to be had as they were, so its sizes, its scripts and the 70 ms of thinking were chosen by trying, until a load used of the link what theirs did: 69 % at 1 Mbit/s and 17 % at 10.`, given("TestMoreBandwidth2010")),
		tells(`These two figures are a fit and prove nothing.`, given("TestMoreBandwidth2010")),
		tells(`from 1 to 2 Mbit/s the load gets shorter by 47 % (theirs by 35 %), from 2 to 3 by 13 % (15 %), and from 5 to 10 by 4 % (5 %);`, given("TestMoreBandwidth2010")),
		tells(`and over the RTT it is a straight line, of 10.8 round trips.`, given("TestMoreBandwidth2010")),
		tells("The last two runs", given("counts the runs")),
		tells("twice the bandwidth saves 52 ms, and half the RTT 300 ms", number(2), later("HTTP/1.1", "HTTP/1.1, twice the bandwidth"), number(0.5), later("HTTP/1.1", "HTTP/1.1, half the RTT")),
		tells(`HTTP/2 came of this.`, given("TestMoreBandwidth2010")),
		tells(`Here it changes neither curve, from 2 Mbit/s on by no more than 4 %: it asks for all at once on one connection, as HTTP/1.1 does on 24, and scripts that wait for scripts wait all the same.`, given("TestMoreBandwidth2010")),
		tells(`Change next: hosts, to 1: what does HTTP/1.1 do with six connections?`, given("TestMoreBandwidth2010")),
		tells(`Then server.think, to 0ms.`, given("TestMoreBandwidth2010")),
		tells(`Then tcp.initial_window, to 10.`, given("TestMoreBandwidth2010")),
	},
	"spdy-2009": {
		tells(`SPDY became HTTP/2.`, given("TestSPDY2009")),
		tells(`An experimental protocol for a faster web", 2009, table 3) has the time of the 25 most visited sites over a cable of 4 and 1 Mbit/s:`, given("TestSPDY2009")),
		tells(`RTT 20 40 60 80 120 160 200 ms HTTP 1240 1571 1909 2268 2927 3650 4498 ms SPDY 1087 1279 1526 1727 2240 2772 3293 ms Both are straight lines: the sites took about 18 round trips under HTTP and 12 under SPDY, and something that does not depend on the distance.`, given("TestSPDY2009")),
		tells("`lab sweep spdy-2009` draws the same for one page: 83 files on two names, in which scripts wait for scripts.", given("TestSPDY2009")),
		tells(`So the number and the sizes of the files were chosen by trying, until both slopes were near theirs: 16.8 round trips and 11.7.`, given("TestSPDY2009")),
		tells(`That the lines are straight is not, nor how long the loads take: 8 to 15 % shorter than theirs under HTTP, 4 to 7 % under SPDY, for which HTTP/2 stands here.`, given("TestSPDY2009")),
		tells(`Change next: hosts, to 4: what does HTTP/1.1 gain by more connections?`, given("TestSPDY2009")),
		tells(`Then tcp.initial_window, to 10, which came a year later.`, given("TestSPDY2009")),
	},
	"microscape": {
		tells(`Microscape was a page made of the home pages of Netscape and Microsoft: 42 KB of HTML and 42 images of 70 bytes to 40 KB, 125 KB together.`, given("TestMicroscape1997")),
		tells(`With it the W3C measured in 1997 what HTTP/1.1 saves ("Network Performance Effects of HTTP/1.1, CSS1, and PNG", Nielsen and others), over a path of 90 ms among others;`, given("TestMicroscape1997")),
		tells(`They counted packets: about 560 for HTTP/1.0 on four connections, 309 for one connection that asks for one file after the other, and 221 for one that asks for all at once.`, given("TestMicroscape1997")),
		tells(`What they say of the page is taken as it is: 19 images below 1 KB, 7 of 1 to 2 KB, 6 of 2 to 3 KB, one of 40 KB.`, given("TestMicroscape1997")),
		tells(`The sizes of the other nine, the rate of 1.5 Mbit/s and the first window of 2 are not in the paper: they were chosen, the sizes so that the sum is theirs.`, given("TestMicroscape1997")),
		tells(`The packets are a prediction then: 569, 276 and 206, within 11 %.`, given("TestMicroscape1997")),
		tells(`So is their order, and that pipelining saves more than half of them.`, given("TestMicroscape1997")),
		tells(`Look at the packets: most of what HTTP/1.0 sends is for opening and closing connections.`, given("TestMicroscape1997")),
		tells(`And look at the time: one connection is no faster than four until it stops waiting.`, given("TestMicroscape1997")),
		tells(`Change next: rtt, to 1ms, as in their local network.`, given("TestMicroscape1997")),
		tells(`Then http to 2 in the last run, which is what pipelining became.`, given("TestMicroscape1997")),
	},
}
