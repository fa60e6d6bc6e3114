/* The IRC door: three IRC clients and somebody with nc, on two loops with real sockets, say
 * whatever comes to mind, read or do not, and go in all ways there are. Nothing may crash, hang or
 * leak; each IRC client is sent good messages only, and what it knows from them is what the core
 * knows (irc_view.h); nothing stays lying about; the core's numbers agree with each other.
 *
 * The input is a script. A line that begins with 0 to 3 is typed by that client, 3 being the one
 * with nc; one that begins with A to D too, but the server looks at it only later, with more; of a
 * to d it is a piece without its newline. A client that is gone comes back by that. Else N is a
 * client, or a number, and any other line is typed by who typed last:
 *
 *   rN RN  N says who it is; and asks for all capabilities before
 *   xN hN  N closes, at once; or only what it sends      -N +N  N stops reading; reads again
 *   lN     one of the loops alone runs once              sN     seconds pass, each with its chores
 *   tN     time passes, and what waits for it happens    uN     the server is upgraded; odd: in
 * vain
 *
 * The number of bytes chooses whether there is a history (every fourth has none), and an odd one
 * ends with the end of the server, an even one with that of the clients. With FUZZ_SHOW in the
 * environment all that is typed and sent is shown. */
#include "irc_door.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"
#include "flush.h"
#include "fuzz.h"
#include "irc.h"
#include "irc_door_store.h"
#include "irc_door_upgrade.h"
#include "kept.h"
#include "line.h"
#include "log.h"
#include "memory.h"
#include "notice.h"
#include "proof.h"
#include "recent.h"
#include "session_send.h"
#include "walk.h"

#define SEND_BUFFER 4096 /* of the sockets: little, so that it is soon full */
#define TURNS_MAX 20000	 /* of one step, else a loop is busy with nothing */
#define STEPS_MAX 5000	 /* until what clients that are gone have said is done */

struct world world;

static const char all_caps[] =
	"CAP LS 302\r\nCAP REQ :message-tags server-time away-notify extended-join invite-notify "
	"setname chghost echo-message labeled-response batch multi-prefix userhost-in-names\r\n"
	"CAP REQ :sasl account-notify account-tag draft/account-registration\r\n"
	"CAP REQ :draft/multiline draft/read-marker extended-monitor\r\n"
	"CAP REQ :draft/chathistory draft/event-playback draft/message-redaction "
	"soju.im/search\r\n"
	"CAP END\r\n";

/* The server's clock for intervals is the world's (see meson.build). */
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __real_clock_gettime(clockid_t clock, struct timespec *now);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	if (clock != CLOCK_MONOTONIC)
		return __real_clock_gettime(clock, now);
	*now = (struct timespec){world.now / 1000, world.now % 1000 * 1000000};
	return 0;
}

static bool start(
	void *data, struct proof *proof, const char *hash, const char *password, unsigned wrong)
{
	if (world.checking || !proof)
		return false;
	world.checking = proof;
	world.password_new = !hash;
	world.password_good = hash && strcmp(hash, "hash") == 0 &&
			      strncmp(password, "secret", strlen("secret")) == 0;
	return true;
}

static void forget(void *data, struct proof *proof)
{
	FUZZ_CHECK(world.checking == proof);
	world.checking = NULL;
}

static void give_result(void)
{
	struct proof *proof = world.checking;
	if (!proof)
		return;
	struct core_loop *loop = proof->loop;
	core_enter(loop, world.now);
	bool there = world.checking == proof; /* its mail, which had come, may have closed it */
	world.checking = NULL;
	if (there && world.password_new) {
		struct proof_password *made = memory_zero(sizeof *made);
		strcpy(made->hash, "hash");
		proof_made(proof, made);
	}
	if (there && !world.password_new)
		proof_checked(proof, world.password_good);
	core_leave(loop);
	loop_iterate_soon(&world.loops[loop->index]);
}

static void iterate(struct loop *loop)
{
	FUZZ_CHECK(++world.turns < TURNS_MAX);
	flush_loop(&world.core.loops[loop->index], world.now);
	if (walk_can_advance(&world.core.loops[loop->index]))
		loop_iterate_later(loop);
	conn_end_iteration(loop);
}

