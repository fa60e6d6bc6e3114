#include "line_gate.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "clock.h"
#include "command_words.h"
#include "door_admit.h"
#include "door_end.h"
#include "door_kind.h"
#include "door_read.h"
#include "line.h"
#include "line_encode.h"
#include "line_parse.h"
#include "memory.h"
#include "proof.h"
#include "server_password.h"
#include "text.h"

#define WAIT_MS 60000 /* for the right answer */
#define ANSWERS_MAX 3 /* wrong ones; then the conn is closed */
#define LINES_MAX 20  /* of all kinds */

struct line_gate {
	struct proof *proof;
	int64_t until; /* of clock_monotonic_ms() */
	unsigned wrong, lines;
};

static struct core *core_of(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	return loop->core->core;
}

/* Under the lock, as the functions below. */
static bool asks(const struct conn *conn)
{
	const struct core *core = core_of(conn);
	if (conn_local_user(conn))
		return false; /* the kernel has said who it is */
	if (!door_admits_address(conn))
		return false; /* it is told so at once */
	return server_password_asked(core) || core->accounts_only;
}

bool line_gate_asks(struct conn *conn)
{
	door_enter(conn);
	bool asked = asks(conn);
	door_leave(conn);
	return asked;
}

static void say(struct conn *conn, const char *text)
{
	conn_last_words(conn, text, strlen(text));
}

static void ask(struct conn *conn)
{
	const struct core *core = core_of(conn);
	if (!server_password_asked(core))
		say(conn, "-- This server is for people with an account: /login NAME PASSWORD\n");
	else
		say(conn, "-- This server asks for a password: type it and press Enter.\n");
	if (server_password_asked(core) && core->accounts_only)
		say(conn, "-- Or, since only people with an account come in: /login NAME "
			  "PASSWORD\n");
}

/* Under the lock. */
static void begin(struct conn *conn, struct line_gate *gate)
{
	const struct door_loop *loop = conn->loop->data;
	struct origin origin = door_origin(conn);
	gate->proof = proof_new(&line_door, conn, loop->core, &origin);
}

void line_gate_open(struct conn *conn)
{
	struct line_gate *gate = memory_zero(sizeof *gate);
	door_enter(conn);
	begin(conn, gate);
	gate->until = clock_monotonic_ms() + WAIT_MS;
	conn->user = gate;
	ask(conn);
	door_leave(conn);
	line_gate_wait(conn);
}

void line_gate_wait(struct conn *conn)
{
	const struct line_gate *gate = conn->user;
	int64_t left = gate->until - clock_monotonic_ms();
	if (!conn_is_closing(conn) && conn_is_reading(conn))
		conn_await_input(conn, left > 0 ? left : 1);
}

PACK_SIZE(struct line_gate, 24);

void line_gate_pack(const struct conn *conn, struct pack *out)
{
	const struct line_gate *gate = conn->user;
	pack_i64(out, gate->until);
	pack_u8(out, (uint8_t)gate->wrong);
	pack_u8(out, (uint8_t)gate->lines);
}

void *line_gate_unpack(struct unpack *in)
{
	struct line_gate read = {.until = unpack_time(in)};
	read.wrong = unpack_u8(in);
	read.lines = unpack_u8(in);
	if (in->failed || read.until < 0 || read.until > clock_monotonic_ms() + WAIT_MS)
		return NULL;
	struct line_gate *gate = memory_get(sizeof *gate);
	*gate = read;
	return gate;
}

void line_gate_restored(struct conn *conn)
{
	door_enter(conn);
	begin(conn, conn->user);
	door_leave(conn);
}

/* Under the lock. */
static void gate_free(struct conn *conn)
{
	struct line_gate *gate = conn->user;
	conn->user = NULL;
	proof_free(gate->proof);
	free(gate);
}

void line_gate_release(struct conn *conn)
{
	door_enter(conn);
	gate_free(conn);
	door_leave(conn);
}

static void refuse(struct conn *conn, enum outcome outcome, const char *name)
{
	struct door_loop *loop = conn->loop->data;
	const struct line_gate *gate = conn->user;
	const struct event event = {.type = EVENT_REFUSED,
		.outcome = outcome,
		.name = name,
		.other = "NAME PASSWORD",
		.total = (uint64_t)proof_wait(gate->proof, outcome == OUTCOME_USAGE ? NULL : name)};
	buffer_clear(&loop->answer);
	line_encode(&event, 0, &loop->answer);
	conn_last_words(conn, loop->answer.bytes, loop->answer.length);
}

static void let_in(struct conn *conn, struct account *account)
{
	const struct line_gate *gate = conn->user;
	uint32_t token = account ? gate->proof->token : 0;
	gate_free(conn);
	conn_set_ops(conn, &line_conn_ops);
	line_open_in(conn, account, token);
}

/* What came of an answer that was looked at. */
static void decide(
	struct conn *conn, enum outcome outcome, const char *name, struct account *account)
{
	struct line_gate *gate = conn->user;
	if (outcome == OUTCOME_DONE) {
		let_in(conn, account);
		return;
	}
	refuse(conn, outcome, name);
	if (outcome == OUTCOME_PASSWORD_WRONG || outcome == OUTCOME_LOGIN_WRONG)
		gate->wrong++;
	if (gate->wrong < ANSWERS_MAX)
		return;
	say(conn, "!! these were too many; connect again later\n");
	conn_close(conn, CONN_DONE);
}

