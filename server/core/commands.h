/* The table of commands of the line door. Under the core lock. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include "command.h"

/* In the order of /help. Ends with a row whose `words` is NULL. */
extern const struct command commands[];

/* Runs the command `name` for the session. `rest` is the text after the name, safe to show; it
 * may be changed. False where the command waits for something and is to be run again, from the same
 * line, once the door's resume() has been called. */
bool commands_run(struct session *session, const char *name, char *rest);

/* Says a line that is no command to the session's room. */
void commands_say(struct session *session, const char *text);

#endif
