#include <string.h>

#include "detect.h"
#include "first_bytes.h"
#include "turn_away.h"
#include "web.h"

/* In the order of enum detect_refusal. */
static const char *const line_refusals[DETECT_REFUSALS] = {
	"!! the server is full; try again later\n",
	"!! too many connections come from your address; close one and try again\n",
	"!! your address connects too often; try again in a moment\n",
	"!! this server does not let your address in\n"};
static const char *const irc_refusals[DETECT_REFUSALS] = {
	"ERROR :The server is full; try again later\r\n",
	"ERROR :Too many connections come from your address; close one and try again\r\n",
	"ERROR :Your address connects too often; try again in a moment\r\n",
	"ERROR :Closing link: This server does not let your address in\r\n"};

static const struct {
	int status;
	const char *sentence;
} web_refusals[DETECT_REFUSALS] = {{503, "The server is full; try again later."},
	{429, "Too many connections come from your address; close one and try again."},
	{429, "Your address connects too often; try again in a moment."},
	{403, "This server does not let your address in."}};

/* Callers are refused by one thread. */
static const char *refuse_browser(enum detect_refusal why, size_t *said)
{
	static struct buffer page;
	buffer_clear(&page);
	web_refusal(&page, web_refusals[why].status, web_refusals[why].sentence);
	*said = page.length;
	return page.bytes;
}

const char *detect_refusal(enum detect_door door, enum bind_tls tls, enum detect_refusal why,
	const char *bytes, size_t length, size_t *said)
{
	enum first_bytes found = first_bytes_of_new(bytes, length, false);
	bool irc = door == DETECT_IRC || (door == DETECT_AUTO && found == FIRST_BYTES_IRC);
	bool web = door == DETECT_WEB || (door == DETECT_AUTO && found == FIRST_BYTES_HTTP);
	const char *words = (irc ? irc_refusals : line_refusals)[why];
	if (tls != BIND_PLAIN && (found == FIRST_BYTES_TLS || (tls == BIND_TLS && length == 0))) {
		*said = TURN_AWAY_ALERT_BYTES;
		return why == DETECT_DENIED ? turn_away_denied : turn_away_alert;
	}
	if (web)
		return refuse_browser(why, said);
	*said = strlen(words);
	return words;
}
