/* The client's own messages, as opposed to what the server says: "chat-client: " and one sentence
 * on standard error. The sentence is made safe, since a host name on the command line or the
 * resolver's answer may be anybody's text. */
#ifndef REPORT_H
#define REPORT_H

/* As printf, without the newline; cut after 2,047 bytes. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Each row of a text as such a message; they are separated by newlines. */
void report_rows(const char *text);

#endif
