/* For the tests of the line editor: editor_host in a terminal of 40 by 12. */
#ifndef EDITOR_SUPPORT_H
#define EDITOR_SUPPORT_H

#include <check.h>

/* An environment in which the user's settings do not matter. */
#define LOCALE "INPUTRC=/dev/null LC_ALL=C.UTF-8"

/* The history file of the last editor_host. */
extern char history_path[192];

/* Starts editor_host with "readline" or "plain", with a new history or the one before, and waits
 * for its first line. */
void editor_open(const char *name, const char *environment);
void editor_open_again(const char *name, const char *environment);

/* Starts it with readline and this inputrc. */
void editor_open_inputrc(const char *settings);

/* Sends a command to editor_host. */
void tell(const char *line);

/* The main of a program. For the tests of `readline`, the editor is open; without readline they are
 * left out. */
int editor_run(const char *name, void (*add_tests)(TCase *readline, TCase *plain));

#endif
