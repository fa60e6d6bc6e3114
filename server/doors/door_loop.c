#include "door_loop.h"

#include "address.h"
#include "clock.h"
#include "table.h"

#define IPV4_NET_BYTES 15 /* of the mapped address: a /24 */
#define IPV6_NET_BYTES 6  /* a /48 */

struct door_loop *door_enter(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	core_enter(loop->core, clock_monotonic_ms());
	return loop;
}

void door_leave(struct conn *conn)
{
	struct door_loop *loop = conn->loop->data;
	core_leave(loop->core);
	loop_iterate_soon(conn->loop);
}

struct origin door_origin_of(const unsigned char address[16])
{
	unsigned char share[16];
	if (address_is_loopback(address))
		return (struct origin){0, 0};
	address_share(share, address);
	uint32_t host = table_hash(share, sizeof share);
	return (struct origin){.host = host ? host : 1, /* 0 is loopback */
		.net = table_hash(
			address, address_is_ipv4(address) ? IPV4_NET_BYTES : IPV6_NET_BYTES)};
}

struct origin door_origin(const struct conn *conn)
{
	return door_origin_of(conn->address);
}
