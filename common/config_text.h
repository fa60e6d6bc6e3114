/* Reads a configuration file with libconfuse. Only one thread at a time may do so. */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <confuse.h>

#include "text_file.h"

#define CONFIG_TEXT_ERROR_SIZE 480

/* The first thing that is wrong. */
struct config_text_error {
	unsigned line;
	char unknown[64]; /* the name that is no option's, where that is it; else empty */
	char sentence[CONFIG_TEXT_ERROR_SIZE];
};

/* The text of the file without its comments, to free(3). NULL with a sentence in `error`, and errno
 * is then the reason why the file cannot be read (text_file.h), else EINVAL. A file of more than 1
 * MiB is an error, and an empty one too if `kind` is TEXT_FILE_REGULAR (a reload): more likely
 * somebody is just writing it than wants to reset every setting. */
char *config_text_read(const char *path, enum text_file_kind kind, char *error, size_t error_size);

/* The first line of the text with a quote that is not closed in it, as what is wrong; makes it
 * blank. False where there is none. libconfuse would read on, through other options, to the next
 * quote. */
bool config_text_open_quote(char *text, struct config_text_error *error);

/* Parses the text. False with what is wrong. */
bool config_text_parse_text(cfg_t *cfg, const char *text, struct config_text_error *error);

/* Both, for those who want one sentence, which begins with "FILE:LINE: ". */
bool config_text_parse(
	cfg_t *cfg, const char *path, enum text_file_kind kind, char *error, size_t error_size);

#endif
