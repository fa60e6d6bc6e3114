#include <errno.h>

#include "secure.h"

bool secure_start(void)
{
	return false;
}

struct secure *secure_client(int fd)
{
	return NULL;
}

struct secure *secure_server(int fd)
{
	return NULL;
}

bool secure_handshake(struct secure *secure)
{
	errno = ENOTSUP;
	return false;
}

ssize_t secure_read(struct secure *secure, void *bytes, size_t size)
{
	errno = ENOTSUP;
	return -1;
}

ssize_t secure_write(struct secure *secure, const void *bytes, size_t length)
{
	errno = ENOTSUP;
	return -1;
}

bool secure_pending(const struct secure *secure)
{
	return false;
}

void secure_free(struct secure *secure)
{
}
