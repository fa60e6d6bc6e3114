/* Rows of the table of commands, and a command while it runs: its arguments, the client's answers
 * to the user, and what it sends to the server; at the end, what each command does, for the table
 * in command.c. request.c knows neither the table, which is an argument, nor the commands. Used by
 * command*.c alone. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "chat.h"
#include "command_words.h"
#include "history_file.h"
#include "view.h"

struct request;

/* What must be there for a command to run; a sum. */
enum {
	NEED_FRONT = 1,	     /* a room or a person in front */
	NEED_ROOM = 2,	     /* a room in front */
	NEED_CONNECTION = 4, /* a server that has let us in */
	NEED_OPERATOR = 8,   /* nothing, since the server decides; /help hides it from others */
	NEED_KEPT = 16,	     /* nothing; /help shows it only while lines are kept */
	NEED_SERVER = 32,    /* as NEED_OPERATOR, for the server's */
};

/* What the last argument contains: the text, or all arguments where the first is not enough. */
enum command_hides {
	HIDES_NOTHING,
	HIDES_TALK,	/* text that is private when a person is in front */
	HIDES_PRIVATE,	/* text for one person alone: services are told passwords that way */
	HIDES_SECRET,	/* a key, or a raw line, which may contain anything */
	HIDES_PASSWORD, /* one that is asked for where it is left out: any argument may be it */
};

struct command_row {
	const struct command_words *words;
	const char *help; /* instead of words->help; NULL for that */
	unsigned need;
	enum command_hides hides;
	/* What it does: a function, or the IRC command that it sends (request_send_line()). */
	void (*run)(const struct request *request);
	const char *sends;
};

/* In each function `rows` is a table; it ends with a row whose `words` is NULL. */

/* The row with this name or alias, or NULL. ASCII case does not count. */
const struct command_row *command_find(const struct command_row *rows, const char *name);

/* Where an entry of this row with these arguments may be kept. */
enum keep command_row_keep(
	const struct command_row *row, const char *word, const char *text, bool room_in_front);
/* The same for an unknown command, `line` without its '/'; never KEEP_DISK. */
enum keep command_unknown_keep(const struct command_row *rows, const char *line);
/* The command that a line of text probably is, if saying it would tell a room what the command
 * hides; `keep` says then where the entry may be kept. NULL if the line may be said. */
const struct command_row *command_slip(
	const struct command_row *rows, const char *line, enum keep *keep);

/* What commands act on. */
struct command_world {
	struct chat *chat;
	struct view *view;
	int64_t now;
	/* Shows an answer of the client's, one line of safe text: CHAT_INFO or CHAT_REFUSED. */
	void (*answer)(void *data, enum chat_kind kind, const char *text);
	/* A line was said without a connection, so it is kept (chat.h). */
	void (*kept)(void *data, const char *text);
	/* Asks for a secret, with this prompt, which is not shown and remembered nowhere;
	 * `command`, such as "/login ada", is run with it as last argument then. `twice`: a new
	 * one, typed a second time. */
	void (*ask)(void *data, const char *prompt, const char *command, bool twice);
	void (*leave)(void *data, const char *why); /* NULL for no reason */
	void (*reconnect)(void *data);
	void *data;
};

struct request {
	const struct command_world *world;
	struct chat *chat;		/* the world's */
	const struct command_row *rows; /* the whole table */
	const struct command_row *row;
	const char *front; /* the room or person in front; not NULL if the row needs it */
	const char *word;  /* the first argument; "" if none was given or the row takes none */
	const char *text;  /* the rest; "" if there is none */
	bool *refused;	   /* set by request_refuse() */
};

/* Answer the user in one line of at most 2,047 bytes, which is made safe. */
void request_answer(const struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void request_refuse(const struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Names the nearest command. `entered`: the line could have been meant as text. */
void request_refuse_unknown(const struct request *request, const char *name, bool entered);
void request_refuse_usage(const struct request *request);
/* Tells why a command could not be sent. */
void request_refuse_unsent(const struct request *request);

/* Tells that a password is not sent where others can read it. */
void request_refuse_exposed(const struct request *request);

/* Says a text, unless it is a password for a service that others could read on its way; without a
 * connection, tells the user that it is kept. */
void request_say(
	const struct request *request, enum chat_kind kind, const char *target, const char *text);

/* Send a command to the server: from parameters up to NULL, or from a row's `sends`, in which %f
 * stands for who is in front, %w for the word and %t for the text, which is left out if empty. */
void request_send(const struct request *request, const char *command, ...)
	__attribute__((sentinel));
void request_send_line(const struct request *request, const char *line);

bool request_room_in_front(const struct request *request);

/* The name of a room, with the sign that may have been left out; to free(3). */
char *request_full_room(const struct request *request, const char *name);

/* The commands. Each is called when its row's needs are met and its usage is right. */

/* command_self.c: oneself, the connection, and the commands */
void command_help(const struct request *request);
void command_nick(const struct request *request);
void command_away(const struct request *request);
void command_quit(const struct request *request);
void command_raw(const struct request *request);
void command_reconnect(const struct request *request);

/* command_account.c: passwords, and one's account */
void command_oper(const struct request *request);
void command_register(const struct request *request);
void command_login(const struct request *request);
void command_logout(const struct request *request);
void command_account(const struct request *request);
void command_password(const struct request *request);
void command_cert(const struct request *request);
void command_token(const struct request *request);
void command_regain(const struct request *request);
void command_account_add(const struct request *request);
void command_drop(const struct request *request);

/* command_talk.c: saying something, and not hearing something */
void command_say(const struct request *request);
void command_me(const struct request *request);
void command_msg(const struct request *request);
void command_reply(const struct request *request);
void command_ignore(const struct request *request);
void command_unignore(const struct request *request);
void command_query(const struct request *request);
void command_close(const struct request *request);
void command_kept(const struct request *request);
void command_send(const struct request *request);
void command_drop_kept(const struct request *request);

/* command_room.c: rooms */
void command_who(const struct request *request);
void command_join(const struct request *request);
void command_part(const struct request *request);
void command_topic(const struct request *request);
void command_room(const struct request *request);

/* command_past.c: what was said before */
void command_history(const struct request *request);
void command_since(const struct request *request);
void command_search(const struct request *request);
void command_number(const struct request *request);
void command_erase(const struct request *request);
void command_forget(const struct request *request);

/* command_moderate.c: modes, bans and invitations of a room */
void command_invites(const struct request *request);
void command_mode(const struct request *request);
void command_ban(const struct request *request);
void command_unban(const struct request *request);

/* command_server.c: whose a room is, and what the server's operators do */
void command_owner(const struct request *request);
void command_server_ban(const struct request *request);
void command_server_unban(const struct request *request);
void command_server_close(const struct request *request);
void command_server_open(const struct request *request);

#endif
