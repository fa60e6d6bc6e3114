/* What the options need beside their types: values that fit each other, and texts that are right.
 */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include <stdbool.h>

#include "config.h"

/* False with a sentence. */
bool config_check(const struct config *config, char error[OPTION_ERROR_SIZE]);

#endif
