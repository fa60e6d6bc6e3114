#include "irc.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "clock.h"
#include "counter.h"
#include "door_end.h"
#include "door_kind.h"
#include "door_read.h"
#include "irc_answer.h"
#include "irc_batch.h"
#include "irc_commands.h"
#include "irc_encode.h"
#include "irc_id.h"
#include "irc_reply.h"
#include "irc_sasl.h"
#include "irc_silence.h"
#include "irc_skipped.h"
#include "irc_text.h"
#include "marks.h"
#include "memory.h"
#include "proof.h"
#include "question.h"
#include "session_life.h"
#include "session_send.h"
#include "text.h"

#define SCAN_SECONDS 16 /* at most, see scan_seconds() */

static const struct irc_command commands[] = {
	{"PRIVMSG", 0, false, irc_privmsg},
	{"PING", 0, true, irc_ping},
	{"PONG", 0, true, irc_pong},
	{"NOTICE", 0, false, irc_notice},
	{"TAGMSG", 0, false, irc_tagmsg},
	{"BATCH", 1, false, irc_batch},
	{"JOIN", 1, false, irc_join},
	{"PART", 1, false, irc_part},
	{"CAP", 1, true, irc_cap},
	{"PASS", 1, true, irc_pass},
	{"AUTHENTICATE", 1, true, irc_authenticate},
	{"NICK", 0, true, irc_nick},
	{"USER", 4, true, irc_user},
	{"REGISTER", 3, true, irc_signup},
	{"NICKSERV", 0, false, irc_nickserv_command},
	{"NS", 0, false, irc_nickserv_command},
	{"CHANSERV", 0, false, irc_chanserv_command},
	{"CS", 0, false, irc_chanserv_command},
	{"CERT", 1, false, irc_cert},
	{"TOKEN", 1, false, irc_token},
	{"QUIT", 0, true, irc_quit},
	{"MODE", 1, false, irc_mode},
	{"TOPIC", 1, false, irc_topic},
	{"NAMES", 0, false, irc_names},
	{"LIST", 0, false, irc_list},
	{"KICK", 2, false, irc_kick},
	{"INVITE", 0, false, irc_invite},
	{"UNINVITE", 2, false, irc_uninvite},
	{"WHO", 0, false, irc_who},
	{"WHOIS", 0, false, irc_whois},
	{"WHOWAS", 0, false, irc_whowas},
	{"USERHOST", 1, false, irc_userhost},
	{"ISON", 1, false, irc_ison},
	{"AWAY", 0, false, irc_away},
	{"SETNAME", 1, false, irc_setname},
	{"MONITOR", 1, false, irc_monitor},
	{"CHATHISTORY", 1, false, irc_chathistory},
	{"SEARCH", 1, false, irc_search},
	{"REDACT", 2, false, irc_redact},
	{"FORGET", 0, false, irc_forget},
	{"MARKREAD", 0, false, irc_markread},
	{"OPER", 2, false, irc_oper},
	{"KILL", 2, false, irc_kill},
	{"WALLOPS", 1, false, irc_wallops},
	{"REHASH", 0, false, irc_rehash},
	{"CHGHOST", 2, false, irc_chghost},
	{"KLINE", 1, false, irc_kline},
	{"UNKLINE", 1, false, irc_unkline},
	{"CLOSE", 0, false, irc_close_server},
	{"OPEN", 0, false, irc_open_server},
	{"MOTD", 0, false, irc_motd},
	{"LUSERS", 0, false, irc_lusers},
	{"VERSION", 0, false, irc_version},
	{"TIME", 0, false, irc_time_command},
	{"INFO", 0, false, irc_info},
	{"ADMIN", 0, false, irc_admin},
	{"HELP", 0, false, irc_help},
	{"HELPOP", 0, false, irc_help},
	{"BAN", 2, false, irc_ban},
	{"UNBAN", 2, false, irc_unban},
	{"LINKS", 0, false, irc_links},
	{"STATS", 1, false, irc_stats},
	{0},
};

static const struct irc_command *find_command(const char *name)
{
	for (const struct irc_command *command = commands; command->name; command++)
		if (ascii_equal(command->name, name))
			return command;
	return NULL;
}

void irc_init(const char *name)
{
	irc_write_init(name);
	irc_id_init();
}

void irc_set_origin(uint64_t origin)
{
	irc_id_set_origin(origin);
}

void irc_begin(struct conn *conn, struct irc_peer *peer, const struct door *door)
{
	peer->conn = conn;
	peer->newcomer = memory_zero(sizeof *peer->newcomer);
	peer->newcomer->door = door;
	peer->newcomer->since_s = (uint32_t)(clock_monotonic_ms() / 1000);
	peer->heard_s = peer->newcomer->since_s & IRC_SECONDS_MAX;
	conn->user = peer;
}

static void irc_open(struct conn *conn)
{
	irc_begin(conn, memory_zero(sizeof(struct irc_peer)), &irc_door);
}

