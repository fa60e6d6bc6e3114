#include "mask.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "glob.h"
#include "memory.h"
#include "name.h"
#include "owner.h"
#include "session.h"
#include "text.h"

#define MASK_BYTES 204 /* with all of its parts: so one that is stored is read again */
#define USER_BYTES 64  /* of a user name that are compared */

/* Copies with ASCII letters in lower case: hosts and users are compared that way. */
static void lower(char *out, size_t size, const char *text)
{
	size_t at = 0;
	for (; text[at] && at + 1 < size; at++)
		out[at] = ascii_lower(text[at]);
	out[at] = '\0';
}

static char *lowered(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = memory_get(size);
	lower(copy, size, text);
	return copy;
}

static char *part(const char *text, size_t length)
{
	return length > 0 ? memory_text_n(text, length) : memory_text("*");
}

/* Splits into name, user and host; an empty part is "*". */
static void split(const char *text, char *parts[3])
{
	const char *bang = strchr(text, '!'), *at = strrchr(text, '@');
	if (at && bang && at < bang)
		at = NULL;
	if (!bang && !at && strpbrk(text, ".:")) { /* a host: names have neither */
		parts[0] = memory_text("*");
		parts[1] = memory_text("*");
		parts[2] = memory_text(text);
		return;
	}
	const char *end = text + strlen(text);
	const char *name_end = bang ? bang : at ? text : end;
	const char *user = bang ? bang + 1 : text;
	parts[0] = part(text, (size_t)(name_end - text));
	parts[1] = bang || at ? part(user, (size_t)((at ? at : end) - user)) : memory_text("*");
	parts[2] = at ? part(at + 1, (size_t)(end - at - 1)) : memory_text("*");
}

bool mask_init(struct mask *mask, const char *text)
{
	char *parts[3];
	struct name_key key;
	*mask = (struct mask){0};
	if (!*text || strlen(text) > MASK_BYTES || strpbrk(text, " \t,") ||
		text_has_bidi(text, strlen(text)))
		return false;
	split(text, parts);
	name_key(&key, parts[0], strlen(parts[0]));
	size_t length = strlen(parts[0]) + strlen(parts[1]) + strlen(parts[2]) + 2;
	bool good = key.length > 0 && length <= MASK_BYTES;
	if (good) {
		mask->text = memory_get(length + 1);
		stpcpy(stpcpy(stpcpy(stpcpy(stpcpy(mask->text, parts[0]), "!"), parts[1]), "@"),
			parts[2]);
		mask->name = memory_text(key.bytes);
		mask->user = lowered(parts[1]);
		mask->host = lowered(parts[2]);
	}
	for (int i = 0; i < 3; i++)
		free(parts[i]);
	return good;
}

size_t mask_bytes(const struct mask *mask, const char *why)
{
	return sizeof *mask + 2 * strlen(mask->text) + (why ? strnlen(why, MASK_WHY_BYTES) : 0) +
	       2 * NAME_BYTES;
}

void mask_finish(struct mask *mask)
{
	free(mask->text);
	free(mask->name);
	free(mask->user);
	free(mask->host);
	free(mask->by);
	free(mask->why);
	free(mask->meant);
	owner_give(mask->owner, mask->bytes);
	*mask = (struct mask){0};
}

/* The parts of a session that masks are compared with. */
struct looks {
	const char *name;
	char user[USER_BYTES], host[SESSION_HOST_SIZE];
};

static void take_looks(struct looks *looks, const struct session *session)
{
	char host[SESSION_HOST_SIZE];
	looks->name = session_key(session);
	lower(looks->user, sizeof looks->user, session_user(session));
	lower(looks->host, sizeof looks->host, session_host(session, host));
}

static bool matches(const struct mask *mask, const struct looks *looks, unsigned long *work)
{
	return glob_match_work(mask->name, looks->name, work) &&
	       glob_match_work(mask->user, looks->user, work) &&
	       glob_match_work(mask->host, looks->host, work);
}

bool mask_matches(const struct mask *mask, const struct session *session)
{
	struct looks looks;
	take_looks(&looks, session);
	return matches(mask, &looks, &session->loop->core->cost.steps);
}

struct mask *mask_list_find(const struct mask_list *list, const struct mask *mask)
{
	for (unsigned i = 0; i < list->count; i++) {
		struct mask *item = &list->items[i];
		if (strcmp(item->name, mask->name) == 0 && strcmp(item->user, mask->user) == 0 &&
			strcmp(item->host, mask->host) == 0)
			return item;
	}
	return NULL;
}

const struct mask *mask_list_match(const struct mask_list *list, const struct session *session)
{
	struct core *core = session->loop->core;
	struct looks looks;
	if (list->count > 0)
		take_looks(&looks, session);
	for (unsigned i = 0; i < list->count; i++) {
		const struct mask *mask = &list->items[i];
		if ((mask->until == 0 || mask->until > core->now) &&
			matches(mask, &looks, &core->cost.steps))
			return mask;
	}
	return NULL;
}
