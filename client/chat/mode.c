#include "mode.h"

#include <string.h>

#include "irc_message.h"
#include "text.h"

/* What is added to "alice ". In the words, %n is the parameter and %r the room. */
static const struct {
	char mode;
	bool role;
	const char *on, *off;
} deeds[] = {
	{'i', false, "made %r a room for the invited", "opened %r to everyone"},
	{'m', false, "made %r moderated: only those with a voice may speak",
		"ended the moderation of %r: everyone may speak"},
	{'n', false, "closed %r to messages from outside", "opened %r to messages from outside"},
	{'s', false, "made %r secret", "made %r public"},
	{'t', false, "let only operators set the topic of %r", "let everyone set the topic of %r"},
	{'k', false, "gave %r the key %n", "took the key from %r"},
	{'l', false, "limited %r to %n people", "took the limit from %r"},
	{'b', false, "banned %n from %r", "lifted the ban on %n in %r"},
	{'e', false, "excepted %n from the bans of %r", "took back the exception for %n in %r"},
	{'I', false, "invited all %n to %r", "took back the invitation of %n to %r"},
	{'q', true, "made %n a founder of %r", "made %n no founder of %r any more"},
	{'a', true, "made %n an admin of %r", "made %n no admin of %r any more"},
	{'o', true, "made %n an operator of %r", "made %n no operator of %r any more"},
	{'h', true, "made %n a half-operator of %r", "made %n no half-operator of %r any more"},
	{'v', true, "gave %n a voice in %r", "took %n's voice in %r"},
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

struct text {
	char *at;
	size_t room; /* without the NUL */
};

/* What comes behind something that was cut would give it another meaning. */
static void add_bytes(struct text *out, const char *piece, size_t length)
{
	char safe[TEXT_SAFE_SIZE(IRC_LINE_BYTES)];
	size_t all = text_safe(safe, piece, length < IRC_LINE_BYTES ? length : IRC_LINE_BYTES);
	size_t fits = text_cut(safe, all, out->room);
	memcpy(out->at, safe, fits);
	out->at += fits;
	out->room = fits < all ? 0 : out->room - fits;
	*out->at = '\0';
}

static void add(struct text *out, const char *piece)
{
	add_bytes(out, piece, strlen(piece));
}

/* NULL for none: neither for a role whose letter is another mode's, nor the other way round. */
static const char *find_words(const struct mode_change *change)
{
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
		if (deeds[i].mode != change->mode || deeds[i].role != (change->role >= 0))
			continue;
		const char *words = change->set ? deeds[i].on : deeds[i].off;
		return change->param || !strstr(words, "%n") ? words : NULL;
	}
	return NULL;
}

static void add_unknown(struct text *out, const struct mode_change *change, const char *room)
{
	const char mode[] = {change->set ? '+' : '-', change->mode, '\0'};
	add(out, "set mode ");
	add(out, mode);
	add(out, change->param ? " " : "");
	add(out, change->param ? change->param : "");
	add(out, " on ");
	add(out, room);
}

/* "alice gave", but "You have given". Returns the rest of the words. */
static const char *add_participle(struct text *out, const char *words)
{
	static const char *const verbs[][2] = {{"gave ", "given "}, {"took ", "taken "}};
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		size_t length = strlen(verbs[i][0]);
		if (strncmp(words, verbs[i][0], length) == 0) {
			add(out, verbs[i][1]);
			return words + length;
		}
	}
	return words;
}

void mode_text(char out[MODE_TEXT_SIZE], const struct mode_change *change, const char *who,
	const char *room)
{
	struct text text = {out, MODE_TEXT_SIZE - 1};
	const char *words = find_words(change);
	add(&text, who ? who : "The server");
	add(&text, " ");
	if (words && who && strcmp(who, MODE_OWN) == 0)
		words = add_participle(&text, words);
	if (!words)
		add_unknown(&text, change, room);
	while (words && *words) {
		size_t run = strcspn(words, "%");
		add_bytes(&text, words, run);
		words += run;
		if (!*words)
			break;
		add(&text, words[1] == 'r' ? room : change->param);
		words += 2;
	}
}
