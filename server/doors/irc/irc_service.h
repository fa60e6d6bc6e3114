/* Services: names that people know from other servers, and that clients have words for. Nobody can
 * take them; they answer PRIVMSG, and commands of their own.
 *
 * What is said to them, mistyped or not, reaches nobody else, no history and no log, and is wiped.
 * This file knows how a service is asked and answers; irc_services.h, which there are. */
#ifndef IRC_SERVICE_H
#define IRC_SERVICE_H

#include "irc_peer.h"
#include "outcome.h"

struct irc_service_command {
	const char *name, *usage, *text;
	unsigned least; /* words behind the command */
	void (*run)(struct irc_call *call, char **words, unsigned count);
};

struct irc_service {
	const char *name;
	const char *about;			    /* for WHOIS */
	const struct irc_service_command *commands; /* up to one without a name */
	const char *const (*aliases)[2];	    /* other names of commands; likewise */
};

/* Answers what was said to the service; changes the text. */
void irc_service_say(struct irc_call *call, const struct irc_service *service, char *text);

/* For its commands, while irc_service_say() runs. */
void irc_service_answer(struct irc_call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Says why it was not done. `name` is the account's, or NULL. */
void irc_service_refuse(struct irc_call *call, enum outcome outcome, const char *name);

/* Whether it was done; else has said why, or the line comes again. */
bool irc_service_done(struct irc_call *call, enum outcome outcome, const char *name);

/* The words from the `first` on as one text, with the blanks between them: a password. */
char *irc_service_rest(char **words, unsigned first, unsigned count);

/* The command HELP. */
void irc_service_help(struct irc_call *call, char **words, unsigned count);

/* How the command that runs is to be typed. */
void irc_service_usage(struct irc_call *call, const char *name);

#endif
