#include "peer.h"

#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "local_users.h"
#include "table.h"

#define FAMILY_AT 2
#define PORT_AT ADDRESS_OTHER_PORT
#define VALUE_AT 8
#define DEVICE_BYTES 6

/* BlueZ's struct sockaddr_rc, whose header is in a package of its own. */
struct sockaddr_rfcomm {
	sa_family_t family;
	unsigned char device[DEVICE_BYTES]; /* the last byte first */
	unsigned char channel;
};

static void put(unsigned char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(value >> (24 - 8 * i));
}

static uint32_t get(const unsigned char *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static unsigned family_of(const unsigned char address[16])
{
	return (unsigned)address[FAMILY_AT] << 8 | address[FAMILY_AT + 1];
}

static uid_t user_of(int fd)
{
	struct ucred who;
	socklen_t size = sizeof who;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 ? who.uid : (uid_t)-1;
}

static void set_vsock(unsigned char out[16], const struct sockaddr *from)
{
	struct sockaddr_vm vm;
	memcpy(&vm, from, sizeof vm);
	put(out + PORT_AT, vm.svm_port);
	put(out + VALUE_AT, vm.svm_cid);
}

static void set_device(unsigned char out[16], const struct sockaddr *from)
{
	struct sockaddr_rfcomm rfcomm;
	memcpy(&rfcomm, from, sizeof rfcomm);
	for (int i = 0; i < DEVICE_BYTES; i++)
		out[VALUE_AT + i] = rfcomm.device[DEVICE_BYTES - 1 - i];
}

void peer_address(unsigned char out[16], int fd, const struct sockaddr *from, socklen_t length)
{
	if (address_bytes(out, from))
		return;
	memset(out, 0, 16);
	out[0] = ADDRESS_OTHER;
	out[FAMILY_AT] = (unsigned char)(from->sa_family >> 8);
	out[FAMILY_AT + 1] = (unsigned char)from->sa_family;
	if (from->sa_family == AF_UNIX)
		put(out + VALUE_AT, user_of(fd));
	else if (from->sa_family == AF_VSOCK && length >= sizeof(struct sockaddr_vm))
		set_vsock(out, from);
	else if (from->sa_family == AF_BLUETOOTH && length == sizeof(struct sockaddr_rfcomm))
		set_device(out, from);
	else
		put(out + VALUE_AT, table_hash(from, length));
}

bool peer_is_unix(const unsigned char address[16])
{
	return address_is_other(address) && family_of(address) == AF_UNIX;
}

uid_t peer_uid(const unsigned char address[16])
{
	return get(address + VALUE_AT);
}

bool peer_is_free(const unsigned char address[16])
{
	if (!peer_is_unix(address))
		return address_is_loopback(address);
	return peer_uid(address) == 0 || peer_uid(address) == geteuid();
}

static struct sockaddr_in6 internet_of(const unsigned char address[16], unsigned short port)
{
	struct sockaddr_in6 internet = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	memcpy(&internet.sin6_addr, address, 16);
	return internet;
}

static void user_host(char out[ADDRESS_TEXT_SIZE], uid_t uid)
{
	const struct local_user *user = local_users_find(uid);
	struct local_user unnamed;
	if (!user)
		local_user_init(&unnamed, uid, NULL);
	snprintf(out, ADDRESS_TEXT_SIZE, "%s", user ? user->host : unnamed.host);
}

static void other_host(char out[ADDRESS_TEXT_SIZE], const unsigned char address[16])
{
	const unsigned char *value = address + VALUE_AT;
	unsigned family = family_of(address);
	if (family == AF_UNIX)
		user_host(out, peer_uid(address));
	else if (family == AF_VSOCK && get(value) == VMADDR_CID_ANY)
		snprintf(out, ADDRESS_TEXT_SIZE, "vsock:any"); /* a listener's */
	else if (family == AF_VSOCK)
		snprintf(out, ADDRESS_TEXT_SIZE, "vsock:%u", (unsigned)get(value));
	else if (family == AF_BLUETOOTH)
		snprintf(out, ADDRESS_TEXT_SIZE, "bluetooth:%02X:%02X:%02X:%02X:%02X:%02X",
			value[0], value[1], value[2], value[3], value[4], value[5]);
	else
		snprintf(out, ADDRESS_TEXT_SIZE, "family-%u:%08x", family, (unsigned)get(value));
}

void peer_text(char out[ADDRESS_TEXT_SIZE], const unsigned char address[16], unsigned short port)
{
	if (!address_is_other(address)) {
		struct sockaddr_in6 internet = internet_of(address, port);
		address_text(out, (const struct sockaddr *)&internet);
		return;
	}
	other_host(out, address);
	size_t length = strlen(out);
	if (family_of(address) == AF_VSOCK)
		snprintf(out + length, ADDRESS_TEXT_SIZE - length, ":%u",
			(unsigned)get(address + PORT_AT));
}

void peer_host(char out[ADDRESS_TEXT_SIZE], const unsigned char address[16])
{
	struct sockaddr_in6 internet = internet_of(address, 0);
	if (address_is_other(address))
		other_host(out, address);
	else
		address_host(out, (const struct sockaddr *)&internet);
}
