/* The longer help of "/help COMMAND": the arguments and an example. The line door and chat-client
 * show the same text. Pure. */
#ifndef HELP_MORE_H
#define HELP_MORE_H

/* Returns lines separated by newlines, or NULL. `command` is a name, not an alias. */
const char *help_more(const char *command);

#endif
