/* Tables of figures: a row per server, and in each cell what many samples come to.
 *
 * The machine is noisy, so a cell is the median; a ratio is the median of the ratios to the first
 * row *of the same moment*, and behind it stands where the middle half of them lies. A value
 * that was not measured is NaN and is left out. */
#ifndef REPORT_H
#define REPORT_H

#include <stdint.h>

enum { COLUMNS_MAX = 12, SAMPLES_MAX = 256, ROWS_MAX = 9 };

enum column_kind {
	COLUMN_END,
	COLUMN_MEDIAN,
	COLUMN_MAX,
	COLUMN_SUM,
	COLUMN_RATIO /* of the column `of` */
};

struct column {
	enum column_kind kind;
	const char *title;
	int width;
	int decimals;
	int of;
};

struct row {
	const char *name;
	uint64_t errors;
	double values[SAMPLES_MAX][COLUMNS_MAX];
};

struct table {
	const struct column *columns;
	unsigned samples, rows;
	struct row row[ROWS_MAX];
};

/* Never NULL; every value is NaN. */
struct table *table_new(const struct column *columns);
void table_free(struct table *table);

void table_print(const struct table *table);

/* What stands in a cell. */
double table_value(const struct table *table, unsigned row, int column);

#endif
