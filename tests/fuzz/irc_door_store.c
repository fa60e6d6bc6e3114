#include "irc_door_store.h"

#include <string.h>

#include "fuzz.h"
#include "memory.h"
#include "question.h"
#include "round.h"

static struct {
	struct core *core;
	bool wanted;
	struct buffer records; /* all lines, in the order in which they came */
	struct question *first;
} store;

static void wanted(void *data, bool durable)
{
	store.wanted = true;
}

static void ask(void *data, struct question *question)
{
	struct question **end = &store.first;
	while (*end)
		end = &(*end)->next;
	question->next = NULL;
	*end = question;
}

void store_start(struct core *core, enum history_mode mode)
{
	store.core = core;
	store.wanted = false;
	history_init(core, mode, 0x1234567890abcdef,
		&(struct history_store){.wanted = wanted, .ask = ask});
	core->history.replay = 3;
	core->history.wait_ms = 2000;
}

static void erase(const struct record_erase *erase)
{
	struct buffer kept = {0};
	for (size_t at = 0; at < store.records.length;
		at += record_length(store.records.bytes + at)) {
		struct record_line line;
		record_read_line(store.records.bytes + at, &line);
		if (erase->room ? line.room == erase->room && line.number == erase->number
				: line.connection == erase->connection) {
			line.erased = true;
			line.other = line.text = line.tags = "";
			line.erased_by = erase->by;
			line.erased_why = erase->why;
		}
		record_write_line(&kept, &line);
	}
	buffer_finish(&store.records);
	store.records = kept;
}

static void keep(const struct buffer *records)
{
	for (size_t at = 0; at < records->length; at += record_length(records->bytes + at)) {
		const char *record = records->bytes + at;
		struct record_erase erased;
		switch (record_type(record)) {
		case RECORD_LINE:
			buffer_add(&store.records, record, record_length(record));
			break;
		case RECORD_ERASE:
			record_read_erase(record, &erased);
			erase(&erased);
			break;
		default:
			break;
		}
	}
}

/* Whether the line is one of those that are asked for, but for their number. */
static bool is_meant(const struct question *question, const struct record_line *line)
{
	const struct store_search *search = &question->search;
	bool said = line->kind <= RECORD_NOTICE;
	if (line->time < question->since || (question->until > 0 && line->time > question->until))
		return false;
	if (question->type == QUESTION_SEARCH)
		return line->room == search->room && line->number < search->before && said &&
		       !line->erased && strstr(line->text, search->words) &&
		       (!*search->name || strcmp(line->name, search->name) == 0);
	return line->room == question->range.room && line->number >= question->range.first &&
	       line->number <= question->range.last && (said || !question->range.said);
}

/* Answers with the last lines or the first ones, at most `limit`, forwards or backwards. */
static void answer_some(struct question *question, unsigned limit, bool newest, bool backwards)
{
	size_t *found = memory_get((store.records.length + 1) * sizeof *found), count = 0;
	for (size_t at = 0; at < store.records.length;
		at += record_length(store.records.bytes + at)) {
		struct record_line line;
		record_read_line(store.records.bytes + at, &line);
		if (is_meant(question, &line))
			found[count++] = at;
	}
	size_t from = newest && count > limit ? count - limit : 0;
	size_t some = count - from < limit ? count - from : limit;
	for (size_t i = 0; i < some; i++) {
		const char *record =
			store.records.bytes + found[backwards ? from + some - 1 - i : from + i];
		buffer_add(&question->records, record, record_length(record));
	}
	free(found);
}

/* The lines between a number and a time. */
static void between(struct question *question)
{
	struct store_range *range = &question->range;
	uint32_t early = 0, late = range->last + 1; /* than the time */
	for (size_t at = 0; at < store.records.length;
		at += record_length(store.records.bytes + at)) {
		struct record_line line;
		record_read_line(store.records.bytes + at, &line);
		if (line.room != range->room)
			continue;
		if (line.time < question->since)
			early = line.number;
		else if (line.time > question->since && line.number < late)
			late = line.number;
	}
	bool forward = question->between <= early;
	range->first = forward ? question->between + 1 : late;
	range->last = forward ? early : question->between - 1;
	range->newest = range->newest == forward;
	question->since = 0;
	answer_some(question, range->limit, range->newest, false);
}

static void answer(struct question *question)
{
	question->complete = true;
	question->stored = store.core->history.stored;
	if (question->type == QUESTION_SEARCH) {
		bool newest = question->since == 0;
		answer_some(question, question->search.limit, newest, newest);
	} else if (question->between > 0) {
		between(question);
	} else if (question->around) {
		struct store_range range = question->range;
		question->range.last = range.first - 1;
		question->range.first = 1;
		answer_some(question, range.limit / 2, true, false);
		question->range = range;
		answer_some(question, range.limit - range.limit / 2, false, false);
	} else {
		answer_some(question, question->range.limit, question->range.newest, false);
	}
}

bool store_step(int64_t now)
{
	struct buffer records = {0};
	struct question *question = store.first;
	bool durable;
	if (store.wanted) {
		store.wanted = false;
		uint64_t round = round_take(store.core, &records, &durable);
		keep(&records);
		if (round > 0)
			store.wanted = round_stored(store.core, round, now);
		buffer_finish(&records);
		return true;
	}
	if (!question)
		return false;
	store.first = question->next;
	answer(question);
	question_answer(store.core, question);
	return true;
}

void store_forget(void)
{
	store.wanted = false; /* what the old core would still write is not to be kept */
	while (store.first)
		store_step(0);
}

void store_finish(void)
{
	while (store.first)
		store_step(0);
	buffer_finish(&store.records);
}
