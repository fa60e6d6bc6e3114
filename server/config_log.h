/* Where the log goes: --log-file. */
#ifndef CONFIG_LOG_H
#define CONFIG_LOG_H

#include "config.h"
#include "option_report.h"

/* Opens the file, or opens it anew where it has been renamed. False with a mistake in the report;
 * then rows go where they went. By one thread at a time. */
bool config_log(const struct config *config, struct option_report *report);

#endif
