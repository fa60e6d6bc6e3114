#include "wrap.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "ascii.h"
#include "text.h"

#define SCHEME_BYTES 12 /* of an address, at most */

struct cluster {
	size_t bytes;
	size_t width;
	utf8proc_int32_t first; /* code point */
};

static bool is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* The grapheme cluster that the text begins with. One that is wider than `most` is read only as far
 * as shows that. */
static struct cluster cluster_at(const char *text, size_t length, size_t most)
{
	struct cluster cluster = {.bytes = 1, .width = 1, .first = *text};
	if (is_ascii(*text) && (length == 1 || is_ascii(text[1])))
		return cluster;
	utf8proc_int32_t before, c, state = 0;
	cluster.bytes = text_point(text, length, &cluster.first);
	cluster.width = text_width(text, cluster.bytes);
	before = cluster.first;
	while (cluster.bytes < length) {
		const char *point = text + cluster.bytes;
		size_t used = text_point(point, length - cluster.bytes, &c);
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

/* Letters to Unicode that are shown as blanks; they do not count as part of a word. */
static bool is_filler(utf8proc_int32_t c)
{
	return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
}

/* Whether it belongs to a word that only the terminal may wrap. */
static bool is_solid(const struct cluster *cluster)
{
	utf8proc_int32_t c = cluster->first;
	if (c < 0x80)
		return c > ' ' && c < 0x7F;
	utf8proc_category_t category = utf8proc_category(c);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
	       cluster->width > 0 && !is_filler(c);
}

/* The bytes of blanks. A blank with a combining character does not count. */
static size_t blanks_at(const char *text, size_t length)
{
	size_t at = 0;
	while (at < length && (text[at] == ' ' || text[at] == '\t') &&
		cluster_at(text + at, length - at, 1).bytes == 1)
		at++;
	return at;
}

/* Whether a row may end between two clusters that no blank separates. */
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
	return ascii_is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* The bytes of the character here if it can belong to an address, else 0. Wide characters cannot:
 * text in scripts without blanks follows an address directly. */
static size_t address_character(const char *text, size_t length)
{
	struct cluster cluster;
	if (is_ascii(*text))
		return *text > ' ' && *text < 0x7F && !strchr("<>\"", *text);
	cluster = cluster_at(text, length, 1);
	return cluster.width == 1 && is_solid(&cluster) ? cluster.bytes : 0;
}

/* The bytes of the address that the text begins with; 0 for none. */
static size_t address_bytes(const char *text, size_t length)
{
	size_t at = 0, used;
	while (at < length && at < SCHEME_BYTES && in_scheme(text[at]))
		at++;
	if (at == 0 || length - at < 3 || memcmp(text + at, "://", 3) != 0)
		return 0;
	while (at < length && (used = address_character(text + at, length - at)) > 0)
		at += used;
	return at;
}

/* Reads a word cluster by cluster. */
struct reader {
	struct cluster before;
	size_t at;
	size_t width;  /* up to `at` */
	size_t border; /* the last place where the word may be separated rather than cut */
	size_t border_width;
	size_t address_end; /* of the last address */
	bool solid;	    /* the last cluster is */
	bool cuttable;	    /* one of the clusters was not solid */
};

static bool address_begins(struct reader *reader, const char *text, size_t length)
{
	size_t at = reader->at;
	if (at < reader->address_end || (at > 0 && in_scheme(text[at - 1])))
		return false;
	size_t bytes = address_bytes(text + at, length - at);
	if (bytes > 0)
		reader->address_end = at + bytes;
	return bytes > 0;
}

/* There is a border on both sides of an address, and between what may be cut and what may not, but
 * next to wide characters only as may_part() says. */
static void note_border(
	struct reader *reader, const char *text, size_t length, const struct cluster *cluster)
{
	bool solid = is_solid(cluster), wide = reader->before.width > 1 || cluster->width > 1;
	bool border = address_begins(reader, text, length) || reader->at == reader->address_end ||
		      (solid != reader->solid && !wide);
	reader->solid = solid;
	if (!border)
		return;
	reader->border = reader->at;
	reader->border_width = reader->width;
}

/* The bytes and the width of the first piece of a word that stays together. It may be wider than
 * `most` if it is solid; 0 if it is wider and not solid. */
static size_t piece_at(const char *text, size_t length, size_t most, size_t *width)
{
	struct reader reader = {0};
	while (reader.at < length && blanks_at(text + reader.at, length - reader.at) == 0) {
		struct cluster cluster = cluster_at(text + reader.at, length - reader.at, most);
		if (reader.at > 0 && may_part(&reader.before, &cluster))
			break;
		note_border(&reader, text, length, &cluster);
		reader.cuttable |= !reader.solid;
		bool whole = !reader.cuttable && reader.border == 0;
		if (!whole && reader.width + cluster.width > most) {
			*width = reader.border_width;
			return reader.border;
		}
		reader.before = cluster;
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

/* The bytes of the code points of a cluster that fit, but at least one, with those without width
 * behind it. */
static size_t fit_points(const char *text, size_t length, size_t columns)
{
	utf8proc_int32_t c;
	size_t bytes = text_fit(text, length, columns);
	if (bytes > 0)
		return bytes;
	bytes = text_point(text, length, &c);
	return bytes + text_fit(text + bytes, length - bytes, 0);
}

/* The end of a row with `left` free columns, where the word behind `blanks` is too wide for any
 * row. */
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
	size_t usual = wrap->columns - wrap->indent, width;
	if (length > 0 && piece_at(text, length, usual, &width) > 0 && width > usual &&
		width < wrap->columns)
		return wrap->columns - width;
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
		size_t wide = 0;
		size_t bytes =
			piece_at(text + start, length - start, left > later ? left : later, &wide);
		if (bytes == 0 && start < length)
			return fill(text, length, at, blanks, left, next);
		bool fits = wide <= later || wide < wrap->columns;
		if (wide > left && start > 0 && (left == 0 || fits))
			return at;
		at = start + bytes;
		width += blanks + wide;
		*next = at + blanks_at(text + at, length - at);
		if (wide > left)
			return at; /* nothing follows in the row in which the terminal ends it */
	}
	*next = length;
	return length;
}
