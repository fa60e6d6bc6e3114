/* What "/help COMMAND" says behind the row of the list: what the arguments are, and an example. One
 * text for the line door and chat-client. Pure. */
#ifndef HELP_MORE_H
#define HELP_MORE_H

/* Lines with newlines between them, or NULL. `command` is its name, no alias. */
const char *help_more(const char *command);

#endif
