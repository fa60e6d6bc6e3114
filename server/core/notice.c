#include "notice.h"

#include "journal.h"
#include "post.h"
#include "session_send.h"

/* The server's operators are told why as well. */
static void tell_operators(struct core *core, const struct event *event)
{
	for (struct session *session = core->names; session; session = session->hh.next)
		if (session_operator(session))
			session_post(session, event);
}

void notice_history(struct core *core)
{
	struct history *history = &core->history;
	history_check(core, core->now);
	if (history->late == history->told_late)
		return;
	history->told_late = history->late;
	struct event event = {.type = EVENT_HISTORY, .flag = history->late};
	const char *why = history->trouble ? history->trouble : "the disk does not answer";
	if (history->late) {
		history->missed = 0;
		journal_fields(core, NULL, LOG_WARNING, "history_late",
			(const struct log_field[]){LOG_TEXT("reason", why), {0}});
	} else {
		event.total = history->missed;
		journal_fields(core, NULL, LOG_INFO, "history_again",
			(const struct log_field[]){
				LOG_NUMBER("not_kept", (long)history->missed), {0}});
	}
	post_to_all_rooms(core, &event);
	if (history->late && core->operator_count > 0) {
		event.text = why;
		tell_operators(core, &event);
	}
}
