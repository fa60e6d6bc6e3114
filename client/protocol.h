/* The line door as a reader sees it: which kind of line is this, and whose name is in it.
 *
 *   <alice> text        said in the room        -- text     the server speaks
 *   * alice waves       an action               !! text     the server refuses
 *   [alice] text        private, from alice
 *   [to bob] text       private, to bob, confirmed
 *
 * A name has no blanks, so the first closing mark with a blank behind it ends the name even
 * where the name itself has brackets. A line that fits none of the forms is shown as it is.
 * All functions are pure. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

enum protocol_kind {
	PROTOCOL_OTHER,
	PROTOCOL_SAID,
	PROTOCOL_ACTION,
	PROTOCOL_FROM,
	PROTOCOL_TO,
	PROTOCOL_SERVER,
	PROTOCOL_REFUSAL,
};

struct protocol_line {
	enum protocol_kind kind;
	size_t name; /* offset and bytes of the name; 0 bytes where the kind has none */
	size_t name_length;
};

/* `line` is one line without its end. */
void protocol_parse(struct protocol_line *parsed, const char *line, size_t length);

/* Whether this line, typed by the user, asks the server to end the connection: /quit, /exit or
 * /bye, with or without a reason. */
bool protocol_quits(const char *line, size_t length);

#endif
