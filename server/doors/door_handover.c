#include "door_handover.h"

#include <stdlib.h>
#include <string.h>

#include "browsers.h"
#include "conn_handover.h"
#include "detect.h"
#include "door_kind.h"
#include "door_loop.h"
#include "handshake.h"
#include "irc.h"
#include "irc_handover.h"
#include "line.h"
#include "line_gate.h"
#include "local_users.h"
#include "web.h"
#include "web_page.h"
#include "websocket_door.h"

/* What a conn speaks once its door is known; before, detect_stages. */
static const struct detect_stage known[] = {
	{"line", &line_conn_ops, DOOR_USER_SESSION},
	{"gate", &line_gate_ops, DOOR_USER_GATE},
	{"irc", &irc_conn_ops, DOOR_USER_IRC},
	{"websocket", &websocket_conn_ops, DOOR_USER_WEBSOCKET},
	{"web", &web_conn_ops, DOOR_USER_WEB},
	{0},
};

static const struct detect_stage *find_ops(
	const struct detect_stage *stages, const struct conn_ops *ops)
{
	while (stages->name && stages->ops != ops)
		stages++;
	return stages->name ? stages : NULL;
}

static const struct detect_stage *find_name(const struct detect_stage *stages, const char *name)
{
	while (stages->name && strcmp(stages->name, name) != 0)
		stages++;
	return stages->name ? stages : NULL;
}

/* NULL where nobody else can go on with it. A hello that was not answered may as well have come
 * just now. */
static const struct detect_stage *stage_of(const struct conn *conn)
{
	const struct conn_ops *inside = handshake_unanswered(conn);
	const struct conn_ops *ops = inside ? detect_hello_ops(inside) : conn->ops;
	const struct detect_stage *stage = find_ops(known, ops);
	return stage ? stage : find_ops(detect_stages, ops);
}

/* NULL where it has none. */
static struct session *session_of(const struct conn *conn, const struct detect_stage *stage)
{
	bool irc = stage->user == DOOR_USER_IRC || stage->user == DOOR_USER_WEBSOCKET;
	return irc ? irc_session(conn) : stage->user == DOOR_USER_SESSION ? conn->user : NULL;
}

bool door_can_carry(const struct conn *conn)
{
	const struct detect_stage *stage = conn_can_move(conn) ? stage_of(conn) : NULL;
	if (!stage || (stage->user != DOOR_USER_NONE && !conn->user))
		return false;
	const struct session *session = session_of(conn, stage);
	return session ? !session->closed : stage->user != DOOR_USER_SESSION;
}

void door_pack(const struct conn *conn, struct pack *out)
{
	const struct detect_stage *stage = stage_of(conn);
	const struct session *session = session_of(conn, stage);
	pack_text(out, stage->name);
	pack_u32(out, session ? session->id : 0);
	conn_pack(conn, out);
	switch (stage->user) {
	case DOOR_USER_NONE:
	case DOOR_USER_SESSION:
		break;
	case DOOR_USER_GATE:
		line_gate_pack(conn, out);
		break;
	case DOOR_USER_IRC:
		irc_peer_pack(conn->user, out);
		break;
	case DOOR_USER_WEBSOCKET:
		websocket_door_pack(conn, out);
		break;
	case DOOR_USER_WEB:
		web_pack(conn, out);
		break;
	}
}

const struct door *door_named(const char *name)
{
	static const struct door *const doors[] = {&line_door, &irc_door, &websocket_door};
	for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++)
		if (strcmp(doors[i]->name, name) == 0)
			return doors[i];
	return NULL;
}

/* The door of the sessions of such conns; NULL where they have none. */
static const struct door *door_of(enum door_user user)
{
	return user == DOOR_USER_SESSION     ? &line_door
	       : user == DOOR_USER_IRC	     ? &irc_door
	       : user == DOOR_USER_WEBSOCKET ? &websocket_door
					     : NULL;
}

/* The session of such a conn that nobody else has got; NULL, and in->failed, where it is another
 * one's. */
static struct session *find_session(const struct door_restoring *to,
	const struct detect_stage *stage, uint32_t id, struct unpack *in)
{
	const struct door_loop *loop = to->loops[0]->data;
	struct session *session = id > 0 ? to->session(loop->core->core, id) : NULL;
	bool good = session ? !session->peer && !session->closed &&
				      session->door == door_of(stage->user) &&
				      session->loop->index < to->count
			    : id == 0 && stage->user != DOOR_USER_SESSION;
	if (good)
		return session;
	unpack_fail(in);
	return NULL;
}

/* What is to be conn->user; NULL for nothing, or where in->failed. */
static void *unpack_user(struct unpack *in, const struct detect_stage *stage,
	struct session *session, const struct conn_moved *moved)
{
	void *user = NULL;
	switch (stage->user) {
	case DOOR_USER_NONE:
		return NULL;
	case DOOR_USER_SESSION:
		return session;
	case DOOR_USER_GATE:
		user = line_gate_unpack(in);
		break;
	case DOOR_USER_IRC:
		user = irc_unpack(in, session);
		break;
	case DOOR_USER_WEBSOCKET:
		user = websocket_door_unpack(in, session, moved->input, moved->input_length);
		break;
	case DOOR_USER_WEB:
		user = web_page_unpack(in);
		break;
	}
	if (!user)
		unpack_fail(in);
	return user;
}

static struct loop *loop_for(const struct door_restoring *to, const struct session *session)
{
	struct loop *best = to->loops[session ? session->loop->index : 0];
	for (unsigned i = 0; !session && i < to->count; i++)
		if (atomic_load(&to->loops[i]->load) < atomic_load(&best->load))
			best = to->loops[i];
	return best;
}

static void attach(struct conn *conn, const struct detect_stage *stage, struct session *session)
{
	if (stage->user == DOOR_USER_IRC || stage->user == DOOR_USER_WEBSOCKET)
		((struct irc_peer *)conn->user)->conn = conn;
	if (stage->user == DOOR_USER_GATE)
		line_gate_restored(conn);
	if (session)
		session->peer = stage->user == DOOR_USER_SESSION ? conn : conn->user;
}

struct conn *door_restore(const struct door_restoring *to, int fd, struct unpack *in)
{
	struct conn_moved moved;
	const char *name = unpack_string(in);
	const struct detect_stage *stage = find_name(known, name);
	if (!stage)
		stage = find_name(detect_stages, name);
	uint32_t id = unpack_u32(in);
	if (!stage || !conn_unpack(in, &moved)) {
		unpack_fail(in);
		return NULL;
	}
	struct session *session = find_session(to, stage, id, in);
	void *user = in->failed ? NULL : unpack_user(in, stage, session, &moved);
	if (in->failed)
		return NULL;
	struct conn *conn = conn_restore(loop_for(to, session), fd, &moved, stage->ops, user);
	attach(conn, stage, session);
	return conn;
}

void door_pack_all(struct pack *out)
{
	browsers_pack(out);
	local_users_pack(out);
}

bool door_unpack_all(struct unpack *in)
{
	browsers_unpack(in);
	local_users_unpack(in);
	return !in->failed;
}
