/* One connected socket: lines in, bytes out.
 *
 * A stream owns its socket and belongs to the thread of its base. It knows nothing of chat. It
 * reports through struct stream_user, from the event loop; those calls must not free the stream.
 *
 * With TLS (tls.h) the lines are what the stream protects; nothing may be sent before ready().
 *
 * Nothing the server does costs more than bounded memory: a line over STREAM_LINE_BYTES is cut
 * there and its rest dropped, and a server that has TLS answer (requests for new keys) and does not
 * read the answers is left. Lines that have arrived are always passed on before the end is
 * reported, also when writing fails first, so that the server's last words are not lost. */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>

struct event_base;
struct stream;
struct tls;

#define STREAM_LINE_BYTES 65536

struct stream_user {
	/* The TLS handshake is done; not called without TLS. */
	void (*ready)(void *data);
	/* A line without its LF or CR LF; it may contain any bytes. The last line may have had no
	 * line end. `bytes` are valid during this call. */
	void (*line)(void *data, const char *bytes, size_t length);
	/* After all lines of one read: the moment to show them. */
	void (*batch)(void *data);
	/* The last call. `why` is NULL if the server closed the connection, else a phrase; with
	 * TLS, an end that the server has not announced (close_notify) is none, and half a line
	 * before it is dropped, since anybody on the way can cut a connection. */
	void (*ended)(void *data, const char *why);
};

/* `fd` is a connected, non-blocking socket; `tls`, which may be NULL, is the stream's from now on.
 */
struct stream *stream_new(struct event_base *base, int fd, struct tls *tls,
	const struct stream_user *user, void *data);

/* Who gets the calls from now on; also from within ready(). */
void stream_set_user(struct stream *stream, const struct stream_user *user, void *data);

/* Drops unsent bytes. */
void stream_free(struct stream *stream);

/* Never blocks; keeps the bytes that the socket does not take. Sends nothing after stream_finish()
 * or an error. */
void stream_send(struct stream *stream, const char *bytes, size_t length);

/* Its TLS, or NULL. */
const struct tls *stream_tls(const struct stream *stream);

/* The number of bytes that the socket has not taken yet. */
size_t stream_unsent(const struct stream *stream);

/* Half-closes once everything is sent; receiving goes on. */
void stream_finish(struct stream *stream);

#endif
