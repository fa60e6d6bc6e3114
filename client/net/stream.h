/* The connection to the server: a bufferevent, lines in, bytes out.
 *
 * A network owns its socket and belongs to the thread of its base. It knows nothing of chat nor
 * of terminals; what happens is told through struct stream_user, from the base's loop. None of
 * those calls may free the network: leave the loop first.
 *
 * Nothing the server does costs more than bounded memory: a line over STREAM_LINE_BYTES is cut
 * there and its rest is dropped. What has arrived is always handed over before the end is told,
 * also where writing fails first, so that the server's last words are not lost. */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>

struct event_base;
struct stream;

#define STREAM_LINE_BYTES 65536

struct stream_user {
	/* One line without its LF or CR LF; any bytes may be in it. The last one may have come
	 * without an end. `bytes` lasts for this call. */
	void (*line)(void *data, const char *bytes, size_t length);
	/* After the lines of one read: the moment to show them. */
	void (*batch)(void *data);
	/* The last call. `error` is 0 where the server closed in order, else an errno value. */
	void (*ended)(void *data, int error);
};

/* `fd` is a connected socket that does not block. */
struct stream *stream_new(
	struct event_base *base, int fd, const struct stream_user *user, void *data);

/* Drops what is unsent. */
void stream_free(struct stream *stream);

/* Never blocks; what the socket does not take is kept. Nothing is sent after stream_finish()
 * or once the connection is broken. */
void stream_send(struct stream *stream, const char *bytes, size_t length);

/* Bytes that the socket has not taken yet. */
size_t stream_unsent(const struct stream *stream);

/* Says "that was all" once everything is sent (a half-close); receiving goes on. */
void stream_finish(struct stream *stream);

#endif
