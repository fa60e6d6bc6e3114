/* Messages of SASL (RFC 4422) as IRC carries them: in base64, in pieces of at most 400 bytes, each
 * the parameter of an AUTHENTICATE (IRCv3 sasl-3.1). A piece of exactly 400 bytes is followed by
 * another one; "+" is an empty piece. Pure; any thread. */
#ifndef SASL_H
#define SASL_H

#include <stdbool.h>
#include <stddef.h>

#define SASL_PIECE_BYTES 400
#define SASL_PIECES_MAX 5 /* of a message, the last one may be "+"; more are refused */
#define SASL_MESSAGE_BYTES (SASL_PIECES_MAX * SASL_PIECE_BYTES / 4 * 3)

/* A message that is being received. One set to zero is empty. */
struct sasl_reader {
	size_t text_length, length;
	char text[SASL_PIECES_MAX * SASL_PIECE_BYTES];
	char message[SASL_MESSAGE_BYTES + 1]; /* `length` bytes and a NUL, once it is whole */
};

enum sasl_taken {
	SASL_PART,	   /* more pieces follow */
	SASL_WHOLE,	   /* the message is whole */
	SASL_ABORTED,	   /* "*" */
	SASL_PIECE_LONG,   /* more than SASL_PIECE_BYTES */
	SASL_MESSAGE_LONG, /* more than SASL_PIECES_MAX pieces */
	SASL_NOT_BASE64,   /* RFC 4648, section 4, with padding */
};

/* Takes a piece. After SASL_WHOLE the next one begins a new message; after a refusal, too. */
enum sasl_taken sasl_take(struct sasl_reader *reader, const char *piece);

/* Forgets the message, and wipes it. */
void sasl_reader_clear(struct sasl_reader *reader);

/* Calls `send` with each piece of the message. */
void sasl_each_piece(const char *message, size_t length,
	void (*send)(void *data, const char *piece), void *data);

/* A message of PLAIN (RFC 4616, section 2): [acts as] NUL name NUL password. */
struct sasl_plain {
	const char *acts_as; /* the name that the client wants to act as, "" for the same one */
	const char *name, *password;
};

/* Points into the message, whose `length` bytes must be followed by a NUL. False unless there are
 * exactly these parts, in UTF-8, with a name and a password. */
bool sasl_plain_parse(struct sasl_plain *plain, const char *message, size_t length);

#endif
