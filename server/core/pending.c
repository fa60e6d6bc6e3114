#include "pending.h"

#include <stdlib.h>

#include "history.h"
#include "memory.h"

struct entry {
	struct record_line line; /* its texts point into a record */
	size_t length;		 /* of the record */
};

/* The lines of the answer: the last ones of those before a place, and the first ones behind it. A
 * page has only the one or the other. */
struct page {
	const struct question *question;
	unsigned before_most, behind_most;
	struct entry *before, *behind; /* `before` is a ring */
	unsigned before_count, behind_count;
	unsigned before_first;
	size_t before_bytes, behind_bytes;
	uint32_t last; /* the number of the last line that the store has given */
};

static struct entry *before_at(const struct page *page, unsigned i)
{
	return &page->before[(page->before_first + i) % page->before_most];
}

static void drop_first(struct page *page)
{
	page->before_bytes -= before_at(page, 0)->length;
	page->before_first++;
	page->before_count--;
}

static bool is_before(const struct question *question, const struct record_line *line)
{
	const struct store_range *asked = &question->asked;
	if (question->type == QUESTION_SEARCH)
		return false;
	if (question->around)
		return question->since > 0 ? line->time < question->since
					   : line->number < asked->first;
	if (question->between > 0)
		return asked->newest == (line->number > question->between);
	return asked->newest;
}

static void add(struct page *page, const char *record, const struct record_line *line)
{
	struct entry entry = {*line, record_length(record)};
	if (!is_before(page->question, line)) {
		if (page->behind_count == page->behind_most ||
			page->behind_bytes >= STORE_ANSWER_BYTES)
			return;
		page->behind[page->behind_count++] = entry;
		page->behind_bytes += entry.length;
		return;
	}
	if (page->before_most == 0)
		return;
	if (page->before_count == page->before_most)
		drop_first(page);
	*before_at(page, page->before_count++) = entry;
	page->before_bytes += entry.length;
	while (page->before_bytes - before_at(page, 0)->length >= STORE_ANSWER_BYTES)
		drop_first(page);
}

static bool is_asked_for(const struct question *question, const struct record_line *line)
{
	const struct store_range *asked = &question->asked;
	uint32_t number = line->number, first = question->range.first;
	if (question->type == QUESTION_SEARCH || line->room != asked->room || number > asked->last)
		return false;
	if (asked->said && line->kind > RECORD_NOTICE)
		return false;
	/* The store may have looked at so many lines that it did not come to its last one. */
	if ((asked->said || asked->unerased) && number > first &&
		number - first >= STORE_LOOKED_MAX && !is_before(question, line))
		return false;
	if (question->around)
		return true;
	if (question->between > 0)
		return number > question->between
			       ? line->time < question->since
			       : number < question->between && line->time > question->since;
	return number >= asked->first && line->time >= question->since &&
	       (question->until == 0 || line->time <= question->until);
}

static void erase(struct entry *entry, const struct record_erase *erase)
{
	struct record_line *line = &entry->line;
	bool meant = erase->number > 0
			     ? line->room == erase->room && line->number == erase->number
			     : line->connection == erase->connection && line->kind <= RECORD_NOTICE;
	if (!meant || line->erased)
		return;
	line->erased = true;
	line->other = line->text = line->tags = "";
	line->erased_by = erase->by;
	line->erased_why = erase->why;
}

/* What is said later on the same connection stays. */
static void erase_up_to_here(struct page *page, const char *record)
{
	struct record_erase one;
	record_read_erase(record, &one);
	for (unsigned i = 0; i < page->before_count; i++)
		erase(before_at(page, i), &one);
	for (unsigned i = 0; i < page->behind_count; i++)
		erase(&page->behind[i], &one);
}

static void add_round(struct page *page, const struct buffer *round)
{
	for (size_t at = 0; at < round->length; at += record_length(round->bytes + at)) {
		const char *record = round->bytes + at;
		struct record_line line;
		if (record_type(record) == RECORD_ERASE)
			erase_up_to_here(page, record);
		if (record_type(record) != RECORD_LINE)
			continue;
		record_read_line(record, &line);
		if (line.number > page->last && is_asked_for(page->question, &line))
			add(page, record, &line);
	}
}

static void add_stored(struct page *page)
{
	const struct buffer *records = &page->question->records;
	for (size_t at = 0; at < records->length; at += record_length(records->bytes + at)) {
		struct record_line line;
		record_read_line(records->bytes + at, &line);
		add(page, records->bytes + at, &line);
		page->last = line.number;
	}
}

static void write(const struct question *question, struct buffer *out, const struct entry *entry)
{
	bool left_out = question->type == QUESTION_SEARCH || question->asked.unerased;
	if (!entry->line.erased || !left_out)
		record_write_line(out, &entry->line);
}

void pending_add(const struct history *history, struct question *question)
{
	struct buffer out = {0};
	unsigned most = question->asked.limit;
	struct page page = {.question = question};
	if (question->type == QUESTION_SEARCH || most > STORE_LINES_MAX)
		most = STORE_LINES_MAX;
	page.before_most = question->around ? most / 2 : most;
	page.behind_most = question->around ? most - most / 2 : most;
	page.before = memory_get((most + 1) * 2 * sizeof *page.before);
	page.behind = page.before + most + 1;
	add_stored(&page);
	add_round(&page, &history->taken);
	add_round(&page, &history->gathered);
	for (unsigned i = 0; i < page.before_count; i++)
		write(question, &out, before_at(&page, i));
	for (unsigned i = 0; i < page.behind_count; i++)
		write(question, &out, &page.behind[i]);
	buffer_finish(&question->records);
	question->records = out;
	free(page.before);
}
