/* A build without GNU SASL has no SCRAM. */
#include "scram.h"

#include <string.h>

bool scram_exists(void)
{
	return false;
}

bool scram_possible(const char *text)
{
	return false;
}

bool scram_keys_make(struct scram_keys *keys, const char *password)
{
	memset(keys, 0, sizeof *keys);
	return false;
}

void scram_keys_fake(
	struct scram_keys *keys, const char *name, const unsigned char secret[SCRAM_SECRET_BYTES])
{
	memset(keys, 0, sizeof *keys);
}

struct scram *scram_server_new(scram_find *find, void *data)
{
	return NULL;
}

struct scram *scram_client_new(const char *name, const char *password)
{
	return NULL;
}

void scram_free(struct scram *scram)
{
}

enum scram_step scram_step(
	struct scram *scram, const char *message, size_t length, struct buffer *out)
{
	return SCRAM_FAILED;
}

const char *scram_name(const struct scram *scram)
{
	return "";
}

const char *scram_acts_as(const struct scram *scram)
{
	return "";
}
