/* Detects mistyped commands: a line that would be said, but was probably meant as a command. Pure.
 *
 * A line that has been said cannot be taken back, and a command may contain a password. So callers
 * hold back a line that looks like a command with a misplaced or missing slash (a space before or
 * after it, another character that looks like it, no slash at all). If the command has a secret, it
 * is found behind other text too. Ordinary sentences must pass: without a slash, a word counts only
 * if no sentence has that word with so many words after it. The exceptions are the commands that
 * everybody uses with a password: a sentence that begins with "login", "register" or "password" is
 * held back, since a password may have blanks and look like a sentence; also with a letter missing,
 * doubled, or two in each other's place. */
#ifndef SLIP_H
#define SLIP_H

#include <stdbool.h>

#define SLIP_WORD_BYTES 16 /* a longer word is no command */

enum slip_kind {
	SLIP_NONE,
	SLIP_COMMAND, /* `word` is the command */
	SLIP_SECRET,  /* the same, and a secret such as a password seems to follow */
	SLIP_TOKEN,   /* a login token is in it; `word` is "" */
	SLIP_IRC,     /* a line with which IRC clients begin */
};

struct slip {
	enum slip_kind kind;
	char word[SLIP_WORD_BYTES + 1]; /* in small letters, without a slash */
};

/* `line` has no ending. In "//x", which says "/x", only secrets are looked for. `first`: the line
 * is the first of its connection and may come from an IRC client. Returns whether it is a slip. */
bool slip_find(struct slip *slip, const char *line, bool first);

/* For IRC, where programs speak too and people explain commands to each other: whether the line
 * begins with a command that has a secret, behind a slash, or with what one asks a service for
 * ("msg NickServ identify ...", "identify ..."). */
bool slip_asks(const char *line);

#endif
