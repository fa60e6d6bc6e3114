/* What is made of a line that was typed or pasted. */
#ifndef ENTRY_H
#define ENTRY_H

/* A line in the locale's characters, as it is to be handed over: in UTF-8, without control
 * characters but newlines and TABs, and without newlines at its end; "" for a blank one. To
 * free(3). */
char *entry_clean(const char *line);

#endif
