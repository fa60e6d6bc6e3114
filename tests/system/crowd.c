#include "crowd.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stored_lines.h"
#include "websocket.h"

#define NOT_HERE "0-end" /* a name that nobody can have */
#define AHEAD 40	 /* lines that one has said and not been sent yet, at most */

static const char *const rooms[CROWD_ROOMS] = {"#one", "#two", "#three"};

bool crowd_mark(const char *text, struct mark *mark)
{
	while ((text = strchr(text, 'k'))) {
		int used = 0;
		if (sscanf(text, "k%d.%d.%d.%d.%n", &mark->run, &mark->room, &mark->who,
			    &mark->number, &used) == 4 &&
			used > 0)
			return true;
		text++;
	}
	return false;
}

__attribute__((format(printf, 2, 3))) static void put(
	struct talker *talker, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	char *line = text_format(format, list);
	va_end(list);
	text_add(&talker->to_send, line);
	free(line);
}

static void introduce(struct talker *talker, int who)
{
	if (talker->kind == TALKER_LINE) {
		put(talker, "/nick t%d", who);
		put(talker, "/join %s", rooms[who % CROWD_ROOMS]);
		return;
	}
	if (talker->kind == TALKER_IRC_ECHO)
		put(talker, "CAP REQ :echo-message server-time message-tags");
	put(talker, "NICK t%d\nUSER t%d 0 * :t%d", who, who, who);
	if (talker->kind == TALKER_IRC_ECHO)
		put(talker, "CAP END");
	put(talker, "JOIN %s,%s,%s", rooms[0], rooms[1], rooms[2]);
}

void crowd_start(struct crowd *crowd, const struct server *server, int count, int run)
{
	*crowd = (struct crowd){.count = count, .run = run};
	for (int i = 0; i < count; i++) {
		struct talker *talker = &crowd->talkers[i];
		talker->fd = client_connect_start(server);
		talker->kind = (enum talker_kind)(i % TALKER_SOCKETS);
		introduce(talker, i);
	}
}

static struct talker *add_client(struct crowd *crowd, enum talker_kind kind)
{
	must(crowd->count < CROWD_MAX, "more talkers than CROWD_MAX");
	struct talker *talker = &crowd->talkers[crowd->count++];
	*talker = (struct talker){.kind = kind, .synced = true};
	return talker;
}

void crowd_add_websocket(struct crowd *crowd, const struct server *server)
{
	struct client client;
	struct talker *talker = add_client(crowd, TALKER_IRC_ECHO);
	client_connect(&client, server);
	websocket_start(&client, false);
	talker->fd = client.fd;
	talker->synced = false;
	introduce(talker, crowd->count - 1);
}

void crowd_add_follower(struct crowd *crowd, const struct server *server)
{
	char address[32], nick[16];
	snprintf(address, sizeof address, "127.0.0.1:%d", server->port);
	snprintf(nick, sizeof nick, "t%d", crowd->count);
	struct talker *talker = add_client(crowd, TALKER_FOLLOWS);
	process_start_client(&talker->process, -1,
		ARGUMENTS(address, "-n", nick, "--follow", rooms[0], rooms[1], rooms[2]));
	talker->fd = talker->process.out;
	fcntl(talker->fd, F_SETFL, O_NONBLOCK);
}

void crowd_add_pipe(struct crowd *crowd, const struct server *server, int lines)
{
	char address[32], nick[16], line[64];
	int who = crowd->count, room = who % CROWD_ROOMS;
	snprintf(address, sizeof address, "127.0.0.1:%d", server->port);
	snprintf(nick, sizeof nick, "t%d", who);
	struct talker *talker = add_client(crowd, TALKER_PIPES);
	process_start_client(&talker->process, -1, ARGUMENTS(address, "-n", nick, rooms[room]));
	talker->fd = talker->process.out;
	fcntl(talker->fd, F_SETFL, O_NONBLOCK);
	for (talker->said[room] = 0; talker->said[room] < lines; talker->said[room]++) {
		snprintf(line, sizeof line, "k%d.%d.%d.%d.\n", crowd->run, room, who,
			talker->said[room]);
		process_feed(&talker->process, line);
	}
	process_end_input(&talker->process);
}