/* Under the lock, for the proof. */
static void newcomer_free(struct irc_peer *peer)
{
	if (!peer->newcomer)
		return;
	free(peer->newcomer->name);
	free(peer->newcomer->user);
	free(peer->newcomer->real);
	proof_free(peer->newcomer->proof);
	free(peer->newcomer);
	peer->newcomer = NULL;
}

struct session *irc_session(const struct conn *conn)
{
	const struct irc_peer *peer = conn->user;
	return peer ? peer->session : NULL;
}

/* Whether an answer to the peer has not been sent yet; its next line then waits. */
static bool is_waiting(const struct conn *conn)
{
	return door_answering(conn, irc_session(conn));
}

/* After ERROR: closes the session, or the conn of a peer without one. */
static void leave_now(struct irc_call *call)
{
	if (call->peer->session)
		session_close(call->peer->session, call->end);
	else
		conn_close(call->peer->conn, CONN_DONE);
	free(call->end);
}

static void refuse(struct irc_call *call)
{
	if (call->too_long) {
		counter_add(COUNTER_TOO_LONG, 1);
		irc_numeric(call, ERR_INPUTTOOLONG, ":Input line was too long");
	} else if (call->several) {
		irc_standard(call, "FAIL", "INVALID_MESSAGE", "",
			"Message rejected, it has a line break");
	} else {
		irc_standard(call, "FAIL", "INVALID_UTF8", "",
			"Message rejected, it is not valid UTF-8");
	}
}

static void run_command(struct irc_call *call)
{
	const char *name = call->message->command;
	const struct irc_command *command = name ? find_command(name) : NULL;
	call->command = command;
	if (call->too_long || call->not_utf8 || call->several)
		refuse(call);
	else if (!call->session && (!command || !command->unregistered))
		irc_numeric(call, ERR_NOTREGISTERED, ":You have not registered");
	else if (!command)
		irc_numeric(call, ERR_UNKNOWNCOMMAND, "%.*s :Unknown command",
			irc_word_length(name, IRC_SHORT_WORD_MAX), name);
	else if (call->count < command->needed)
		irc_need_more(call);
	else
		command->run(call);
}

/* Runs the command and sends its answer. False where the line is to be run again later. */
static bool answer(struct irc_call *call)
{
	struct irc_peer *peer = call->peer;
	char label[IRC_LABEL_BYTES + 1];
	if ((peer->caps & IRC_LABELED_RESPONSE) && irc_answer_label(call, label))
		call->label = label;
	if (call->session)
		session_capture_begin(call->session, call->out);
	run_command(call);
	if (!call->later) {
		irc_answer_end(call);
		peer->tries = 0;
		if (call->session) /* the room may be gone for whose lines it has asked */
			question_forget(call->session);
	}
	irc_batch_free(call->ended_batch);
	session_capture_end(call->core);
	if (call->later) {
		if (peer->newcomer)
			peer->newcomer->lines--; /* the same line comes again */
		return false;
	}
	if (call->end)
		leave_now(call);
	else if (peer->session)
		newcomer_free(peer);
	return true;
}

/* Tags and the rest of a line have limits of their own. */
static bool too_long(const char *bytes, size_t length)
{
	const char *end = length > 0 && *bytes == '@' ? memchr(bytes, ' ', length) : NULL;
	size_t tags = length > 0 && *bytes == '@' ? (end ? (size_t)(end - bytes) + 1 : length) : 0;
	return tags > IRC_CLIENT_TAGS_BYTES + 2 || length - tags > IRC_LINE_BYTES - 2;
}

static void start_call(struct irc_call *call, struct irc_peer *peer, struct irc_message *message)
{
	struct door_loop *loop = peer->conn->loop->data;
	buffer_clear(&loop->answer);
	*call = (struct irc_call){
		.door = peer->session ? peer->session->door : peer->newcomer->door,
		.peer = peer,
		.session = peer->session,
		.core = loop->core->core,
		.loop = loop,
		.message = message,
		.out = &loop->answer};
}

/* Limits the lines before registration: a peer without a session has no speed allowance. */
static bool line_allowed(struct irc_call *call)
{
	struct irc_peer *peer = call->peer;
	if (!peer->newcomer || ++peer->newcomer->lines <= IRC_REGISTER_LINES)
		return true;
	irc_end(call, "Too many lines before registration");
	irc_answer_end(call);
	leave_now(call);
	return false;
}

