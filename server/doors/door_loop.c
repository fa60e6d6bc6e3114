#include "door_loop.h"

#include <string.h>

#include "address.h"
#include "clock.h"
#include "table.h"

int64_t door_now(void)
{
	return clock_monotonic_ms();
}

struct origin door_origin_of(const unsigned char address[16])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	bool ipv4 = memcmp(address, mapped, sizeof mapped) == 0;
	if (address_is_loopback(address))
		return (struct origin){0, 0};
	unsigned char share[16];
	address_share(share, address);
	uint32_t host = table_hash(share, sizeof share);
	return (struct origin){.host = host ? host : 1, .net = table_hash(address, ipv4 ? 15 : 6)};
}

struct origin door_origin(const struct conn *conn)
{
	return door_origin_of(conn->address);
}
