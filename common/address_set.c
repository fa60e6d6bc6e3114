#include "address_set.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "ascii.h"
#include "memory.h"

#define IPV4_BITS 96 /* in front of an IPv4 address in mapped form */
#define BITS 128

struct address_span {
	unsigned char first[16], last[16];
	bool ipv4;
};

/* A number from 0 to `most` without sign or zeros in front; -1 for anything else. */
static int parse_bits(const char *text, int most)
{
	int bits = 0;
	if (!ascii_is_digit(*text) || (text[0] == '0' && text[1]))
		return -1;
	for (; *text; text++) {
		if (!ascii_is_digit(*text) || bits > most)
			return -1;
		bits = bits * 10 + (*text - '0');
	}
	return bits <= most ? bits : -1;
}

/* Sets the bits behind the first `bits` to `value`. */
static void fill_behind(unsigned char bytes[16], unsigned bits, unsigned char value)
{
	unsigned at = bits / 8;
	if (bits >= BITS)
		return;
	unsigned char behind = (unsigned char)(0xFF >> bits % 8);
	bytes[at] = (unsigned char)((bytes[at] & ~behind) | (value & behind));
	memset(bytes + at + 1, value, 15 - at);
}

static bool parse_address(unsigned char bytes[16], const char *text)
{
	static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	memcpy(bytes, mapped, sizeof mapped);
	return inet_pton(AF_INET, text, bytes + 12) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

bool address_range_parse(struct address_range *range, const char *text)
{
	char address[INET6_ADDRSTRLEN];
	size_t length = strcspn(text, "/");
	if (length >= sizeof address)
		return false;
	memcpy(address, text, length);
	address[length] = '\0';
	if (!parse_address(range->first, address))
		return false;
	int before = strchr(address, ':') ? 0 : IPV4_BITS;
	int bits = text[length] ? parse_bits(text + length + 1, BITS - before) : BITS - before;
	if (bits < 0)
		return false;
	range->bits = (unsigned char)(before + bits);
	fill_behind(range->first, range->bits, 0);
	return true;
}

void address_range_of_share(struct address_range *range, const unsigned char address[16])
{
	unsigned char other[16], share[16];
	memcpy(other, address, sizeof other);
	other[15] ^= 1;
	address_share(range->first, address);
	address_share(share, other);
	range->bits = memcmp(share, range->first, sizeof share) == 0 ? BITS / 2 : BITS;
}

static bool is_ipv4(const struct address_range *range)
{
	return range->bits >= IPV4_BITS && address_is_ipv4(range->first);
}

bool address_range_has(const struct address_range *range, const unsigned char address[16])
{
	unsigned char first[16];
	if (is_ipv4(range) != address_is_ipv4(address))
		return false;
	memcpy(first, address, sizeof first);
	fill_behind(first, range->bits, 0);
	return memcmp(first, range->first, sizeof first) == 0;
}

void address_range_text(char out[ADDRESS_RANGE_SIZE], const struct address_range *range)
{
	bool ipv4 = is_ipv4(range);
	char text[INET6_ADDRSTRLEN];
	inet_ntop(ipv4 ? AF_INET : AF_INET6, range->first + (ipv4 ? 12 : 0), text, sizeof text);
	if (range->bits == BITS)
		snprintf(out, ADDRESS_RANGE_SIZE, "%s", text);
	else
		snprintf(out, ADDRESS_RANGE_SIZE, "%s/%u", text,
			range->bits - (ipv4 ? IPV4_BITS : 0U));
}

void address_set_add(struct address_set *set, const struct address_range *range)
{
	if (set->count == set->size) {
		set->size = set->size ? 2 * set->size : 16;
		set->spans = memory_grow(set->spans, set->size * sizeof *set->spans);
	}
	struct address_span *span = &set->spans[set->count++];
	memcpy(span->first, range->first, sizeof span->first);
	memcpy(span->last, range->first, sizeof span->last);
	fill_behind(span->last, range->bits, 0xFF);
	span->ipv4 = is_ipv4(range);
}

/* IPv4 first: ranges of IPv6 may reach over its addresses without having them. Of ranges with the
 * same first address, the longest first. */
static int by_first(const void *a, const void *b)
{
	const struct address_span *left = a, *right = b;
	if (left->ipv4 != right->ipv4)
		return left->ipv4 ? -1 : 1;
	int order = memcmp(left->first, right->first, sizeof left->first);
	return order ? order : memcmp(right->last, left->last, sizeof left->last);
}

void address_set_sort(struct address_set *set)
{
	size_t kept = 0;
	if (set->count > 0)
		qsort(set->spans, set->count, sizeof *set->spans, by_first);
	for (size_t i = 0; i < set->count; i++) {
		const struct address_span *span = &set->spans[i];
		struct address_span *before = kept > 0 ? &set->spans[kept - 1] : NULL;
		/* Ranges lie in each other or apart. */
		if (before && before->ipv4 == span->ipv4 &&
			memcmp(span->first, before->last, sizeof span->first) <= 0)
			continue;
		set->spans[kept++] = *span;
	}
	set->count = kept;
}

static int compare(const void *key, const void *item)
{
	const struct address_span *wanted = key, *span = item;
	if (wanted->ipv4 != span->ipv4)
		return wanted->ipv4 ? -1 : 1;
	if (memcmp(wanted->first, span->first, sizeof span->first) < 0)
		return -1;
	return memcmp(wanted->first, span->last, sizeof span->last) > 0;
}

bool address_set_has(const struct address_set *set, const unsigned char address[16])
{
	struct address_span wanted = {.ipv4 = address_is_ipv4(address)};
	memcpy(wanted.first, address, sizeof wanted.first);
	return set->count > 0 &&
	       bsearch(&wanted, set->spans, set->count, sizeof wanted, compare) != NULL;
}

void address_set_finish(struct address_set *set)
{
	free(set->spans);
	*set = (struct address_set){0};
}
