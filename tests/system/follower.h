/* A client that follows #dev as ada, and bob, who has made that room. One of each for a test. */
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

/* The server, with these arguments (or NULL), and bob; and their end. */
void begin(const char *const *arguments);
void end(void);

/* With these arguments (or "") beside. The second reads on until it is in the room. */
void follow(const char *one, const char *two);
void follow_dev(const char *one, const char *two);
/* Takes the outputs of one that was started in another way. */
void listen_to(struct process *process);

int run_follower_tests(const char *name, const TTest *const *cases);

#endif
