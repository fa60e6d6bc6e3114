/* How long history is kept, as the option --keep and the mode "keep" of a room say it. Pure. */
#ifndef KEEP_H
#define KEEP_H

#include <stdbool.h>
#include <stdint.h>

#define KEEP_TEXT_SIZE 80

/* "90d,10G", "12h", "500M", "forever": milliseconds and bytes, 0 for no bound. False for anything
 * else. */
bool keep_parse(const char *text, int64_t *ms, int64_t *bytes);

/* "for 90 days (up to 10 GiB)", "for 1 day", "up to 500 MiB", "forever". */
void keep_describe(int64_t ms, int64_t bytes, char out[KEEP_TEXT_SIZE]);

/* As keep_parse() reads it: "90d", "36h". */
void keep_write_time(int64_t ms, char out[KEEP_TEXT_SIZE]);

#endif
