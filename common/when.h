/* Times as people type them: "30m" (ago), "14:00", "2026-11-28", "2026-11-28T14:00", "yesterday".
 *
 * They are of this machine's time zone; times are milliseconds since 1970 (UTC). Any thread. */
#ifndef WHEN_H
#define WHEN_H

#include <stdbool.h>
#include <stdint.h>

/* Seconds of "90s", "10m", "2h" or "7d"; 0 where it is none, or is longer than WHEN_SECONDS_MAX. */
#define WHEN_SECONDS_MAX (36500 * INT64_C(86400))
int64_t when_duration(const char *word);

enum when_result {
	WHEN_GOOD,
	WHEN_NONSENSE,
	WHEN_FUTURE, /* later than `now`; the time is set, too */
};

/* The moment that the word stands for: a duration before `now`, a time of day (of today, or of
 * yesterday where today's is still to come), the beginning of a day, or a day with a time. */
enum when_result when_parse(const char *word, int64_t now, int64_t *time);

/* A number without sign from 1 to UINT32_MAX; 0 for anything else. */
uint32_t when_number(const char *word);

/* Writes the local date and time of day, "2026-11-28 14:00". The first WHEN_DATE_LENGTH bytes are
 * the date. */
#define WHEN_TEXT_SIZE 40
#define WHEN_DATE_LENGTH 10
const char *when_text(char out[WHEN_TEXT_SIZE], int64_t time);

/* The local day of the week, "Saturday". */
const char *when_weekday(int64_t time);

#endif
