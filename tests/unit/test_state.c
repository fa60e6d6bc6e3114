/* Which folder a server keeps its state in, and how it is made. */
#include "state.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "temporary.h"
#include "unit.h"

static struct environment {
	const char *systemd, *xdg, *home;
	bool of_system;
	const char *folder; /* NULL: none */
} environment;

static char *variable(const char *name)
{
	const char *value = strcmp(name, "STATE_DIRECTORY") == 0  ? environment.systemd
			    : strcmp(name, "XDG_STATE_HOME") == 0 ? environment.xdg
			    : strcmp(name, "HOME") == 0		  ? environment.home
								  : NULL;
	return (char *)(uintptr_t)value;
}

static char too_long[STATE_PATH_SIZE];

static const struct environment rows[] = {
	{"/var/lib/a", "/x", "/home/al", true, "/var/lib/a/5555"},
	{"/var/lib/a:/var/lib/b", NULL, NULL, false, "/var/lib/a/5555"},
	{NULL, "/x", "/root", true, "/var/lib/chatd/5555"},
	{"", "/x", "/root", true, "/var/lib/chatd/5555"},
	{"relative", NULL, "/home/al", false, "/home/al/.local/state/chatd/5555"},
	{NULL, "/x", "/home/al", false, "/x/chatd/5555"},
	{NULL, "", "/home/al", false, "/home/al/.local/state/chatd/5555"},
	{NULL, "x", "/home/al", false, "/home/al/.local/state/chatd/5555"},
	{NULL, NULL, "/home/al", false, "/home/al/.local/state/chatd/5555"},
	{NULL, NULL, "", false, NULL},
	{NULL, NULL, "al", false, NULL},
	{NULL, NULL, NULL, false, NULL},
	{too_long, NULL, NULL, false, NULL},
	{NULL, too_long, NULL, false, NULL},
};

START_TEST(the_environment_names_it)
{
	char folder[STATE_PATH_SIZE];
	memset(too_long, '/', sizeof too_long - 4);
	environment = rows[_i];
	bool found = state_folder(folder, 5555, variable, environment.of_system);
	ck_assert_int_eq(found, environment.folder != NULL);
	if (found)
		unit_same(folder, environment.folder);
}
END_TEST

START_TEST(each_port_has_one)
{
	char folder[STATE_PATH_SIZE];
	environment = (struct environment){.home = "/home/al"};
	ck_assert(state_folder(folder, 6667, variable, false));
	unit_same(folder, "/home/al/.local/state/chatd/6667");
}
END_TEST

static unsigned mode_of(const char *path)
{
	struct stat status;
	ck_assert_int_eq(stat(path, &status), 0);
	return status.st_mode & 07777;
}

START_TEST(folders_are_made_for_their_owner)
{
	char folder[TEMPORARY_PATH_SIZE], path[TEMPORARY_PATH_SIZE + 8];
	temporary_subfolder(folder, "state");
	umask(0);
	snprintf(path, sizeof path, "%s/a/b", folder);
	ck_assert(state_make_folder(path));
	ck_assert(state_make_folder(path));
	ck_assert_uint_eq(mode_of(path), 0700);
	snprintf(path, sizeof path, "%s/a", folder);
	ck_assert_uint_eq(mode_of(path), 0700);
	snprintf(path, sizeof path, "%s/c/", folder);
	ck_assert(state_make_folder(path));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert(state_make_folder("d/e"));
	ck_assert_uint_eq(mode_of("d/e"), 0700);
}
END_TEST

START_TEST(a_file_is_no_folder)
{
	char folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "state");
	ck_assert_int_eq(chdir(folder), 0);
	fclose(fopen("file", "w"));
	ck_assert(!state_make_folder("file"));
	ck_assert_int_eq(errno, ENOTDIR);
	ck_assert(!state_make_folder("file/folder"));
	ck_assert_int_eq(errno, ENOTDIR);
	ck_assert(!state_make_folder(""));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert(!state_make_folder("/proc/chatd"));
	memset(too_long, 'x', sizeof too_long);
	too_long[sizeof too_long - 1] = '\0';
	ck_assert(!state_make_folder(too_long));
	ck_assert_int_eq(errno, ENAMETOOLONG);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("state");
	TCase *all = tcase_create("state");
	tcase_add_loop_test(all, the_environment_names_it, 0, sizeof rows / sizeof *rows);
	tcase_add_test(all, each_port_has_one);
	tcase_add_test(all, folders_are_made_for_their_owner);
	tcase_add_test(all, a_file_is_no_folder);
	suite_add_tcase(suite, all);
	return suite;
}
