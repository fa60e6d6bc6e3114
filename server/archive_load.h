/* What the store has kept, into a new core. */
#ifndef ARCHIVE_LOAD_H
#define ARCHIVE_LOAD_H

#include "keeper.h"
#include "option.h"

/* Before the first session. False with a sentence in `error`. */
bool archive_load_all(struct keeper *keeper, struct core *core, char error[OPTION_ERROR_SIZE]);

#endif
