/* One connected socket: lines in, bytes out.
 *
 * A stream owns its socket and belongs to the thread of its base. It knows nothing of chat. It
 * reports through struct stream_user, from the event loop; those calls must not free the stream.
 *
 * Nothing the server does costs more than bounded memory: a line over STREAM_LINE_BYTES is cut
 * there and its rest dropped. Lines that have arrived are always passed on before the end is
 * reported, also when writing fails first, so that the server's last words are not lost. */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>

struct event_base;
struct stream;

#define STREAM_LINE_BYTES 65536

struct stream_user {
	/* A line without its LF or CR LF; it may contain any bytes. The last line may have had no
	 * line end. `bytes` are valid during this call. */
	void (*line)(void *data, const char *bytes, size_t length);
	/* After all lines of one read: the moment to show them. */
	void (*batch)(void *data);
	/* The last call. `error` is 0 if the server closed the connection, else an errno value. */
	void (*ended)(void *data, int error);
};

/* `fd` is a connected, non-blocking socket. */
struct stream *stream_new(
	struct event_base *base, int fd, const struct stream_user *user, void *data);

/* Drops unsent bytes. */
void stream_free(struct stream *stream);

/* Never blocks; keeps the bytes that the socket does not take. Sends nothing after stream_finish()
 * or an error. */
void stream_send(struct stream *stream, const char *bytes, size_t length);

/* The number of bytes that the socket has not taken yet. */
size_t stream_unsent(const struct stream *stream);

/* Half-closes once everything is sent; receiving goes on. */
void stream_finish(struct stream *stream);

#endif