static int said_by(const struct talker *talker)
{
	int said = 0;
	for (int i = 0; i < CROWD_ROOMS; i++)
		said += talker->said[i];
	return said;
}

static bool has_said_all(const struct crowd *crowd, const struct talker *talker)
{
	return talker->kind >= TALKER_SOCKETS ||
	       (crowd->lines_max > 0 && said_by(talker) >= crowd->lines_max);
}

static void say_more(const struct crowd *crowd, struct talker *talker, int who)
{
	int count = 1 + (int)(random() % AHEAD);
	for (; count > 0 && !has_said_all(crowd, talker); count--) {
		bool line = talker->kind == TALKER_LINE;
		int room = line ? who % CROWD_ROOMS : (int)(random() % CROWD_ROOMS);
		char before[32] = "";
		if (!line)
			snprintf(before, sizeof before, "PRIVMSG %s :", rooms[room]);
		put(talker, "%sk%d.%d.%d.%d. %.*s", before, crowd->run, room, who,
			talker->said[room]++, (int)(random() % 40),
			"and so on and on and on and on and on and on");
	}
}

static void note_mark(struct crowd *crowd, struct talker *talker, const char *line)
{
	struct mark mark;
	if (!crowd_mark(line, &mark) || mark.run != crowd->run)
		return;
	if (talker->seen_count == talker->seen_size) {
		talker->seen_size = 2 * talker->seen_size + 256;
		talker->seen = realloc(talker->seen, talker->seen_size * sizeof *talker->seen);
		ck_assert_ptr_nonnull(talker->seen);
	}
	talker->seen[talker->seen_count++] = mark;
	crowd->seen++;
}

/* Whole lines only: what the server had sent of the last one may be a part. */
static void find_marks(struct crowd *crowd, struct talker *talker)
{
	char *line = talker->got.bytes + talker->read, *end;
	while ((end = strchr(line, '\n'))) {
		*end = '\0';
		if (strncmp(line, "PING ", 5) == 0)
			put(talker, "PONG %s", line + 5);
		talker->synced |= strstr(line, " PONG ") || strstr(line, NOT_HERE);
		note_mark(crowd, talker, line);
		line = end + 1;
	}
	talker->got.length -= (size_t)(line - talker->got.bytes);
	memmove(talker->got.bytes, line, talker->got.length + 1);
	talker->read = 0;
}

static void read_some(struct crowd *crowd, struct talker *talker)
{
	if (!text_read(&talker->got, talker->fd))
		talker->ended = true;
	if (talker->got.length > 0)
		find_marks(crowd, talker);
}

static void send_some(struct talker *talker)
{
	ssize_t sent = send(talker->fd, talker->to_send.bytes + talker->sent,
		talker->to_send.length - talker->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent > 0)
		talker->sent += (size_t)sent;
	if (talker->sent == talker->to_send.length)
		talker->sent = talker->to_send.length = 0;
}

static bool is_turn(struct crowd *crowd)
{
	long now = now_ms();
	if (now < crowd->next_ms)
		return false;
	crowd->next_ms = now + crowd->every_ms;
	return true;
}

/* Polls all once; false when all have ended. */
static bool poll_all(struct crowd *crowd, bool talk, long until)
{
	struct pollfd fds[CROWD_MAX];
	bool any = false, more = talk && is_turn(crowd);
	for (int i = 0; i < crowd->count; i++) {
		struct talker *talker = &crowd->talkers[i];
		if (more && talker->to_send.length == 0)
			say_more(crowd, talker, i);
		bool sends = talk && talker->to_send.length > 0;
		fds[i] = (struct pollfd){.fd = talker->ended ? -1 : talker->fd,
			.events = (short)(POLLIN | (sends ? POLLOUT : 0))};
		any |= !talker->ended;
	}
	long left = until - now_ms();
	if (any)
		poll(fds, (nfds_t)crowd->count, left > 0 ? (int)left : 0);
	for (int i = 0; i < crowd->count; i++) {
		if (fds[i].revents & POLLOUT)
			send_some(&crowd->talkers[i]);
		if (fds[i].revents & ~POLLOUT)
			read_some(crowd, &crowd->talkers[i]);
	}
	return any;
}

static bool all_have_said_all(const struct crowd *crowd)
{
	for (int i = 0; i < crowd->count; i++)
		if (!has_said_all(crowd, &crowd->talkers[i]) ||
			crowd->talkers[i].to_send.length > 0)
			return false;
	return true;
}

