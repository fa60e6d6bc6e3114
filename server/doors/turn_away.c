#include "turn_away.h"

#include "counter.h"
#include "door_loop.h"
#include "log_storm.h"
#include "web.h"

#define LATE_WEB "The request came behind the greeting for people with nc. Open the page again."
#define NO_WEB "This is a chat server, not a web server. Join it with: nc <host> <port>"
#define NO_IRC                                                                              \
	"ERROR :This address is for people with nc; whoever runs the server knows the one " \
	"for IRC clients\r\n"
#define NO_IRC_HERE                                                                       \
	"ERROR :This address is for browsers; whoever runs the server knows the one for " \
	"IRC clients\r\n"
#define NO_TEXT_HERE \
	"!! this address is for browsers; whoever runs the server knows the one for nc\n"
#define NO_SSH "This is a chat server, not an SSH server. Join it with: nc <host> <port>\r\n"
#define NO_SMTP "554 This is a chat server, not a mail server\r\n"
#define NO_PROXY "!! the PROXY protocol is unknown here; let the proxy connect without it\n"
#define NO_WEBIRC "ERROR :WEBIRC is unknown here; let the gateway connect without it\r\n"

/* Fatal: handshake_failure and access_denied (RFC 8446, 6.2). */
const char turn_away_alert[TURN_AWAY_ALERT_BYTES] = "\x15\x03\x01\x00\x02\x02\x28";
const char turn_away_denied[TURN_AWAY_ALERT_BYTES] = "\x15\x03\x01\x00\x02\x02\x31";

/* To plain text where only TLS is served. `-quiet` also keeps openssl from taking lines that begin
 * with Q or R for orders. */
#define PLAIN_LINE                                                                                \
	"!! only TLS is spoken here; join with: openssl s_client -quiet -connect <host>:<port>, " \
	"or chat-client <host>:<port>\n"
#define PLAIN_IRC "ERROR :Only TLS is spoken here; switch it on for this port in your client\r\n"

#define PLAIN_WEB "Only TLS is spoken here: write https:// in front of the address, not http://"

#define SAYS(text) text, sizeof text - 1

/* The answer to a client that speaks another protocol, in that protocol. */
static const struct {
	const char *name; /* for the log */
	const char *words;
	size_t length;
} unserved[FIRST_BYTES_KINDS] = {
	[FIRST_BYTES_IRC] = {"irc", SAYS(NO_IRC)},
	[FIRST_BYTES_HTTP] = {"http", NULL, 0},
	[FIRST_BYTES_TLS] = {"tls", turn_away_alert, TURN_AWAY_ALERT_BYTES},
	[FIRST_BYTES_SSH] = {"ssh", SAYS(NO_SSH)},
	[FIRST_BYTES_SMTP] = {"smtp", SAYS(NO_SMTP)},
	[FIRST_BYTES_PROXY] = {"proxy", SAYS(NO_PROXY)},
	[FIRST_BYTES_WEBIRC] = {"webirc", SAYS(NO_WEBIRC)},
};

static void end(struct conn *conn, const char *words, size_t length, const char *spoke)
{
	char peer[ADDRESS_TEXT_SIZE];
	conn_last_words(conn, words, length);
	conn_close(conn, CONN_DONE);
	counter_add(COUNTER_NOT_CHAT, 1);
	conn_address(conn, peer);
	if (log_storm_allows(LOG_INFO, "turned_away", door_origin(conn).host, LOG_BURST))
		log_event(LOG_INFO, "turned_away", LOG_ADDRESS("peer", peer),
			LOG_TEXT("spoke", spoke));
}

static void end_browser(struct conn *conn, const char *sentence, const char *spoke)
{
	struct buffer page = {0};
	web_refusal(&page, 400, sentence);
	end(conn, page.bytes, page.length, spoke);
	buffer_finish(&page);
}

void turn_away(struct conn *conn, enum first_bytes found)
{
	if (found == FIRST_BYTES_HTTP)
		end_browser(conn, NO_WEB, unserved[found].name);
	else
		end(conn, unserved[found].words, unserved[found].length, unserved[found].name);
}

void turn_away_late_browser(struct conn *conn)
{
	end_browser(conn, LATE_WEB, unserved[FIRST_BYTES_HTTP].name);
}

void turn_away_from_web(struct conn *conn, enum first_bytes found)
{
	if (found == FIRST_BYTES_TEXT)
		end(conn, SAYS(NO_TEXT_HERE), "line");
	else if (found == FIRST_BYTES_IRC)
		end(conn, SAYS(NO_IRC_HERE), "irc");
	else
		turn_away(conn, found);
}

void turn_away_plain(struct conn *conn, enum detect_door door)
{
	if (door == DETECT_WEB)
		end_browser(conn, PLAIN_WEB, "plain");
	else if (door == DETECT_IRC)
		end(conn, SAYS(PLAIN_IRC), "plain");
	else
		end(conn, SAYS(PLAIN_LINE), "plain");
}
