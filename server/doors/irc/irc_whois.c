/* About one person: WHOIS, WHOWAS, USERHOST, ISON. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "irc_reply.h"
#include "memory.h"
#include "whowas.h"

#define USERHOST_MAX 5 /* RFC 1459, 5.7 */

/* A list with blanks between its items, in as many lines as it takes; `name` stands before it. */
static void tell_rooms(struct irc_call *call, const struct session *session)
{
	bool all = call->peer->caps & IRC_MULTI_PREFIX;
	struct buffer *out = call->out;
	bool begun = false;
	size_t start = 0;
	for (const struct member *member = session->members; member; member = member->next) {
		if (!irc_shows(call, member))
			continue;
		const char *prefix = irc_prefixes(member->roles, all);
		size_t length = strlen(prefix) + strlen(member_room(member)->name);
		if (begun && length + 1 > irc_line_room(call, start)) {
			irc_line_end(call, start);
			begun = false;
		}
		if (!begun) {
			start = irc_numeric_start(call, RPL_WHOISCHANNELS);
			buffer_add_all(out, session_name(session), " :", (char *)NULL);
		} else {
			buffer_add_text(out, " ");
		}
		begun = true;
		buffer_add_all(out, prefix, member_room(member)->name, (char *)NULL);
	}
	if (begun)
		irc_line_end(call, start);
}

static void tell_address(struct irc_call *call, const struct session *session)
{
	char text[DOOR_ADDRESS_SIZE + 1];
	const char *name = session_name(session), *user = session_user(session);
	const char *address = irc_address(call, session, text);
	if (!address)
		return;
	irc_numeric(call, RPL_WHOISACTUALLY, "%s %s@%s %s :Is actually using host", name, user,
		address, address);
	irc_numeric(call, RPL_WHOISHOST, "%s :is connecting from %s@%s %s", name, user, address,
		address);
}

static void tell_person(struct irc_call *call, const struct session *session)
{
	const struct core *core = call->core;
	char host[SESSION_HOST_SIZE];
	const char *name = session_name(session);
	irc_numeric(call, RPL_WHOISUSER, "%s %s %s * :%s", name, session_user(session),
		session_host(session, host), session_real(session));
	tell_rooms(call, session);
	irc_numeric(call, RPL_WHOISSERVER, "%s %s :%s", name, irc_server, core->description);
	irc_tell_away(call, session);
	if (session_operator(session))
		irc_numeric(call, RPL_WHOISOPERATOR, "%s :is an IRC operator", name);
	if (session->bot)
		irc_numeric(call, RPL_WHOISBOT, "%s :is a bot", name);
	tell_address(call, session);
	irc_numeric(call, RPL_WHOISIDLE, "%s %" PRId64 " %" PRId64 " :seconds idle, signon time",
		name, core->now / 1000 - session->spoke_s,
		(core->clock_offset + 1000 * (int64_t)session->opened_s) / 1000);
}

static void refuse_no_name(struct irc_call *call)
{
	irc_numeric(call, ERR_NONICKNAMEGIVEN, ":No nickname given");
}

void irc_whois(struct irc_call *call)
{
	unsigned named = call->count > 1 ? 1 : 0;
	if (call->count == 0 || !*call->params[named]) {
		refuse_no_name(call);
		return;
	}
	if (named > 0 && !irc_server_meant(call, 0))
		return;
	char *given = memory_text(call->params[named]), *list = call->params[named], *name;
	for (unsigned i = 0; i < IRC_TARGETS_MAX && (name = irc_next(&list)); i++) {
		const struct session *session = session_find(call->core, name);
		if (session)
			tell_person(call, session);
		else
			irc_numeric(
				call, ERR_NOSUCHNICK, "%s :No such nick/channel", irc_word(name));
	}
	irc_numeric(call, RPL_ENDOFWHOIS, "%s :End of /WHOIS list", irc_word(given));
	free(given);
}

struct whowas {
	struct irc_call *call;
	long left; /* to be told; 0 or less for all */
	bool any;
};

static bool tell_past(const struct whowas_person *person, void *data)
{
	struct whowas *whowas = data;
	time_t at = (time_t)(person->at / 1000);
	struct tm parts;
	char text[64];
	gmtime_r(&at, &parts);
	strftime(text, sizeof text, "%a %b %d %Y %H:%M:%S UTC", &parts);
	irc_numeric(whowas->call, RPL_WHOWASUSER, "%s %s %s * :%s", person->name, person->user,
		person->host, person->real);
	irc_numeric(whowas->call, RPL_WHOISSERVER, "%s %s :%s", person->name, irc_server, text);
	whowas->any = true;
	return --whowas->left != 0;
}

void irc_whowas(struct irc_call *call)
{
	if (call->count == 0 || !*call->params[0]) {
		refuse_no_name(call);
		return;
	}
	if (!irc_server_meant(call, 2))
		return;
	const char *name = call->params[0];
	struct whowas whowas = {.call = call};
	if (call->count > 1)
		whowas.left = strtol(call->params[1], NULL, 10);
	if (whowas.left < 0)
		whowas.left = 0;
	whowas_each(call->core, name, tell_past, &whowas);
	if (!whowas.any)
		irc_numeric(
			call, ERR_WASNOSUCHNICK, "%s :There was no such nickname", irc_word(name));
	irc_numeric(call, RPL_ENDOFWHOWAS, "%s :End of WHOWAS", irc_word(name));
}

/* Begins a line whose last parameter is a list of words. */
static size_t list_start(struct irc_call *call, enum numeric numeric)
{
	size_t start = irc_numeric_start(call, numeric);
	buffer_add_text(call->out, ":");
	return start;
}

void irc_userhost(struct irc_call *call)
{
	struct buffer *out = call->out;
	size_t start = list_start(call, RPL_USERHOST);
	const char *blank = "";
	for (unsigned i = 0; i < call->count && i < USERHOST_MAX; i++) {
		const struct session *session = session_find(call->core, call->params[i]);
		char host[SESSION_HOST_SIZE];
		if (!session)
			continue;
		buffer_add_all(out, blank, session_name(session),
			session_operator(session) ? "*" : "", session_away(session) ? "=-" : "=+",
			session_user(session), "@", session_host(session, host), (char *)NULL);
		blank = " ";
	}
	irc_line_end(call, start);
}

void irc_ison(struct irc_call *call)
{
	size_t start = list_start(call, RPL_ISON);
	const char *blank = "";
	for (unsigned i = 0; i < call->count; i++) {
		char *rest = NULL;
		for (char *name = strtok_r(call->params[i], " ", &rest); name;
			name = strtok_r(NULL, " ", &rest)) {
			const struct session *session = session_find(call->core, name);
			if (!session ||
				strlen(session_name(session)) + 1 > irc_line_room(call, start))
				continue;
			buffer_add_all(call->out, blank, session_name(session), (char *)NULL);
			blank = " ";
		}
	}
	irc_line_end(call, start);
}
