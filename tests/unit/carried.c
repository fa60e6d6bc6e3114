#include "carried.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conn_handover.h"
#include "door_loop.h"
#include "flush.h"
#include "handshake.h"
#include "irc.h"
#include "line.h"
#include "log.h"
#include "unit.h"
#include "walk.h"
#include "web_settings.h"

struct carried carried;

static struct web_settings web;
static struct door_loop doors[CARRIED_LOOPS];
static unsigned peer_count;
static struct {
	struct conn *conn;
	void *user;
} left_behind[CARRIED_PEERS]; /* in the other process */

static void iterate(struct loop *loop)
{
	flush_loop(&carried.core.loops[loop->index], clock_monotonic_ms());
	if (walk_can_advance(&carried.core.loops[loop->index]))
		loop_iterate_later(loop);
	conn_end_iteration(loop);
}

static void pending(struct loop *loop)
{
	conn_run_pending(loop);
	handshake_run(loop);
}

static void nothing(struct loop *loop)
{
}

static void freed(struct conn *conn)
{
}

static void wake(void *index)
{
	loop_wake(&carried.running[(size_t)(uintptr_t)index]);
}

static const struct loop_ops ops = {.arrived = conn_new,
	.iterate = iterate,
	.pending = pending,
	.second = nothing,
	.freed = freed};

void carried_set_up(void)
{
	static const struct limits limits = {.rate = 0,
		.burst = 1000,
		.max_line = 1024,
		.send_queue_max = 1 << 26,
		.slow_queue = 1 << 26,
		.slow_seconds = 60,
		.wakeup_lines = 8,
		.wakeup_bytes = 4096};
	signal(SIGPIPE, SIG_IGN);
	table_init();
	log_set_level(LOG_ERROR);
	irc_init("old.example");
	core_init(&carried.core, "old.example", &limits, CARRIED_LOOPS);
	carried.core.plain_passwords = true;
	web_settings_init(&web);
	atomic_store(&web.on, true);
	atomic_store(&carried.detect.greet_ms, 600000);
	carried.running = carried.loops[0];
	for (unsigned i = 0; i < 2 * CARRIED_LOOPS; i++) {
		struct loop *loop = &carried.loops[i / CARRIED_LOOPS][i % CARRIED_LOOPS];
		loop_init(loop, i % CARRIED_LOOPS, &ops);
		loop->data = &doors[i % CARRIED_LOOPS];
		atomic_store(&loop->drain_ms, 1000);
	}
	for (unsigned i = 0; i < CARRIED_LOOPS; i++) {
		doors[i] = (struct door_loop){
			.core = &carried.core.loops[i], .detect = &carried.detect, .web = &web};
		carried.core.loops[i].wake = wake;
		carried.core.loops[i].wake_data = (void *)(uintptr_t)i;
	}
}

static void finish_loop(struct loop *loop)
{
	while (loop->conns.count > 0)
		conn_abort(loop->conns.items[0]);
}

void carried_tear_down(void)
{
	for (unsigned i = 0; i < CARRIED_LOOPS; i++)
		finish_loop(&carried.loops[0][i]);
	for (unsigned i = 0; i < CARRIED_LOOPS; i++)
		finish_loop(&carried.loops[1][i]);
	for (unsigned i = 0; i < 2 * CARRIED_LOOPS; i++)
		loop_finish(&carried.loops[i / CARRIED_LOOPS][i % CARRIED_LOOPS]);
	for (unsigned i = 0; i < CARRIED_LOOPS; i++) {
		buffer_finish(&doors[i].text);
		buffer_finish(&doors[i].answer);
	}
	for (unsigned i = 0; i < CARRIED_PEERS; i++)
		buffer_finish(&carried.got[i]);
	buffer_finish(&carried.state);
	core_finish(&carried.core);
	web_settings_finish(&web);
}

unsigned carried_come(const struct conn_ops *first)
{
	static const unsigned char here[16] = {[15] = 1};
	struct arrival arrival = {.ops = first, .port = 4711};
	int fds[2];
	memcpy(arrival.address, here, sizeof here);
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
	struct loop *loop = &carried.running[peer_count % CARRIED_LOOPS];
	arrival.fd = fds[0];
	carried.peers[peer_count] = fds[1];
	atomic_fetch_add(&loop->load, 1);
	conn_new(loop, &arrival);
	return peer_count++;
}

