/* For the tests of settings: loads them in a home directory of their own. */
#ifndef LOADED_H
#define LOADED_H

#include <check.h>
#include <stdbool.h>

#include "settings.h"
#include "temporary.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define LOADED_WORDS_MAX 16
#define NICK_MUST                                                                                \
	"a name of at most 32 letters, digits and -_[]{}|^`\\ that begins with neither a digit " \
	"nor '-'"

struct loaded {
	struct settings settings;
	char error[SETTINGS_ERROR_SIZE];
	char *path;			  /* of a file, for the test to write */
	char folder[TEMPORARY_PATH_SIZE]; /* home */
};

extern struct loaded loaded;

void loaded_set_up(void);
void loaded_tear_down(void);

/* Load with these arguments, which end with NULL. */
bool load_words(const char *const *words);
void load(const char *const *words);
void expect_wrong(const char *const *words, const char *sentence);

bool load_file(const char *text);
/* The error is this sentence behind the file's name. */
void expect_bad_file(const char *text, const char *sentence);

void expect_server(const char *host, int port);
void expect_list(const struct option_list *list, const char *const *wanted);
/* The key of room `i` is this; NULL for none. */
void expect_key(size_t i, const char *key);

#endif
