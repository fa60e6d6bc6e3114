#include "sasl.h"

#include <string.h>

#include <sodium.h>

#include "irc_text.h"

_Static_assert(SASL_PIECE_BYTES % 4 == 0, "base64 can be cut there");

static enum sasl_taken decode(struct sasl_reader *reader)
{
	int result = sodium_base642bin((unsigned char *)reader->message, SASL_MESSAGE_BYTES,
		reader->text, reader->text_length, NULL, &reader->length, NULL,
		sodium_base64_VARIANT_ORIGINAL);
	sodium_memzero(reader->text, reader->text_length);
	reader->text_length = 0;
	if (result != 0)
		return SASL_NOT_BASE64;
	reader->message[reader->length] = '\0';
	return SASL_WHOLE;
}

enum sasl_taken sasl_take(struct sasl_reader *reader, const char *piece)
{
	size_t length = strlen(piece);
	bool empty = strcmp(piece, "+") == 0, aborted = strcmp(piece, "*") == 0;
	bool piece_long = length > SASL_PIECE_BYTES;
	if (aborted || piece_long ||
		(!empty && length > sizeof reader->text - reader->text_length)) {
		sasl_reader_clear(reader);
		return aborted ? SASL_ABORTED : piece_long ? SASL_PIECE_LONG : SASL_MESSAGE_LONG;
	}
	if (!empty) {
		memcpy(reader->text + reader->text_length, piece, length);
		reader->text_length += length;
	}
	return length == SASL_PIECE_BYTES ? SASL_PART : decode(reader);
}

void sasl_reader_clear(struct sasl_reader *reader)
{
	sodium_memzero(reader, sizeof *reader);
}

void sasl_each_piece(
	const char *message, size_t length, void (*send)(void *data, const char *piece), void *data)
{
	const size_t bytes = SASL_PIECE_BYTES / 4 * 3;
	char piece[SASL_PIECE_BYTES + 1];
	size_t part;
	do {
		part = length < bytes ? length : bytes;
		sodium_bin2base64(piece, sizeof piece, (const unsigned char *)message, part,
			sodium_base64_VARIANT_ORIGINAL);
		send(data, part > 0 ? piece : "+");
		message += part;
		length -= part;
	} while (strlen(piece) == SASL_PIECE_BYTES);
	sodium_memzero(piece, sizeof piece);
}

bool sasl_plain_parse(struct sasl_plain *plain, const char *message, size_t length)
{
	const char *end = message + length;
	plain->acts_as = message;
	plain->name = message + strlen(message) + 1;
	if (plain->name > end)
		return false;
	plain->password = plain->name + strlen(plain->name) + 1;
	return plain->password <= end && plain->password + strlen(plain->password) == end &&
	       *plain->name && *plain->password && irc_text_utf8(message, length);
}
