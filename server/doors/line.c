#include "line.h"

#include <string.h>

#include <sodium.h>

#include "announce.h"
#include "commands.h"
#include "counter.h"
#include "door_admit.h"
#include "door_end.h"
#include "door_kind.h"
#include "door_read.h"
#include "flush.h"
#include "line_encode.h"
#include "line_parse.h"
#include "line_skipped.h"
#include "login.h"
#include "session_life.h"
#include "session_send.h"
#include "slip.h"
#include "telnet.h"
#include "text.h"
#include "welcome.h"

#define COMMANDS_A_LINE 8 /* telnet commands that cost as much as a line */
#define QUIT_BYTES 64	  /* of a line that are read to find /quit */

/* Tells whoever may not come in, and closes the conn. */
static void turn_back(struct conn *conn, const struct event *refusal)
{
	struct door_loop *loop = conn->loop->data;
	buffer_clear(&loop->text);
	line_encode(refusal, 0, &loop->text);
	conn_last_words(conn, loop->text.bytes, loop->text.length);
	conn_close(conn, CONN_DONE);
}

/* The account's name where it can be had, which makes a connection of the same account leave. */
static const char *name_for(struct core *core, struct account *account)
{
	return account && login_make_way(core, account, NULL, false) ? account->name : NULL;
}

/* Under the lock. */
static void enter(struct conn *conn, struct account *account, uint32_t token, bool unannounced)
{
	struct door_loop *loop = conn->loop->data;
	struct event refusal;
	if (!door_admits(conn, account, &refusal)) {
		turn_back(conn, &refusal);
		return;
	}
	struct newcomer newcomer = {.door = &line_door,
		.peer = conn,
		.origin = door_origin(conn),
		.name = name_for(loop->core->core, account),
		.local_user = conn_local_user(conn),
		.account = account,
		.token = token,
		.encrypted = conn_is_tls(conn)};
	if (newcomer.local_user)
		login_make_way_here(loop->core->core, newcomer.local_user);
	struct session *session = session_open(loop->core, &newcomer);
	if (!session) {
		newcomer.name = NULL;
		session = session_open(loop->core, &newcomer);
	}
	session->unannounced = unannounced;
	conn->user = session;
	welcome_session(session);
}

static void open_session(struct conn *conn, bool unannounced)
{
	door_enter(conn);
	enter(conn, NULL, 0, unannounced);
	door_leave(conn);
}

void line_open_in(struct conn *conn, struct account *account, uint32_t token)
{
	enter(conn, account, token, false);
}

static void line_open(struct conn *conn)
{
	open_session(conn, false);
}

void line_open_unannounced(struct conn *conn)
{
	open_session(conn, true);
}

void line_announce(struct conn *conn)
{
	struct session *session = conn->user;
	if (!session)
		return;
	door_enter(conn);
	if (!session->closed) {
		announce_session(session);
		speed_spend(session, 0); /* the others are told */
	}
	door_leave(conn);
}

void line_announce_later(struct conn *conn)
{
	struct session *session = conn->user;
	if (!session)
		return;
	door_enter(conn);
	if (!session->closed && session->unannounced)
		announce_later(session);
	door_leave(conn);
}

bool line_quits(const char *bytes, size_t length)
{
	char line[QUIT_BYTES + 1];
	struct line_input input;
	const char *end = memrchr(bytes, '\n', length);
	if (!end)
		return false;
	const char *start = end;
	while (start > bytes && start[-1] != '\n')
		start--;
	size_t size = (size_t)(end - start);
	size = size < QUIT_BYTES ? size : QUIT_BYTES;
	memcpy(line, start, size);
	line[size] = '\0';
	line[strcspn(line, "\r")] = '\0';
	line_parse(&input, line);
	return input.kind == LINE_COMMAND &&
	       command_words_is(&command_words[COMMAND_QUIT], input.command);
}

int64_t line_unannounced_left(struct conn *conn, int64_t most)
{
	const struct session *session = conn->user;
	if (!session)
		return 0;
	struct core *core = door_enter(conn)->core->core;
	bool unannounced = !session->closed && session->unannounced && !core->stopping;
	int64_t left = session->opened_s * INT64_C(1000) + most - core->now;
	door_leave(conn);
	return !unannounced ? 0 : left > 0 ? left : 1;
}

bool line_release(struct conn *conn)
{
	struct session *session = conn->user;
	if (!session)
		return false;
	door_enter(conn);
	bool open = !session->closed;
	if (open) {
		session_drop(session, "");
		conn->user = NULL;
	}
	door_leave(conn);
	return open;
}

static struct session *line_session(const struct conn *conn)
{
	return conn->user;
}

