/* A configuration file as libconfuse is to read it: without its comments.
 *
 * libconfuse 3.3 counts the line of a comment three times, so that an error behind one would be
 * told with the wrong line. */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include <stdio.h>

#include "text_file.h"

/* For cfg_parse_fp() and fclose(). NULL with errno and a sentence where the file cannot be read,
 * see text_file.h; has more than 1 MiB; or is read again (TEXT_FILE_REGULAR) and holds nothing: it
 * is being written just now, rather than meant to take all settings back. */
FILE *config_text_open(const char *path, enum text_file_kind kind, char *error, size_t error_size);

#endif
