/* Clients of all kinds who talk as fast as they are read, in several rooms, while the test only
 * polls: for tests in which the server dies at any moment, and for those that compare what all have
 * seen with what is stored.
 *
 * Each line has a mark, "k<run>.<room>.<who>.<number>.", by which it is found in whatever form a
 * client gets it. IRC clients are in all rooms, with echo-message or without; line clients are in
 * one. */
#ifndef CROWD_H
#define CROWD_H

#include "process.h"

#define CROWD_MAX 64
#define CROWD_ROOMS 3
#define CROWD_LINES_MAX 100000 /* of all clients and one run, for each room */

enum talker_kind {
	TALKER_LINE,
	TALKER_IRC,
	TALKER_IRC_ECHO,
	TALKER_SOCKETS, /* kinds before this are what crowd_start() connects, in turn */
	TALKER_FOLLOWS = TALKER_SOCKETS, /* chat-client --follow, which only reads */
	TALKER_PIPES, /* chat-client, whose input are all its lines, and which reads nothing */
};

struct mark {
	int run, room, who, number;
};

struct talker {
	int fd;
	enum talker_kind kind;
	struct text got;
	size_t read; /* marks are found up to here */
	struct text to_send;
	size_t sent;
	int said[CROWD_ROOMS];
	struct mark *seen; /* in the order of their arrival */
	size_t seen_count, seen_size;
	bool ended;
	bool synced;		/* the server has done all that it has sent */
	struct process process; /* chat-client */
};

struct crowd {
	struct talker talkers[CROWD_MAX];
	int count, run;
	long every_ms; /* each says some lines so often; 0: as fast as it is read */
	long next_ms;
	int lines_max; /* of each talker, in all rooms together; 0: without end */
	size_t seen;
};

/* Connects `count` clients of all kinds, who begin with their registration. */
void crowd_start(struct crowd *crowd, const struct server *server, int count, int run);

/* Adds an IRC client with echo-message over a WebSocket; before they talk. */
void crowd_add_websocket(struct crowd *crowd, const struct server *server);

/* Adds chat-client in all rooms, or one that says `lines` lines in one room; before they talk. */
void crowd_add_follower(struct crowd *crowd, const struct server *server);
void crowd_add_pipe(struct crowd *crowd, const struct server *server, int lines);

/* Waits until all are in their rooms; before they talk. Without chat-client. */
void crowd_let_in(struct crowd *crowd);

/* Lets all read what has come and say more, until `until` (of now_ms()), and until all have said
 * lines_max lines, where that is not 0. */
void crowd_talk(struct crowd *crowd, long until);

/* Lets all say the rest of their lines, and read everything that all say. Then each has seen the
 * last line of its rooms. */
void crowd_talk_to_the_end(struct crowd *crowd);

/* Reads what there is until all connections have ended. */
void crowd_read_rest(struct crowd *crowd);
void crowd_free(struct crowd *crowd);

/* Finds the first mark in a text; false for none. */
bool crowd_mark(const char *text, struct mark *mark);

/* What a room's history must have in common with what all have seen. `first`: the number of the
 * room's first line of this run. */
struct crowd_result {
	size_t stored; /* lines of this run */
	size_t seen;   /* by all together */
	size_t lost;   /* seen by somebody, and not stored */
};

/* Reads what is stored in `folder` from the numbers `first` on, which are set to those of the next
 * run, and fails the test for numbers with holes, lines that are stored twice, and whoever has seen
 * lines in another order or with holes between them (his own left out without echo-message). */
struct crowd_result crowd_compare(
	const struct crowd *crowd, const char *folder, uint32_t first[CROWD_ROOMS]);

/* The same with what one of them with echo-message has seen in place of what is stored: it must
 * have been in all rooms before anybody talked. */
struct crowd_result crowd_compare_seen(const struct crowd *crowd);

#endif
