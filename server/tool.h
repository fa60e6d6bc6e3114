/* The tools: what chatd does with the history in a folder instead of serving. Nothing else runs. */
#ifndef TOOL_H
#define TOOL_H

#include "config.h"

bool tool_wanted(const struct config *config);

/* Runs the tool. Returns the exit status of the program; where that comes from no finding, with a
 * sentence in `error`, which is "" else. */
int tool_run(const struct config *config, char error[OPTION_ERROR_SIZE]);

#endif
