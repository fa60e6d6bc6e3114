#include "irc_commands.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account.h"
#include "irc_lines.h"
#include "irc_param.h"
#include "irc_services.h"
#include "irc_visible.h"
#include "memory.h"
#include "whowas.h"

#define USERHOST_MAX 5 /* RFC 1459, 5.7 */

static void tell_rooms(struct irc_call *call, const struct session *session)
{
	bool all = call->peer->caps & IRC_MULTI_PREFIX;
	char head[NAME_BYTES + sizeof " :"], item[ROOM_NAME_BYTES + 4];
	struct irc_lines lines = {.call = call,
		.numeric = RPL_WHOISCHANNELS,
		.separator = ' ',
		.head = head,
		.tail = ""};
	stpcpy(stpcpy(head, session_name(session)), " :");
	for (const struct member *member = session->members; member; member = member->next) {
		if (!irc_visible_member(call, member))
			continue;
		stpcpy(stpcpy(item, irc_write_prefixes(member->roles, all)),
			member_room(member)->name);
		irc_lines_add(&lines, item);
	}
	irc_lines_end(&lines);
}

static void tell_address(struct irc_call *call, const struct session *session)
{
	char text[DOOR_ADDRESS_SIZE + 1];
	const char *name = session_name(session), *user = session_user(session);
	const char *address = irc_visible_address(call, session, text);
	if (!address)
		return;
	irc_numeric(call, RPL_WHOISACTUALLY, "%s %s@%s %s :Is actually using host", name, user,
		address, address);
	irc_numeric(call, RPL_WHOISHOST, "%s :is connecting from %s@%s %s", name, user, address,
		address);
}

/* To whom it belongs, and to operators of the server. */
static void tell_certificate(struct irc_call *call, const struct session *session)
{
	const char *certificate = session->profile ? session->profile->certificate : NULL;
	if (certificate && (session == call->session || session_operator(call->session)))
		irc_numeric(call, RPL_WHOISCERTFP, "%s :has client certificate fingerprint %s",
			session_name(session), certificate);
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
	irc_reply_away(call, session);
	const struct account *account = session_account(session);
	if (account)
		irc_numeric(call, RPL_WHOISACCOUNT, "%s %s :is logged in as", name, account->name);
	if (session_operator(session))
		irc_numeric(call, RPL_WHOISOPERATOR, "%s :is an IRC operator", name);
	if (session_local_user(session))
		irc_numeric(call, RPL_WHOISSPECIAL, "%s :is verified by this machine as %s", name,
			session_local_user(session)->user);
	if (session->bot)
		irc_numeric(call, RPL_WHOISBOT, "%s :is a bot", name);
	if (session->encrypted)
		irc_numeric(call, RPL_WHOISSECURE, "%s :is using a secure connection", name);
	tell_certificate(call, session);
	tell_address(call, session);
	irc_numeric(call, RPL_WHOISIDLE, "%s %" PRId64 " %" PRId64 " :seconds idle, signon time",
		name, core->now / 1000 - session->spoke_s,
		(core->clock_offset + 1000 * (int64_t)session->opened_s) / 1000);
}

static void tell_service(struct irc_call *call, const struct irc_service *service)
{
	const char *name = service->name;
	irc_numeric(call, RPL_WHOISUSER, "%s %s %s * :%s", name, name, irc_server, service->about);
	irc_numeric(call, RPL_WHOISSERVER, "%s %s :%s", name, irc_server, call->core->description);
	irc_numeric(call, RPL_WHOISBOT, "%s :is a bot", name);
}

void irc_whois(struct irc_call *call)
{
	unsigned named = call->count > 1 ? 1 : 0;
	if (call->count == 0 || !*call->params[named]) {
		irc_no_nick_given(call);
		return;
	}
	if (named > 0 && !irc_param_server(call, 0))
		return;
	char *given = memory_text(call->params[named]), *list = call->params[named], *name;
	for (unsigned i = 0; i < IRC_TARGETS_MAX && (name = irc_param_next(&list)); i++) {
		const struct session *session = session_find(call->core, name);
		const struct irc_service *service = irc_services_target(name);
		if (session)
			tell_person(call, session);
		else if (service)
			tell_service(call, service);
		else
			irc_no_such_nick(call, name);
	}
	irc_numeric(call, RPL_ENDOFWHOIS, "%.*s :End of /WHOIS list", IRC_WORD(given));
	free(given);
}

struct whowas {
	struct irc_call *call;
	long left; /* rows that are still wanted; 0 or less: all */
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
		irc_no_nick_given(call);
		return;
	}
	if (!irc_param_server(call, 2))
		return;
	const char *name = call->params[0];
	struct whowas whowas = {.call = call};
	if (call->count > 1)
		whowas.left = strtol(call->params[1], NULL, 10);
	if (whowas.left < 0)
		whowas.left = 0;
	whowas_each(call->core, name, tell_past, &whowas);
	if (!whowas.any)
		irc_numeric(call, ERR_WASNOSUCHNICK, "%.*s :There was no such nickname",
			IRC_WORD(name));
	irc_numeric(call, RPL_ENDOFWHOWAS, "%.*s :End of WHOWAS", IRC_WORD(name));
}

/* Begins a numeric whose only parameter is a list of words. */
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
	irc_write_end(out, start);
}

void irc_ison(struct irc_call *call)
{
	struct buffer *out = call->out;
	size_t start = list_start(call, RPL_ISON);
	const char *blank = "";
	for (unsigned i = 0; i < call->count; i++) {
		char *rest = NULL;
		for (char *name = strtok_r(call->params[i], " ", &rest); name;
			name = strtok_r(NULL, " ", &rest)) {
			const struct session *session = session_find(call->core, name);
			if (!session ||
				strlen(session_name(session)) + 1 > irc_write_space(out, start))
				continue;
			buffer_add_all(out, blank, session_name(session), (char *)NULL);
			blank = " ";
		}
	}
	irc_write_end(out, start);
}
