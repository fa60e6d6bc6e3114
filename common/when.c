#include "when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ascii.h"

/* The number of exactly `digits` digits, -1 where there are not so many; moves on behind them. */
static int take_digits(const char **at, int digits)
{
	int number = 0;
	for (int i = 0; i < digits; i++, ++*at) {
		if (!ascii_is_digit(**at))
			return -1;
		number = 10 * number + (**at - '0');
	}
	return number;
}

static bool take(const char **at, char c)
{
	bool there = **at == c;
	*at += there;
	return there;
}

int64_t when_duration(const char *word)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	int64_t number = 0;
	const char *at = word;
	for (; ascii_is_digit(*at) && number <= WHEN_SECONDS_MAX; at++)
		number = 10 * number + (*at - '0');
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (at > word && units[i].unit == at[0] && !at[1] &&
			number <= WHEN_SECONDS_MAX / units[i].seconds)
			return number * units[i].seconds;
	return 0;
}

uint32_t when_number(const char *word)
{
	uint64_t number = 0;
	for (; ascii_is_digit(*word) && number <= UINT32_MAX; word++)
		number = 10 * number + (uint64_t)(*word - '0');
	return *word || number > UINT32_MAX ? 0 : (uint32_t)number;
}

static struct tm parts_of(int64_t time)
{
	struct tm parts = {0};
	time_t seconds = (time_t)(time / 1000);
	localtime_r(&seconds, &parts);
	return parts;
}

/* The moment of local parts; of those that the clock skips in spring, one an hour later. */
static int64_t moment_of(const struct tm *parts)
{
	struct tm copy = *parts;
	copy.tm_isdst = -1;
	return (int64_t)mktime(&copy) * 1000;
}

static bool take_date(const char **at, struct tm *parts)
{
	int year = take_digits(at, 4);
	int month = year >= 0 && take(at, '-') ? take_digits(at, 2) : -1;
	int day = month >= 0 && take(at, '-') ? take_digits(at, 2) : -1;
	if (year < 1970 || day < 1)
		return false;
	*parts = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
	struct tm noon = *parts;
	noon.tm_hour = 12;
	noon = parts_of(moment_of(&noon));
	return noon.tm_mon == parts->tm_mon && noon.tm_mday == day; /* no February 30th */
}

static bool take_time(const char **at, struct tm *parts)
{
	const char *start = *at;
	parts->tm_hour = take_digits(at, 2);
	if (parts->tm_hour < 0) { /* "9:30" */
		*at = start;
		parts->tm_hour = take_digits(at, 1);
	}
	parts->tm_min = parts->tm_hour >= 0 && take(at, ':') ? take_digits(at, 2) : -1;
	parts->tm_sec = parts->tm_min >= 0 && take(at, ':') ? take_digits(at, 2) : 0;
	return parts->tm_hour >= 0 && parts->tm_hour < 24 && parts->tm_min >= 0 &&
	       parts->tm_min < 60 && parts->tm_sec >= 0 && parts->tm_sec < 60;
}

static bool take_day(const char *word, struct tm *parts)
{
	bool yesterday = ascii_equal(word, "yesterday");
	if (!yesterday && !ascii_equal(word, "today"))
		return false;
	*parts = (struct tm){
		.tm_year = parts->tm_year, .tm_mon = parts->tm_mon, .tm_mday = parts->tm_mday};
	parts->tm_mday -= yesterday;
	return true;
}

enum when_result when_parse(const char *word, int64_t now, int64_t *time)
{
	const char *at = word;
	struct tm parts = parts_of(now);
	int64_t duration = when_duration(word);
	bool colon = strchr(word, ':') != NULL, dash = strchr(word, '-') != NULL;
	if (duration > 0) {
		*time = duration < now / 1000 ? now - duration * 1000 : 1;
		return WHEN_GOOD;
	}
	if (dash) {
		if (!take_date(&at, &parts) ||
			(*at && !((take(&at, 'T') || take(&at, 't')) && take_time(&at, &parts))))
			return WHEN_NONSENSE;
	} else if (colon) {
		if (!take_time(&at, &parts))
			return WHEN_NONSENSE;
	} else if (take_day(word, &parts)) {
		at = "";
	} else {
		return WHEN_NONSENSE;
	}
	if (*at)
		return WHEN_NONSENSE;
	*time = moment_of(&parts);
	if (*time > now && !dash) { /* a time of day, of yesterday's */
		parts.tm_mday--;
		*time = moment_of(&parts);
	}
	if (*time < 1)
		*time = 1;
	return *time > now ? WHEN_FUTURE : WHEN_GOOD;
}

const char *when_text(char out[WHEN_TEXT_SIZE], int64_t time)
{
	struct tm parts = parts_of(time);
	snprintf(out, WHEN_TEXT_SIZE, "%04d-%02d-%02d %02d:%02d", parts.tm_year + 1900,
		parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min);
	return out;
}

const char *when_weekday(int64_t time)
{
	static const char *const days[] = {
		"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
	return days[parts_of(time).tm_wday];
}