bool irc_line(struct conn *conn, const char *bytes, size_t length)
{
	struct irc_peer *peer = conn->user;
	struct irc_call call;
	struct irc_message message;
	start_call(&call, peer, &message);
	peer->heard_s = (uint32_t)(call.core->now / 1000) & IRC_SECONDS_MAX;
	peer->pinged = false;
	if (is_waiting(conn))
		return false;
	if (!line_allowed(&call))
		return true;
	while (length > 0 && bytes[length - 1] == '\r')
		length--;
	buffer_clear(&call.loop->text);
	char *text = buffer_reserve(&call.loop->text, TEXT_SAFE_SIZE(length));
	irc_text_safe(text, bytes, length);
	bool blank = !irc_parse(&message, text);
	/* irc_text_safe() may have made the tags longer. */
	call.too_long = too_long(bytes, length) ||
			(message.tags && strlen(message.tags) > IRC_CLIENT_TAGS_BYTES);
	call.not_utf8 = !irc_text_utf8(bytes, length);
	call.count = message.count;
	call.params = message.params;
	for (unsigned i = 0; i + 1 < call.count; i++) /* only the last closes them */
		text_drop_bidi(call.params[i]);
	return (blank && !call.too_long && !call.not_utf8) || answer(&call);
}

/* A line longer than the input buffer has no known label. */
static void irc_too_long(struct conn *conn)
{
	struct irc_call call;
	struct irc_message none = {0};
	start_call(&call, conn->user, &none);
	call.too_long = true;
	if (line_allowed(&call))
		answer(&call);
}

void irc_refuse_several(struct conn *conn)
{
	struct irc_call call;
	struct irc_message none = {0};
	start_call(&call, conn->user, &none);
	call.several = true;
	if (line_allowed(&call))
		answer(&call);
}

static const struct door_reader reader = {.session = irc_session,
	.line = irc_line,
	.too_long = irc_too_long,
	.most = IRC_TAGS_BYTES + IRC_LINE_BYTES};

static void irc_data(struct conn *conn, struct evbuffer *input)
{
	door_read(conn, input, &reader);
}

void irc_drained(struct conn *conn)
{
	door_drained(conn, irc_session(conn));
}

void irc_closed(struct conn *conn, enum conn_why why)
{
	struct irc_peer *peer = conn->user;
	if (!peer)
		return;
	if (peer->session)
		door_end_session(conn, peer->session, why);
	else
		door_log_end(conn, peer->newcomer->door->name, NULL, why);
	door_enter(conn);
	newcomer_free(peer);
	door_leave(conn);
	irc_sasl_free(peer);
	irc_batch_free(peer->batch);
	marks_free(peer->marks);
	free(peer);
	conn->user = NULL;
}

void irc_farewell(struct conn *conn)
{
	struct session *session = irc_session(conn);
	if (session)
		door_farewell(conn, session,
			((struct irc_peer *)session->peer)->caps & IRC_STANDARD_REPLIES);
	else
		conn_close(conn, CONN_DONE);
}

/* Seconds in which all conns are looked at once: few where `silence` is short, so that it is not
 * exceeded by much. */
static unsigned scan_seconds(long silence)
{
	if (silence == 0 || silence >= 4 * SCAN_SECONDS)
		return SCAN_SECONDS;
	return silence < 4 ? 1 : (unsigned)silence / 4;
}

void irc_second(struct loop *loop, long silence)
{
	struct door_loop *doors = loop->data;
	uint32_t now = (uint32_t)(clock_monotonic_ms() / 1000);
	unsigned count = loop->conns.count, scan = scan_seconds(silence);
	for (unsigned i = doors->seconds++ % scan; i < count; i += scan)
		if (loop->conns.items[i]->ops->drained ==
			irc_drained) /* of all doors with such peers */
			irc_silence_check(loop->conns.items[i], now, (uint32_t)silence);
}

static uint64_t irc_send(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	return conn_send(((struct irc_peer *)peer)->conn, run, count, total);
}

void irc_door_close(void *peer, enum door_close why)
{
	door_close(((struct irc_peer *)peer)->conn, why);
}

void irc_door_resume(void *peer)
{
	conn_make_pending(((struct irc_peer *)peer)->conn);
}

void irc_door_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	conn_host(((const struct irc_peer *)peer)->conn, out);
}

void irc_door_log_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	conn_address(((const struct irc_peer *)peer)->conn, out);
}

bool irc_door_is_private(const void *peer)
{
	return conn_is_private(((const struct irc_peer *)peer)->conn);
}

bool irc_door_certificate(const void *peer, char out[DOOR_CERTIFICATE_SIZE])
{
	return conn_certificate(((const struct irc_peer *)peer)->conn, out);
}

const unsigned char *irc_door_address_bytes(const void *peer)
{
	return ((const struct irc_peer *)peer)->conn->address;
}

const struct door irc_door = {.name = "irc",
	.encode = irc_encode,
	.line = irc_skipped_kind,
	.send = irc_send,
	.close = irc_door_close,
	.resume = irc_door_resume,
	.address = irc_door_address,
	.is_private = irc_door_is_private,
	.certificate = irc_door_certificate,
	.log_address = irc_door_log_address,
	.address_bytes = irc_door_address_bytes};

const struct conn_ops irc_conn_ops = {.kind = DOOR_KIND_IRC,
	.open = irc_open,
	.data = irc_data,
	.drained = irc_drained,
	.farewell = irc_farewell,
	.closed = irc_closed};