static void second(struct loop *loop)
{
	/* see pass_seconds() */
}

static void freed(struct conn *conn)
{
}

static void wake(void *loop)
{
	loop_wake(loop);
}

static void client_open(struct client *client)
{
	unsigned number = (unsigned)(client - world.clients);
	struct loop *loop = &world.loops[number % LOOPS];
	struct arrival arrival = {
		.ops = client->irc ? &irc_conn_ops : &line_conn_ops, .port = ++world.ports};
	int size = SEND_BUFFER, fds[2];
	static const unsigned char peers[CLIENTS][16] = {{[10] = 0xff, 0xff, 127, 0, 0, 1},
		{[10] = 0xff, 0xff, 192, 0, 2, 1}, {0x20, 0x01, 0x0d, 0xb8, [15] = 1},
		{[10] = 0xff, 0xff, 192, 0, 2, 2}};
	memcpy(arrival.address, peers[number], sizeof arrival.address);
	FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	client->fd = fds[1];
	client->port = arrival.port;
	client->reading = true;
	view_start(&client->view);
	buffer_clear(&client->lines);
	arrival.fd = fds[0];
	atomic_fetch_add(&loop->load, 1);
	conn_new(loop, &arrival);
}

static void client_close(struct client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
}

static void client_end(struct client *client)
{
	if (client->irc)
		view_end(&client->view);
	else
		check_lines(client, true);
	client_close(client);
}

/* What is done and sent, for who looks for the cause of something. */
static void show(const char *mark, const char *bytes, size_t length)
{
	if (world.shown)
		fprintf(stderr, "%s %.*s\n", mark, (int)length, bytes);
}

/* True where something came. */
static bool client_read(struct client *client)
{
	char bytes[8192];
	if (client->fd < 0 || !client->reading)
		return false;
	ssize_t got = recv(client->fd, bytes, sizeof bytes, 0);
	if (got == 0)
		client_end(client);
	if (got <= 0)
		return got == 0;
	show("-->", bytes, (size_t)got);
	if (client->irc) {
		view_take(&client->view, bytes, (size_t)got);
	} else {
		buffer_add(&client->lines, bytes, (size_t)got);
		check_lines(client, false);
	}
	return true;
}

static void run_loops(void)
{
	bool busy = true;
	world.turns = 0;
	while (busy) {
		busy = false;
		for (unsigned i = 0; i < LOOPS; i++)
			event_base_loop(world.loops[i].base, EVLOOP_NONBLOCK);
		for (unsigned i = 0; i < CLIENTS; i++)
			busy |= client_read(&world.clients[i]);
		busy |= history_on(&world.core.history) && store_step(world.now);
		for (unsigned i = 0; i < LOOPS; i++)
			busy |= atomic_load(&world.loops[i].woken) ||
				walk_can_advance(&world.core.loops[i]);
	}
}

/* Until nothing more happens by itself. */
static void run(void)
{
	const struct proof *checking = world.checking;
	run_loops();
	if (checking && world.checking == checking) {
		give_result();
		run_loops();
	}
	check_world();
}

static void send_bytes(struct client *client, const char *bytes, size_t length)
{
	if (client->fd < 0)
		client_open(client);
	(void)send(client->fd, bytes, length, MSG_NOSIGNAL); /* what the server does not take */
}

static void introduce(struct client *client, bool with_caps)
{
	static const char *const names[CLIENTS] = {"ann", "bob", "cat", "dan"};
	char text[sizeof all_caps + 64];
	const char *name = names[client - world.clients];
	int length = snprintf(text, sizeof text,
		client->irc ? "%sNICK %s\r\nUSER %s 0 * :It is me\r\n" : "%s/nick %s\n",
		with_caps && client->irc ? all_caps : "", name, name);
	send_bytes(client, text, (size_t)length);
	run();
}

