#include "irc_info.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "irc_commands.h"
#include "irc_oper.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "irc_server_ban.h"
#include "irc_text.h"
#include "operators.h"
#include "rules.h"
#include "watch.h"

#define MOTD_LINE_BYTES 300

static int64_t utc(const struct core *core)
{
	return core->now + core->clock_offset;
}

static const char *time_text(char out[64], int64_t ms)
{
	time_t at = (time_t)(ms / 1000);
	struct tm parts;
	gmtime_r(&at, &parts);
	strftime(out, 64, "%A %B %d %Y -- %H:%M:%S +00:00", &parts);
	return out;
}

void irc_info_isupport(struct irc_call *call)
{
	irc_numeric(call, RPL_ISUPPORT,
		"AWAYLEN=%d BOT=B CASEMAPPING=ascii CHANLIMIT=#:%d CHANMODES=beI,k,lH,imnst "
		"CHANNELLEN=%d CHANTYPES=# ELIST=CMNTU EXCEPTS=e HOSTLEN=%d INVEX=I "
		"KEYLEN=%d :are supported by this server",
		IRC_AWAY_BYTES, SESSION_ROOMS_MAX, ROOM_NAME_CHARS + 1, SESSION_HOST_SIZE - 1,
		RULES_KEY_BYTES);
	irc_numeric(call, RPL_ISUPPORT,
		"KICKLEN=%d LINELEN=%d MAXLIST=beI:%d MODES=%d MONITOR=%d NAMELEN=%d NETWORK=%s "
		"NICKLEN=%d PREFIX=(qov)~@+ SAFELIST STATUSMSG=~@+ "
		":are supported by this server",
		IRC_KICK_BYTES, IRC_LINE_BYTES, RULES_MASKS_MAX, IRC_MODES_MAX, WATCH_MAX,
		IRC_REAL_BYTES, irc_server, NAME_CHARS);
	irc_numeric(call, RPL_ISUPPORT,
		"TARGMAX=JOIN:,KICK:,LIST:,NAMES:,NOTICE:%d,PART:,PRIVMSG:%d,TAGMSG:%d,USERHOST:5,"
		"WHOIS:%d,WHOWAS:1,MONITOR: TOPICLEN=%d USERLEN=%d UTF8ONLY WHOX "
		"CHATD=BAN,UNBAN,FORGET "
		":are supported by this server",
		IRC_TARGETS_MAX, IRC_TARGETS_MAX, IRC_TARGETS_MAX, IRC_TARGETS_MAX, IRC_TOPIC_BYTES,
		IRC_USER_BYTES);
	if (history_on(&call->core->history))
		irc_numeric(call, RPL_ISUPPORT,
			"CHATHISTORY=%d MSGREFTYPES=msgid,timestamp :are supported by this server",
			IRC_HISTORY_LINES);
}

/* One line of the file, as several numerics where it is long. */
static void tell_motd_line(struct irc_call *call, const char *line, size_t length)
{
	do {
		size_t part = irc_text_split(line, length, MOTD_LINE_BYTES);
		irc_numeric(call, RPL_MOTD, ":- %.*s", (int)part, line);
		line += part;
		length -= part;
	} while (length > 0);
}

void irc_info_motd(struct irc_call *call)
{
	const char *line = call->core->motd;
	if (!line) {
		irc_numeric(call, ERR_NOMOTD, ":MOTD File is missing");
		return;
	}
	irc_numeric(call, RPL_MOTDSTART, ":- %s Message of the day - ", irc_server);
	for (;;) {
		size_t length = strcspn(line, "\n");
		tell_motd_line(call, line, length);
		if (!line[length])
			break;
		line += length + 1;
	}
	irc_numeric(call, RPL_ENDOFMOTD, ":End of /MOTD command.");
}

void irc_motd(struct irc_call *call)
{
	if (irc_param_server(call, 0))
		irc_info_motd(call);
}

/* Without RPL_LUSERUNKNOWN: unregistered connections are not counted. */
void irc_info_lusers(struct irc_call *call)
{
	const struct core *core = call->core;
	unsigned all = core->session_count, most = core->session_most;
	irc_numeric(call, RPL_LUSERCLIENT, ":There are %u users and %u invisible on 1 servers",
		all - core->invisible_count, core->invisible_count);
	if (core->operator_count > 0)
		irc_numeric(call, RPL_LUSEROP, "%u :operator(s) online", core->operator_count);
	unsigned rooms = HASH_COUNT(core->rooms) - core->empty_rooms;
	if (rooms > 0)
		irc_numeric(call, RPL_LUSERCHANNELS, "%u :channels formed", rooms);
	irc_numeric(call, RPL_LUSERME, ":I have %u clients and 0 servers", all);
	irc_numeric(call, RPL_LOCALUSERS, "%u %u :Current local users %u, max %u", all, most, all,
		most);
	irc_numeric(call, RPL_GLOBALUSERS, "%u %u :Current global users %u, max %u", all, most, all,
		most);
}

