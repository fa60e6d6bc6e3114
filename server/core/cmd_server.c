#include "ban.h"
#include "cmd.h"
#include "server_ban.h"
#include "session_send.h"

struct list {
	struct session *to;
	unsigned count;
	bool closed;
};

static void tell_ban(const struct access_ban *ban, void *data)
{
	struct list *list = data;
	int64_t now = list->to->loop->core->now;
	if (access_ban_closes(ban)) {
		list->closed = true;
		return;
	}
	list->count++;
	session_post(list->to, &(struct event){.type = EVENT_BAN,
				       .name = ban->by,
				       .other = ban->mask,
				       .text = ban->why,
				       .seconds = (now - ban->at) / 1000,
				       .idle = ban->until ? (ban->until - now) / 1000 + 1 : 0});
}

static enum outcome tell_bans(const struct request *request)
{
	struct list list = {.to = request->session};
	server_ban_each(request->core, tell_ban, &list);
	session_post(request->session,
		&(struct event){.type = EVENT_BANS, .total = list.count, .flag = list.closed});
	return OUTCOME_DONE;
}

enum outcome cmd_server_ban(const struct request *request)
{
	const char *why = request->text;
	int64_t seconds;
	if (!session_operator(request->session))
		return OUTCOME_NOT_SERVER_OPERATOR;
	if (!*request->word)
		return tell_bans(request);
	if (!ban_take_time(&why, &seconds))
		return OUTCOME_TIME;
	return server_ban_set(request->session, request->word, seconds, why);
}

enum outcome cmd_server_unban(const struct request *request)
{
	if (!session_operator(request->session))
		return OUTCOME_NOT_SERVER_OPERATOR;
	return server_ban_lift(request->session, request->word);
}

enum outcome cmd_close(const struct request *request)
{
	if (!session_operator(request->session))
		return OUTCOME_NOT_SERVER_OPERATOR;
	return server_close(request->session, request->text);
}

enum outcome cmd_open(const struct request *request)
{
	if (!session_operator(request->session))
		return OUTCOME_NOT_SERVER_OPERATOR;
	return server_open(request->session);
}

static void tell_stats(void *to, const char *line)
{
	session_post(to, &(struct event){.type = EVENT_STATS, .text = line});
}

enum outcome cmd_stats(const struct request *request)
{
	if (!session_operator(request->session))
		return OUTCOME_NOT_SERVER_OPERATOR;
	core_stats(request->core, tell_stats, request->session);
	return OUTCOME_DONE;
}
