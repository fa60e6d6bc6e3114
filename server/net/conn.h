/* A conn: one accepted stream socket, its bufferevent, and one way to end it.
 *
 * A conn is in one of these states; one function changes it (conn_state.c), which stops the
 * program on a change that is not in the table and logs the others (debug, conn_state).
 *
 *   state         what happens                                 and then
 *   READING       bytes go to ops->data as they come           PENDING DELAYED PAUSED
 *   PENDING       ops->data is called in the next iteration    READING
 *   DELAYED       nothing is read for a while                  PENDING
 *   PAUSED        nothing is read until conn_make_pending()    PENDING READING
 *   READING_DONE  nothing is read any more
 *   CLOSING       ops->closed is called at the iteration's end FLUSHING
 *   FLUSHING      the output is sent; input is dropped         SHUT
 *   SHUT          the sending side is shut down                freed once the peer closes
 *
 * READING_DONE may also follow the first four states, and CLOSING the first five. A conn that
 * closes reads until the peer closes too: unread input would make the kernel send a reset, which
 * destroys the last bytes sent (RFC 1122, 4.2.2.13); a timer limits this. ops->closed is called
 * exactly once, never from within another function of this header. A conn whose
 * connection has ended may close before the iteration's end. Only the conn's own loop may call
 * these functions. */
#ifndef CONN_H
#define CONN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "address.h"
#include "local_user.h"
#include "loop.h"

enum conn_state {
	CONN_READING,
	CONN_PENDING,
	CONN_DELAYED,
	CONN_PAUSED,
	CONN_READING_DONE,
	CONN_CLOSING,
	CONN_FLUSHING,
	CONN_SHUT,
	CONN_STATES
};

enum conn_why {
	CONN_DONE,   /* the normal end */
	CONN_SLOW,   /* the peer does not read */
	CONN_BROKEN, /* reset, timed out */
};

/* What conn->timer is set for. */
enum conn_timer {
	CONN_TIMER_NONE,
	CONN_TIMER_SILENCE,  /* conn_await_input(): ops->silent */
	CONN_TIMER_DELAY,    /* conn_delay(): reads on */
	CONN_TIMER_DEADLINE, /* conn_set_deadline(): closes */
	CONN_TIMER_DRAIN,    /* FLUSHING, SHUT: frees */
};

struct conn_ops {
	unsigned kind; /* the owner's number for what the conn speaks, below LOOP_KINDS; loops count
			* their conns by it */

	/* A new conn, in its loop. Sets conn->user. */
	void (*open)(struct conn *conn);

	/* There is input, or no more will come (conn->at_end). Bytes that the function does not
	 * drain stay in `input`; it is called again when more arrive, or after conn_make_pending()
	 * or conn_delay(). */
	void (*data)(struct conn *conn, struct evbuffer *input);

	/* The output that conn_send() took has been sent. */
	void (*drained)(struct conn *conn);

	/* The peer has sent nothing in the time given to conn_await_input(). */
	void (*silent)(struct conn *conn);

	/* The program ends: tell the peer, then close the conn. */
	void (*farewell)(struct conn *conn);

	/* The conn closes. Last words may still be given with conn_last_words(). */
	void (*closed)(struct conn *conn, enum conn_why why);
};

struct conn {
	struct bufferevent *bev;
	struct loop *loop;
	const struct conn_ops *ops;
	void *user;
	union {
		struct event *timer; /* NULL most of the time; with TLS: conn_tls_timer() */
		struct ssl_st *ssl;  /* of a conn with TLS */
	};
	unsigned char address[16];
	unsigned short port;
	unsigned char state;	 /* enum conn_state; see conn_set_state() */
	unsigned char timer_for; /* enum conn_timer */
	unsigned index;		 /* in loop->conns */
	int fd;
	unsigned char why;	   /* enum conn_why, from CLOSING on */
	unsigned char pieces_left; /* while draining: pieces that it may still read */
	bool dropping : 1;	   /* for framing_next() */
	bool tls : 1;		   /* the bytes on the way are encrypted: conn_tls.h */
	bool busy : 1;		   /* the bufferevent has something to write */
	bool mid_line : 1;	   /* the last byte taken was not a newline */
	bool at_end : 1;	   /* no more bytes will come */
	bool broken : 1;	   /* nothing can be sent any more */
	bool listed : 1;	   /* in loop->pending, even if it has left PENDING since */
	bool draining : 1;	   /* conn_drain_input() was called, and reading goes on */
	bool overdue : 1;	   /* the deadline has passed: freed without FLUSHING */
	bool cut : 1;		   /* TLS: the end came unannounced, so bytes may be missing */
};

static inline bool conn_is_reading(const struct conn *conn)
{
	return conn->state == CONN_READING;
}

static inline bool conn_is_paused(const struct conn *conn)
{
	return conn->state == CONN_PAUSED;
}

