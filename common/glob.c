#include "glob.h"

#include <stddef.h>
#include <string.h>

#include "text.h"

/* Bytes of the first code point of a string. */
static size_t point_bytes(const char *text)
{
	int32_t c;
	return (unsigned char)*text < 0x80 ? 1 : text_point(text, strnlen(text, 4), &c);
}

static bool is_escape(const char *mask)
{
	return *mask == '\\' && (mask[1] == '*' || mask[1] == '?');
}

/* The end of the mask's first segment: the next star or the end of the mask. */
static const char *segment_end(const char *mask)
{
	while (*mask && *mask != '*')
		mask += is_escape(mask) ? 2 : 1;
	return mask;
}

/* Skips `count` code points. Returns NULL if the text has fewer before `end`. */
static const char *skip_points(
	const char *text, const char *end, size_t points, unsigned long *work)
{
	for (; points > 0; points--, ++*work) {
		if (text >= end)
			return NULL;
		text += point_bytes(text);
	}
	return text <= end ? text : NULL;
}

/* Compares a segment with the start of the text. Returns the rest of the text, or NULL. */
static const char *match_front(
	const char *mask, const char *mask_end, const char *text, unsigned long *work)
{
	for (; mask < mask_end; ++*work) {
		size_t size = point_bytes(text);
		if (!*text)
			return NULL;
		if (*mask != '?') {
			mask += is_escape(mask);
			if (*mask != *text || point_bytes(mask) != size ||
				memcmp(mask, text, size) != 0)
				return NULL;
			mask += size;
		} else {
			mask++;
		}
		text += size;
	}
	return text;
}

static size_t count_points(const char *text, const char *end, bool is_mask)
{
	size_t points = 0;
	for (; text < end; points++) {
		text += is_mask && is_escape(text);
		text += point_bytes(text);
	}
	return points;
}

/* Finds the first match of a segment that begins with a literal. Returns the text after it. */
static const char *search(const char *mask, const char *mask_end, const char *text, const char *end,
	unsigned long *work)
{
	char first = mask[is_escape(mask)];
	size_t least = count_points(mask, mask_end, true); /* bytes */
	for (; (size_t)(end - text) >= least; text += point_bytes(text)) {
		const char *found = text; /* memchr() could stop within a code point */
		if ((unsigned char)first < 0x80)
			found = memchr(text, first, (size_t)(end - text));
		*work += 1 + (size_t)((found ? found : end) - text) / 8;
		const char *rest = found ? match_front(mask, mask_end, found, work) : NULL;
		if (rest && rest <= end)
			return rest;
		if (!found)
			return NULL;
		text = found;
	}
	return NULL;
}

/* Matches a segment between two stars. "*?x?*" means the same as "?*x*?", so question marks at the
 * ends of a segment are only counted. */
static const char *match_middle(const char *mask, const char *mask_end, const char *text,
	const char *end, unsigned long *work)
{
	size_t before = strspn(mask, "?"), behind = 0;
	text = skip_points(text, end, before, work);
	mask += before;
	if (!text || mask == mask_end)
		return text;
	while (mask_end[-1] == '?' && mask_end[-2] != '\\') {
		mask_end--;
		behind++;
	}
	text = search(mask, mask_end, text, end, work);
	return text ? skip_points(text, end, behind, work) : NULL;
}

/* The last `count` code points of the text, or NULL if it has fewer. */
static const char *last_points(const char *text, size_t points, unsigned long *work)
{
	const char *end = text + strlen(text);
	size_t all = count_points(text, end, false);
	*work += all;
	return all < points ? NULL : skip_points(text, end, all - points, work);
}

bool glob_match_work(const char *mask, const char *text, unsigned long *work)
{
	const char *segment_at_end = segment_end(mask);
	text = match_front(mask, segment_at_end, text, work);
	++*work;
	if (!text || !*segment_at_end)
		return text && !*text;
	const char *star = segment_at_end;
	const char *tail = star + 1;
	for (const char *at = tail; *at; at++) {
		at = segment_end(at);
		if (!*at)
			break;
		tail = at + 1;
	}
	const char *mask_end = tail + strlen(tail);
	const char *end = last_points(text, count_points(tail, mask_end, true), work);
	if (!end)
		return false;
	const char *rest = match_front(tail, mask_end, end, work);
	if (!rest || *rest)
		return false;
	for (mask = star + 1; mask < tail && text; mask = segment_at_end + 1) {
		segment_at_end = segment_end(mask);
		text = match_middle(mask, segment_at_end, text, end, work);
	}
	return text != NULL;
}

bool glob_match(const char *mask, const char *text)
{
	unsigned long work = 0;
	return glob_match_work(mask, text, &work);
}

bool glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}