/* RFC 2812, 3.4.2: "LUSERS [mask [server]]". */
void irc_lusers(struct irc_call *call)
{
	if (irc_param_server(call, 0) && irc_param_server(call, 1))
		irc_info_lusers(call);
}

void irc_version(struct irc_call *call)
{
	if (!irc_param_server(call, 0))
		return;
	irc_numeric(call, RPL_VERSION, "chatd-" CHATD_VERSION " %s :IRCv3, and people with nc",
		irc_server);
	irc_info_isupport(call);
}

void irc_time_command(struct irc_call *call)
{
	char text[64];
	int64_t now = utc(call->core);
	if (irc_param_server(call, 0))
		irc_numeric(call, RPL_TIME, "%s %" PRId64 " 0 :%s", irc_server, now / 1000,
			time_text(text, now));
}

void irc_info(struct irc_call *call)
{
	char text[64];
	if (!irc_param_server(call, 0))
		return;
	irc_numeric(call, RPL_INFO, ":chatd " CHATD_VERSION);
	irc_numeric(call, RPL_INFO, ":%s", call->core->description);
	irc_numeric(call, RPL_INFO, ":A chat server for IRC clients, and for people with nc.");
	irc_numeric(call, RPL_INFO, ":MIT license; HELP tells the commands.");
	irc_numeric(call, RPL_INFO, ":On-line since %s", time_text(text, call->core->started));
	irc_numeric(call, RPL_ENDOFINFO, ":End of INFO list");
}

void irc_admin(struct irc_call *call)
{
	const char *admin = call->core->admin;
	if (!irc_param_server(call, 0))
		return;
	if (!admin) {
		irc_numeric(
			call, ERR_NOADMININFO, "%s :No administrative info available", irc_server);
		return;
	}
	irc_numeric(call, RPL_ADMINME, "%s :Administrative info", irc_server);
	irc_numeric(call, RPL_ADMINLOC1, ":%s", call->core->name);
	irc_numeric(call, RPL_ADMINLOC2, ":chatd " CHATD_VERSION);
	irc_numeric(call, RPL_ADMINEMAIL, ":%s", admin);
}

/* RFC 2812, 3.4.5: "LINKS [[server] mask]". */
void irc_links(struct irc_call *call)
{
	const char *mask = call->count > 0 ? call->params[call->count - 1] : "";
	if (call->count > 1 && !irc_param_server(call, 0))
		return;
	mask = *mask ? mask : "*";
	if (irc_server_matches(mask))
		irc_numeric(call, RPL_LINKS, "%s %s :0 %s", irc_server, irc_server,
			call->core->description);
	irc_numeric(call, RPL_ENDOFLINKS, "%.*s :End of /LINKS list", IRC_WORD(mask));
}

static void tell_operator(const char *name, void *data)
{
	irc_numeric(data, RPL_STATSOLINE, "O * * %s", name);
}

static void tell_uptime(struct irc_call *call)
{
	int64_t seconds = (utc(call->core) - call->core->started) / 1000;
	irc_numeric(call, RPL_STATSUPTIME,
		":Server Up %" PRId64 " days %" PRId64 ":%02" PRId64 ":%02" PRId64, seconds / 86400,
		seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
}

static void tell_figures(void *call, const char *line)
{
	irc_numeric(call, RPL_STATSDEBUG, ":%s", line);
}

void irc_stats(struct irc_call *call)
{
	const char *query = call->count > 0 ? call->params[0] : "";
	if (!irc_param_server(call, 1))
		return;
	if (strcmp(query, "u") == 0)
		tell_uptime(call);
	else if (strcmp(query, "o") == 0 && irc_oper_check(call))
		operators_each(call->core, tell_operator, call);
	else if (strcmp(query, "t") == 0 && irc_oper_check(call))
		core_stats(call->core, tell_figures, call);
	else if (strcmp(query, "k") == 0 && irc_oper_check(call))
		irc_server_ban_list(call);
	irc_numeric(call, RPL_ENDOFSTATS, "%.*s :End of /STATS report", IRC_WORD(query));
}
