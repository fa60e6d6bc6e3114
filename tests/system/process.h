/* Programs as processes, whose standard streams are the test's.
 *
 * Each wait ends after WAIT_MS at the latest, and then fails the test. */
#ifndef PROCESS_H
#define PROCESS_H

#include "harness.h"

/* What chat-client says last when it has said no line. */
#define NOTHING_SAID "chat-client: nothing was said\n"

/* A process with pipes for its standard streams; those not in use are -1. */
struct process {
	pid_t pid;
	int in, out, err;
	struct text said, complained; /* what process_wait() read of standard output and error */
};

/* Starts a program, found by PATH, with these descriptors as its standard streams (-1: /dev/null)
 * and no others. It is killed when the test's process ends. `prepare` (or NULL) runs in the child
 * before the program. Returns its id. */
pid_t process_spawn(const char *const *words, int in, int out, int err, void (*prepare)(void));
/* Waits for the end of a child; false if it does not end in time. Its status, or 128 and the number
 * of the signal that ended it. */
bool process_reap(pid_t pid, int *status);
/* The same, and fails the test if it does not end. */
int process_status(pid_t pid);

/* Where a program is in PATH; false if nowhere. */
bool process_find(const char *name, char path[256]);

/* What a shell command wrote, both outputs together, and behind that "status N\n". Good until the
 * next call. */
const char *process_shell(const char *command);
/* It wrote this; this is a part of it. */
void shell_expect(const char *command, const char *said);
void shell_expect_part(const char *command, const char *part);

/* Starts a program with pipes; `in` becomes its standard input, -1 is a pipe, process->in. */
void process_start(struct process *process, int in, const char *const *words);
/* Starts chat-client, the program that CHAT_CLIENT names, with these arguments. */
void process_start_client(struct process *process, int in, const char *const *arguments);
const char *process_client(void);
/* Writes all of it to its standard input. */
void process_feed(struct process *process, const char *text);
void process_end_input(struct process *process);
/* Reads what it writes until it ends. Returns as process_status(). */
int process_wait(struct process *process);

#endif
