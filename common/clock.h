/* The clocks. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds, microseconds, nanoseconds. */
static inline int64_t clock_ms(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline int64_t clock_us(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static inline int64_t clock_ns(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Milliseconds since some moment in the past; never goes back. For intervals. */
static inline int64_t clock_monotonic_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

/* Milliseconds since 1970 (UTC), as the system's clock says; may be set back. For times that people
 * see. */
static inline int64_t clock_utc_ms(void)
{
	return clock_ms(CLOCK_REALTIME);
}

/* Writes a time in ms since 1970 as RFC 3339 has it, in UTC: "2026-01-31T12:00:00.000Z". */
#define CLOCK_TEXT_SIZE 48
const char *clock_text(char out[CLOCK_TEXT_SIZE], int64_t ms);

/* The time that such a text is, with or without fractions of a second; 0 where it is none, or none
 * of the years 1970 to 2900. */
int64_t clock_read(const char *text);

#endif
