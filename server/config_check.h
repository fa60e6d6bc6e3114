/* What the options need beside their types: values that fit each other, and texts that are right.
 */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include "config.h"

/* Adds what is wrong to the report. */
void config_check(const struct config *config, struct option_report *report);

#endif
