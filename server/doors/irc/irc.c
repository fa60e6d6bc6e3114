#include "irc.h"

void irc_init(const char *name)
{
	(void)name;
}

void irc_second(struct loop *loop, long silence)
{
	(void)loop;
	(void)silence;
}

static void irc_open(struct conn *conn)
{
	(void)conn;
}

static void irc_data(struct conn *conn, struct evbuffer *input)
{
	static const char words[] = "ERROR :not yet\r\n";
	evbuffer_drain(input, evbuffer_get_length(input));
	conn_last_words(conn, words, sizeof words - 1);
	conn_end(conn, CONN_DONE);
}

static void irc_drained(struct conn *conn)
{
	(void)conn;
}

static void irc_ended(struct conn *conn, enum conn_why why)
{
	(void)conn;
	(void)why;
}

static void irc_farewell(struct conn *conn)
{
	conn_end(conn, CONN_DONE);
}

const struct conn_ops irc_conn_ops = {
	.open = irc_open,
	.data = irc_data,
	.drained = irc_drained,
	.farewell = irc_farewell,
	.ended = irc_ended,
};