/* By the certificate that the peer has shown in TLS. */
static enum outcome find_by_certificate(const struct conn *conn, struct account **account)
{
	char fingerprint[CONN_CERTIFICATE_SIZE];
	if (!conn_certificate(conn, fingerprint))
		return OUTCOME_USAGE;
	*account = account_by_certificate(core_of(conn), fingerprint);
	return *account ? OUTCOME_DONE : OUTCOME_CERTIFICATE_UNKNOWN;
}

static enum outcome log_in(struct conn *conn, char *rest)
{
	struct line_gate *gate = conn->user;
	struct account *account = NULL;
	char *name = command_words_take(&rest);
	enum outcome outcome = OUTCOME_USAGE;
	if (*name && *rest)
		outcome = proof_password(gate->proof, name, rest, &account);
	else if (!*name)
		outcome = find_by_certificate(conn, &account);
	if (outcome != OUTCOME_LATER)
		decide(conn, outcome, outcome == OUTCOME_USAGE ? "login" : name, account);
	return outcome;
}

/* OUTCOME_LATER to look at the line again. Whoever is let in may have `text` overwritten. */
static enum outcome answer(struct conn *conn, const char *text)
{
	struct line_gate *gate = conn->user;
	struct line_input input;
	const size_t length = strlen(text);
	char *copy = memory_text(text), *line = copy + strspn(copy, " \t");
	enum outcome outcome = OUTCOME_DONE;
	line_parse(&input, line);
	bool command = input.kind == LINE_COMMAND;
	if (input.kind == LINE_EMPTY) {
		ask(conn);
	} else if (command && command_words_is(&command_words[COMMAND_LOGIN], input.command)) {
		input.rest += strspn(input.rest, " \t");
		command_words_trim(input.rest);
		outcome = log_in(conn, input.rest);
	} else if (command && command_words_is(&command_words[COMMAND_QUIT], input.command)) {
		say(conn, "-- Goodbye.\n");
		conn_close(conn, CONN_DONE);
	} else if (command && command_words_is(&command_words[COMMAND_HELP], input.command)) {
		ask(conn);
	} else if (server_password_asked(core_of(conn))) {
		outcome = server_password_check(gate->proof, text);
		if (outcome == OUTCOME_DONE && core_of(conn)->accounts_only)
			outcome = OUTCOME_ACCOUNT_NEEDED;
		if (outcome != OUTCOME_LATER)
			decide(conn, outcome, "", NULL);
	} else {
		refuse(conn, OUTCOME_ACCOUNT_NEEDED, "");
	}
	sodium_memzero(copy, length);
	free(copy);
	return outcome;
}

static bool gate_line(struct conn *conn, const char *bytes, size_t length)
{
	struct door_loop *loop = conn->loop->data;
	if (conn->ops == &line_conn_ops)
		return line_take(conn, bytes, length);
	struct line_gate *gate = conn->user;
	while (length > 0 && bytes[length - 1] == '\r')
		length--;
	buffer_clear(&loop->text);
	char *text = buffer_reserve(&loop->text, TEXT_SAFE_SIZE(length));
	text_safe(text, bytes, length);
	core_of(conn)->secret = true; /* whatever it is */
	if (answer(conn, text) == OUTCOME_LATER)
		return false;
	if (conn->ops != &line_conn_ops && !conn_is_closing(conn) && ++gate->lines >= LINES_MAX) {
		say(conn, "!! these were too many lines; connect again\n");
		conn_close(conn, CONN_DONE);
	}
	return true;
}

static void gate_too_long(struct conn *conn)
{
	if (conn->ops == &line_conn_ops)
		line_too_long(conn);
	else
		conn_close(conn, CONN_DONE);
}

/* None until it is let in, within a read. */
static struct session *gate_session(const struct conn *conn)
{
	return conn->ops == &line_conn_ops ? conn->user : NULL;
}

static const struct door_reader reader = {
	.session = gate_session, .line = gate_line, .too_long = gate_too_long};

static void gate_data(struct conn *conn, struct evbuffer *input)
{
	door_read(conn, input, &reader);
	if (conn->ops == &line_gate_ops)
		line_gate_wait(conn);
}

void line_gate_silent(struct conn *conn)
{
	say(conn, "!! you have not answered, so the connection is closed\n");
	conn_close(conn, CONN_DONE);
}

void line_gate_drained(struct conn *conn)
{
}

void line_gate_farewell(struct conn *conn)
{
	conn_close(conn, CONN_DONE);
}

void line_gate_closed(struct conn *conn, enum conn_why why)
{
	line_gate_release(conn);
	door_log_end(conn, line_door.name, NULL, why);
}

const struct conn_ops line_gate_ops = {.kind = DOOR_KIND_LINE,
	.data = gate_data,
	.drained = line_gate_drained,
	.silent = line_gate_silent,
	.farewell = line_gate_farewell,
	.closed = line_gate_closed};