void crowd_talk(struct crowd *crowd, long until)
{
	while (now_ms() < until && !all_have_said_all(crowd))
		poll_all(crowd, true, until);
}

static bool all_are_synced(const struct crowd *crowd)
{
	for (int i = 0; i < crowd->count; i++)
		if (!crowd->talkers[i].synced)
			return false;
	return true;
}

/* Pipes end when the server has confirmed their lines. */
static void sync_all(struct crowd *crowd, long until)
{
	for (int i = 0; i < crowd->count; i++) {
		struct talker *talker = &crowd->talkers[i];
		talker->synced = talker->kind >= TALKER_SOCKETS;
		if (talker->kind == TALKER_PIPES)
			ck_assert_int_eq(process_wait(&talker->process), 0);
		else if (talker->kind == TALKER_LINE)
			put(talker, "/whois " NOT_HERE);
		else if (talker->kind < TALKER_SOCKETS)
			put(talker, "PING :end");
	}
	while (!all_are_synced(crowd)) {
		must(now_ms() < until, "not all lines were taken");
		poll_all(crowd, true, until);
	}
}

void crowd_let_in(struct crowd *crowd)
{
	crowd->next_ms = now_ms() + 1000L * WAIT_MS; /* nobody says anything yet */
	sync_all(crowd, now_ms() + WAIT_MS);
	crowd->next_ms = 0;
}

static bool reads(const struct talker *talker, int who, int room)
{
	return talker->kind != TALKER_PIPES &&
	       (talker->kind != TALKER_LINE || who % CROWD_ROOMS == room);
}

static bool has_seen(const struct talker *talker, int room, int who, int number)
{
	for (size_t i = talker->seen_count; i-- > 0;)
		if (talker->seen[i].room == room && talker->seen[i].who == who)
			return talker->seen[i].number == number;
	return false;
}

static bool all_have_seen(const struct crowd *crowd, int by)
{
	for (int i = 0; i < crowd->count; i++)
		for (int room = 0; room < CROWD_ROOMS; room++)
			if (reads(&crowd->talkers[i], i, room) &&
				!has_seen(&crowd->talkers[i], room, by,
					crowd->talkers[by].said[room] - 1))
				return false;
	return true;
}

void crowd_talk_to_the_end(struct crowd *crowd)
{
	int last = TALKER_IRC_ECHO; /* who says the last lines; and sees them itself */
	long until = now_ms() + 4 * WAIT_MS;
	crowd_talk(crowd, until);
	sync_all(crowd, until);
	struct talker *talker = &crowd->talkers[last];
	for (int room = 0; room < CROWD_ROOMS; room++)
		put(talker, "PRIVMSG %s :k%d.%d.%d.%d.", rooms[room], crowd->run, room, last,
			talker->said[room]++);
	while (!all_have_seen(crowd, last)) {
		must(now_ms() < until, "not all have seen the last lines");
		poll_all(crowd, true, until);
	}
}

void crowd_read_rest(struct crowd *crowd)
{
	long until = now_ms() + WAIT_MS;
	while (poll_all(crowd, false, until))
		must(now_ms() < until, "a connection does not end");
}

void crowd_free(struct crowd *crowd)
{
	for (int i = 0; i < crowd->count; i++) {
		struct talker *talker = &crowd->talkers[i];
		if (talker->kind < TALKER_SOCKETS)
			close(talker->fd);
		else if (talker->kind == TALKER_FOLLOWS)
			kill(talker->process.pid, SIGKILL);
		text_free(&talker->got);
		text_free(&talker->to_send);
		free(talker->seen);
	}
	crowd->count = 0;
}

/* The lines of one room, in the order of their numbers. */
struct stored {
	const struct crowd *crowd;
	int room;
	uint32_t number; /* of the last line */
	struct mark *lines;
	size_t count;
	int *places[CROWD_MAX]; /* [who][number]: index in `lines`, -1: not stored */
};