/* Whether the peer has ended its side, and all that it sent has come. */
static inline bool conn_has_all(const struct conn *conn)
{
	return conn->at_end && !conn->broken && !conn->cut;
}

/* CLOSING, or later. */
static inline bool conn_is_closing(const struct conn *conn)
{
	return conn->state >= CONN_CLOSING;
}

/* The conn speaks this from now on, and waits for no input that conn_await_input() has asked for.
 */
void conn_set_ops(struct conn *conn, const struct conn_ops *ops);

/* For loop_ops.arrived: makes the conn of an arrival and calls ops->open. */
void conn_new(struct loop *loop, const struct arrival *arrival);

/* Sends the run, `total` bytes in `count` pieces, and returns how many of its first bytes were
 * taken. If it took less than `total`, ops->drained is called later. A broken or closing conn takes
 * and drops everything. */
uint64_t conn_send(struct conn *conn, const struct iovec *run, unsigned count, uint64_t total);

/* Queues a last line for a conn that is closing or about to close, after a newline if the last byte
 * sent was not one. */
void conn_last_words(struct conn *conn, const char *bytes, size_t length);

/* Queues bytes behind all that the conn has taken. For protocols without lines. */
void conn_write(struct conn *conn, const char *bytes, size_t length);

/* The same for bytes that stay: a plain conn does not copy them. */
void conn_write_constant(struct conn *conn, const unsigned char *bytes, size_t length);

/* Closes the conn at the end of the iteration. Later calls change nothing. */
void conn_close(struct conn *conn, enum conn_why why);

/* Asks for ops->silent if the peer sends nothing for this time. Input, its end, a delay and a
 * deadline cancel the request. */
void conn_await_input(struct conn *conn, int64_t milliseconds);

/* Asks for ops->data in the next iteration, after the other conns; does not read until then. */
void conn_make_pending(struct conn *conn);

/* Does not read for this time, then calls conn_make_pending(). */
void conn_delay(struct conn *conn, int64_t milliseconds);

/* Does not read until conn_make_pending(). Does nothing to a pending or delayed conn, whose
 * ops->data is called sooner and can pause it again. */
void conn_pause(struct conn *conn);

/* Reads on after conn_pause(). */
void conn_resume(struct conn *conn);

/* Does not read again until the conn closes. */
void conn_stop_reading(struct conn *conn);

/* Closes a conn that is not closing yet as CONN_SLOW after this time, if it has not closed before.
 */
void conn_set_deadline(struct conn *conn, int64_t milliseconds);

/* Before the program ends: reads the bytes that have arrived, one piece in each iteration and at
 * most CONN_DRAIN_MAX bytes, and calls ops->data for each piece; then stops reading. loop->draining
 * counts the conns that do this. */
#define CONN_DRAIN_MAX 262144 /* as much as usual socket buffers hold */
void conn_drain_input(struct conn *conn);

/* What has arrived and ops->data has not drained. */
struct evbuffer *conn_input(const struct conn *conn);

/* The same in bytes, with those that have not been read from the socket. */
size_t conn_unread(struct conn *conn);

/* From now on the bytes on the way are encrypted; the handshake is done. The conn, which is READING
 * and now owns `tls`, gets these ops, and begins anew: ops->open is called. */
struct conn_tls;
void conn_encrypt(struct conn *conn, struct conn_tls *tls, const struct conn_ops *ops);

/* The peer's address and port as text. */
void conn_address(const struct conn *conn, char out[ADDRESS_TEXT_SIZE]);

/* The address without its port. Any thread. */
void conn_host(const struct conn *conn, char out[ADDRESS_TEXT_SIZE]);

/* The user at the other end of a unix socket, whose name is verified; NULL where the kernel names
 * none. Any thread. */
const struct local_user *conn_local_user(const struct conn *conn);

/* Whether the bytes are encrypted on the way (TLS; RFC 8446, RFC 5246). */
static inline bool conn_is_tls(const struct conn *conn)
{
	return conn->tls;
}

/* Whether nobody on the way can read or change the bytes: they are encrypted, or stay on this
 * machine. */
bool conn_is_private(const struct conn *conn);

/* The fingerprint of the certificate whose key the peer has: SHA-256, 64 hexadecimal digits in
 * small letters. False for none. */
#define CONN_CERTIFICATE_SIZE 65
bool conn_certificate(const struct conn *conn, char out[CONN_CERTIFICATE_SIZE]);

/* Whether the peer has asked for this protocol by its name in TLS (ALPN, RFC 7301: "irc"). */
bool conn_has_protocol(const struct conn *conn, const char *name);

/* For loop_ops.pending: calls ops->data of the pending conns. */
void conn_run_pending(struct loop *loop);

/* After the flush of each iteration: closes the conns in CLOSING, and asks for another iteration if
 * any are PENDING. */
void conn_end_iteration(struct loop *loop);

/* Closes and frees a conn at once. For the end of the program, when no loop runs any more. */
void conn_abort(struct conn *conn);

#endif
