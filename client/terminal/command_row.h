/* The rows of the commands' table and what their handlers share. For command*.c alone. */
#ifndef COMMAND_ROW_H
#define COMMAND_ROW_H

#include "chat.h"
#include "command.h"
#include "keep.h"
#include "view.h"

enum command_need {
	NEED_NOTHING,
	NEED_FRONT,	 /* somebody in front */
	NEED_ROOM,	 /* a room in front */
	NEED_CONNECTION, /* a server that knows us */
	NEED_ROOM_CONNECTION,
	NEED_OPERATOR, /* the same; the server decides, but /help leaves it out for others */
	NEED_KEPT,     /* nothing; /help leaves it out where no lines are kept */
};

/* What is in the last argument: the text, or all where the first is not enough. */
enum command_hides {
	HIDES_NOTHING,
	HIDES_TALK,    /* the same as text: private where a person is in front */
	HIDES_PRIVATE, /* what is said to one person alone: services are told passwords that way */
	HIDES_SECRET,  /* a password or a key, or, in a raw line, anything */
};

struct request {
	const struct command_world *world;
	struct chat *chat;
	const struct command_row *row;
	const char *front; /* who is in front; not NULL where the row needs it */
	const char *word;  /* the first argument, "" where none was given or none is taken */
	const char *text;  /* the rest, "" where there is none */
	bool *refused;	   /* set once anything was refused here */
};

struct command_row {
	const char *name;
	const char *aliases; /* with blanks between them, or "" */
	const char *usage;   /* its arguments; in brackets what may be left out */
	const char *help;
	unsigned char words;  /* that are taken as `word`: 0 or 1 */
	unsigned char needed; /* of word and text, how many must be given */
	enum command_need need;
	void (*run)(const struct request *request);
	enum command_hides hides;
};

/* Ends with a row whose name is NULL. */
extern const struct command_row command_rows[];

/* The row of a name or an alias, or NULL. ASCII case does not count. */
const struct command_row *command_find(const char *name);
/* The name that a mistyped one probably meant, or NULL. */
const char *command_nearest(const char *name);

/* Where an entry of this row with these arguments may be kept. */
enum keep command_row_keep(
	const struct command_row *row, const char *word, const char *text, bool room_in_front);
/* The same for a command that is not known, without its '/': KEEP_DISK never. */
enum keep command_unknown_keep(const char *line);
/* The command that a line of text probably is, where its saying would tell a room what is hidden;
 * NULL for a line that may be said. `keep` is set. */
const struct command_row *command_slip(const char *line, enum keep *keep);

/* The client's answers; made safe. */
void answer(const struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void refuse(const struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* `entered`: it could have been meant as text. */
void refuse_unknown(const struct request *request, const char *name, bool entered);
void refuse_usage(const struct request *request);

/* Says a text, and tells that it is kept where there is no connection. */
void say(const struct request *request, enum chat_kind kind, const char *target, const char *text);
/* A command could not be sent. */
void refuse_unsent(const struct request *request);
/* Sends a command with the parameters up to NULL. */
void send_command(const struct request *request, const char *command, ...)
	__attribute__((sentinel));

/* Takes the first word off `rest`. */
const char *take_word(char **rest);

/* A name with the room sign that may be left out, to free(3). */
char *full_room(const struct request *request, const char *name);

void do_help(const struct request *request);
void do_nick(const struct request *request);
void do_away(const struct request *request);
void do_whois(const struct request *request);
void do_oper(const struct request *request);
void do_motd(const struct request *request);
void do_quit(const struct request *request);
void do_raw(const struct request *request);
void do_reconnect(const struct request *request);

void do_say(const struct request *request);
void do_me(const struct request *request);
void do_msg(const struct request *request);
void do_reply(const struct request *request);
void do_ignore(const struct request *request);
void do_unignore(const struct request *request);
void do_query(const struct request *request);
void do_close(const struct request *request);
void do_kept(const struct request *request);
void do_send(const struct request *request);
void do_forget(const struct request *request);

void do_who(const struct request *request);
void do_list(const struct request *request);
void do_join(const struct request *request);
void do_part(const struct request *request);
void do_topic(const struct request *request);
void do_room(const struct request *request);

void do_invite(const struct request *request);
void do_uninvite(const struct request *request);
void do_invites(const struct request *request);
void do_mode(const struct request *request);
void do_banlist(const struct request *request);
void do_kick(const struct request *request);
void do_ban(const struct request *request);
void do_unban(const struct request *request);
void do_op(const struct request *request);
void do_deop(const struct request *request);
void do_voice(const struct request *request);
void do_devoice(const struct request *request);

#endif
