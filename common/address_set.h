/* Ranges of addresses as people write them, and sets of them. An address is the 16 bytes of
 * address_bytes(). IPv4 addresses are a world of their own: no range of IPv6 addresses has one, not
 * even "::/0". Any thread; a set, one at a time. */
#ifndef ADDRESS_SET_H
#define ADDRESS_SET_H

#include <stdbool.h>
#include <stddef.h>

struct address_range {
	unsigned char first[16];
	unsigned char bits; /* of the 128 that are given: 96 and more for IPv4 */
};

/* Parses ADDRESS or ADDRESS/BITS, such as 192.0.2.0/24 or 2001:db8::/32 (RFC 4632, 3.1; RFC 4291,
 * 2.3). Bits of the address behind these are cleared. False where it is neither. */
bool address_range_parse(struct address_range *range, const char *text);

/* The range of the unit that limits count (address_share()). */
void address_range_of_share(struct address_range *range, const unsigned char address[16]);

bool address_range_has(const struct address_range *range, const unsigned char address[16]);

/* Writes it as address_range_parse() reads it; a single address without its bits. */
#define ADDRESS_RANGE_SIZE 52
void address_range_text(char out[ADDRESS_RANGE_SIZE], const struct address_range *range);

struct address_span;

/* Sorted spans that do not touch each other: a look-up is a binary search, and a hundred thousand
 * ranges take 3 MB. */
struct address_set {
	struct address_span *spans;
	size_t count, size;
};

/* Adds a range. Afterwards address_set_sort() must be called before address_set_has(). */
void address_set_add(struct address_set *set, const struct address_range *range);
void address_set_sort(struct address_set *set);

bool address_set_has(const struct address_set *set, const unsigned char address[16]);

/* Empties the set and frees its memory. */
void address_set_finish(struct address_set *set);

#endif
