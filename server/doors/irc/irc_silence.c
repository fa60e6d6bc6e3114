#include "irc_silence.h"

#include "conn.h"
#include "door_read.h"
#include "irc_answer.h"
#include "irc_peer.h"
#include "irc_write.h"
#include "session_life.h"
#include "session_send.h"

#define REGISTER_SECONDS 60

static void end_silent(struct conn *conn, const char *why)
{
	struct irc_peer *peer = conn->user;
	struct session *session = peer->session;
	struct buffer words = {0};
	irc_write_error(&words, why);
	door_enter(conn);
	if (session && !session->closed) {
		session_send(session, words.bytes, words.length);
		session_close(session, why);
	} else if (!session) {
		irc_answer_newcomer(peer, &words);
		conn_close(conn, CONN_DONE);
	}
	door_leave(conn);
	buffer_finish(&words);
}

static void ask(struct conn *conn, struct irc_peer *peer)
{
	struct buffer line = {0};
	buffer_add_all(&line, "PING :", irc_server, "\r\n", NULL);
	door_enter(conn);
	peer->pinged = true; /* other loops read the members beside it */
	session_send(peer->session, line.bytes, line.length);
	door_leave(conn);
	buffer_finish(&line);
}

void irc_silence_check(struct conn *conn, uint32_t now, uint32_t silence)
{
	struct irc_peer *peer = conn->user;
	bool unread = !conn_is_reading(conn); /* the PONG may be among the unread bytes */
	if (!peer || conn_is_closing(conn) || (unread && !conn->busy))
		return;
	uint32_t silent = (now - (uint32_t)peer->heard_s) & IRC_SECONDS_MAX;
	if (peer->newcomer && now - peer->newcomer->since_s > REGISTER_SECONDS)
		end_silent(conn, "Registration timed out");
	else if (!peer->session || peer->session->closed || silence == 0)
		return;
	else if (peer->pinged && silent > 2 * silence)
		end_silent(conn, "Ping timeout");
	else if (!peer->pinged && silent > silence)
		ask(conn, peer);
}
