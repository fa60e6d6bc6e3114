#include "mode_words.h"

static const struct {
	char letter;
	const char *name;
} rows[MODE_COUNT] = {
	[MODE_INVITE_ONLY] = {'i', "invite-only"},
	[MODE_MODERATED] = {'m', "moderated"},
	[MODE_MEMBERS_ONLY] = {'n', "members-only"},
	[MODE_SECRET] = {'s', "secret"},
	[MODE_TOPIC_LOCKED] = {'t', "topic-locked"},
	[MODE_KEY] = {'k', "key"},
	[MODE_LIMIT] = {'l', "limit"},
	[MODE_BAN] = {'b', "ban"},
	[MODE_BAN_EXCEPT] = {'e', "ban-except"},
	[MODE_INVITE_EXCEPT] = {'I', "invite-except"},
	[MODE_FOUNDER] = {'q', "founder"},
	[MODE_OPERATOR] = {'o', "operator"},
	[MODE_VOICE] = {'v', "voice"},
};

char mode_letter(enum mode mode)
{
	return rows[mode].letter;
}

const char *mode_name(enum mode mode)
{
	return rows[mode].name;
}
