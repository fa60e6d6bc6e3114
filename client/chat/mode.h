/* MODE of a room in sentences, in the words of the line door (docs/protocol.md, "Order in a room").
 * Pure. */
#ifndef MODE_H
#define MODE_H

#include <stdbool.h>
#include <stddef.h>

#define MODE_TEXT_SIZE 1024

/* What ISUPPORT says of modes. */
struct mode_rules {
	char lists[64];	     /* CHANMODES A: always with a parameter */
	char keys[64];	     /* B: always with one */
	char numbers[64];    /* C: with one when set */
	char flags[64];	     /* D: without */
	char role_modes[32]; /* PREFIX: "qov" */
	char role_signs[32]; /* and "~@+", the highest first */
};

/* The defaults (RFC 2811; RFC 1459). */
void mode_rules_init(struct mode_rules *rules);

/* Reads one change after the other, with a reader that is zero at first. `params[0]` has the modes,
 * the others are their parameters. Skips what can be no mode. */
struct mode_change {
	bool set;
	char mode;
	const char *param; /* NULL for none, or where the server left it out */
	int role;	   /* index in role_modes; -1 if it is no role */
};
struct mode_reader {
	size_t letter;
	unsigned param;
	bool set;
};
bool mode_next(struct mode_reader *reader, const struct mode_rules *rules, char *const *params,
	unsigned count, struct mode_change *change);

/* A sentence for one change, in the words of mode_words.h. `who` is NULL for the server. The result
 * is safe (text_safe()), and cut where it would be too long. A mode without words: "alice set mode
 * +x on #dev". */
void mode_text(char out[MODE_TEXT_SIZE], const struct mode_change *change, bool own,
	const char *who, const char *room);

#endif
