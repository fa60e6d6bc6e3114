/* A conn: one accepted stream socket, a bufferevent, and one way out.
 *
 * Its life: open; ending (somebody called conn_close(), the peer broke it, or it has been told that
 * all is done), which ops->ended hears exactly once, never from within another call of conn.h;
 * then finishing: what is queued is sent, the sending side is shut down, what still comes is read
 * and dropped until the peer closes too, so that the last words are not lost to a reset (RFC 1122,
 * 4.2.2.13); freed. A deadline bounds the last part. All calls are the loop's own. */
#ifndef CONN_H
#define CONN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "address.h"
#include "loop.h"

enum conn_why {
	CONN_DONE,   /* all that was to be said has been said */
	CONN_SLOW,   /* the peer does not read */
	CONN_BROKEN, /* reset, timed out */
};

struct conn_ops {
	/* A new conn, in its loop. Sets conn->user. */
	void (*open)(struct conn *conn);

	/* Bytes are there, or no more will come (conn->at_end). What is not drained stays. Called
	 * again only for more bytes, or after conn_make_pending() and conn_delay(). */
	void (*data)(struct conn *conn, struct evbuffer *input);

	/* All that conn_send() had taken is on its way. */
	void (*drained)(struct conn *conn);

	/* Nothing has come since conn_await_input(). */
	void (*silent)(struct conn *conn);

	/* The program ends: the peer is to be told, and then the conn ends. */
	void (*farewell)(struct conn *conn);

	/* The conn ends. Last words may still be given with conn_last_words(). */
	void (*ended)(struct conn *conn, enum conn_why why);

	/* The conn is about to be freed: its slot is free again. */
	void (*freed)(struct conn *conn);
};

struct conn {
	struct bufferevent *bev;
	struct loop *loop;
	const struct conn_ops *ops;
	void *user;
	struct event *timer; /* a wait's or a pause's end, or the deadline; NULL most of the time */
	unsigned char address[16];
	unsigned short port;
	unsigned char why; /* enum conn_why, once ending */
	bool dropping;	   /* for framing_next() */
	unsigned index;	   /* in loop->conns */
	int fd;
	bool busy : 1;	   /* the bufferevent has something to write */
	bool mid_line : 1; /* the last byte taken was not a newline */
	bool at_end : 1;   /* no more bytes will come */
	bool broken : 1;   /* nothing can be sent any more */
	bool in_again : 1;
	bool paused : 1;
	bool waiting : 1;   /* for the peer's first bytes */
	bool late : 1;	    /* the deadline has passed */
	bool hurried : 1;   /* conn_drain_input() has been called, and there may be more to read */
	bool deaf : 1;	    /* nothing more is read until it ends */
	bool ending : 1;    /* is, or was, in loop->ending */
	bool finishing : 1; /* ops->ended has been called */
	bool shut : 1;	    /* the sending side is shut down */
	unsigned char rest; /* pieces that may yet be read of a hurried conn */
};

/* For the loop: makes the conn of an arrival and calls ops->open. */
void conn_new(struct loop *loop, const struct arrival *arrival);

/* Writes the run, `total` bytes in `count` pieces. Returns how many were taken: all, or the first
 * so many, and then ops->drained comes. A broken or ending conn takes and drops everything. */
uint64_t conn_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total);

/* Queues a last line for a conn that is about to end or ending, behind a newline where the peer was
 * left in mid-line. */
void conn_last_words(struct conn *conn, const char *bytes, size_t length);

/* Asks for the end. Once is enough; the first reason counts. */
void conn_close(struct conn *conn, enum conn_why why);

/* Asks for ops->silent if the peer sends nothing for so long, from now. Anything that comes, the
 * peer's end, a pause and a deadline take that back. */
void conn_await_input(struct conn *conn, int64_t milliseconds);

/* Asks for ops->data in the next turn, behind the others; until then nothing is read. */
void conn_make_pending(struct conn *conn);

/* Reads nothing for so long, then as conn_make_pending(). */
void conn_delay(struct conn *conn, int64_t milliseconds);

/* Reads nothing until conn_make_pending(). */
void conn_pause(struct conn *conn);
bool conn_is_paused(const struct conn *conn);

/* Gives the conn this long, from now, to send what it has; for one that is not ending yet. */
void conn_set_deadline(struct conn *conn, int64_t milliseconds);

/* Before the program ends: from now on only what has arrived is read, a piece of it in each turn
 * and CONN_DRAIN_MAX in all, and taken by ops->data; then the conn is deaf. loop->hurrying conns
 * are at that. */
#define CONN_DRAIN_MAX 262144 /* what fits into usual buffers */
void conn_drain_input(struct conn *conn);

/* Nothing more is read until the conn ends. */
void conn_stop_reading(struct conn *conn);

/* Bytes that have arrived and that ops->data has not taken. */
size_t conn_unread(const struct conn *conn);

/* The peer's address as text. */
void conn_address(const struct conn *conn, char out[ADDRESS_TEXT_SIZE]);

/* The same without its port. Any thread. */
void conn_host(const struct conn *conn, char out[ADDRESS_TEXT_SIZE]);

/* For the loop. */
void conn_work_again(struct loop *loop);
void conn_work_ending(struct loop *loop);

/* Frees one without further ado, at the end of the program. */
void conn_free(struct conn *conn);

#endif
