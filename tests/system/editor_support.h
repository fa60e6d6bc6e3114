/* What the tests of the line being typed share: editor_host in a terminal of 40 by 12. */
#ifndef EDITOR_SUPPORT_H
#define EDITOR_SUPPORT_H

#include <check.h>

/* An environment in which nothing of the user's own matters. */
#define LOCALE "INPUTRC=/dev/null LC_ALL=C.UTF-8"

/* Of the host last opened. */
extern char history_path[192];

/* "readline" or "plain"; with a history of its own, or with the one before. Waits for its first
 * words. */
void editor_open(const char *name, const char *environment);
void editor_open_again(const char *name, const char *environment);

/* Readline's editor with these settings. */
void editor_open_inputrc(const char *settings);

/* One line of what editor_host understands. */
void tell(const char *line);

/* The main of a program: tests for either editor. Those for readline find it open, and are left out
 * in a build without it. */
int editor_run(const char *name, void (*add_tests)(TCase *readline, TCase *plain));

#endif
