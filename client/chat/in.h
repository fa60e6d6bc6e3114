/* Messages of the server: one function for each command, in the in_*.c files, and the table of them
 * in in_line.c. */
#ifndef IN_H
#define IN_H

#include <stdbool.h>

#include "state.h"

/* A message that is being read. */
struct incoming {
	struct irc_message message;
	unsigned number;		/* 0: no numeric */
	char name[CHAT_NAME_BYTES + 1]; /* the nick of its source; "" where that cannot be one */
	char label[BATCH_NAME_SIZE];	/* "" for none */
	bool server;			/* comes from no person */
	bool own;			/* comes from us */
	bool ignored;
};

/* A safe line, which is changed. */
void in_line(struct chat *chat, char *line);

void in_numeric(struct chat *chat, struct incoming *in);
/* Shows it in words: ERROR, FAIL, WARN, NOTE and numerics that mean nothing else to the chat. */
void in_reply(struct chat *chat, struct incoming *in);

void in_names(struct chat *chat, struct incoming *in);
void in_names_end(struct chat *chat, struct incoming *in);
/* 332 and 333: true where they belong to our joining. */
bool in_topic_known(struct chat *chat, struct incoming *in);

/* PRIVMSG and NOTICE. */
void in_talk(struct chat *chat, struct incoming *in);
void in_wallops(struct chat *chat, struct incoming *in);

void in_join(struct chat *chat, struct incoming *in);
void in_part(struct chat *chat, struct incoming *in);
void in_quit(struct chat *chat, struct incoming *in);
void in_kick(struct chat *chat, struct incoming *in);
void in_nick(struct chat *chat, struct incoming *in);
void in_topic(struct chat *chat, struct incoming *in);
void in_mode(struct chat *chat, struct incoming *in);
void in_invite(struct chat *chat, struct incoming *in);
void in_away(struct chat *chat, struct incoming *in);
void in_chghost(struct chat *chat, struct incoming *in);
void in_kill(struct chat *chat, struct incoming *in);

#endif
