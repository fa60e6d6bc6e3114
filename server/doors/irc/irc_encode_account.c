#include "irc_encode_account.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "irc_line.h"
#include "irc_peer.h"
#include "irc_write.h"
#include "numeric.h"
#include "server_words.h"

const char *irc_encode_fingerprint(char out[FINGERPRINT_TEXT_SIZE], const char *digits)
{
	unsigned char bytes[FINGERPRINT_BYTES] = {0};
	sodium_hex2bin(bytes, sizeof bytes, digits, strlen(digits), NULL, NULL, NULL);
	fingerprint_text(out, bytes);
	return out;
}

void irc_encode_service(struct buffer *out, const char *service, const char *nick, const char *text)
{
	size_t start = out->length;
	buffer_add_all(out, ":", service, "!", service, "@", irc_server, " NOTICE ", nick, " :",
		text, NULL);
	irc_write_end(out, start);
}

/* Texts of NickServ to whom the event is about. */
static void add_notice(struct buffer *out, const struct event *event, const char *first,
	const char *middle, const char *last)
{
	struct buffer text = {0};
	buffer_add_all(&text, first, middle, last, NULL);
	irc_encode_service(out, IRC_NICKSERV, event->actor ? session_name(event->actor) : "*",
		buffer_text(&text));
	buffer_finish(&text);
}

/* Who it is gets a numeric, and ACCOUNT as all who share a room, if it has asked for that. */
static void add_account(struct buffer *out, const struct event *event, unsigned dialect)
{
	const char *account = event->other;
	if (event->own) {
		buffer_format(out, ":%s %03d %s ", irc_server,
			account ? RPL_LOGGEDIN : RPL_LOGGEDOUT, event->name);
		irc_write_source(out, event->actor);
		buffer_add_all(out, account ? " " : "", account ? account : "",
			account ? " :You are now logged in as " : " :You are now logged out",
			account ? account : "", "\r\n", NULL);
	}
	if (dialect & IRC_ACCOUNT_NOTIFY) {
		size_t start = irc_line_start(out, event, dialect, "ACCOUNT", 0);
		buffer_add_text(out, account ? account : "*");
		irc_write_end(out, start);
	}
}

static void add_password(struct buffer *out, const struct event *event)
{
	char others[96] = "", tokens[64] = "";
	if (event->total > 0)
		snprintf(others, sizeof others,
			" %" PRIu64 " other connection%s of yours %s logged out.", event->total,
			event->total == 1 ? "" : "s", event->total == 1 ? "was" : "were");
	if (event->idle > 0)
		snprintf(tokens, sizeof tokens, " %" PRId64 " login token%s of yours %s ended.",
			event->idle, event->idle == 1 ? "" : "s",
			event->idle == 1 ? "has" : "have");
	add_notice(out, event, "Your password is changed.", others, tokens);
}

static void add_certificate(struct buffer *out, const struct event *event)
{
	char text[FINGERPRINT_TEXT_SIZE];
	add_notice(out, event, "The certificate ", irc_encode_fingerprint(text, event->text),
		event->flag ? " logs you in now, by SASL EXTERNAL." : " logs nobody in any more.");
}

/* To the room, and by ChanServ to who has done it. */
static void add_owner(struct buffer *out, const struct event *event)
{
	struct buffer text = {0};
	size_t start = out->length;
	server_words_owner(&text, event);
	if (event->own) {
		irc_encode_service(
			out, IRC_CHANSERV, session_name(event->actor), buffer_text(&text));
	} else {
		buffer_add_all(out, ":", irc_server, " NOTICE ", event->room, " :",
			buffer_text(&text), NULL);
		irc_write_end(out, start);
	}
	buffer_finish(&text);
}

void irc_encode_account(const struct event *event, unsigned dialect, struct buffer *out)
{
	switch (event->type) {
	case EVENT_ACCOUNT:
		add_account(out, event, dialect);
		break;
	case EVENT_ACCOUNT_ADDED:
		add_notice(out, event, event->name, " has an account now",
			event->flag ? "." : ", until the server ends.");
		break;
	case EVENT_REGISTERED:
		add_notice(out, event, event->name, " is registered to you now.",
			event->flag ? ""
				    : " The server keeps nothing, so that lasts until it ends.");
		break;
	case EVENT_PASSWORD:
		add_password(out, event);
		break;
	case EVENT_DROPPED:
		add_notice(out, event, event->name, " belongs to nobody any more.", "");
		break;
	case EVENT_CERTIFICATE:
		add_certificate(out, event);
		break;
	case EVENT_NAME_LOST:
		add_notice(out, event, "The owner of the name ", event->name,
			" has come; you get another one.");
		break;
	case EVENT_REPLACED:
		irc_write_error(out, "Your account has logged in from elsewhere");
		break;
	case EVENT_OWNER:
		add_owner(out, event);
		break;
	default:
		break;
	}
}
