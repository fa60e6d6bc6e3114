/* What is around the line being typed: the prompt before it, and above it the status rows, which
 * show what is under way and not a printed line yet. */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

struct buffer;
struct chat;

/* The connection, as the user is told of it. */
struct link {
	bool up;	  /* connected, registered or not */
	bool open;	  /* and anybody on the way can read it */
	bool asks;	  /* the user for a password, before anything else */
	const char *why;  /* a phrase: why there is none; NULL before the first try */
	int64_t again_at; /* the next try; 0: none by itself */
};

/* The prompt: "#lobby> ", "#lobby [#dev 3, bob 1!]> ", "(no room)> ", "#lobby (not encrypted)> ".
 * It takes at most half of the terminal's `columns`, which are 0 for no limit; unread places that
 * do not fit are counted: "+2". In a narrow terminal "(plain)" stands for "(not encrypted)". */
#define STATUS_PROMPT_SIZE 512
void status_prompt(char out[STATUS_PROMPT_SIZE], const struct view *view, const struct link *link,
	size_t columns);

/* Appends the status rows, each with its newline. */
void status_make(struct buffer *out, const struct chat *chat, const struct view *view,
	const struct link *link, int64_t now);

/* Single rows: "2 lines kept: /send or /drop them", "not confirmed yet: 2 lines"; "" for none.
 * They fit in 40 columns. */
#define STATUS_LINE_SIZE 128
void status_kept(char out[STATUS_LINE_SIZE], const struct chat *chat);
void status_unconfirmed(char out[STATUS_LINE_SIZE], const struct chat *chat, int64_t now);

#endif
