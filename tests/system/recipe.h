/* The command lines that the README and the man pages show, to be run as they stand there. */
#ifndef RECIPE_H
#define RECIPE_H

#include <stdbool.h>

#define RECIPE_SIZE 512

/* The which-th line (from 0) of these documents that begins so, without its indent. SOURCE names
 * the folder of the project. The test fails where there is none. */
void recipe_find(char recipe[RECIPE_SIZE], const char *start, int which);

/* Puts this port of 127.0.0.1 in the place of the example's host and port. */
void recipe_point_at(char recipe[RECIPE_SIZE], int port);

#endif
