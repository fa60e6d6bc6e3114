#include "refusal.h"

#include <string.h>

#include "ascii.h"

enum about {
	ABOUT_TARGET,  /* params[1] names it */
	ABOUT_COMMAND, /* params[1] is PRIVMSG or NOTICE */
	ABOUT_ANY,
	ABOUT_EMPTY,
};

static const struct {
	const char *number;
	enum about about;
} refusals[] = {
	{"263", ABOUT_COMMAND}, /* RPL_TRYAGAIN */
	{"400", ABOUT_COMMAND}, /* ERR_UNKNOWNERROR */
	{"401", ABOUT_TARGET},	/* ERR_NOSUCHNICK */
	{"402", ABOUT_TARGET},	/* ERR_NOSUCHSERVER */
	{"403", ABOUT_TARGET},	/* ERR_NOSUCHCHANNEL */
	{"404", ABOUT_TARGET},	/* ERR_CANNOTSENDTOCHAN */
	{"407", ABOUT_TARGET},	/* ERR_TOOMANYTARGETS */
	{"408", ABOUT_TARGET},	/* ERR_NOSUCHSERVICE, ERR_NOCOLORSONCHAN */
	{"411", ABOUT_ANY},	/* ERR_NORECIPIENT */
	{"412", ABOUT_EMPTY},	/* ERR_NOTEXTTOSEND */
	{"413", ABOUT_TARGET},	/* ERR_NOTOPLEVEL */
	{"414", ABOUT_TARGET},	/* ERR_WILDTOPLEVEL */
	{"415", ABOUT_TARGET},	/* ERR_BADMASK, ERR_MSGNEEDREGGEDNICK */
	{"417", ABOUT_ANY},	/* ERR_INPUTTOOLONG */
	{"421", ABOUT_COMMAND}, /* ERR_UNKNOWNCOMMAND */
	{"439", ABOUT_TARGET},	/* ERR_TARGETTOOFAST */
	{"440", ABOUT_TARGET},	/* ERR_SERVICESDOWN */
	{"461", ABOUT_COMMAND}, /* ERR_NEEDMOREPARAMS */
	{"477", ABOUT_TARGET},	/* ERR_NEEDREGGEDNICK */
	{"486", ABOUT_TARGET},	/* ERR_NONONREG */
	{"487", ABOUT_TARGET},	/* ERR_MSGSERVICES */
	{"489", ABOUT_TARGET},	/* ERR_VOICENEEDED */
	{"492", ABOUT_TARGET},	/* ERR_NOCTCP */
	{"493", ABOUT_TARGET},	/* ERR_NOSHAREDCHAN */
	{"494", ABOUT_TARGET},	/* ERR_OWNMODE */
	{"531", ABOUT_TARGET},	/* ERR_CANTSENDTOUSER */
	{"573", ABOUT_TARGET},	/* ERR_CANNOTSENDRP */
	{"707", ABOUT_TARGET},	/* ERR_TARGCHANGE */
	{"716", ABOUT_TARGET},	/* RPL_TARGUMODEG */
};

/* FAIL command code [context...] text. Of INVALID_UTF8 the command may not be known, since it is
 * in the line that could not be read (utf8only). */
static bool read_fail(struct refusal *refusal, const struct irc_message *message)
{
	if (message->count < 3)
		return false;
	refusal->not_text = strcmp(message->params[1], "INVALID_UTF8") == 0;
	refusal->command = message->params[0];
	refusal->names = message->params + 2;
	refusal->name_count = message->count - 3;
	if (refusal->not_text && strcmp(refusal->command, "*") == 0)
		refusal->command = NULL;
	return true;
}

/* nick [name] text: one that names nothing, though it should, may be about any. */
static bool read_number(
	struct refusal *refusal, const struct irc_message *message, enum about about)
{
	bool named = message->count >= 3;
	refusal->empty = about == ABOUT_EMPTY;
	if (about == ABOUT_COMMAND && named)
		refusal->command = message->params[1];
	if (about == ABOUT_TARGET && named) {
		refusal->names = message->params + 1;
		refusal->name_count = 1;
		refusal->must_name = true;
	}
	return about != ABOUT_COMMAND || named;
}

bool refusal_read(struct refusal *refusal, const struct irc_message *message)
{
	memset(refusal, 0, sizeof *refusal);
	if (ascii_equal(message->command, "FAIL"))
		return read_fail(refusal, message);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (strcmp(message->command, refusals[i].number) == 0)
			return read_number(refusal, message, refusals[i].about);
	return false;
}
