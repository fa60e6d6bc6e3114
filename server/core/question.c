#include "question.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "pending.h"
#include "room.h"

void question_each(const struct question *question,
	void (*visit)(const struct record_line *line, void *data), void *data)
{
	const struct buffer *records = &question->records;
	for (size_t at = 0; at < records->length; at += record_length(records->bytes + at)) {
		struct record_line line;
		record_read_line(records->bytes + at, &line);
		visit(&line, data);
	}
}

void question_free(struct question *question)
{
	if (!question)
		return;
	buffer_finish(&question->records);
	free(question);
}

bool question_lacks(const struct question *answer, const struct room *room)
{
	return answer->type == QUESTION_SEARCH && room->core->history.late &&
	       answer->stored < room->past.round;
}

bool question_asked(const struct session *session)
{
	return session->profile && session->profile->question;
}

struct question *question_ask(struct session *session, const struct question *question)
{
	struct profile *profile = session_profile(session);
	const struct core *core = session->loop->core;
	struct history *history = &session->loop->core->history;
	struct question *asked = profile->question;
	if (asked && asked->answered) {
		profile->question = NULL;
		if (asked->stored < asked->round)
			history_hold(session, asked->round);
		return asked;
	}
	if (asked)
		return NULL;
	asked = memory_get(sizeof *asked);
	*asked = *question;
	asked->asked = question->range;
	asked->search.words = asked->words;
	asked->search.name = asked->name;
	asked->session = session;
	asked->asker = origin_key(&session->origin);
	if (asked->asker == 0)
		asked->asker = session->id;
	asked->round = history->gathered.length > 0 ? history->round : history->round - 1;
	if (question->room && question->room->past.round < asked->round)
		asked->round = question->room->past.round;
	if (asked->round < history->erased)
		asked->round = history->erased;
	if (question->room && room_keep_ms(question->room) > 0)
		asked->kept_since = core->now + core->clock_offset - room_keep_ms(question->room);
	asked->room = NULL; /* it may go before the answer comes */
	asked->wait_until = core->now + (history->late ? 0 : QUESTION_WAIT_MS);
	profile->question = asked;
	history->store.ask(history->store.data, asked);
	return NULL;
}

void question_forget(struct session *session)
{
	if (!question_asked(session))
		return;
	struct question *question = session->profile->question;
	session->profile->question = NULL;
	question->session = NULL;
	if (question->answered) {
		core_list_remove(&session->loop->answered, session);
		question_free(question);
	}
}

void question_resume(struct core_loop *loop)
{
	for (unsigned i = 0; i < loop->answered.count; i++) {
		struct session *session = loop->answered.items[i];
		session->door->resume(session->peer);
	}
	loop->answered.count = 0;
}

bool question_answer(struct core *core, struct question *question)
{
	uint64_t wake = 0;
	core_lock_take(&core->lock);
	const struct history *history = &core->history;
	bool lacks = question->stored < question->round;
	if (lacks && question->stored < history->stored) {
		question->stored = history->stored;
		core_lock_give(&core->lock);
		return false;
	}
	if (lacks && !question->failed)
		pending_add(history, question);
	struct session *session = question->session;
	question->answered = true;
	if (session) {
		core_list_add(&session->loop->answered, session);
		wake = UINT64_C(1) << session->loop->index;
	}
	core_lock_give(&core->lock);
	if (!session)
		question_free(question);
	core_wake_now(core, wake);
	return true;
}
