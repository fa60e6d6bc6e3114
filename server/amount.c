#include "amount.h"

#include <inttypes.h>
#include <stdio.h>

const char *amount_number(char out[AMOUNT_SIZE], uint64_t value)
{
	char digits[AMOUNT_SIZE];
	int length = snprintf(digits, sizeof digits, "%" PRIu64, value), used = 0;
	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = digits[i];
	}
	out[used] = '\0';
	return out;
}

const char *amount_bytes(char out[AMOUNT_SIZE], uint64_t value)
{
	static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
	double left = (double)value;
	unsigned unit = 0;
	while (left >= 1000 && unit + 1 < sizeof units / sizeof units[0]) {
		left /= 1000;
		unit++;
	}
	snprintf(out, AMOUNT_SIZE, unit == 0 ? "%.0f %s" : "%.1f %s", left, units[unit]);
	return out;
}
