/* For the tests of --follow: a server, bob, who has made #dev, and chat-client as ada, who follows
 * that room. */
#ifndef FOLLOWER_H
#define FOLLOWER_H

#include "process.h"

extern struct server server;
extern struct client bob;
extern struct process follower;
extern struct client printed; /* its standard output as lines */
extern struct client told;    /* and its standard error */
extern char address[32];
extern char *config; /* a file of settings: no clock */

/* Starts the server, with these arguments (or NULL), and lets bob join; ends both. */
void begin(const char *const *arguments);
void end(void);

/* Starts chat-client --follow with two more arguments (or ""). follow_dev() waits until it is in
 * the room. */
void follow(const char *one, const char *two);
void follow_dev(const char *one, const char *two);
/* Reads the outputs of a process that was started in another way. */
void listen_to(struct process *process);

int run_follower_tests(const char *name, const TTest *const *cases);

#endif
