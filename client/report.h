/* What the client itself has to say, as opposed to what the server said.
 *
 * It goes to standard error as "chat-client: " and one sentence, made safe first: a host name
 * from the command line or a resolver's answer is a stranger's text too. */
#ifndef REPORT_H
#define REPORT_H

/* As printf, without the newline. What is over 2,047 bytes is cut. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
