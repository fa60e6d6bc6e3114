/* The commands that people type behind a slash, at the line door and in chat-client: their names,
 * their arguments and their help. What a command does is up to each program. Pure. */
#ifndef COMMAND_WORDS_H
#define COMMAND_WORDS_H

#include <stdbool.h>

/* The commands that both programs have, or could have. */
enum command_id {
	COMMAND_HELP,
	COMMAND_NICK,
	COMMAND_WHO,
	COMMAND_LIST,
	COMMAND_JOIN,
	COMMAND_PART,
	COMMAND_TOPIC,
	COMMAND_HISTORY,
	COMMAND_SINCE,
	COMMAND_SEARCH,
	COMMAND_NUMBER,
	COMMAND_SAY,
	COMMAND_ME,
	COMMAND_MSG,
	COMMAND_REPLY,
	COMMAND_IGNORE,
	COMMAND_UNIGNORE,
	COMMAND_AWAY,
	COMMAND_WHOIS,
	COMMAND_INVITE,
	COMMAND_UNINVITE,
	COMMAND_INVITES,
	COMMAND_MODE,
	COMMAND_BANLIST,
	COMMAND_KICK,
	COMMAND_BAN,
	COMMAND_UNBAN,
	COMMAND_OP,
	COMMAND_DEOP,
	COMMAND_VOICE,
	COMMAND_DEVOICE,
	COMMAND_ERASE,
	COMMAND_FORGET,
	COMMAND_REGISTER,
	COMMAND_LOGIN,
	COMMAND_LOGOUT,
	COMMAND_ACCOUNT,
	COMMAND_PASSWORD,
	COMMAND_CERT,
	COMMAND_TOKEN,
	COMMAND_REGAIN,
	COMMAND_DROP,
	COMMAND_ROOM,
	COMMAND_OPER,
	COMMAND_ACCOUNT_ADD,
	COMMAND_SERVER_BAN,
	COMMAND_SERVER_UNBAN,
	COMMAND_CLOSE,
	COMMAND_OPEN,
	COMMAND_STATS,
	COMMAND_MOTD,
	COMMAND_QUIT,
	COMMAND_COUNT
};

struct command_words {
	const char *name;
	const char *aliases; /* separated by blanks, or "" */
	const char *usage;   /* its arguments; optional ones in brackets */
	const char *help;    /* for the list of all commands */
	const char *more; /* for "/help COMMAND": lines with newlines between them; may be NULL */
	unsigned char words;  /* 1 if the first argument is a word of its own, else 0 */
	unsigned char needed; /* how many arguments must be given */
};

/* By enum command_id. */
extern const struct command_words command_words[COMMAND_COUNT];

/* Whether the command has this name or alias. ASCII case does not count. */
bool command_words_is(const struct command_words *words, const char *name);

/* Whether the arguments are right in number. `word` and `text` are "" where nothing was given. */
bool command_words_fit(const struct command_words *words, const char *word, const char *text);

/* Ends the first word of `*rest` with a NUL, moves `*rest` to what comes behind it and its blanks,
 * and returns the word. */
char *command_words_take(char **rest);

/* Cuts off the blanks at the end. */
void command_words_trim(char *text);

#endif
