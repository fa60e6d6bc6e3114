/* chatd --print-config: the settings that a start would have, as a configuration file whose
 * comments say where each value comes from. Hashes are not shown. */
#ifndef CONFIG_PRINT_H
#define CONFIG_PRINT_H

#include "config.h"

void config_print(const struct config *config, const struct option_report *report);

#endif
