/* The form of messages, for irc_view.c. */
#ifndef IRC_VIEW_FORM_H
#define IRC_VIEW_FORM_H

#include <stdbool.h>

/* Whether the numeric may have so many, the nick too. */
bool view_numeric(int numeric, unsigned count);

/* Parameters with one blank between them, none of them empty but the last behind its colon. */
bool view_blanks(const char *text);

#endif
