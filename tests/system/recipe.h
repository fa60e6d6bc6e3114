/* Command lines of the README and the man pages, which the tests run. */
#ifndef RECIPE_H
#define RECIPE_H

#include <stdbool.h>

#define RECIPE_SIZE 512

/* Finds the which-th line (from 0) of the documents that begins with `start` behind its indent.
 * SOURCE names the project's folder. */
void recipe_find(char recipe[RECIPE_SIZE], const char *start, int which);

/* Replaces the example's host and port by this port of 127.0.0.1. */
void recipe_point_at(char recipe[RECIPE_SIZE], int port);

#endif