static void store_line(uint32_t number, const char *text, void *data)
{
	struct stored *stored = data;
	struct mark mark;
	must(number == stored->number + 1, "%s: number %u follows %u", rooms[stored->room], number,
		stored->number);
	stored->number = number;
	must(crowd_mark(text, &mark), "who has said '%s'?", text);
	must(mark.run == stored->crowd->run && mark.room == stored->room, "'%s' in %s of run %d",
		text, rooms[stored->room], stored->crowd->run);
	must(mark.number < stored->crowd->talkers[mark.who].said[mark.room], "'%s' was not said",
		text);
	int *place = &stored->places[mark.who][mark.number];
	must(*place < 0, "'%s' is stored twice", text);
	must(mark.number == 0 || stored->places[mark.who][mark.number - 1] >= 0,
		"'%s' is stored without the one before", text);
	*place = (int)stored->count;
	must(stored->count < CROWD_LINES_MAX, "too many lines for the test");
	stored->lines[stored->count++] = mark;
}

/* Lines that the talker does not get: those of its own without echo-message. */
static bool is_left_out(const struct talker *talker, int who, const struct mark *line)
{
	return line->who == who && talker->kind != TALKER_IRC_ECHO;
}

/* Returns how many lines the talker has seen that are not stored. */
static size_t compare_one(const struct stored *stored, const struct talker *talker, int who)
{
	size_t lost = 0;
	int last = -1;
	for (size_t i = 0; i < talker->seen_count; i++) {
		const struct mark *mark = &talker->seen[i];
		if (mark->room != stored->room)
			continue;
		int place = stored->places[mark->who][mark->number];
		if (place < 0) {
			lost++;
			continue;
		}
		must(place > last, "t%d has seen line %d of %s behind line %d", who, place,
			rooms[stored->room], last);
		must(lost == 0, "t%d has seen a line of %s that is not stored before one that is",
			who, rooms[stored->room]);
		for (int between = last + 1; last >= 0 && between < place; between++)
			must(is_left_out(talker, who, &stored->lines[between]),
				"t%d has not seen line %d of %s, but the next one", who, between,
				rooms[stored->room]);
		last = place;
	}
	return lost;
}

/* What a talker with echo-message has seen of the room, as if it were stored. */
static void take_seen(struct stored *stored, const struct talker *talker)
{
	for (size_t i = 0; i < talker->seen_count; i++) {
		const struct mark *mark = &talker->seen[i];
		char text[64];
		if (mark->room != stored->room)
			continue;
		snprintf(text, sizeof text, "k%d.%d.%d.%d.", mark->run, mark->room, mark->who,
			mark->number);
		store_line(stored->number + 1, text, stored);
	}
}

/* `folder` NULL: what a talker has seen. */
static void compare_room(
	struct stored *stored, const char *folder, uint32_t *first, struct crowd_result *result)
{
	const struct crowd *crowd = stored->crowd;
	stored->number = *first - 1;
	stored->count = 0;
	for (int i = 0; i < crowd->count; i++) {
		size_t size = sizeof(int) * (size_t)(crowd->talkers[i].said[stored->room] + 1);
		stored->places[i] = malloc(size);
		ck_assert_ptr_nonnull(stored->places[i]);
		memset(stored->places[i], 0xFF, size);
	}
	if (folder)
		stored_each(folder, rooms[stored->room], *first, store_line, stored);
	else
		take_seen(stored, &crowd->talkers[TALKER_IRC_ECHO]);
	for (int i = 0; i < crowd->count; i++)
		result->lost += compare_one(stored, &crowd->talkers[i], i);
	for (int i = 0; i < crowd->count; i++)
		free(stored->places[i]);
	result->stored += stored->count;
	*first = stored->number + 1;
}

struct crowd_result crowd_compare(
	const struct crowd *crowd, const char *folder, uint32_t first[CROWD_ROOMS])
{
	struct crowd_result result = {.seen = crowd->seen};
	struct stored stored = {.crowd = crowd};
	stored.lines = malloc(CROWD_LINES_MAX * sizeof *stored.lines);
	ck_assert_ptr_nonnull(stored.lines);
	for (stored.room = 0; stored.room < CROWD_ROOMS; stored.room++)
		compare_room(&stored, folder, &first[stored.room], &result);
	free(stored.lines);
	return result;
}

struct crowd_result crowd_compare_seen(const struct crowd *crowd)
{
	uint32_t first[CROWD_ROOMS] = {1, 1, 1};
	return crowd_compare(crowd, NULL, first);
}
