/* Who is at the other end of a conn, and who can read the bytes on the way. */
#include "conn.h"

#include <netinet/in.h>
#include <string.h>

#include "conn_tls.h"
#include "local_users.h"
#include "peer.h"

void conn_address(const struct conn *conn, char out[ADDRESS_TEXT_SIZE])
{
	struct in6_addr address;
	struct sockaddr_storage scoped;
	socklen_t size = sizeof scoped;
	memcpy(&address, conn->address, sizeof address);
	if (IN6_IS_ADDR_LINKLOCAL(&address) && /* only the socket knows its interface */
		getpeername(conn->fd, (struct sockaddr *)&scoped, &size) == 0)
		address_text(out, (const struct sockaddr *)&scoped);
	else
		peer_text(out, conn->address, conn->port);
}

void conn_host(const struct conn *conn, char out[ADDRESS_TEXT_SIZE])
{
	peer_host(out, conn->address);
}

const struct local_user *conn_local_user(const struct conn *conn)
{
	return peer_is_unix(conn->address) ? local_users_find(peer_uid(conn->address)) : NULL;
}

bool conn_is_private(const struct conn *conn)
{
	return conn->tls || address_is_loopback(conn->address) || peer_is_unix(conn->address);
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
