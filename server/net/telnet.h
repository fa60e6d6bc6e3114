/* Telnet commands (RFC 854) in the input of the line door: pure functions over (bytes, length).
 *
 * A telnet client puts commands among the text, to negotiate options or to report Ctrl-C. They are
 * removed, and each request for an option is declined: no option is ever in use, and no answer
 * causes another (RFC 854, the rules that prevent loops). The server sends no command unasked. No
 * state is kept between calls: an unfinished command stays in the bytes, and a removed one is gone.
 * UTF-8 has no byte 0xFF, so text of other programs stays as it is. */
#ifndef TELNET_H
#define TELNET_H

#include <stdbool.h>
#include <stddef.h>

#define TELNET_ANSWERS_MAX 32 /* in one call; an honest client requests fewer options */
#define TELNET_OPTION_MAX 256 /* bytes of a subnegotiation, which no client should send */

struct telnet {
	size_t length;	 /* of what is left; it stands at the end of the bytes */
	size_t whole;	 /* of that without an unfinished command at its end */
	size_t commands; /* removed */
	bool asked;	 /* "are you there?", which wants a visible answer */
	size_t answer_length;
	char answer[3 * TELNET_ANSWERS_MAX];
};

/* Whether telnet_take() has something to do. */
bool telnet_present(const char *bytes, size_t length);

/* Removes all commands. Within a UTF-8 character, three of them are bytes that the most common
 * client has mistaken for control keys; these are restored. CR NUL, an end of line, becomes LF; IAC
 * IAC, and an IAC that begins no command, become a byte that is invalid in UTF-8. `last` says that
 * no more bytes will come. */
void telnet_take(char *bytes, size_t length, bool last, struct telnet *found);

#endif
