/* chatd --check: reads all that a start would and says everything that is wrong, without a change
 * to anything, also while a server runs with the same settings. */
#ifndef CHECK_ALL_H
#define CHECK_ALL_H

#include "config.h"

/* Adds to the report what keeps a server from starting, and sorts it: the lines of the file first.
 * Only what is wrong with files where the command line is wrong: the settings are others then. */
void check_find(
	const struct config *config, struct option_report *report, int argc, char *const *argv);

/* Does that, prints the report, and returns the exit status: 0 where a server would start, else
 * 1; 2 where the command line is wrong. */
int check_run(
	const struct config *config, struct option_report *report, int argc, char *const *argv);

#endif