/* What waits for time to pass goes on, however long it was to wait. */
static void fire_timers(void)
{
	for (unsigned i = 0; i < LOOPS; i++) {
		const struct conn_list *conns = &world.loops[i].conns;
		for (unsigned j = 0; j < conns->count; j++) {
			struct event *timer = conns->items[j]->timer;
			if (!timer || !evtimer_pending(timer, NULL))
				continue;
			event_del(timer);
			event_active(timer, EV_TIMEOUT, 1);
		}
	}
}

static void pass_time(unsigned number)
{
	static const int64_t ms[] = {
		1, 50, 1000, 10000, 60000, 600000, 3600000, 86400000, 100, 200};
	world.now += ms[number];
	fire_timers();
	run();
}

/* As server.c has it done. */
static void pass_seconds(unsigned count)
{
	for (; count > 0; count--) {
		world.now += 1000;
		for (unsigned i = 0; i < LOOPS; i++) {
			flush_check_slow(&world.core.loops[i], world.now);
			irc_second(&world.loops[i], PING_SECONDS);
			loop_iterate_soon(&world.loops[i]);
		}
		core_enter(&world.core.loops[0], world.now);
		kept_expire(&world.core);
		changes_expire(&world.core);
		recent_sweep(&world.core);
		notice_history(&world.core);
		core_leave(&world.core.loops[0]);
		run();
	}
}

/* True where it was something that a client or the world does. */
static bool do_deed(char deed, unsigned number)
{
	struct client *client = &world.clients[number % CLIENTS];
	switch (deed) {
	case 'r':
	case 'R':
		introduce(client, deed == 'R');
		return true;
	case 'x':
		client_close(client);
		break;
	case 'h':
		if (client->fd >= 0)
			shutdown(client->fd, SHUT_WR);
		break;
	case '-':
	case '+':
		client->reading = deed == '+';
		client->view.hasty |= deed == '-';
		break;
	case 'l':
		event_base_loop(world.loops[number % LOOPS].base, EVLOOP_NONBLOCK);
		return true;
	case 't':
		pass_time(number);
		return true;
	case 'u':
		run();
		upgrade(number % 2);
		break;
	case 's':
		pass_seconds(1U << (number % 8));
		return true;
	default:
		return false;
	}
	run();
	return true;
}

static void type(struct client *client, const char *text, size_t length, bool newline)
{
	world.last = client;
	send_bytes(client, text, length);
	if (newline)
		send_bytes(client, "\n", 1);
}

static void act(const char *line, size_t length)
{
	char first = length > 0 ? line[0] : '\0', next = length > 1 ? line[1] : '\0';
	world.now += 10;
	show("<--", line, length);
	if (length == 2 && next >= '0' && next <= '9' && do_deed(first, (unsigned)(next - '0')))
		return;
	if (first >= '0' && first < '0' + CLIENTS) {
		type(&world.clients[first - '0'], line + 1, length - 1, true);
	} else if (first >= 'A' && first < 'A' + CLIENTS) {
		type(&world.clients[first - 'A'], line + 1, length - 1, true);
		return;
	} else if (first >= 'a' && first < 'a' + CLIENTS) {
		type(&world.clients[first - 'a'], line + 1, length - 1, false);
	} else {
		type(world.last, line, length, true);
	}
	run();
}

static void make_loops(void)
{
	static const struct loop_ops ops = {
		.iterate = iterate, .pending = conn_run_pending, .second = second, .freed = freed};
	static bool made;
	if (made)
		return;
	made = true;
	log_set_level(LOG_ERROR);
	world.shown = getenv("FUZZ_SHOW") != NULL;
	signal(SIGHUP, SIG_IGN); /* REHASH */
	signal(SIGPIPE, SIG_IGN);
	table_init();
	irc_init("fuzz.example");
	for (unsigned i = 0; i < LOOPS; i++) {
		loop_init(&world.loops[i], i, &ops);
		world.loops[i].data = &world.doors[i];
		atomic_store(&world.loops[i].drain_ms, 1000);
	}
}

