/* Reads a configuration file with libconfuse. Only one thread at a time may do so. */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <confuse.h>

#include "text_file.h"

/* Parses the file into `cfg`. Returns false with a sentence in `error`: the first thing that is
 * wrong, with the line where it is. errno is then the reason why the file cannot be read
 * (text_file.h), else EINVAL. A file of more than 1 MiB is an error, and an empty one too if `kind`
 * is TEXT_FILE_REGULAR (a reload): more likely somebody is just writing it than wants to reset
 * every setting. */
bool config_text_parse(
	cfg_t *cfg, const char *path, enum text_file_kind kind, char *error, size_t error_size);

#endif
