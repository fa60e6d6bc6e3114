/* Conns that speak HTTP: the page for browsers, which then open a WebSocket (docs/web.md).
 *
 * A conn answers one request after the other; the next is read when the answer to the one before
 * has been sent. What is served is a site: a function that fills in an answer. All of it runs on
 * the conn's loop, whose `data` is a struct door_loop. */
#ifndef WEB_H
#define WEB_H

#include "buffer.h"
#include "conn.h"
#include "http.h"
#include "pack.h"

/* An answer, all zeros at first. A site sets `status` and what else there is to say. Texts and
 * `constant` live until the answer has been sent, which constants do. */
struct web_answer {
	int status;
	const char *type;	       /* of the body; NULL where there is none */
	const unsigned char *constant; /* the body; or */
	size_t constant_length;
	struct buffer made;   /* the body, freed with the answer */
	struct buffer fields; /* more fields of the head, each with its CR LF; likewise */
};

struct web_site {
	/* `request` is whole, its host is known, and its method is GET or HEAD. */
	void (*answer)(
		struct conn *conn, const struct http_request *request, struct web_answer *answer);

	/* Takes the conn over for a WebSocket: sets its ops and returns true, or fills in the
	 * answer. `input` begins with the request's `used` bytes. NULL: none can be opened. */
	bool (*upgrade)(struct conn *conn, const struct http_request *request,
		struct evbuffer *input, size_t used, struct web_answer *answer);

	bool any_host; /* names of hosts do not matter */
};

/* A sentence as plain text. */
void web_say(struct web_answer *answer, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* For conn_ops.open of a conn that serves this site, and its other functions. */
void web_open(struct conn *conn, const struct web_site *site);
void web_data(struct conn *conn, struct evbuffer *input);
void web_drained(struct conn *conn);
void web_silent(struct conn *conn);
void web_farewell(struct conn *conn);
void web_closed(struct conn *conn, enum conn_why why);

/* For an upgrade: what is known of such a conn, and conn->user made of that for this site; NULL
 * where the bytes are wrong. An answer that is being sent goes on. */
void web_pack(const struct conn *conn, struct pack *out);
void *web_unpack(struct unpack *in, const struct web_site *site);

/* Forgets the requests of a conn that goes on as another one. */
void web_release(struct conn *conn);

/* A whole answer with a sentence, for a conn that has no ops of these or is refused before it has
 * any. Closes the connection. */
void web_refusal(struct buffer *out, int status, const char *sentence);

#endif