static void hold_back(struct session *session, const struct slip *slip)
{
	static const enum outcome outcomes[] = {[SLIP_COMMAND] = OUTCOME_SLIP_COMMAND,
		[SLIP_SECRET] = OUTCOME_SLIP_SECRET,
		[SLIP_TOKEN] = OUTCOME_TOKEN_SAID,
		[SLIP_IRC] = OUTCOME_SLIP_IRC};
	session_spoke(session);
	session->loop->core->secret |= slip->kind == SLIP_SECRET || slip->kind == SLIP_TOKEN;
	session_refuse(session, outcomes[slip->kind], &(struct event){.name = slip->word});
}

bool line_take(struct conn *conn, const char *line, size_t length)
{
	struct door_loop *loop = conn->loop->data;
	struct session *session = conn->user;
	struct line_input input;
	struct slip slip;
	if (door_answering(conn, conn->user))
		return false;
	buffer_clear(&loop->text);
	char *text = buffer_reserve(&loop->text, TEXT_SAFE_SIZE(length));
	text_safe(text, line, length);
	line_parse(&input, text);
	bool first = !session->began;
	session->began = true;
	if (input.kind != LINE_EMPTY && !(input.kind == LINE_COMMAND && *input.command) &&
		slip_find(&slip, text, first))
		hold_back(session, &slip);
	else if (input.kind == LINE_SAY)
		commands_say(conn->user, input.rest);
	else if (input.kind == LINE_COMMAND)
		return commands_run(conn->user, input.command, input.rest);
	return true;
}

void line_too_long(struct conn *conn)
{
	struct session *session = conn->user;
	counter_add(COUNTER_TOO_LONG, 1);
	session_refuse(session, OUTCOME_TOO_LONG,
		&(struct event){.total = (uint64_t)session->loop->core->limits.max_line});
}

/* Telnet commands count as lines, since each may be answered. */
static void answer_telnet(struct conn *conn, const struct telnet *found)
{
	static const char here[] = "-- This server is still here.\n";
	struct session *session = conn->user;
	door_enter(conn);
	if (!session->closed && found->answer_length > 0)
		session_send(session, found->answer, found->answer_length);
	if (!session->closed && found->asked)
		session_send(session, here, sizeof here - 1);
	speed_spend(session, 1 + (long)(found->commands / COMMANDS_A_LINE));
	int64_t wait = session->closed ? 0 : speed_wait(session);
	door_leave(conn);
	if (wait > 0)
		conn_delay(conn, wait);
}

static size_t take_telnet(struct conn *conn, struct evbuffer *input)
{
	struct telnet found;
	size_t length = evbuffer_get_length(input);
	char *bytes = length > 0 ? (char *)evbuffer_pullup(input, -1) : NULL;
	if (length == 0 || !telnet_present(bytes, length))
		return length;
	telnet_take(bytes, length, conn->at_end, &found);
	sodium_memzero(bytes, length - found.length); /* it has moved the rest */
	evbuffer_drain(input, length - found.length);
	if (found.commands > 0)
		answer_telnet(conn, &found);
	return found.whole;
}

static const struct door_reader reader = {.session = line_session,
	.line = line_take,
	.too_long = line_too_long,
	.prepare = take_telnet};

static void line_data(struct conn *conn, struct evbuffer *input)
{
	door_read(conn, input, &reader);
}

void line_drained(struct conn *conn)
{
	door_drained(conn, conn->user);
}

void line_closed(struct conn *conn, enum conn_why why)
{
	if (conn->user)
		door_end_session(conn, conn->user, why);
	else
		door_log_end(conn, line_door.name, NULL, why);
	conn->user = NULL;
}

void line_farewell(struct conn *conn)
{
	if (conn->user)
		door_farewell(conn, conn->user, false);
}

static uint64_t line_send(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	return conn_send(peer, run, count, total);
}

static void line_close(void *peer, enum door_close why)
{
	door_close(peer, why);
}

static void line_resume(void *peer)
{
	conn_make_pending(peer);
}

static void line_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	conn_host(peer, out);
}

static void line_log_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	conn_address(peer, out);
}

static bool line_is_private(const void *peer)
{
	return conn_is_private(peer);
}

static bool line_certificate(const void *peer, char out[DOOR_CERTIFICATE_SIZE])
{
	return conn_certificate(peer, out);
}

static const unsigned char *line_address_bytes(const void *peer)
{
	return ((const struct conn *)peer)->address;
}

static void line_door_encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	line_encode(event, dialect, out);
}

const struct door line_door = {.name = "line",
	.confirms = true,
	.numbered = LINE_NUMBERED,
	.encode = line_door_encode,
	.line = line_skipped_kind,
	.send = line_send,
	.close = line_close,
	.resume = line_resume,
	.address = line_address,
	.is_private = line_is_private,
	.certificate = line_certificate,
	.log_address = line_log_address,
	.address_bytes = line_address_bytes};

const struct conn_ops line_conn_ops = {
	.kind = DOOR_KIND_LINE,
	.open = line_open,
	.data = line_data,
	.drained = line_drained,
	.farewell = line_farewell,
	.closed = line_closed,
};
