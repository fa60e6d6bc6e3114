/* The lines of a room that a store has, compared one after the other with those of an import. */
#ifndef TOOL_STORED_H
#define TOOL_STORED_H

#include "record.h"
#include "store.h"

/* Zero, but for `last`, at first. */
struct tool_stored_lines {
	uint32_t last;	     /* number of the last one */
	struct buffer lines; /* some, of the numbers `first` to `end` */
	size_t at;	     /* of the line `first` or the next one */
	uint32_t first, end;
};

enum tool_stored {
	TOOL_STORED_BEHIND, /* it comes behind the last one */
	TOOL_STORED_SAME,
	TOOL_STORED_OTHER, /* there is another one with this number */
	TOOL_STORED_GONE,  /* there is none with it, but later ones */
	TOOL_STORED_FAILED,
};

/* Numbers should ascend from call to call. FAILED comes with a sentence in `error`. */
enum tool_stored tool_stored_find(struct tool_stored_lines *stored, const struct store_ops *ops,
	struct store *store, uint32_t room, const struct record_line *line,
	char error[STORE_ERROR_SIZE]);
void tool_stored_finish(struct tool_stored_lines *stored);

#endif
