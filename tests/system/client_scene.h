/* What the tests of the whole client on a terminal share: ada at a terminal of 40 by 12, in #room
 * with bob, on a server that the test plays.
 *
 * Each scene has a home of its own, so that no settings and no history of the user's are met; it
 * is in UTC, and its settings show no clock, so that all that is on the screen is known. */
#ifndef CLIENT_SCENE_H
#define CLIENT_SCENE_H

#include <check.h>

#include "peer.h"
#include "process.h"
#include "temporary.h"
#include "terminal.h"

/* Capabilities with which own lines are confirmed by an echo with a label, and by an echo. */
#define LABELS "batch echo-message labeled-response message-tags server-time"
#define ECHO "echo-message message-tags server-time"

extern struct peer peer;		     /* the server's end */
extern int scene_port;			     /* of the server; 0 for a new one */
extern char scene_home[TEMPORARY_PATH_SIZE]; /* of the scene that was opened last */

/* What the next scene differs in; scene_close() takes it back. */
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
/* The same, with a server that has not let it in yet. */
void scene_connect(void);
/* Starts it, lets it in with these capabilities and into #room, and waits for the prompt. */
void scene_open(const char *capabilities);
/* The client has lost its server, or is about to: takes it up again; the first lets it in nowhere.
 */
void scene_connect_again(void);
void scene_accept_again(const char *capabilities);
/* The connection is lost, with a reset, and that has been told. */
void scene_lose(void);
/* To be a test's fixture, as everything may have been left by it. */
void scene_close(void);

void type_line(const char *text);
/* A line of somebody's: "bob", or "eve!e@where". */
void says(const char *who, const char *target, const char *text);
/* Until the server has got a line that ends with `text`, which is forgotten with all before it.
 * Its label, or "" for none, is good until the next call. */
const char *hear(const char *text);
/* Answers a line that was said, with its label where that is not empty. */
void echo(const char *label, const char *target, const char *text);
/* The same for what was said to somebody, which then is confirmed by an echo, or not. */
const char *hear_said(const char *target, const char *text);
void hear_and_echo(const char *target, const char *text);

/* How often it is on the screen as it was looked at last. */
int times_shown(const char *text);
/* What was awaited is on the screen, and this is not. */
void expect_not_shown(const char *text);

/* The main of a program. Tests of `readline` are left out in a build without it. Each finds no
 * scene. */
int scenes_run(const char *name, void (*add_tests)(TCase *any, TCase *readline));

#endif
