/* A configuration file as libconfuse is to read it: without its comments.
 *
 * libconfuse 3.3 counts the line of a comment three times, so that an error behind one would be
 * told with the wrong line. */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include <stdio.h>

/* For cfg_parse_fp() and fclose(). NULL with errno where the file cannot be read. */
FILE *config_text_open(const char *path);

#endif
