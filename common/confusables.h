/* Names that look like each other (Unicode Technical Standard 39, section 4): they have the same
 * skeleton. Any thread may call. */
#ifndef CONFUSABLES_H
#define CONFUSABLES_H

#include <stdbool.h>

#include "name.h"

/* Whether this build knows them (-Dconfusables). */
bool confusables_exist(void);

/* Loads the tables, which takes milliseconds the first time. */
void confusables_load(void);

/* The skeleton of a person's name, case-folded; the same for all that look like it. Digits at the
 * end stay as they are: people number names, and bot1 and botl, bot0 and boto may be there at the
 * same time. Empty where this build knows none, or where it would have more than ROOM_NAME_BYTES.
 */
void confusables_skeleton(struct name_key *skeleton, const char *name);

#endif
