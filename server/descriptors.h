/* How many descriptors the process may have, and what they are enough for. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "option.h"

#define DESCRIPTORS_EACH_LISTENER 2 /* its socket and the reserve */

/* Raises the soft limit to the hard one and lets the kernel make its table. Before there are
 * threads: with several, the kernel waits for all processors each time it makes the table larger,
 * and those who connect meanwhile are lost. */
void descriptors_raise_limit(void);

/* Whether there are enough for so many loops and listeners and one client, else false with a
 * sentence: code that needs one later could only give up. */
bool descriptors_enough(size_t loops, size_t listeners, char error[OPTION_ERROR_SIZE]);

/* How many clients can have one: all but those in use, and a few spare ones. */
long descriptors_for_clients(void);

#endif