bool carried_take(unsigned peer)
{
	char bytes[65536];
	ssize_t count = recv(carried.peers[peer], bytes, sizeof bytes, 0);
	if (count > 0)
		buffer_add(&carried.got[peer], bytes, (size_t)count);
	return count > 0;
}

void carried_turn(void)
{
	for (unsigned i = 0; i < CARRIED_LOOPS; i++)
		event_base_loop(carried.running[i].base, EVLOOP_NONBLOCK);
}

/* Until nothing more happens by itself, for so long. */
void carried_run(void)
{
	for (unsigned i = 0; i < 20; i++)
		carried_turn();
}

/* Says it, in pieces where the socket is full. */
void carried_say_bytes(unsigned peer, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t count = send(carried.peers[peer], bytes, length, 0);
		if (count > 0) {
			bytes += count;
			length -= (size_t)count;
		}
		carried_run();
	}
}

void carried_say(unsigned peer, const char *text)
{
	carried_say_bytes(peer, text, strlen(text));
}

bool carried_has(unsigned peer, const char *text)
{
	return memmem(carried.got[peer].bytes ? carried.got[peer].bytes : "",
		carried.got[peer].length, text, strlen(text));
}

/* It is sent this; the test's timeout ends the wait. */
void carried_hears(unsigned peer, const char *text)
{
	while (!carried_has(peer, text)) {
		carried_turn();
		carried_take(peer);
	}
}

/* All that it was sent is forgotten. */
void carried_forget(unsigned peer)
{
	carried_run();
	while (carried_take(peer))
		carried_run();
	buffer_clear(&carried.got[peer]);
}

static struct session *by_id(const struct core *same, uint32_t id)
{
	for (struct session *session = same->names; session; session = session->hh.next)
		if (session->id == id)
			return session;
	return NULL;
}

static struct loop *const after[CARRIED_LOOPS] = {&carried.loops[1][0], &carried.loops[1][1]};

const struct door_restoring carried_to = {.loops = after, .count = CARRIED_LOOPS, .session = by_id};

static void forget_peer(void *user)
{
	for (struct session *session = carried.core.names; session; session = session->hh.next)
		if (session->peer == user)
			session->peer = NULL;
}

/* Packs what the peer's conn is, with what the core has of it. */
struct conn *carried_packed(unsigned number)
{
	struct conn *conn = NULL;
	for (unsigned i = 0; i < CARRIED_LOOPS; i++)
		for (unsigned j = 0; j < carried.running[i].conns.count; j++)
			if (number-- == 0)
				conn = carried.running[i].conns.items[j];
	ck_assert(conn && door_can_carry(conn));
	buffer_clear(&carried.state);
	door_pack(conn, &(struct pack){.buffer = &carried.state});
	return conn;
}

/* All conns go on elsewhere. */
void carried_upgrade(void)
{
	for (unsigned i = 0; i < peer_count; i++) {
		struct conn *conn = carried_packed(0);
		int fd = fcntl(conn->fd, F_DUPFD_CLOEXEC, 0);
		struct unpack in = unpack_begin(carried.state.bytes, carried.state.length);
		left_behind[i].conn = conn;
		left_behind[i].user = conn->user;
		forget_peer(conn);
		forget_peer(conn->user);
		conn_let_go(conn);
		ck_assert(door_restore(&carried_to, fd, &in) && unpack_done(&in));
	}
	carried_run();
	carried.running = carried.loops[1];
}

unsigned carried_guest(void)
{
	unsigned peer = carried_come(&line_conn_ops);
	carried_hears(peer, "\n");
	carried_forget(peer);
	return peer;
}

unsigned carried_irc_client(const char *name)
{
	char text[128];
	unsigned peer = carried_come(&irc_conn_ops);
	snprintf(text, sizeof text,
		"CAP REQ :batch labeled-response draft/multiline message-tags echo-message\r\n"
		"NICK %s\r\nUSER u 0 * :r\r\nCAP END\r\n",
		name);
	carried_say(peer, text);
	carried_hears(peer, " 422 ");
	carried_forget(peer);
	return peer;
}
