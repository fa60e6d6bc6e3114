/* Messages of SASL. Each line is a piece: a message that is whole can be sent again and is then the
 * same; one of PLAIN has three parts without a NUL; one of SCRAM, given to both sides, proves
 * nothing. */
#include "sasl.h"

#include <string.h>

#include "buffer.h"
#include "fuzz.h"
#include "scram.h"

static const unsigned char secret[SCRAM_SECRET_BYTES] = "of the accounts";

static void take_again(void *data, const char *piece)
{
	struct sasl_reader *again = data;
	enum sasl_taken taken = sasl_take(again, piece);
	FUZZ_CHECK(taken == (strlen(piece) == SASL_PIECE_BYTES ? SASL_PART : SASL_WHOLE));
}

static void check_plain(const struct sasl_reader *reader)
{
	struct sasl_plain plain;
	if (!sasl_plain_parse(&plain, reader->message, reader->length))
		return;
	size_t parts = strlen(plain.acts_as) + strlen(plain.name) + strlen(plain.password);
	FUZZ_CHECK(*plain.name && *plain.password);
	FUZZ_CHECK(parts + 2 == reader->length);
	FUZZ_CHECK(plain.password + strlen(plain.password) == reader->message + reader->length);
}

static void find(void *data, const char *name, struct scram_keys *keys)
{
	scram_keys_fake(keys, name, secret);
}

static void check_scram(struct scram *scram, const struct sasl_reader *reader)
{
	struct buffer out = {0};
	FUZZ_CHECK(scram_step(scram, reader->message, reader->length, &out) != SCRAM_DONE);
	buffer_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *save = NULL;
	struct sasl_reader reader = {0}, again = {0};
	struct scram *server = scram_server_new(find, NULL);
	for (char *piece = strtok_r(text, "\n", &save); piece;
		piece = strtok_r(NULL, "\n", &save)) {
		if (sasl_take(&reader, piece) != SASL_WHOLE)
			continue;
		FUZZ_CHECK(reader.length <= SASL_MESSAGE_BYTES);
		FUZZ_CHECK(reader.message[reader.length] == '\0');
		sasl_each_piece(reader.message, reader.length, take_again, &again);
		FUZZ_CHECK(again.length == reader.length);
		FUZZ_CHECK(memcmp(again.message, reader.message, reader.length) == 0);
		check_plain(&reader);
		if (server)
			check_scram(server, &reader);
	}
	scram_free(server);
	free(text);
	return 0;
}
