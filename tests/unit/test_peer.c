/* Addresses of peers of all families, and their texts. */
#include "peer.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "local_users.h"
#include "unit.h"

static unsigned char address[16];
static char text[ADDRESS_TEXT_SIZE], host[ADDRESS_TEXT_SIZE];

static void expect_texts(unsigned short port, const char *whole, const char *without_port)
{
	peer_text(text, address, port);
	peer_host(host, address);
	ck_assert_str_eq(text, whole);
	ck_assert_str_eq(host, without_port);
}

START_TEST(an_ip_address_is_as_elsewhere)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xC0000201)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	peer_address(address, -1, (const struct sockaddr *)&four, sizeof four);
	expect_texts(5555, "192.0.2.1:5555", "192.0.2.1");
	ck_assert(!peer_is_unix(address) && !peer_is_free(address));
	peer_address(address, -1, (const struct sockaddr *)&six, sizeof six);
	expect_texts(7, "[::1]:7", "::1");
	ck_assert(!peer_is_unix(address) && peer_is_free(address));
}
END_TEST

static void unix_peer(uid_t uid)
{
	memset(address, 0, sizeof address);
	address[0] = ADDRESS_OTHER;
	address[3] = AF_UNIX;
	for (int i = 0; i < 4; i++)
		address[8 + i] = (unsigned char)(uid >> (24 - 8 * i));
	ck_assert(peer_is_unix(address));
	ck_assert_uint_eq(peer_uid(address), uid);
}

START_TEST(a_unix_socket_names_its_user)
{
	int pair[2];
	struct sockaddr_un none = {.sun_family = AF_UNIX};
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	peer_address(address, pair[0], (const struct sockaddr *)&none, sizeof none.sun_family);
	ck_assert(peer_is_unix(address));
	ck_assert_uint_eq(peer_uid(address), getuid());
	ck_assert(peer_is_free(address)); /* the program's own user */
	close(pair[0]);
	close(pair[1]);
	unix_peer(0);
	ck_assert(peer_is_free(address));
	unix_peer(54321);
	ck_assert(!peer_is_free(address));
	expect_texts(0, "unix:uid-54321", "unix:uid-54321"); /* has not been looked up */
	unix_peer((uid_t)-1);
	expect_texts(0, "unix:uid-4294967295", "unix:uid-4294967295");
}
END_TEST

START_TEST(a_virtual_machine_has_a_number_and_a_port)
{
	struct sockaddr_vm vm = {
		.svm_family = AF_VSOCK, .svm_cid = 4000000003, .svm_port = 3000000001};
	unsigned char share[16], other[16];
	peer_address(address, -1, (const struct sockaddr *)&vm, sizeof vm);
	expect_texts(0, "vsock:4000000003:3000000001", "vsock:4000000003");
	ck_assert(!peer_is_unix(address) && !peer_is_free(address));
	address_share(share, address);
	vm.svm_port = 5;
	peer_address(address, -1, (const struct sockaddr *)&vm, sizeof vm);
	address_share(other, address);
	ck_assert_mem_eq(share, other, 16); /* whatever the port */
	vm.svm_cid = 4;
	peer_address(address, -1, (const struct sockaddr *)&vm, sizeof vm);
	address_share(other, address);
	ck_assert_mem_ne(share, other, 16);
}
END_TEST

START_TEST(a_bluetooth_device_has_its_address)
{
	const unsigned char rfcomm[10] = {
		AF_BLUETOOTH, 0, 0x13, 0x71, 0xDA, 0x7D, 0x1A, 0x00, 7, 0};
	struct sockaddr_storage from = {0};
	memcpy(&from, rfcomm, sizeof rfcomm);
	peer_address(address, -1, (const struct sockaddr *)&from, sizeof rfcomm);
	expect_texts(0, "bluetooth:00:1A:7D:DA:71:13", "bluetooth:00:1A:7D:DA:71:13");
}
END_TEST

START_TEST(of_an_unknown_family_the_number_is_told)
{
	struct sockaddr_storage from = {.ss_family = AF_TIPC};
	unsigned char other[16];
	peer_address(address, -1, (const struct sockaddr *)&from, 16);
	peer_text(text, address, 0);
	unit_like(text, "family-30:...");
	ck_assert_uint_eq(strlen(text), strlen("family-30:") + 8);
	((char *)&from)[9] = 1;
	peer_address(other, -1, (const struct sockaddr *)&from, 16);
	ck_assert_mem_ne(address, other, 16);
}
END_TEST

/* No packet comes from a multicast address, and each of these is one. */
START_TEST(no_other_family_is_taken_for_an_ip_address)
{
	struct in6_addr internet;
	unsigned char share[16];
	unix_peer(1000);
	memcpy(&internet, address, sizeof internet);
	ck_assert(IN6_IS_ADDR_MULTICAST(&internet));
	ck_assert(!address_is_ipv4(address) && !address_is_loopback(address));
	address_share(share, address);
	ck_assert_mem_eq(share, address, 16); /* each user is another address */
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_ip_address_is_as_elsewhere, a_unix_socket_names_its_user,
		a_virtual_machine_has_a_number_and_a_port, a_bluetooth_device_has_its_address,
		of_an_unknown_family_the_number_is_told, no_other_family_is_taken_for_an_ip_address,
		NULL};
	return unit_cases("peer", cases);
}
