#include "irc_view_form.h"

#include <stddef.h>
#include <string.h>

#include "fuzz.h"
#include "irc_peer.h"

/* How many parameters a numeric has, the nick too. */
static const struct {
	int numeric;
	unsigned count;
} numerics[] = {{1, 2}, {221, 2}, {301, 3}, {302, 2}, {303, 2}, {305, 2}, {306, 2}, {311, 6},
	{312, 4}, {313, 3}, {314, 6}, {315, 3}, {317, 5}, {318, 3}, {319, 3}, {322, 4}, {323, 2},
	{329, 3}, {330, 4}, {331, 3}, {332, 3}, {333, 4}, {336, 2}, {337, 2}, {341, 3}, {346, 5},
	{347, 3}, {348, 5}, {349, 3}, {352, 8}, {353, 4}, {366, 3}, {367, 5}, {368, 3}, {369, 3},
	{381, 2}, {401, 3}, {402, 3}, {403, 3}, {404, 3}, {405, 3}, {406, 3}, {407, 3}, {409, 2},
	{410, 3}, {411, 2}, {412, 2}, {417, 2}, {421, 3}, {431, 2}, {432, 3}, {433, 3}, {441, 4},
	{442, 3}, {443, 4}, {451, 2}, {461, 3}, {462, 2}, {464, 2}, {471, 3}, {472, 3}, {473, 3},
	{474, 3}, {475, 3}, {478, 4}, {481, 2}, {482, 3}, {491, 2}, {501, 2}, {502, 2}, {524, 3},
	{525, 3}, {696, 5}, {730, 2}, {731, 2}, {732, 2}, {733, 2}, {734, 4}, {900, 4}, {901, 3},
	{902, 2}, {903, 2}, {904, 2}, {905, 2}, {906, 2}, {908, 3}};

bool view_numeric(int numeric, unsigned count)
{
	for (size_t i = 0; i < sizeof numerics / sizeof numerics[0]; i++)
		if (numerics[i].numeric == numeric)
			return numerics[i].count == count;
	return true;
}

bool view_blanks(const char *text)
{
	for (const char *blank = text; (blank = strchr(blank, ' ')); blank++) {
		if (blank[1] == ':' && blank > text)
			return true;
		if (blank[1] == ' ' || blank[1] == '\0')
			return false;
	}
	return true;
}

uint32_t view_tag_cap(const struct irc_tag *tag)
{
	static const struct {
		const char *key;
		uint32_t cap;
	} tags[] = {{"time", IRC_SERVER_TIME}, {"msgid", IRC_MESSAGE_TAGS},
		{"bot", IRC_MESSAGE_TAGS}, {"label", IRC_LABELED_RESPONSE},
		{"account", IRC_ACCOUNT_TAG}, {"batch", IRC_BATCH},
		{"draft/multiline-concat", IRC_MULTILINE},
		{"draft/chathistory-context", IRC_REDACTION}};
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (strlen(tags[i].key) == tag->key_length &&
			memcmp(tags[i].key, tag->key, tag->key_length) == 0)
			return tags[i].cap;
	FUZZ_CHECK(*tag->key == '+' && irc_tag_key_valid(tag->key, tag->key_length));
	return IRC_MESSAGE_TAGS;
}
