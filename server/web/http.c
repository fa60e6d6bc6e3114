#include "http.h"

#include <string.h>

#include "ascii.h"

#define VERSION_BYTES 8 /* "HTTP/1.1" */
#define LONGEST_NUMBER 3

/* What is known about the head while it is read. */
struct head {
	struct http_request *request;
	struct http_text authority; /* of a target in absolute form */
	struct http_text content_length, version;
	bool transfer_encoding;
};

static bool is_among(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static bool is_token_byte(char c)
{
	return ascii_is_alnum(c) || is_among(c, "!#$%&'*+-.^_`|~");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_token(struct http_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!is_token_byte(text.bytes[i]))
			return false;
	return text.length > 0;
}

/* Whether it has only bytes of the set. */
static bool is_only(struct http_text text, const char *set)
{
	for (size_t i = 0; i < text.length; i++)
		if (!is_among(text.bytes[i], set))
			return false;
	return true;
}

static bool is_number(struct http_text text)
{
	return text.length > 0 && is_only(text, "0123456789");
}

static bool is_exactly(struct http_text text, const char *word)
{
	return text.length == strlen(word) && memcmp(text.bytes, word, text.length) == 0;
}

bool http_is(struct http_text element, const char *word)
{
	return ascii_is_word(element.bytes, element.length, word);
}

/* Without the blanks at both ends. */
static struct http_text trimmed(const char *from, const char *to)
{
	while (from < to && is_blank(*from))
		from++;
	while (to > from && is_blank(to[-1]))
		to--;
	return (struct http_text){from, (size_t)(to - from)};
}

/* Cuts the text at the first `c`. What is behind it goes to `rest`; false where there is none. */
static bool cut(struct http_text *text, char c, struct http_text *rest)
{
	const char *at = text->length > 0 ? memchr(text->bytes, c, text->length) : NULL;
	if (!at)
		return false;
	size_t before = (size_t)(at - text->bytes);
	*rest = (struct http_text){at + 1, text->length - before - 1};
	text->length = before;
	return true;
}

/* Host: a name or an address, and a port (RFC 3986, 3.2.2 and 3.2.3). */
static bool is_host(struct http_text host)
{
	size_t i = 0;
	if (host.length > 0 && host.bytes[0] == '[') {
		for (i = 1; i < host.length && host.bytes[i] != ']'; i++)
			if (!ascii_is_alnum(host.bytes[i]) && !is_among(host.bytes[i], ":."))
				return false;
		if (i++ == host.length)
			return false;
	} else {
		while (i < host.length && host.bytes[i] != ':')
			if (ascii_is_alnum(host.bytes[i]) ||
				is_among(host.bytes[i], "-._~%!$&'()*+,;="))
				i++;
			else
				return false;
	}
	if (i == 0 || i == host.length)
		return i > 0;
	struct http_text port = {host.bytes + i + 1, host.length - i - 1};
	return host.bytes[i] == ':' && (port.length == 0 || is_number(port));
}

/* In absolute form, "http://host/path", the authority is kept to be compared with Host. */
static bool read_target(struct head *head, struct http_text target)
{
	struct http_request *request = head->request;
	for (size_t i = 0; i < target.length; i++)
		if (target.bytes[i] <= ' ' || target.bytes[i] > '~' || target.bytes[i] == '#')
			return false;
	if (target.length > 0 && target.bytes[0] != '/') {
		size_t scheme = ascii_equal_n(target.bytes, "http://", 7)    ? 7
				: ascii_equal_n(target.bytes, "https://", 8) ? 8
									     : 0;
		if (scheme == 0)
			return false;
		const char *from = target.bytes + scheme, *end = target.bytes + target.length;
		const char *path = memchr(from, '/', (size_t)(end - from));
		if (!path)
			return false;
		head->authority = (struct http_text){from, (size_t)(path - from)};
		target = (struct http_text){path, (size_t)(end - path)};
	}
	request->path = target;
	cut(&request->path, '?', &request->query);
	return target.length > 0;
}

/* Returns the status; 0 is good. */
static int read_request_line(struct head *head, struct http_text line)
{
	struct http_request *request = head->request;
	struct http_text method = line, target, version;
	if (!cut(&method, ' ', &target) || !cut(&target, ' ', &version) || !is_token(method))
		return 400;
	request->head = is_exactly(method, "HEAD");
	if (version.length != VERSION_BYTES || memcmp(version.bytes, "HTTP/", 5) != 0 ||
		!ascii_is_digit(version.bytes[5]) || version.bytes[6] != '.' ||
		!ascii_is_digit(version.bytes[7]))
		return 400;
	if (version.bytes[5] != '1')
		return 505;
	if (!request->head && !is_exactly(method, "GET"))
		return 405;
	request->minor = version.bytes[7] > '0';
	return read_target(head, target) ? 0 : 400;
}

/* A field that may come once. */
static bool take(struct http_text *field, struct http_text value)
{
	if (field->bytes)
		return false;
	*field = value;
	return true;
}

static bool is_value(struct http_text value)
{
	for (size_t i = 0; i < value.length; i++) {
		unsigned char c = (unsigned char)value.bytes[i];
		if ((c < ' ' && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

static bool read_field(struct head *head, struct http_text name)
{
	struct http_text value;
	if (!cut(&name, ':', &value) || !is_token(name))
		return false;
	value = trimmed(value.bytes, value.bytes + value.length);
	if (!is_value(value))
		return false;
	if (http_is(name, "host"))
		return take(&head->request->host, value) && is_host(value);
	if (http_is(name, "origin"))
		return take(&head->request->origin, value);
	if (http_is(name, "sec-websocket-key"))
		return take(&head->request->websocket_key, value);
	if (http_is(name, "sec-websocket-version"))
		return take(&head->version, value);
	if (http_is(name, "content-length"))
		return take(&head->content_length, value) && value.length > 0 &&
		       is_only(value, "0");
	return !http_is(name, "transfer-encoding");
}

/* The next line of `rest`, without its ending. False: it is incomplete. */
static bool next_line(struct http_text *rest, struct http_text *line, bool *bad)
{
	*line = *rest;
	if (!cut(line, '\n', rest))
		return false;
	*bad = line->length == 0 || line->bytes[line->length - 1] != '\r';
	line->length -= !*bad;
	return true;
}

bool http_next(const struct http_request *request, const char *name, struct http_text *element)
{
	const char *at = request->fields.bytes, *end = at + request->fields.length;
	bool inside = element->bytes != NULL;
	if (inside)
		at = element->bytes + element->length;
	while (at < end) {
		const char *stop = memchr(at, '\r', (size_t)(end - at)); /* of each line */
		struct http_text field = {at, (size_t)(stop - at)}, value = field;
		inside = inside || (cut(&field, ':', &value) && http_is(field, name));
		for (at = value.bytes; inside && at < stop;) {
			const char *comma = memchr(at, ',', (size_t)(stop - at));
			*element = trimmed(at, comma ? comma : stop);
			if (element->length > 0)
				return true;
			at = comma ? comma + 1 : stop;
		}
		inside = false;
		at = stop + 2;
	}
	return false;
}

static bool has(const struct http_request *request, const char *name, const char *word)
{
	for (struct http_text element = {0}; http_next(request, name, &element);)
		if (http_is(element, word))
			return true;
	return false;
}

/* Whether the weight of an element is 0: ";q=0", ";q=0.000" (RFC 9110, 12.4.2). */
static bool is_unwanted(struct http_text weight)
{
	struct http_text value, key = trimmed(weight.bytes, weight.bytes + weight.length);
	return cut(&key, '=', &value) && http_is(key, "q") && is_only(value, "0.");
}

static bool accepts_gzip(const struct http_request *request)
{
	bool any = false;
	for (struct http_text element = {0}; http_next(request, "accept-encoding", &element);) {
		struct http_text weight = {0}, coding = element;
		cut(&coding, ';', &weight);
		coding = trimmed(coding.bytes, coding.bytes + coding.length);
		if (http_is(coding, "gzip"))
			return !is_unwanted(weight);
		if (http_is(coding, "*"))
			any = !is_unwanted(weight);
	}
	return any;
}

/* A version from 0 to 255 without zeros in front (RFC 6455, 4.3). */
static int number(struct http_text text)
{
	int value = 0;
	if (!is_number(text) || text.length > LONGEST_NUMBER || text.bytes[0] == '0')
		return 0;
	for (size_t i = 0; i < text.length; i++)
		value = 10 * value + (text.bytes[i] - '0');
	return value;
}

static bool is_same(struct http_text a, struct http_text b)
{
	return a.length == b.length && ascii_equal_n(a.bytes, b.bytes, a.length);
}

/* What only the whole head says. */
static bool finish(struct head *head)
{
	struct http_request *request = head->request;
	if (!request->host.bytes && (request->minor > 0 || head->authority.bytes))
		return false;
	if (head->authority.bytes && !is_same(head->authority, request->host))
		return false;
	bool keep = request->minor > 0 || has(request, "connection", "keep-alive");
	request->keep_alive = keep && !has(request, "connection", "close");
	request->upgrade = request->minor > 0 && !request->head &&
			   has(request, "connection", "upgrade") &&
			   has(request, "upgrade", "websocket");
	request->websocket_version = number(head->version);
	request->gzip = accepts_gzip(request);
	return true;
}

static enum http_result bad(int *status, int what)
{
	*status = what;
	return HTTP_BAD;
}

enum http_result http_read(
	const char *bytes, size_t length, struct http_request *request, size_t *used, int *status)
{
	size_t most = length < HTTP_HEAD_BYTES ? length : HTTP_HEAD_BYTES;
	struct http_text rest = {bytes, most}, line;
	struct head head = {.request = request};
	bool broken;
	*request = (struct http_request){0};
	while (rest.length >= 2 && memcmp(rest.bytes, "\r\n", 2) == 0) /* RFC 9112, 2.2 */
		rest = (struct http_text){rest.bytes + 2, rest.length - 2};
	bool whole = next_line(&rest, &line, &broken);
	if (line.length > HTTP_LINE_BYTES + (whole ? 0U : 1U)) /* its CR may have come */
		return bad(status, 414);
	int wrong = !whole ? 0 : broken ? 400 : read_request_line(&head, line);
	if (wrong)
		return bad(status, wrong);
	request->fields.bytes = rest.bytes;
	while (whole && (whole = next_line(&rest, &line, &broken))) {
		if (!broken && line.length == 0)
			break;
		if (broken || !read_field(&head, line))
			return bad(status, 400);
	}
	if (!whole)
		return most < HTTP_HEAD_BYTES ? HTTP_MORE : bad(status, 431);
	request->fields.length = (size_t)(line.bytes - request->fields.bytes);
	*used = (size_t)(rest.bytes - bytes);
	return finish(&head) ? HTTP_REQUEST : bad(status, 400);
}

const char *http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = {
		{101, "Switching Protocols"},
		{200, "OK"},
		{304, "Not Modified"},
		{400, "Bad Request"},
		{403, "Forbidden"},
		{404, "Not Found"},
		{405, "Method Not Allowed"},
		{408, "Request Timeout"},
		{414, "URI Too Long"},
		{426, "Upgrade Required"},
		{429, "Too Many Requests"},
		{431, "Request Header Fields Too Large"},
		{503, "Service Unavailable"},
		{505, "HTTP Version Not Supported"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].status == status)
			return rows[i].reason;
	return "";
}

bool http_unchanged(const struct http_request *request, const char *tag)
{
	for (struct http_text element = {0}; http_next(request, "if-none-match", &element);) {
		if (element.length > 2 && memcmp(element.bytes, "W/", 2) == 0)
			element = (struct http_text){element.bytes + 2, element.length - 2};
		if (is_exactly(element, tag) || is_exactly(element, "*"))
			return true;
	}
	return false;
}
