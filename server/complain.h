/* Says what is wrong to the person who started the program, on standard error. */
#ifndef COMPLAIN_H
#define COMPLAIN_H

#include "option_report.h"

#define EXIT_USAGE 2

/* One sentence, which may hold any bytes. Returns the status. */
int complain(const char *sentence, int status);

/* All mistakes of the report. Returns EXIT_USAGE. */
int complain_all(const struct option_report *report);

/* The error that ended it, and the mistakes that are about something else. Returns the status. */
int complain_also(const char *error, const struct option_report *report, int status);

/* The same as rows of the log; warnings too. */
void complain_log_mistakes(const struct option_report *report, const char *event);
void complain_log_warnings(const struct option_report *report);

#endif
