#include "answer.h"

#include "log_storm.h"

/* Where the lines are from, and the number of the first one that is not too old. */
struct source {
	const struct store_ops *ops;
	struct store *store;
	uint32_t first;
};

static uint32_t later(uint32_t one, uint32_t other)
{
	return one > other ? one : other;
}

/* Narrows the range down to the times that the question asks for. */
static bool bound_by_time(const struct source *from, struct question *question, char *error)
{
	uint32_t number;
	struct store_range *range = &question->range;
	if (question->since > 0) {
		if (!from->ops->number_at(
			    from->store, range->room, question->since, &number, error))
			return false;
		range->first = later(range->first, number);
	}
	if (question->until > 0) {
		if (!from->ops->number_at(
			    from->store, range->room, question->until + 1, &number, error))
			return false;
		if (number <= range->last)
			range->last = number - 1;
	}
	return true;
}

/* The lines before and behind the place where the range begins. */
static bool around(const struct source *from, struct question *question, char *error)
{
	struct store_range before = question->range, behind = question->range;
	if (!bound_by_time(from, question, error))
		return false;
	behind.first = later(question->range.first, from->first);
	before.first = from->first;
	before.last = question->range.first - 1;
	before.newest = true;
	before.limit = behind.limit / 2;
	behind.limit -= before.limit;
	return (before.last == 0 || before.limit == 0 ||
		       from->ops->lines(from->store, &before, &question->records, error)) &&
	       from->ops->lines(from->store, &behind, &question->records, error);
}

/* The lines between a number and a time. */
static bool between(const struct source *from, struct question *question, char *error)
{
	uint32_t first, behind;
	struct store_range *range = &question->range;
	int64_t time = question->since;
	if (!from->ops->number_at(from->store, range->room, time, &first, error) ||
		!from->ops->number_at(from->store, range->room, time + 1, &behind, error))
		return false;
	bool forward = question->between < first;
	range->first = forward ? question->between + 1 : behind;
	range->last = (forward ? first : question->between) - 1;
	range->newest = range->newest == forward;
	range->first = later(range->first, from->first);
	return from->ops->lines(from->store, range, &question->records, error);
}

/* Of a search only the lines of that time. */
static bool bound_search(const struct source *from, const struct question *question,
	struct store_search *search, char *error)
{
	uint32_t number;
	int64_t since =
		question->since > question->kept_since ? question->since : question->kept_since;
	if (question->since > 0 &&
		!from->ops->number_at(from->store, search->room, since, &search->from, error))
		return false;
	if (question->until == 0)
		return true;
	if (!from->ops->number_at(from->store, search->room, question->until + 1, &number, error))
		return false;
	if (number < search->before)
		search->before = number;
	return true;
}

static bool read_lines(const struct source *from, struct question *question, char *error)
{
	struct store_range *range = &question->range;
	*range = question->asked;
	question->records.length = 0;
	if (question->around)
		return around(from, question, error);
	if (question->between > 0)
		return between(from, question, error);
	if (!bound_by_time(from, question, error))
		return false;
	range->first = later(range->first, from->first);
	return from->ops->lines(from->store, range, &question->records, error);
}

static bool is_too_old(const struct question *question, const char *record)
{
	struct record_line line;
	record_read_line(record, &line);
	return line.time < question->kept_since;
}

/* Lines that are too old go some time after they are, so a page seldom has any. */
static bool read_kept_lines(struct source *from, struct question *question, char *error)
{
	const struct buffer *records = &question->records;
	if (!read_lines(from, question, error))
		return false;
	if (records->length == 0 || !is_too_old(question, records->bytes))
		return true;
	return from->ops->number_at(from->store, question->range.room, question->kept_since,
		       &from->first, error) &&
	       read_lines(from, question, error);
}

static bool search(const struct source *from, struct question *question, char *error)
{
	struct store_search wanted = question->search;
	struct buffer *records = &question->records;
	records->length = 0;
	if (!bound_search(from, question, &wanted, error) ||
		!from->ops->search(from->store, &wanted, records, &question->complete, error))
		return false;
	/* The newest ones come first, so those that are too old stand at the end. */
	size_t at = 0;
	while (at < records->length && !is_too_old(question, records->bytes + at))
		at += record_length(records->bytes + at);
	records->length = at;
	return true;
}

void answer(const struct store_ops *ops, struct store *store, struct question *question)
{
	char error[STORE_ERROR_SIZE];
	struct source from = {ops, store, 1};
	question->complete = true;
	bool good = question->type == QUESTION_SEARCH ? search(&from, question, error)
						      : read_kept_lines(&from, question, error);
	question->failed = !good;
	if (!good && log_storm_allows(LOG_WARNING, "history_unread", 0, LOG_BURST))
		log_event(LOG_WARNING, "history_unread", LOG_TEXT("reason", error));
}
