#include "fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "memory.h"
#include "reply.h"
#include "text.h"

#define NAMED_MAX 8  /* people of one kind */
#define TEXT_MAX 200 /* bytes of a name or a reason */

/* What happened to somebody in the run. */
enum fate { JOINED, LEFT, RENAMED, VISITED, RETURNED, UNCHANGED, FATES };

struct person {
	char *first; /* the name at the beginning of the run */
	char *now;
	char *why;    /* reason of the last leave; NULL for none */
	bool was, is; /* in the room: at the beginning, now */
	bool left;
};

struct fold {
	char *room; /* NULL while the run is empty */
	int64_t time;
	size_t count;
	struct person people[FOLD_NAMES_MAX];
	unsigned long others[FATES]; /* events of people beyond those */
};

struct fold *fold_new(void)
{
	return memory_zero(sizeof(struct fold));
}

void fold_clear(struct fold *fold)
{
	for (size_t i = 0; i < fold->count; i++) {
		free(fold->people[i].first);
		free(fold->people[i].now);
		free(fold->people[i].why);
	}
	free(fold->room);
	memset(fold, 0, sizeof *fold);
}

void fold_free(struct fold *fold)
{
	if (fold)
		fold_clear(fold);
	free(fold);
}

bool fold_empty(const struct fold *fold)
{
	return !fold->room;
}

int64_t fold_time(const struct fold *fold)
{
	return fold->time;
}

/* A copy that is safe and not too long. */
static char *keep(const char *text)
{
	char *safe = reply_plain(text, strlen(text));
	size_t length = strlen(safe), cut = text_cut(safe, length, TEXT_MAX);
	char *kept = memory_format("%.*s%s", (int)cut, safe, cut < length ? "..." : "");
	free(safe);
	return kept;
}

static bool takes(const struct fold *fold, const struct chat_event *event)
{
	bool taken = event->kind == CHAT_JOINED || event->kind == CHAT_LEFT ||
		     event->kind == CHAT_QUIT || (event->kind == CHAT_RENAMED && event->other);
	return taken && !event->own && event->name && event->room &&
	       (fold_empty(fold) || strcmp(fold->room, event->room) == 0);
}

/* The person with this name who is (or is not) in the room, the latest one first; NULL for nobody.
 */
static struct person *find(struct fold *fold, const char *name, bool is)
{
	for (size_t i = fold->count; i > 0; i--) {
		struct person *person = &fold->people[i - 1];
		if (person->is == is && strcmp(person->now, name) == 0)
			return person;
	}
	return NULL;
}

/* The person who has the name now, or had it last; else a new one, who was (`was`) in the room
 * before. NULL if there are too many. */
static struct person *known(struct fold *fold, const char *name, bool was)
{
	struct person *person = find(fold, name, true);
	if (!person)
		person = find(fold, name, false);
	if (person || fold->count == FOLD_NAMES_MAX)
		return person;
	person = &fold->people[fold->count++];
	person->first = memory_text(name);
	person->now = memory_text(name);
	person->was = person->is = was;
	return person;
}

static void leave(struct person *person, const char *why)
{
	person->is = false;
	person->left = true;
	free(person->why);
	person->why = text_blank(why, strlen(why)) ? NULL : keep(why);
}

static void rename_to(struct person *person, const char *name)
{
	free(person->now);
	person->now = keep(name);
}

bool fold_add(struct fold *fold, const struct chat_event *event)
{
	if (!takes(fold, event))
		return false;
	if (fold_empty(fold)) {
		fold->time = event->time;
		fold->room = memory_text(event->room);
	}
	bool joins = event->kind == CHAT_JOINED, is_renamed = event->kind == CHAT_RENAMED;
	char *name = keep(event->name);
	struct person *person = known(fold, name, !joins);
	free(name);
	if (!person)
		fold->others[joins ? JOINED : is_renamed ? RENAMED : LEFT]++;
	else if (joins)
		person->is = true;
	else if (is_renamed)
		rename_to(person, event->other);
	else
		leave(person, event->text);
	return true;
}

static enum fate fate_of(const struct person *person)
{
	if (!person->was)
		return person->is ? JOINED : VISITED;
	if (!person->is)
		return LEFT;
	if (strcmp(person->first, person->now) != 0)
		return RENAMED;
	return person->left ? RETURNED : UNCHANGED;
}

/* People with the same fate, of whom the first are named. */
struct group {
	const struct person *named[NAMED_MAX];
	size_t named_count;
	unsigned long others;
	bool one_reason; /* all left for the same reason */
};

static bool same_reason(const struct person *a, const struct person *b)
{
	return a->why && b->why ? strcmp(a->why, b->why) == 0 : a->why == b->why;
}

static void gather(struct group *group, const struct fold *fold, enum fate fate)
{
	*group = (struct group){.others = fold->others[fate], .one_reason = true};
	for (size_t i = 0; i < fold->count; i++) {
		const struct person *person = &fold->people[i];
		if (fate_of(person) != fate)
			continue;
		if (group->named_count < NAMED_MAX)
			group->named[group->named_count++] = person;
		else
			group->others++;
		if (!same_reason(person, group->named[0]))
			group->one_reason = false;
	}
}

/* "ada, bob and 3 others", or a sentence for each who has a new name. People who left are told by
 * the name from before the run. */
static void write_people(struct buffer *to, const struct group *group, enum fate fate)
{
	size_t most = group->named_count;
	const char *before_last = fate == RENAMED ? "; " : " and ";
	for (size_t i = 0; i < most; i++) {
		const struct person *person = group->named[i];
		bool last = i + 1 == most && group->others == 0;
		const char *between = last || fate == RENAMED ? before_last : ", ";
		buffer_format(to, "%s%s", i > 0 ? between : "",
			fate == LEFT || fate == RENAMED ? person->first : person->now);
		if (fate == RENAMED)
			buffer_format(to, " is %s now", person->now);
		else if (fate == LEFT && !group->one_reason && person->why)
			buffer_format(to, " (%s)", person->why);
	}
	if (group->others > 0)
		buffer_format(to, "%s%lu other%s", most > 0 ? before_last : "", group->others,
			group->others == 1 ? "" : "s");
}

static void write_group(struct buffer *to, const struct group *group, enum fate fate)
{
	static const char *const words[FATES] = {
		[JOINED] = " joined",
		[LEFT] = " left",
		[RENAMED] = "", /* people have said it */
		[VISITED] = " came and went",
		[RETURNED] = " left and came back",
		[UNCHANGED] = " changed names, and back again",
	};
	write_people(to, group, fate);
	buffer_add_text(to, words[fate]);
	if (fate == RENAMED && group->others > 0)
		buffer_add_text(to, group->others == 1 ? " has a new name" : " have new names");
	if (fate == LEFT && group->named_count > 0 && group->one_reason && group->named[0]->why)
		buffer_format(to, " (%s)", group->named[0]->why);
}

void fold_text(const struct fold *fold, char *out, size_t size)
{
	struct buffer to = {0};
	for (enum fate fate = 0; fate < FATES; fate++) {
		struct group group;
		gather(&group, fold, fate);
		if (group.named_count == 0 && group.others == 0)
			continue;
		buffer_add_text(&to, to.length > 0 ? "; " : "");
		write_group(&to, &group, fate);
	}
	const char *text = buffer_text(&to);
	snprintf(out, size, "%.*s", (int)text_cut(text, to.length, size - 1), text);
	buffer_finish(&to);
}
