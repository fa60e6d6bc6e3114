#include "clock.h"

#include <stdio.h>
#include <string.h>

const char *clock_text(char out[CLOCK_TEXT_SIZE], int64_t ms)
{
	static _Thread_local time_t second; /* of the last call, which is mostly this one's */
	static _Thread_local char text[32];
	int64_t rest = ms % 1000 + (ms % 1000 < 0 ? 1000 : 0);
	time_t now = (time_t)(ms / 1000 - (ms % 1000 < 0));
	if (now != second || !*text) {
		struct tm parts = {0};
		gmtime_r(&now, &parts);
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
		second = now;
	}
	snprintf(out, CLOCK_TEXT_SIZE, "%s.%03dZ", text, (int)rest);
	return out;
}

int64_t clock_read(const char *text)
{
	struct tm utc = {0};
	int64_t ms = 0, digit = 100;
	const char *at = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
	if (!at)
		return 0;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++, digit /= 10)
			ms += digit * (*at - '0');
	if (strcmp(at, "Z") != 0 || utc.tm_year < 70 || utc.tm_year > 1000)
		return 0;
	return (int64_t)timegm(&utc) * 1000 + ms;
}
