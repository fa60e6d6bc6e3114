#include "notice.h"

#include "journal.h"
#include "post.h"
#include "round.h"
#include "session_send.h"

/* The server's operators are told why as well. */
static void tell_operators(struct core *core, struct event *event, const char *why)
{
	event->text = why;
	for (struct session *session = core->names; session && core->operator_count > 0;
		session = session->hh.next)
		if (session_operator(session))
			session_post(session, event);
	event->text = NULL;
}

/* Lines of a history that is not strict are sent at once anyway, so only the operators are told
 * that it is late; but everybody when lines are lost. */
static void tell(struct core *core, struct event *event, const char *why)
{
	if (core->history.mode == HISTORY_STRICT || event->total > 0)
		post_to_all_rooms(core, event);
	if (event->flag)
		tell_operators(core, event, why);
}

static void tell_late(struct core *core, const char *why)
{
	journal_fields(core, NULL, LOG_WARNING, "history_late",
		(const struct log_field[]){LOG_TEXT("reason", why), {0}});
	tell(core, &(struct event){.type = EVENT_HISTORY, .flag = true}, why);
}

static void tell_missed(struct core *core, const char *why)
{
	journal_fields(core, NULL, LOG_ERROR, "history_full",
		(const struct log_field[]){LOG_TEXT("reason", why), {0}});
	tell(core,
		&(struct event){.type = EVENT_HISTORY, .flag = true, .total = core->history.missed},
		why);
}

static void tell_again(struct core *core)
{
	struct history *history = &core->history;
	journal_fields(core, NULL, LOG_INFO, "history_again",
		(const struct log_field[]){LOG_NUMBER("not_kept", (long)history->missed), {0}});
	tell(core, &(struct event){.type = EVENT_HISTORY, .total = history->missed}, NULL);
	history->missed = 0;
}

void notice_history(struct core *core)
{
	struct history *history = &core->history;
	round_check(core);
	const char *why = history->trouble ? history->trouble : "the disk does not answer";
	bool missed = history->late && history->missed > 0;
	if (history->late && !history->told_late)
		tell_late(core, why);
	if (missed && !history->told_missed)
		tell_missed(core, why);
	if (!history->late && history->told_late)
		tell_again(core);
	history->told_late = history->late;
	history->told_missed = missed;
}
