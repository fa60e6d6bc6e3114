/* Commands of the line door: how one is found, checked and run.
 *
 * The table of commands is an argument: it is in commands.c, above the handlers. What goes
 * wrong becomes one EVENT_REFUSED to the session. Under the core lock. */
#ifndef COMMAND_H
#define COMMAND_H

#include "command_words.h"
#include "session.h"

/* A command that is being run. */
struct request {
	struct core *core;
	struct session *session;
	struct room *room; /* the session's; not NULL where the command needs one */
	const struct command *command;
	const struct command *table; /* to which it belongs */
	const char *word;	     /* the first argument, "" where none was given or is taken */
	const char *text;	     /* the rest, "" where there is none */
};

/* Who may use a command; /help shows it to nobody else. */
enum right {
	RIGHT_ANYONE,
	RIGHT_HISTORY,	/* anyone, where the server keeps history */
	RIGHT_ROOM,	/* operators of the room */
	RIGHT_OPER,	/* who is no operator of the server yet */
	RIGHT_STRANGER, /* who is not logged in */
	RIGHT_ACCOUNT,	/* who is */
	RIGHT_SERVER,	/* operators of the server */
};

/* A row of a table, which ends with a row whose `words` is NULL. */
struct command {
	const struct command_words *words;
	bool needs_room;
	enum right right;
	/* OUTCOME_DONE where the session has been told; OUTCOME_LATER to run it again from the same
	 * line when the door's resume() is called; else why not. */
	enum outcome (*run)(const struct request *request);
};

/* The row of a name or an alias, or NULL. ASCII case does not count. */
const struct command *command_find(const struct command *table, const char *name);

/* Whether /help shows the command to the session. */
bool command_offered(const struct command *command, const struct session *session);

/* Refuses a name that no command has, and names the nearest one. */
void command_refuse_unknown(const struct command *table, struct session *session, const char *name);

/* The room's name with the '#' that may have been left out, or why it cannot be one. */
enum outcome command_room_name(char name[ROOM_NAME_BYTES + 1], const char *typed);

/* Checks and runs `request->command` with the word and the text; the rest of the request is filled
 * in. False for OUTCOME_LATER. */
bool command_run(struct request *request);

#endif
