#include "report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAME_WIDTH = 9, CELL_SIZE = 64 };

struct table *table_new(const struct column *columns)
{
	struct table *table = calloc(1, sizeof *table);

	if (!table) {
		perror("calloc");
		exit(1);
	}
	table->columns = columns;
	for (unsigned row = 0; row < ROWS_MAX; row++) {
		for (unsigned i = 0; i < SAMPLES_MAX; i++) {
			for (unsigned j = 0; j < COLUMNS_MAX; j++)
				table->row[row].values[i][j] = NAN;
		}
	}
	return table;
}

void table_free(struct table *table)
{
	free(table);
}

static int compare(const void *a, const void *b)
{
	const double *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

/* The values of a cell, sorted. */
static unsigned gather(const struct table *table, unsigned row, int column, double *values)
{
	const struct column *about = &table->columns[column];
	unsigned count = 0;

	for (unsigned i = 0; i < table->samples; i++) {
		double value = table->row[row].values[i][column];
		if (about->kind == COLUMN_RATIO)
			value = table->row[row].values[i][about->of] /
				table->row[0].values[i][about->of];
		if (isfinite(value))
			values[count++] = value;
	}
	qsort(values, count, sizeof *values, compare);
	return count;
}

static double at(const double *values, unsigned count, double share)
{
	double place = share * (count - 1);
	unsigned below = (unsigned)place;
	double part = place - below;

	return part > 0 ? values[below] * (1 - part) + values[below + 1] * part : values[below];
}

double table_value(const struct table *table, unsigned row, int column)
{
	double values[SAMPLES_MAX], sum = 0;
	unsigned count = gather(table, row, column, values);

	if (count == 0)
		return NAN;
	switch (table->columns[column].kind) {
	case COLUMN_MAX:
		return values[count - 1];
	case COLUMN_SUM:
		for (unsigned i = 0; i < count; i++)
			sum += values[i];
		return sum;
	default:
		return at(values, count, 0.5);
	}
}

static void print_cell(const struct table *table, unsigned row, int column)
{
	const struct column *about = &table->columns[column];
	double values[SAMPLES_MAX];
	char text[CELL_SIZE];
	unsigned count = gather(table, row, column, values);
	int length = snprintf(
		text, sizeof text, "%.*f", about->decimals, table_value(table, row, column));

	if (about->kind == COLUMN_RATIO && row > 0 && count > 1)
		snprintf(text + length, sizeof text - (size_t)length, " (%.*f-%.*f)",
			about->decimals, at(values, count, 0.25), about->decimals,
			at(values, count, 0.75));
	printf("  %*s", about->width, count > 0 ? text : "-");
}

void table_print(const struct table *table)
{
	printf("  %-*s", NAME_WIDTH, "server");
	for (int i = 0; table->columns[i].kind != COLUMN_END; i++)
		printf("  %*s", table->columns[i].width, table->columns[i].title);
	printf("  errors\n");
	for (unsigned row = 0; row < table->rows; row++) {
		printf("  %-*s", NAME_WIDTH, table->row[row].name);
		for (int i = 0; table->columns[i].kind != COLUMN_END; i++)
			print_cell(table, row, i);
		printf("  %6" PRIu64 "\n", table->row[row].errors);
	}
}
