/* Who is at the other end of a conn, and who can read the bytes on the way. */
#include "conn.h"

#include <netinet/in.h>
#include <string.h>

#include "conn_tls.h"

static struct sockaddr_in6 address_of(const struct conn *conn)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(conn->port)};
	memcpy(&address.sin6_addr, conn->address, sizeof conn->address);
	return address;
}

void conn_address(const struct conn *conn, char out[ADDRESS_TEXT_SIZE])
{
	struct sockaddr_in6 address = address_of(conn);
	socklen_t size = sizeof address;
	if (IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr)) /* only the socket knows its interface */
		(void)getpeername(conn->fd, (struct sockaddr *)&address, &size);
	address_text(out, (const struct sockaddr *)&address);
}

void conn_host(const struct conn *conn, char out[ADDRESS_TEXT_SIZE])
{
	struct sockaddr_in6 address = address_of(conn);
	address_host(out, (const struct sockaddr *)&address);
}

bool conn_is_private(const struct conn *conn)
{
	return conn->tls || address_is_loopback(conn->address);
}

bool conn_certificate(const struct conn *conn, char out[CONN_CERTIFICATE_SIZE])
{
	out[0] = '\0';
	return conn->tls && conn_tls_certificate(conn, out);
}

bool conn_has_protocol(const struct conn *conn, const char *name)
{
	return conn->tls && conn_tls_has_protocol(conn, name);
}
