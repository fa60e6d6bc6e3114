/* Commands: one table, one place where they are checked.
 *
 * A door turns what a peer says into a command's name and the text behind it. command_run()
 * finds the row, checks arguments and state, and calls the handler; what goes wrong becomes one
 * EVENT_REFUSED to the session. Handlers are in cmd_*.c. All is called under the core lock. */
#ifndef COMMAND_H
#define COMMAND_H

#include "outcome.h"
#include "session.h"

struct request {
	struct core *core;
	struct session *session;
	struct room *room; /* the session's; not NULL where the command needs one */
	const struct command *command;
	const char *word; /* the first argument, "" where none was given or none is taken */
	const char *text; /* the rest, "" where there is none */
};

/* Who may use a command, and is told of it by /help. */
enum right { RIGHT_ANYONE, RIGHT_ROOM /* operators of the room */, RIGHT_OPER /* see cmd_oper */ };

struct command {
	const char *name;
	const char *aliases; /* with blanks between them, or "" */
	const char *usage;   /* its arguments; in brackets what may be left out */
	const char *help;
	unsigned char words;  /* that are taken as `word`: 0 or 1 */
	unsigned char needed; /* of word and text, how many must be given */
	bool needs_room;
	enum right right;
	enum outcome (*run)(const struct request *request);
};

/* Ends with a row whose name is NULL. */
extern const struct command commands[];

/* Runs the command `name` for the session. `rest` is what stood behind the name, safe to show;
 * it may be changed. False where it waits for something and is to be run again, from the same line,
 * once the door's resume() has been called. */
bool command_run(struct session *session, const char *name, char *rest);

/* Says a line that is no command to the session's room. */
void command_say(struct session *session, const char *text);

/* The row of a name or an alias, or NULL. ASCII case does not count. */
const struct command *command_find(const char *name);

/* The name of the command that a mistyped one probably meant, or NULL. */
const char *command_nearest(const char *name);

bool command_offered(const struct command *command, const struct session *session);

enum outcome cmd_say(const struct request *request);
enum outcome cmd_me(const struct request *request);
enum outcome cmd_msg(const struct request *request);
enum outcome cmd_reply(const struct request *request);
enum outcome cmd_ignore(const struct request *request);
enum outcome cmd_unignore(const struct request *request);
enum outcome cmd_join(const struct request *request);
enum outcome cmd_part(const struct request *request);
enum outcome cmd_topic(const struct request *request);
enum outcome cmd_list(const struct request *request);
enum outcome cmd_who(const struct request *request);
enum outcome cmd_nick(const struct request *request);
enum outcome cmd_away(const struct request *request);
enum outcome cmd_whois(const struct request *request);
enum outcome cmd_kick(const struct request *request);
enum outcome cmd_ban(const struct request *request);
enum outcome cmd_unban(const struct request *request);
enum outcome cmd_banlist(const struct request *request);
enum outcome cmd_op(const struct request *request);
enum outcome cmd_deop(const struct request *request);
enum outcome cmd_voice(const struct request *request);
enum outcome cmd_devoice(const struct request *request);
enum outcome cmd_invite(const struct request *request);
enum outcome cmd_uninvite(const struct request *request);
enum outcome cmd_invites(const struct request *request);
enum outcome cmd_mode(const struct request *request);
enum outcome cmd_oper(const struct request *request);
enum outcome cmd_motd(const struct request *request);
enum outcome cmd_help(const struct request *request);
enum outcome cmd_quit(const struct request *request);

#endif
