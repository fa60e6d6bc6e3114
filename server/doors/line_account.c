#include "line_account.h"

#include <string.h>

#include "fingerprint.h"
#include "server_words.h"
#include "text.h"

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void add_names(struct buffer *out, const struct event *event)
{
	for (size_t i = 0; i < event->name_count; i++)
		buffer_add_all(out, i == 0 ? ": " : ", ", event->names[i], NULL);
	if (event->total > event->name_count)
		buffer_format(out, " and %llu more",
			(unsigned long long)(event->total - event->name_count));
}

static void add_account(struct buffer *out, const struct event *event)
{
	if (event->own && event->other)
		buffer_add_all(out, "-- You are logged in as ", event->other, ".\n", NULL);
	else if (event->own)
		buffer_add_text(out, "-- You are not logged in any more.\n");
}

static void add_added(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- ", event->name, " has an account now",
		event->flag ? "" : ", until the server ends", ". Give the password to ",
		event->name, ", who can change it: /password NEW\n", NULL);
}

static void add_registered(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- The name ", event->name,
		" is yours now. When you come back: /login ", event->name, " PASSWORD\n", NULL);
	if (!event->flag)
		buffer_add_text(out, "-- This server does not keep accounts: when it is started "
				     "anew, yours is gone.\n");
}

static void add_password(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- Your password is changed.");
	if (event->total > 0)
		buffer_format(out, " %llu other connection%s of yours %s been logged out.",
			(unsigned long long)event->total, plural(event->total),
			event->total == 1 ? "has" : "have");
	if (event->idle > 0)
		buffer_format(out, " %lld login token%s of yours %s ended.", (long long)event->idle,
			plural((uint64_t)event->idle), event->idle == 1 ? "has" : "have");
	buffer_add_text(out, "\n");
}

static void add_dropped(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- The account ", event->name,
		" is gone, and anybody may take the name.\n", NULL);
}

static void add_name_lost(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "-- The owner of the name ", event->name,
		" has come, so you get another one.\n", NULL);
}

static void add_replaced(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "!! You have logged in as ", event->name,
		" from elsewhere, so this connection ends.\n", NULL);
}

static void add_whois(struct buffer *out, const struct event *event)
{
	char since[TEXT_DURATION_SIZE], idle[TEXT_DURATION_SIZE];
	buffer_add_all(out, "-- ", event->name, event->own ? " (you)" : "", " is in ",
		event->room ? event->room : "no room", ", came ", text_ago(since, event->seconds),
		" and last typed ", text_ago(idle, event->idle), NULL);
	if (event->user)
		buffer_add_all(out, "; logged in as ", event->user, NULL);
	if (event->host)
		buffer_add_all(out, "; verified by this machine as ", event->host, NULL);
	if (event->text) {
		buffer_add_text(out, *event->text ? "; away: " : "; away");
		buffer_add_text(out, event->text);
	}
	buffer_add_text(out, ".\n");
}

static void add_account_is(struct buffer *out, const struct event *event)
{
	char when[TEXT_DURATION_SIZE];
	buffer_add_all(out, "-- You are logged in as ", event->name, ", registered ",
		text_ago(when, event->seconds), NULL);
	if (event->total == 0)
		buffer_add_text(out, ", on this connection only");
	else
		buffer_format(out, ", and on %llu other connection%s",
			(unsigned long long)event->total, plural(event->total));
	add_names(out, event);
	buffer_add_text(out, ".\n");
}

static void add_account_room(struct buffer *out, const struct event *event)
{
	buffer_add_all(out, "--   ", event->room,
		event->flag ? " is yours" : ": you are an operator", "\n", NULL);
}

/* As programs print it: two digits, a colon. */
static void add_fingerprint(struct buffer *out, const char *digits)
{
	char text[FINGERPRINT_TEXT_SIZE];
	buffer_add_text(out, fingerprint_read(text, digits) ? text : digits);
}

static void add_certificate(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, event->flag
				     ? "-- Your account has this certificate now: "
				     : "-- Your account does not have this certificate any more: ");
	add_fingerprint(out, event->text);
	buffer_add_text(out, "\n");
}

