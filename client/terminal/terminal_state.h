/* What the client on a terminal consists of. For terminal.c and terminal_told.c alone. */
#ifndef TERMINAL_STATE_H
#define TERMINAL_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "chat.h"
#include "question.h"
#include "session.h"
#include "status.h"
#include "style.h"

#define SIGNALS 6

struct terminal {
	struct event_base *base;
	const struct editor *editor;
	struct session *session;
	struct chat *chat; /* the session's */
	struct view *view;
	struct style style;
	struct evbuffer *printed; /* lines that wait for the next refresh() */
	struct event *signals[SIGNALS];
	struct event *leave_end;
	struct event *resize_end;
	struct link link;
	char *why;	 /* the link's */
	char *prompt;	 /* as shown */
	char *leave_why; /* NULL for none */
	const char *account;
	struct question question;
	bool asks_for_server; /* the question without a command is for the server's password */
	int rests;	      /* no connection is tried until it is answered, else this is the exit
				 status; 0: not so */
	bool was_ready;
	unsigned run_ticks; /* since a run of joins and leaves waits */
	bool distrusted;    /* the server, at the last try, and the user knows */
	bool let_in;	    /* the server has just let us in, for the first time */
	size_t resent;	    /* kept lines that are under way again */
	bool late;	    /* lines are unconfirmed for too long */
	bool leaving;
	bool quit; /* said to the server */
	int exit_status;
};

/* terminal_told.c: what is shown, and what the session tells.
 *
 * Takes over the width of the window. */
void terminal_update_columns(struct terminal *terminal);
/* Shows what has changed: printed lines, prompt, status. An editor that cannot erase its prompt
 * shows a new prompt only together with lines. */
void terminal_refresh(struct terminal *terminal);
/* Prints a sentence of the client's own with the next refresh. `data` is the terminal. */
void terminal_answer(void *data, enum chat_kind kind, const char *text);
void terminal_tell(struct terminal *terminal, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Tells the server that the user leaves, once; ends the loop. */
void terminal_say_quit(struct terminal *terminal);
void terminal_stop(struct terminal *terminal);

extern const struct session_user terminal_session_user;

#endif
