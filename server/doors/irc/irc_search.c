#include <stdlib.h>
#include <string.h>

#include "irc_answer.h"
#include "irc_commands.h"
#include "irc_history.h"
#include "irc_id.h"
#include "irc_param.h"
#include "irc_reply.h"

#define COST 4		/* lines beside the command itself */
#define VALUE_BYTES 600 /* of one attribute */
#define BEFORE_ID "before-msgid"

struct found {
	struct record_line lines[IRC_HISTORY_LINES];
	unsigned count;
};

static void find(const struct record_line *line, void *data)
{
	struct found *found = data;
	if (found->count < IRC_HISTORY_LINES)
		found->lines[found->count++] = *line;
}

/* In ascending order. A search for the last lines has found the newest ones first. */
static void tell(struct irc_call *call, const struct room *room, const struct question *answer)
{
	struct found found = {0};
	question_each(answer, find, &found);
	size_t start = call->out->length;
	bool turned = answer->type == QUESTION_SEARCH && answer->since == 0;
	for (unsigned i = 0; i < found.count; i++)
		irc_history_line(call, room, &found.lines[turned ? found.count - 1 - i : i]);
	irc_answer_wrap(call, start, "soju.im/search", "");
	if (!(call->peer->caps & IRC_STANDARD_REPLIES))
		return;
	if (question_lacks(answer, room))
		irc_standard(call, "WARN", "INCOMPLETE", "",
			"What was said last cannot be found yet, for the disk does not keep up");
	if (!answer->complete)
		irc_standard(call, "WARN", "INCOMPLETE", "",
			"The search took too long: more may be found with other words");
}

static void refuse(struct irc_call *call, const char *key)
{
	irc_standard(call, "FAIL", "INVALID_PARAMS", key, "Invalid parameters");
}

/* Reads a time; false, after a refusal, where it is none. 0 where the attribute is missing. */
static bool read_time(struct irc_call *call, const char *attributes, const char *key, int64_t *ms)
{
	char text[64];
	struct irc_tag tag;
	*ms = 0;
	if (!irc_tag_find(attributes, key, &tag))
		return true;
	if (irc_tag_copy(text, sizeof text, attributes, key) && irc_param_time(text, ms))
		return true;
	refuse(call, key);
	return false;
}

static bool read_limit(struct irc_call *call, const char *attributes, unsigned *limit)
{
	char text[16], *end = text;
	unsigned long number = IRC_HISTORY_LINES;
	struct irc_tag tag;
	if (irc_tag_find(attributes, "limit", &tag)) {
		irc_tag_copy(text, sizeof text, attributes, "limit");
		number = strtoul(text, &end, 10);
		if (*text < '0' || *text > '9' || *end) {
			refuse(call, "limit");
			return false;
		}
	}
	*limit = number < IRC_HISTORY_LINES ? (unsigned)number : IRC_HISTORY_LINES;
	return true;
}

static bool copy_text(char *out, size_t size, const char *attributes, const char *key)
{
	struct irc_tag tag;
	*out = '\0';
	return !irc_tag_find(attributes, key, &tag) || irc_tag_copy(out, size, attributes, key);
}

/* As `before`, with an id: of several lines of one moment a time takes all or none. This attribute
 * is chatd's own. */
static bool read_before_id(
	struct irc_call *call, const struct room *room, const char *attributes, uint32_t *before)
{
	char text[64];
	struct irc_tag tag;
	uint32_t id;
	*before = UINT32_MAX;
	if (!irc_tag_find(attributes, BEFORE_ID, &tag))
		return true;
	if (irc_tag_copy(text, sizeof text, attributes, BEFORE_ID) &&
		irc_id_read(text, &id, before) && id == room->id)
		return true;
	refuse(call, BEFORE_ID);
	return false;
}

/* False where the command was refused. */
static bool read_question(struct irc_call *call, const struct room *room, const char *attributes,
	struct question *question)
{
	unsigned limit;
	uint32_t before;
	*question = (struct question){.type = QUESTION_SEARCH, .room = room};
	if (!read_limit(call, attributes, &limit) ||
		!read_time(call, attributes, "after", &question->since) ||
		!read_time(call, attributes, "before", &question->until) ||
		!read_before_id(call, room, attributes, &before))
		return false;
	if (!copy_text(question->words, sizeof question->words, attributes, "text") ||
		!copy_text(question->name, sizeof question->name, attributes, "from")) {
		refuse(call, *question->words ? "from" : "text");
		return false;
	}
	question->search =
		(struct store_search){.room = room->id, .before = before, .limit = limit};
	if (!*question->words && !*question->name) {
		question->type = QUESTION_LINES;
		question->range = (struct store_range){.room = room->id,
			.first = 1,
			.last = before <= room->past.number ? before - 1 : room->past.number,
			.limit = limit,
			.newest = question->since == 0,
			.said = true,
			.unerased = true};
	}
	return true;
}

void irc_search(struct irc_call *call)
{
	char name[VALUE_BYTES];
	const char *attributes = call->params[0];
	struct question question;
	if (!irc_known(call, IRC_SEARCH, "soju.im/search"))
		return;
	struct room *room = irc_tag_copy(name, sizeof name, attributes, "in")
				    ? irc_history_room(call, name)
				    : NULL;
	if (!room) {
		refuse(call, "in");
		return;
	}
	if (!read_question(call, room, attributes, &question))
		return;
	struct question *answer = irc_history_ask(call, &question, COST);
	if (!answer)
		return;
	if (answer->failed)
		irc_standard(call, "FAIL", "INTERNAL_ERROR", "", "The search could not be run");
	else
		tell(call, room, answer);
	question_free(answer);
}
