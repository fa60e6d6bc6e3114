#include "wrap.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "text.h"

#define SCHEME_BYTES 12 /* of an address, at most */

struct cluster {
	size_t bytes;
	size_t width;
	utf8proc_int32_t first; /* code point */
};

static size_t next_point(const char *text, size_t length, utf8proc_int32_t *c)
{
	utf8proc_ssize_t used =
		utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, c);
	return used > 0 ? (size_t)used : 1;
}

static bool is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* The grapheme cluster that the text begins with; or, of one that is wider than `most`, as much as
 * shows that it is. */
static struct cluster cluster_at(const char *text, size_t length, size_t most)
{
	struct cluster cluster = {.bytes = 1, .width = 1, .first = *text};
	if (is_ascii(*text) && (length == 1 || is_ascii(text[1])))
		return cluster;
	utf8proc_int32_t before, c, state = 0;
	cluster.bytes = next_point(text, length, &cluster.first);
	cluster.width = text_width(text, cluster.bytes);
	before = cluster.first;
	while (cluster.bytes < length) {
		const char *point = text + cluster.bytes;
		size_t used = next_point(point, length - cluster.bytes, &c);
		size_t width = text_width(point, used);
		if (utf8proc_grapheme_break_stateful(before, c, &state) ||
			(cluster.width > most && width > 0))
			break;
		before = c;
		cluster.bytes += used;
		cluster.width += width;
	}
	return cluster;
}

/* A blank that carries a combining character is none. */
static size_t blanks_at(const char *text, size_t length)
{
	size_t at = 0;
	while (at < length && (text[at] == ' ' || text[at] == '\t') &&
		cluster_at(text + at, length - at, 1).bytes == 1)
		at++;
	return at;
}

/* Whether a line may end between two clusters without a blank. */
static bool may_part(const struct cluster *before, const struct cluster *after)
{
	if (before->width < 2 && after->width < 2)
		return false;
	utf8proc_category_t end = utf8proc_category(before->first);
	utf8proc_category_t start = utf8proc_category(after->first);
	return end != UTF8PROC_CATEGORY_PS && end != UTF8PROC_CATEGORY_PI &&
	       start != UTF8PROC_CATEGORY_PE && start != UTF8PROC_CATEGORY_PF &&
	       start != UTF8PROC_CATEGORY_PO;
}

static bool in_scheme(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '+' || c == '-' || c == '.';
}

/* The bytes of the address that the text begins with, or more than `most`; 0 for none. */
static size_t address_bytes(const char *text, size_t length, size_t most)
{
	size_t at = 0;
	while (at < length && at < SCHEME_BYTES && in_scheme(text[at]))
		at++;
	if (at == 0 || length - at < 3 || memcmp(text + at, "://", 3) != 0)
		return 0;
	while (at < length && at <= most && text[at] > ' ' && text[at] < 0x7F &&
		!strchr("<>\"", text[at]))
		at++;
	return at;
}

/* Reads a word cluster by cluster, and knows whether it is in an address. */
struct reader {
	size_t at;
	size_t width;  /* of what has been read */
	size_t border; /* the last place that was read where an address begins or ends */
	size_t end;    /* of the address that was found last */
};

static bool address_begins(struct reader *reader, const char *text, size_t length, size_t most)
{
	size_t at = reader->at;
	if (at < reader->end || (at > 0 && in_scheme(text[at - 1])))
		return false;
	size_t bytes = address_bytes(text + at, length - at, most);
	if (bytes > 0)
		reader->end = at + bytes;
	return bytes > 0;
}

/* The bytes of the first piece of a word that stays together, and its width, which is at most
 * `most`, or `widest` for an address; 0 for one that is wider. */
static size_t piece_at(const char *text, size_t length, size_t most, size_t widest, size_t *width)
{
	struct reader reader = {0};
	struct cluster before = {0};
	size_t border_width = 0;
	while (reader.at < length && blanks_at(text + reader.at, length - reader.at) == 0) {
		if (address_begins(&reader, text, length, widest) || reader.at == reader.end) {
			reader.border = reader.at;
			border_width = reader.width;
		}
		struct cluster cluster = cluster_at(text + reader.at, length - reader.at, widest);
		if (reader.at > 0 && may_part(&before, &cluster))
			break;
		bool address = reader.border == 0 && reader.at < reader.end;
		if (reader.width + cluster.width > (address ? widest : most)) {
			*width = border_width;
			return reader.border;
		}
		before = cluster;
		reader.at += cluster.bytes;
		reader.width += cluster.width;
	}
	*width = reader.width;
	return reader.at;
}

/* The bytes of the clusters that fit. */
static size_t fit_clusters(const char *text, size_t length, size_t columns)
{
	size_t at = 0;
	for (size_t width = 0; at < length;) {
		struct cluster cluster = cluster_at(text + at, length - at, columns);
		width += cluster.width;
		if (width > columns)
			break;
		at += cluster.bytes;
	}
	return at;
}

/* The bytes of the code points of a cluster that fit, but at least one, with what has no width
 * behind it. */
static size_t fit_points(const char *text, size_t length, size_t columns)
{
	utf8proc_int32_t c;
	size_t bytes = text_fit(text, length, columns);
	if (bytes > 0)
		return bytes;
	bytes = next_point(text, length, &c);
	return bytes + text_fit(text + bytes, length - bytes, 0);
}

/* The end of the line where the word behind `blanks` is too wide for any, of which `left` columns
 * are free. */
static size_t fill(
	const char *text, size_t length, size_t at, size_t blanks, size_t left, size_t *next)
{
	size_t start = at + blanks;
	size_t bytes = fit_clusters(text + start, length - start, left);
	if (bytes == 0 && start == 0)
		bytes = fit_points(text, cluster_at(text, length, left).bytes, left);
	size_t end = bytes > 0 ? start + bytes : at;
	*next = start + bytes;
	*next += blanks_at(text + *next, length - *next);
	return end;
}

size_t wrap_indent(const struct wrap *wrap, const char *text, size_t length)
{
	size_t address = address_bytes(text, length, wrap->columns);
	if (address < wrap->columns && address > wrap->columns - wrap->indent)
		return wrap->columns - address;
	return wrap->indent;
}

size_t wrap_line(
	const struct wrap *wrap, const char *text, size_t length, size_t indent, size_t *next)
{
	size_t columns = wrap->columns - indent, later = wrap->columns - wrap->indent, width = 0;
	for (size_t at = 0; at < length;) {
		size_t blanks = blanks_at(text + at, length - at);
		size_t start = at + blanks;
		*next = start;
		if (width + blanks > columns)
			return at;
		size_t left = columns - width - blanks;
		size_t most = left > later ? left : later;
		size_t widest = most < wrap->columns ? wrap->columns - 1 : most;
		size_t wide = 0;
		size_t bytes = piece_at(text + start, length - start, most, widest, &wide);
		if (bytes == 0 && start < length)
			return fill(text, length, at, blanks, left, next);
		if (wide > left)
			return at;
		at = start + bytes;
		width += blanks + wide;
	}
	*next = length;
	return length;
}
