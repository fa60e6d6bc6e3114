#include "mode_words.h"

#include <string.h>

#include "ascii.h"
#include "nearest.h"

static const struct {
	char letter;
	const char *name;
	const char *on, *off;
} rows[MODE_COUNT] = {
	[MODE_INVITE_ONLY] = {'i', "invite-only", "made %r a room for the invited",
		"opened %r to everyone"},
	[MODE_MODERATED] = {'m', "moderated",
		"made %r moderated: only those with a voice may speak",
		"ended the moderation of %r: everyone may speak"},
	[MODE_MEMBERS_ONLY] = {'n', "members-only", "closed %r to messages from outside",
		"opened %r to messages from outside"},
	[MODE_SECRET] = {'s', "secret", "made %r secret", "made %r public"},
	[MODE_TOPIC_LOCKED] = {'t', "topic-locked", "let only operators set the topic of %r",
		"let everyone set the topic of %r"},
	[MODE_KEY] = {'k', "key", "%g %r the key %n", "%t the key from %r"},
	[MODE_LIMIT] = {'l', "limit", "limited %r to %n people", "%t the limit from %r"},
	[MODE_KEEP] = {'H', "keep", "limited the history of %r to %n",
		"%t the limit from the history of %r"},
	[MODE_BAN] = {'b', "ban", "banned %n from %r", "lifted the ban on %n in %r"},
	[MODE_BAN_EXCEPT] = {'e', "ban-except", "excepted %n from the bans of %r",
		"%t back the exception for %n in %r"},
	[MODE_INVITE_EXCEPT] = {'I', "invite-except", "invited all %n to %r",
		"%t back the invitation of %n to %r"},
	[MODE_FOUNDER] = {'q', "founder", "made %n a founder of %r",
		"made %n no founder of %r any more"},
	[MODE_OPERATOR] = {'o', "operator", "made %n an operator of %r",
		"made %n no operator of %r any more"},
	[MODE_VOICE] = {'v', "voice", "%g %n a voice in %r", "%t %n's voice in %r"},
};

char mode_letter(enum mode mode)
{
	return rows[mode].letter;
}

const char *mode_name(enum mode mode)
{
	return rows[mode].name;
}

enum mode mode_find(const char *name)
{
	for (enum mode mode = 0; mode <= MODE_KEEP; mode++)
		if (ascii_equal(rows[mode].name, name))
			return mode;
	return MODE_COUNT;
}

static const char *settable(const void *data, size_t i)
{
	return i <= MODE_KEEP ? rows[i].name : NULL;
}

const char *mode_nearest(const char *name)
{
	return nearest_word(name, settable, NULL);
}

const char *mode_words(enum mode mode, bool on)
{
	return on ? rows[mode].on : rows[mode].off;
}

void mode_words_add(struct buffer *out, const char *words, bool own, const char *who,
	const char *argument, const char *room)
{
	buffer_add_all(out, own ? MODE_WORDS_OWN : who ? who : "The server", " ", NULL);
	while (*words) {
		size_t run = strcspn(words, "%");
		buffer_add(out, words, run);
		words += run;
		if (!*words)
			return;
		const char *word = words[1] == 'r'   ? room
				   : words[1] == 'g' ? (own ? "given" : "gave")
				   : words[1] == 't' ? (own ? "taken" : "took")
						     : argument;
		buffer_add_text(out, word);
		words += 2;
	}
}
