#include "loaded.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "unit.h"

struct loaded loaded;

void loaded_set_up(void)
{
	loaded.path = temporary_file("", 0);
	temporary_subfolder(loaded.folder, "home");
	setenv("HOME", loaded.folder, 1);
	setenv("LOGNAME", "lovelace", 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
}

void loaded_tear_down(void)
{
	temporary_remove(loaded.path);
	temporary_remove_tree(loaded.folder);
}

bool load_words(const char *const *words)
{
	char *argv[LOADED_WORDS_MAX + 2] = {memory_text("chat-client")};
	int argc = 1;
	for (; words[argc - 1]; argc++)
		argv[argc] = memory_text(words[argc - 1]);
	bool good = settings_load(&loaded.settings, argc, argv, loaded.error);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	return good;
}

void load(const char *const *words)
{
	ck_assert_msg(load_words(words), "%s", loaded.error);
}

void expect_wrong(const char *const *words, const char *sentence)
{
	ck_assert_msg(!load_words(words), "it was taken; expected: %s", sentence);
	unit_same(loaded.error, sentence);
}

bool load_file(const char *text)
{
	temporary_write(loaded.path, text, strlen(text));
	return load_words(WORDS("--config", loaded.path));
}

void expect_bad_file(const char *text, const char *sentence)
{
	ck_assert_msg(!load_file(text), "'%s' was taken", text);
	ck_assert_msg(
		strncmp(loaded.error, loaded.path, strlen(loaded.path)) == 0, "%s", loaded.error);
	unit_same(loaded.error + strlen(loaded.path), sentence);
}

void expect_server(const char *host, int port)
{
	unit_same(loaded.settings.server.host, host);
	ck_assert_int_eq(loaded.settings.server.port, port);
}

void expect_list(const struct option_list *list, const char *const *wanted)
{
	size_t count = 0;
	while (wanted[count])
		count++;
	ck_assert_uint_eq(list->count, count);
	for (size_t i = 0; i < count; i++)
		unit_same(list->values[i], wanted[i]);
}

void expect_key(size_t i, const char *key)
{
	if (key)
		unit_same(loaded.settings.keys[i], key);
	else
		ck_assert_ptr_null(loaded.settings.keys[i]);
}
