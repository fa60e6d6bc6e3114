/* A configuration file without its comments, for libconfuse.
 *
 * libconfuse 3.3 counts the line of a comment three times, so an error after a comment would name
 * the wrong line. */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include <stdio.h>

#include "text_file.h"

/* Opens the file for cfg_parse_fp(); close it with fclose(). Returns NULL with errno and a sentence
 * in `error` if the file cannot be read (text_file.h) or has more than 1 MiB. An empty file is an
 * error too if `kind` is TEXT_FILE_REGULAR (a reload): more likely somebody is just writing it than
 * wants to reset every setting. */
FILE *config_text_open(const char *path, enum text_file_kind kind, char *error, size_t error_size);

#endif
