/* The form of messages, for irc_view.c. */
#ifndef IRC_VIEW_FORM_H
#define IRC_VIEW_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "irc_message.h"

/* Whether the numeric may have so many, the nick too. */
bool view_numeric(int numeric, unsigned count);

/* Parameters with one blank between them, none of them empty but the last behind its colon. */
bool view_blanks(const char *text);

/* The capability without which a client gets no such tag. */
uint32_t view_tag_cap(const struct irc_tag *tag);

#endif
