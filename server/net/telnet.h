/* Telnet (RFC 854) in what a person's program sends: pure functions over (bytes, length).
 *
 * A telnet client puts commands among the text: to negotiate options, to tell of Ctrl-C. They are
 * taken out, and each request for an option is declined, so that no option is ever in use and no
 * answer leads to another (RFC 854, the rules that prevent loops). Nothing is ever sent unasked. No
 * state is kept between calls: an unfinished command stays in the bytes, and what was taken before
 * is not taken again. UTF-8 has no byte 0xFF, so other programs do not notice. */
#ifndef TELNET_H
#define TELNET_H

#include <stdbool.h>
#include <stddef.h>

#define TELNET_ANSWERS_MAX 32	/* of one call; the requests of no honest client are as many */
#define TELNET_OPTION_BYTES 256 /* of a subnegotiation, which nobody should send us, at most */

struct telnet {
	size_t length;	 /* of what is left: the last so many of the bytes */
	size_t whole;	 /* of these; what stands behind them is an unfinished command */
	size_t commands; /* that were taken out */
	bool asked;	 /* "are you there?", which wants a visible answer */
	size_t answer_length;
	char answer[3 * TELNET_ANSWERS_MAX];
};

/* Whether there is anything to be taken out. */
bool telnet_is(const char *bytes, size_t length);

/* Takes out all commands. Within a character of UTF-8, three of them are bytes of it which the most
 * common client has mistaken, and become these again. CR NUL, an end of line, becomes LF; IAC IAC,
 * and an IAC that is no command, become a byte that is no UTF-8 either. `last` says that no more
 * bytes will come. */
void telnet_take(char *bytes, size_t length, bool last, struct telnet *found);

#endif
