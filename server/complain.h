/* Says what is wrong to the person who started the program, on standard error. */
#ifndef COMPLAIN_H
#define COMPLAIN_H

#include "option_report.h"

#define EXIT_USAGE 2

/* One sentence, which may hold any bytes. Returns the status. */
int complain(const char *sentence, int status);

/* All mistakes of the report. Returns the status. */
int complain_all(const struct option_report *report, int status);

/* The same as rows of the log; warnings too. */
void complain_log_mistakes(const struct option_report *report, const char *event);
void complain_log_warnings(const struct option_report *report);

#endif
