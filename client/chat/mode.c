#include "mode.h"

#include <string.h>

#include "irc_message.h"
#include "mode_words.h"
#include "text.h"

/* Roles that chatd does not have, as in mode_words.h. */
static const struct {
	char mode;
	const char *on, *off;
} more_roles[] = {
	{'a', "made %n an admin of %r", "made %n no admin of %r any more"},
	{'h', "made %n a half-operator of %r", "made %n no half-operator of %r any more"},
};

void mode_rules_init(struct mode_rules *rules)
{
	*rules = (struct mode_rules){
		.lists = "beI",
		.keys = "k",
		.numbers = "l",
		.flags = "aimnpqrst",
		.role_modes = "ov",
		.role_signs = "@+",
	};
}

static bool needs_param(const struct mode_rules *rules, const struct mode_change *change)
{
	return change->role >= 0 || strchr(rules->lists, change->mode) ||
	       strchr(rules->keys, change->mode) ||
	       (change->set && strchr(rules->numbers, change->mode));
}

bool mode_next(struct mode_reader *reader, const struct mode_rules *rules, char *const *params,
	unsigned count, struct mode_change *change)
{
	if (count == 0)
		return false;
	if (reader->letter == 0)
		reader->set = true;
	for (char mode; (mode = params[0][reader->letter]);) {
		reader->letter++;
		if (mode == '+' || mode == '-')
			reader->set = mode == '+';
		if (mode <= '-' || mode > '~')
			continue;
		const char *role = strchr(rules->role_modes, mode);
		*change = (struct mode_change){.set = reader->set,
			.mode = mode,
			.role = role ? (int)(role - rules->role_modes) : -1};
		if (needs_param(rules, change) && reader->param + 1 < count)
			change->param = params[++reader->param];
		return true;
	}
	return false;
}

/* NULL if there are none, or if the letter is a role's here and another mode's there. */
static const char *find_words(const struct mode_change *change)
{
	const char *words = NULL;
	bool role = change->role >= 0;
	for (enum mode mode = 0; mode < MODE_COUNT; mode++)
		if (mode_letter(mode) == change->mode && (mode >= MODE_FOUNDER) == role)
			words = mode_words(mode, change->set);
	for (size_t i = 0; role && i < sizeof more_roles / sizeof *more_roles; i++)
		if (more_roles[i].mode == change->mode)
			words = change->set ? more_roles[i].on : more_roles[i].off;
	return words && !change->param && strstr(words, "%n") ? NULL : words;
}

/* Each piece is made safe for itself, so that bidirectional formatting ends with it. */
static const char *make_safe(char out[TEXT_SAFE_SIZE(IRC_LINE_BYTES)], const char *text)
{
	if (text)
		text_safe(out, text, strnlen(text, IRC_LINE_BYTES));
	return text ? out : NULL;
}

void mode_text(char out[MODE_TEXT_SIZE], const struct mode_change *change, bool own,
	const char *who, const char *room)
{
	char whos[TEXT_SAFE_SIZE(IRC_LINE_BYTES)], params[TEXT_SAFE_SIZE(IRC_LINE_BYTES)],
		rooms[TEXT_SAFE_SIZE(IRC_LINE_BYTES)];
	const char *words = find_words(change), *param = make_safe(params, change->param);
	struct buffer text = {0};
	who = make_safe(whos, who);
	room = make_safe(rooms, room);
	mode_words_add(&text, words ? words : "set mode ", own, who, param, room);
	if (!words)
		buffer_format(&text, "%c%c%s%s on %s", change->set ? '+' : '-', change->mode,
			param ? " " : "", param ? param : "", room);
	size_t length = text_cut(text.bytes, text.length, MODE_TEXT_SIZE - 1);
	memcpy(out, text.bytes, length);
	out[length] = '\0';
	buffer_finish(&text);
}
