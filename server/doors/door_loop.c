#include "door_loop.h"

#include <string.h>

#include <sodium.h>

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

static unsigned char secret_key[TABLE_SECRET_BYTES];
static bool secret_set;

void door_set_secret(const unsigned char secret[TABLE_SECRET_BYTES])
{
	memcpy(secret_key, secret, sizeof secret_key);
	secret_set = true;
}

void door_get_secret(unsigned char secret[TABLE_SECRET_BYTES])
{
	if (secret_set)
		memcpy(secret, secret_key, sizeof secret_key);
	else
		table_secret(secret);
}

static uint32_t hash(const unsigned char *bytes, size_t length)
{
	return secret_set ? table_hash_with(secret_key, bytes, length) : table_hash(bytes, length);
}

struct origin door_origin_of(const unsigned char address[16])
{
	unsigned char share[16];
	if (address_is_loopback(address))
		return (struct origin){0, 0};
	address_share(share, address);
	uint32_t host = hash(share, sizeof share);
	size_t net = address_is_ipv4(address)	 ? IPV4_NET_BYTES
		     : address_is_other(address) ? sizeof share
						 : IPV6_NET_BYTES;
	return (struct origin){
		.host = host ? host : 1 /* 0 is loopback */, .net = hash(share, net)};
}

struct origin door_origin(const struct conn *conn)
{
	return door_origin_of(conn->address);
}

void door_derive_secret(unsigned char out[DOOR_DERIVED_BYTES], const char *purpose)
{
	static unsigned char drawn[TABLE_SECRET_BYTES];
	static bool is_drawn;
	if (!secret_set && !is_drawn)
		randombytes_buf(drawn, sizeof drawn);
	is_drawn = true;
	crypto_generichash(out, DOOR_DERIVED_BYTES, (const unsigned char *)purpose, strlen(purpose),
		secret_set ? secret_key : drawn, TABLE_SECRET_BYTES);
}