static void add_certificate_is(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "--   certificate ");
	add_fingerprint(out, event->text);
	buffer_add_text(out, "\n");
}

static void add_certificates(struct buffer *out, const struct event *event)
{
	if (event->total == 0)
		buffer_add_text(out, "-- Your account has no certificates. /cert add adds the one "
				     "that your program has shown.\n");
	else
		buffer_format(out, "-- Your account has %llu certificate%s.\n",
			(unsigned long long)event->total, plural(event->total));
}

/* The secret stands alone in its line, to be copied. */
static void add_token(struct buffer *out, const struct event *event)
{
	buffer_format(out,
		"-- Token %llu for %s. It is shown only now; a program gives it as your "
		"password:\n-- ",
		(unsigned long long)event->total, event->name);
	buffer_add_all(out, event->text, "\n", NULL);
	if (!event->flag)
		buffer_add_text(out, "-- This server does not keep accounts: when it is started "
				     "anew, the token is gone.\n");
}

static void add_token_is(struct buffer *out, const struct event *event)
{
	char made[TEXT_DURATION_SIZE];
	const int64_t day = 86400;
	buffer_format(out, "--   %llu  %s, made %s", (unsigned long long)event->total, event->name,
		text_ago(made, event->seconds));
	if (event->idle < 0)
		buffer_add_text(out, ", never used");
	else if (event->idle < day)
		buffer_add_text(out, ", used today");
	else
		buffer_format(out, ", last used %lld day%s ago", (long long)(event->idle / day),
			plural((uint64_t)(event->idle / day)));
	buffer_add_text(out, event->flag ? "; you have come by it\n" : "\n");
}

static void add_tokens(struct buffer *out, const struct event *event)
{
	if (event->total == 0)
		buffer_add_text(out, "-- Your account has no tokens. /token new NAME makes one.\n");
	else
		buffer_format(out, "-- Your account has %llu token%s.\n",
			(unsigned long long)event->total, plural(event->total));
}

static void add_tokens_ended(struct buffer *out, const struct event *event)
{
	buffer_format(out, "-- %llu token%s %s ended.\n", (unsigned long long)event->total,
		plural(event->total), event->total == 1 ? "has" : "have");
}

static void add_owner(struct buffer *out, const struct event *event)
{
	buffer_add_text(out, "-- ");
	server_words_owner(out, event);
	buffer_add_text(out, "\n");
}

static void add_owner_is(struct buffer *out, const struct event *event)
{
	if (event->name)
		buffer_add_all(out, "-- ", event->room, " belongs to ", event->name, NULL);
	else
		buffer_add_all(out, "-- ", event->room, " belongs to nobody", NULL);
	if (event->total > 0)
		buffer_add_text(out, "; operators with accounts");
	add_names(out, event);
	buffer_add_text(out, ".\n");
}

bool line_encode_account(struct buffer *out, const struct event *event)
{
	static void (*const encoders[])(struct buffer *, const struct event *) = {
		[EVENT_ACCOUNT] = add_account,
		[EVENT_WHOIS] = add_whois,
		[EVENT_ACCOUNT_ADDED] = add_added,
		[EVENT_REGISTERED] = add_registered,
		[EVENT_PASSWORD] = add_password,
		[EVENT_DROPPED] = add_dropped,
		[EVENT_NAME_LOST] = add_name_lost,
		[EVENT_REPLACED] = add_replaced,
		[EVENT_ACCOUNT_IS] = add_account_is,
		[EVENT_ACCOUNT_ROOM] = add_account_room,
		[EVENT_CERTIFICATE] = add_certificate,
		[EVENT_CERTIFICATE_IS] = add_certificate_is,
		[EVENT_CERTIFICATES] = add_certificates,
		[EVENT_TOKEN] = add_token,
		[EVENT_TOKEN_IS] = add_token_is,
		[EVENT_TOKENS] = add_tokens,
		[EVENT_TOKENS_ENDED] = add_tokens_ended,
		[EVENT_OWNER] = add_owner,
		[EVENT_OWNER_IS] = add_owner_is,
	};
	size_t type = event->type;
	if (type >= sizeof encoders / sizeof *encoders || !encoders[type])
		return false;
	encoders[type](out, event);
	return true;
}
