/* For the tests of chat-client at a real chatd: a home folder of the client's own, and the client
 * in a pipe or in a terminal with that home. */
#ifndef CLIENT_HOME_H
#define CLIENT_HOME_H

#include <check.h>

#include "process.h"
#include "temporary.h"
#include "terminal.h"

extern char home[TEMPORARY_PATH_SIZE];
extern struct process piped; /* the client that was run last */

/* Runs it in a pipe, with no input, and returns its exit status. */
int home_run(const char *const *arguments);
/* What it has said on standard error, with "..." for any run of characters; nothing. */
void home_complained(const char *format, ...) __attribute__((format(printf, 1, 2)));
void home_silent(void);

/* Starts it in a terminal of this width, with these arguments. */
void home_terminal(int columns, const char *format, ...) __attribute__((format(printf, 2, 3)));
void home_leave(void);

/* The main of a program: tests in a pipe, and those in a terminal, which are left out where that
 * cannot be. Each list ends with NULL. Each test has a new home. */
int home_main(const char *name, const TTest *const *in_pipe, const TTest *const *in_terminal);

#endif
