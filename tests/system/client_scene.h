/* For the tests of chat-client in a terminal: ada at a terminal of 40 by 12, in #room with bob, and
 * a server that the test plays (peer.h).
 *
 * Each scene has its own home directory, so that the user's settings and history do not matter, is
 * in UTC, and shows no clock, so that the whole screen is predictable. */
#ifndef CLIENT_SCENE_H
#define CLIENT_SCENE_H

#include <check.h>

#include "peer.h"
#include "process.h"
#include "temporary.h"
#include "terminal.h"

/* Capabilities with which a client's own lines are confirmed by a labelled echo; by an echo. */
#define LABELS "batch echo-message labeled-response message-tags server-time"
#define ECHO "echo-message message-tags server-time"

extern struct peer peer;		     /* the server's end */
extern int scene_port;			     /* of the server; 0 for a new one */
extern char scene_home[TEMPORARY_PATH_SIZE]; /* of the scene that was opened last */

/* Settings of the next scene; scene_close() restores the defaults. */
extern struct scene_wishes {
	const char *environment; /* more NAME=VALUE */
	const char *settings;	 /* more lines for the file */
	const char *options;	 /* more for the command line */
	const char *clock;	 /* the settings' */
	bool same_home;		 /* as the scene before */
	bool shell;		 /* it is a job of an interactive shell */
	int columns, rows;
} wishes;

/* Starts the client alone, at an address. */
void scene_start(int port);
/* The same, and accepts its connection, but does not register it. */
void scene_connect(void);
/* Starts it, registers it with these capabilities, lets it into #room, and waits for the prompt. */
void scene_open(const char *capabilities);
/* Accepts the next connection of a client that has lost its server; the first does not register it.
 */
void scene_connect_again(void);
void scene_accept_again(const char *capabilities);
/* Resets the connection and waits until the client says so. */
void scene_lose(void);
/* A fixture: cleans up behind any test. */
void scene_close(void);

void type_line(const char *text);
/* Sends a PRIVMSG from "bob", or from "eve!e@where". */
void says(const char *who, const char *target, const char *text);
/* Waits for a line that ends with `text`, and drops it with all before it. Returns its label, or
 * "", valid until the next call. */
const char *hear(const char *text);
/* Echoes a line to the client, with this label unless it is empty. */
void echo(const char *label, const char *target, const char *text);
/* hear() for a PRIVMSG to a target; hear_and_echo() confirms it too. */
const char *hear_said(const char *target, const char *text);
void hear_and_echo(const char *target, const char *text);

/* How often the text is on the screen that terminal_expect() saw last. */
int times_shown(const char *text);
/* The text is not on that screen. */
void expect_not_shown(const char *text);

/* The main of a program. Without readline, the tests of `readline` are left out. */
int scenes_run(const char *name, void (*add_tests)(TCase *any, TCase *readline));

#endif
