/* Slips of the keyboard: a line that is about to be said, but was meant as a command. Pure.
 *
 * What is said cannot be taken back, and a command may carry a password. So a line is held back
 * where its form is that of a command without its slash in the first place (a blank in front of it
 * or behind it, another character that looks like it, none at all), and where that carries a
 * secret, also behind other text. Ordinary speech has to stay ordinary: without a slash, only words
 * count that make no sentence with so many words behind them. */
#ifndef SLIP_H
#define SLIP_H

#include <stdbool.h>

#define SLIP_WORD_BYTES 16 /* a longer word is no command */

enum slip_kind {
	SLIP_NONE,
	SLIP_COMMAND, /* `word` is the command */
	SLIP_SECRET,  /* the same, and a password or the like seems to be behind it */
	SLIP_IRC,     /* a line with which IRC clients begin */
};

struct slip {
	enum slip_kind kind;
	char word[SLIP_WORD_BYTES + 1]; /* in small letters, without a slash */
};

/* `line` is what was typed, without its ending; "//x" means "/x" and is looked at for secrets
 * alone. `first`: nothing came before, so that it may be an IRC client's. Returns whether it is a
 * slip. */
bool slip_find(struct slip *slip, const char *line, bool first);

#endif
