/* Reads the head of an HTTP request (RFC 9110, RFC 9112). Pure; for any thread.
 *
 * Only what a page and a WebSocket need: GET and HEAD without a body. What could be read in two
 * ways is refused (RFC 9112, 11.2): a line that does not end with CR LF, a line that continues the
 * one before (obs-fold), a blank before a colon, control bytes, two fields where one may be, a
 * body. The path and the query stay as they came, with their percent-encoding: they are compared,
 * never decoded. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_HEAD_BYTES 8192 /* of a head, with the empty line at its end: more is 431 */
#define HTTP_LINE_BYTES 8000 /* of the request line (RFC 9112, 3): more is 414 */

/* A part of the head. NULL for a field that did not come. */
struct http_text {
	const char *bytes;
	size_t length;
};

struct http_request {
	bool head;		      /* HEAD, otherwise GET */
	int minor;		      /* of HTTP/1.x: 0 or 1 */
	bool keep_alive;	      /* more requests may follow on the connection */
	struct http_text path, query; /* of the target; the query without its question mark */
	struct http_text host; /* of HTTP/1.1 always there: a name or address, maybe a port */
	struct http_text origin;
	bool gzip; /* Accept-Encoding allows it */

	bool upgrade;	       /* to a WebSocket: Connection and Upgrade say so, in a GET of 1.1 */
	int websocket_version; /* 0 where none, or no number, was given */
	struct http_text websocket_key;

	struct http_text fields; /* all of them, for http_next() */
};

enum http_result {
	HTTP_MORE,    /* the head is incomplete: call again with these bytes and more */
	HTTP_REQUEST, /* `request` is filled in; its texts point into `bytes` */
	HTTP_BAD      /* answer with `status` and close: what follows may be a body */
};

/* `*used`: bytes of the head, for HTTP_REQUEST. `*status`, for HTTP_BAD: 400, 405 (also for a
 * method that does not exist), 414, 431 or 505. A bad line is found when its end has come.
 * `request->head` is right for HTTP_BAD, too, where the method was read. */
enum http_result http_read(
	const char *bytes, size_t length, struct http_request *request, size_t *used, int *status);

/* The next element of the list that all fields of this name make together (RFC 9110, 5.3 and
 * 5.6.1), such as the protocols of Sec-WebSocket-Protocol. `element` starts as all zeros. False
 * after the last. A comma in a quoted text parts it, too. */
bool http_next(const struct http_request *request, const char *name, struct http_text *element);

/* Whether the element is this word, in any case. */
bool http_is(struct http_text element, const char *word);

/* Whether If-None-Match has this entity tag, which is given with its quotes (RFC 9110, 13.1.2). */
bool http_unchanged(const struct http_request *request, const char *tag);

/* "Not Found" for 404. */
const char *http_reason(int status);

#endif
