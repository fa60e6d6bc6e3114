#include "irc_server_ban.h"

#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "ban.h"
#include "irc_commands.h"
#include "irc_oper.h"
#include "irc_reply.h"
#include "server_ban.h"
#include "text.h"
#include "when.h"

static void answer(struct irc_call *call, enum outcome outcome, const char *whom)
{
	static const char *const words[OUTCOME_COUNT] = {
		[OUTCOME_TIME] = "A time is written 90s, 10m, 2h or 7d, up to 36500d",
		[OUTCOME_YOURSELF] = "That would ban yourself",
		[OUTCOME_BAN_WHOM] = "That is neither a nick, an account nor an address",
		[OUTCOME_BAN_HERE] = "They come from this machine, which cannot be banned",
		[OUTCOME_SERVER_BANS_FULL] = "The list of bans is full",
		[OUTCOME_NO_SERVER_BAN] = "There is no such ban; STATS k lists them",
		[OUTCOME_SERVER_OPEN] = "The server is not closed",
	};
	if (outcome != OUTCOME_DONE && words[outcome])
		irc_numeric(call, ERR_UNKNOWNERROR, "%s :%s%s%.*s", call->command->name,
			words[outcome], *whom ? ": " : "", irc_word_length(whom, IRC_WORD_MAX),
			whom);
}

/* Other servers take USER@HOST where only the host can be known: "*@192.0.2.1". */
static const char *whom_of(const char *param)
{
	return strncmp(param, "*@", 2) == 0 ? param + 2 : param;
}

/* Other servers take minutes in front: "KLINE 60 *@192.0.2.1 :why". */
static int64_t take_minutes(struct irc_call *call)
{
	uint32_t minutes = call->count > 1 ? when_number(call->params[0]) : 0;
	if (minutes == 0)
		return 0;
	call->params++;
	call->count--;
	return (int64_t)minutes * 60;
}

/* The parameters from `first` on: people forget the colon before a reason. */
static const char *rest(const struct irc_call *call, unsigned first, struct buffer *out)
{
	for (unsigned i = first; i < call->count; i++)
		buffer_add_all(out, i > first ? " " : "", call->params[i], NULL);
	return buffer_text(out);
}

static void ban(struct irc_call *call, int64_t seconds, const char *why)
{
	const char *whom = whom_of(call->params[0]);
	bool good = seconds > 0 ? seconds <= WHEN_SECONDS_MAX : ban_take_time(&why, &seconds);
	if (good)
		answer(call, server_ban_set(call->session, whom, seconds, why), whom);
	else
		answer(call, OUTCOME_TIME, "");
}

void irc_kline(struct irc_call *call)
{
	struct buffer why = {0};
	if (!irc_oper_check(call))
		return;
	int64_t seconds = take_minutes(call);
	ban(call, seconds, rest(call, 1, &why));
	buffer_finish(&why);
}

void irc_unkline(struct irc_call *call)
{
	const char *whom = whom_of(call->params[0]);
	if (irc_oper_check(call))
		answer(call, server_ban_lift(call->session, whom), whom);
}

void irc_close_server(struct irc_call *call)
{
	struct buffer why = {0};
	if (irc_oper_check(call))
		answer(call, server_close(call->session, rest(call, 0, &why)), "");
	buffer_finish(&why);
}

void irc_open_server(struct irc_call *call)
{
	if (irc_oper_check(call))
		answer(call, server_open(call->session), "");
}

static void tell_ban(const struct access_ban *ban, void *data)
{
	struct irc_call *call = data;
	char left[TEXT_DURATION_SIZE + 16] = "", span[TEXT_DURATION_SIZE];
	if (ban->until)
		snprintf(left, sizeof left, ", for another %s",
			text_about(span, (ban->until - call->core->now) / 1000 + 1));
	irc_numeric(call, RPL_STATSKLINE, "K %s * * :%s%s by %s%s%s%s", ban->mask,
		access_ban_closes(ban) ? "closed" : "banned", left, ban->by, ban->why ? " (" : "",
		ban->why ? ban->why : "", ban->why ? ")" : "");
}

void irc_server_ban_list(struct irc_call *call)
{
	server_ban_each(call->core, tell_ban, call);
}
