/* Addresses: what is understood is in range, and means the same when it is written again. */
#include "address.h"

#include <string.h>

#include "fuzz.h"

static void check_again(const struct address *address)
{
	char text[ADDRESS_HOST_BYTES + 16];
	struct address again;
	if (!address->host[0])
		return;
	if (address->port < 0)
		snprintf(text, sizeof text, "[%s]", address->host);
	else
		snprintf(text, sizeof text, "[%s]:%d", address->host, address->port);
	FUZZ_CHECK(address_parse(&again, text) == ADDRESS_GOOD);
	FUZZ_CHECK(strcmp(again.host, address->host) == 0);
	FUZZ_CHECK(again.port == address->port);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address address;
	char *text = strndup((const char *)data, size);
	enum address_error error = address_parse(&address, text);
	FUZZ_CHECK(*address_error_text(error));
	if (error == ADDRESS_GOOD) {
		FUZZ_CHECK(address.port >= -1 && address.port <= 65535);
		FUZZ_CHECK(strlen(address.host) <= ADDRESS_HOST_BYTES);
		for (const char *at = address.host; *at; at++)
			FUZZ_CHECK((unsigned char)*at > ' ' && *at != 0x7F && *at != '[' &&
				   *at != ']');
		check_again(&address);
	}
	int port = address_port(text);
	FUZZ_CHECK(port >= -1 && port <= 65535);
	free(text);
	return 0;
}