void make_core(enum history_mode history)
{
	static const struct limits limits = {.rate = 20,
		.burst = 40,
		.max_line = 1024,
		.send_queue_max = 1 << 16,
		.slow_queue = 1 << 14,
		.slow_seconds = 4,
		.wakeup_lines = 8,
		.wakeup_bytes = 4096};
	static const char *const operators[] = {"root:hash"};
	core_init(&world.core, "fuzz", &limits, LOOPS);
	for (unsigned i = 0; i < LOOPS; i++) {
		world.doors[i].core = &world.core.loops[i];
		world.doors[i].seconds = 0;
		world.core.loops[i].wake = wake;
		world.core.loops[i].wake_data = &world.loops[i];
	}
	core_enter(&world.core.loops[0], world.now);
	core_set_clock(&world.core, INT64_C(1700000000000));
	core_set_motd(&world.core, "Be kind.\n\nTo each other.");
	core_set_admin(&world.core, "root@fuzz.example");
	operators_set(&world.core, operators, 1);
	proof_set_prover(&world.core, &(struct prover){.start = start, .forget = forget});
	if (history != HISTORY_OFF) {
		store_start(&world.core, history);
		irc_set_origin(world.core.history.origin);
	}
	core_leave(&world.core.loops[0]);
}

static void set_up(enum history_mode history)
{
	make_loops();
	world.now = 1000000;
	world.last = &world.clients[0];
	make_core(history);
	for (unsigned i = 0; i < CLIENTS; i++) {
		world.clients[i].fd = -1;
		world.clients[i].irc = i < CLIENTS - 1;
	}
}

/* As shutdown.c does it. */
static void end_server(void)
{
	core_enter(&world.core.loops[0], world.now);
	world.core.stopping = true;
	core_leave(&world.core.loops[0]);
	for (unsigned i = 0; i < LOOPS; i++)
		for (unsigned j = 0; j < world.loops[i].conns.count; j++)
			conn_drain_input(world.loops[i].conns.items[j]);
	run();
	for (unsigned i = 0; i < CLIENTS; i++) {
		const struct conn *conn = conn_of(&world.clients[i]);
		const struct irc_peer *peer = conn && world.clients[i].irc ? conn->user : NULL;
		world.clients[i].view.hasty |=
			peer && peer->session && session_unanswered(peer->session) > 0;
	}
	for (unsigned i = 0; i < LOOPS; i++)
		for (unsigned j = 0; j < world.loops[i].conns.count; j++) {
			struct conn *conn = world.loops[i].conns.items[j];
			conn_stop_reading(conn);
			conn->ops->farewell(conn);
		}
	run();
}

static void tear_down(bool server_first)
{
	for (unsigned i = 0; i < CLIENTS; i++)
		world.clients[i].reading = true;
	run();
	if (server_first)
		end_server();
	for (unsigned i = 0; i < CLIENTS; i++)
		client_close(&world.clients[i]);
	for (unsigned i = 0; i < STEPS_MAX && count_conns() > 0; i++)
		pass_time(3);
	for (unsigned i = 0; i < LOOPS; i++) {
		FUZZ_CHECK(
			world.loops[i].conns.count == 0 && atomic_load(&world.loops[i].load) == 0);
		FUZZ_CHECK(!world.core.loops[i].send_queues);
		buffer_finish(&world.doors[i].text);
		buffer_finish(&world.doors[i].answer);
	}
	for (unsigned i = 0; i < CLIENTS; i++) {
		view_finish(&world.clients[i].view);
		buffer_finish(&world.clients[i].lines);
	}
	kept_free(&world.core);
	store_finish();
	for (const struct room *room = world.core.rooms; room; room = room->hh.next)
		FUZZ_CHECK(room_is_owned(room) || history_on(&world.core.history));
	FUZZ_CHECK(!world.core.names && !world.core.watched && !world.checking);
	core_finish(&world.core);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data, *end = line + size;
	static const enum history_mode histories[] = {
		HISTORY_OFF, HISTORY_STRICT, HISTORY_RELAXED, HISTORY_STRICT};
	set_up(histories[size / 4 % 4]);
	if (size / 2 % 2) { /* all answers go on in the smallest steps */
		world.core.rows_at_once = 0;
		world.core.walk_rows = 1;
	}
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((newline ? newline : end) - line);
		act(line, length);
		line += length + 1;
	}
	tear_down(size % 2);
	return 0;
}
