/* Large rooms and long answers by IRC: everybody comes in and knows who is there, and who asks for
 * much gets all of it without holding up anybody. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "nc.h"

#include "irc.h"

#define MOST 1200 /* more descriptors than select() can watch */
#define SANITIZED_MAX 100
#define SPARE_DESCRIPTORS 100
#define SMALL_WINDOW 4096
#define ASKERS 8
#define ROWS_MAX 24000 /* of answers: more than the kernel holds for anybody */
#define LEAVING 10
#define JAM_LINES 12000 /* of 400 bytes: more than the kernel holds for anybody */
#define ROOMS_EACH 100
#define LONG "üüüüüüüüüüüüüüüüüüüüüüüüüüü" /* of 54 bytes */

static struct server server;
static int many; /* people; so that a machine with few descriptors, or a sanitizer, can take them */
static struct irc crowd[MOST];
static struct client person[MOST];

static void start(const char *const *arguments)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	server_start_at(&server, "127.0.0.1", arguments);
	many = server_is_sanitized(&server) ? SANITIZED_MAX : MOST;
	if (limit.rlim_cur < (rlim_t)many + SPARE_DESCRIPTORS) {
		many = (int)limit.rlim_cur - SPARE_DESCRIPTORS;
		note("a crowd of 1,200, for want of descriptors");
	}
}

static bool is(const char *line, int number)
{
	int found;
	return sscanf(line, ":" IRC_SERVER " %d ", &found) == 1 && found == number;
}

/* Who is there, as far as one has been told. */
struct picture {
	bool here[MOST];
	int count;
};

static void add(struct picture *picture, int who, const char *line)
{
	must(who >= 0 && who < many && !picture->here[who], "told of twice: %.200s", line);
	picture->here[who] = true;
	picture->count++;
}

static void add_names(struct picture *picture, const char *line)
{
	for (const char *name = strstr(line, " :") + 1; *name; name += strcspn(name, " ")) {
		name += 1 + strspn(name + 1, "~@+"); /* the ':' or blank before it */
		add(picture, atoi(name + 1), line);
	}
}

/* Reads on to a line with this in it. */
static void look(struct irc *irc, struct picture *picture, int own, const char *last)
{
	const char *line;
	int who;
	do {
		line = irc_line(irc);
		must(line != NULL, "c%d was put out", own);
		if (is(line, 353))
			add_names(picture, line);
		else if (strstr(line, " JOIN #") && sscanf(line, ":c%d!", &who) == 1 && who != own)
			add(picture, who, line);
	} while (!strstr(line, last));
}

START_TEST(everybody_comes_in_and_sees_everybody)
{
	static struct picture pictures[MOST];
	/* On a busy machine so many sockets are not connected within the usual --greet-after. */
	start(ARGUMENTS("--rate", "0", "--greet-after", "10000"));
	for (int i = 0; i < many; i++)
		irc_connect(&crowd[i], &server);
	for (int i = 0; i < many; i++)
		irc_say(&crowd[i], "NICK c%d\r\nUSER c 0 * :c\r\nJOIN #crowd", i);
	for (int i = 0; i < many; i++)
		look(&crowd[i], &pictures[i], i, ":End of /NAMES");
	for (int i = 0; i < many; i++) {
		irc_say(&crowd[i], "PING done");
		look(&crowd[i], &pictures[i], i, " PONG ");
		must(pictures[i].count == many, "c%d sees %d", i, pictures[i].count);
	}
	server_stop(&server);
}
END_TEST

/* Everybody comes to #crowd by the other door, where comings are not announced to so many. */
static void gather(void)
{
	for (int i = 0; i < many; i++) {
		client_connect(&person[i], &server);
		client_say(&person[i], "/join crowd\n/nick p%d" LONG, i);
	}
	for (int i = 0; i < many; i++)
		client_sync(&person[i]);
}

/* Comes with a window that holds next to nothing of a long answer. */
static void come_narrow(struct irc *irc, const char *name, const char *rooms)
{
	irc_connect(irc, &server); /* for how it checks its lines */
	void (*check)(const char *line, size_t length) = irc->client.check;
	irc_close(irc);
	client_connect_from(&irc->client, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	irc->client.check = check;
	snprintf(irc->nick, sizeof irc->nick, "%s", name);
	irc_say(irc, "NICK %s\r\nUSER n 0 * :n\r\nJOIN %s", name, rooms);
	irc_await_numeric(irc, 366);
	irc_sync(irc);
}

/* The answer to WHO (352, 315) or NAMES (353, 366) is everybody, each once. Returns whether
 * something was said before its end. */
static bool expect_everybody(struct irc *irc, int row, int last)
{
	static struct picture picture;
	bool talked = false;
	int who;
	picture = (struct picture){0};
	for (const char *line; (line = irc_line(irc)) && !is(line, last);) {
		if (strstr(line, " PRIVMSG #talk :"))
			talked = true;
		else if (is(line, row) && row == 353)
			add_names(&picture, line);
		else if (is(line, row) &&
			 sscanf(line, "%*s %*s %*s %*s %*s %*s %*s p%d", &who) == 1)
			add(&picture, who, line);
	}
	ck_assert_int_eq(picture.count, many);
	return talked;
}

/* Until somebody who does not read what is said to it alone has been closed for that. */
static void flood(struct irc *speaker)
{
	struct irc stuck;
	char text[400];
	bool gone = false;
	memset(text, 'x', sizeof text);
	come_narrow(&stuck, "stuck", "#flood");
	irc_enter(speaker, "#flood");
	for (int i = 0; !gone; i++) {
		const char *line;
		must(i < 10000, "stuck has not been closed");
		for (int j = 0; j < 50; j++)
			irc_say(speaker, "PRIVMSG stuck :%.400s", text);
		irc_say(speaker, "PING flood");
		while ((line = irc_line(speaker)) && !strstr(line, " PONG "))
			gone |= strstr(line, ":stuck!") && strstr(line, " QUIT :too slow");
	}
	irc_close(&stuck);
}

/* While another one is closed for what it has not read, those who do not read yet what they asked
 * for are not, and nobody waits for them. */
START_TEST(long_answers_wait_for_their_readers)
{
	struct irc asker[ASKERS], talker, listener;
	char name[16];
	start(ARGUMENTS("--rate", "0", "--slow-queue", "65536", "--send-queue", "65536"));
	gather();
	irc_join(&talker, &server, "talker", NULL);
	irc_enter(&talker, "#talk");
	irc_join(&listener, &server, "listener", NULL);
	irc_enter(&listener, "#talk");
	for (int i = 0; i < ASKERS; i++) {
		snprintf(name, sizeof name, "asker-%d", i);
		come_narrow(&asker[i], name, "#talk");
		irc_say(&asker[i], "NAMES #crowd");
		for (int rows = 0; rows < ROWS_MAX; rows += many)
			irc_say(&asker[i], "WHO #crowd");
	}
	irc_sync(&talker);
	irc_say(&talker, "PRIVMSG #talk :not held up");
	irc_await(&listener, ":talker!*PRIVMSG #talk :not held up");
	flood(&talker);
	for (int i = 0; i < ASKERS / 2; i++) { /* in the middle of it */
		irc_await_numeric(&asker[i], 353);
		if (i % 2)
			client_reset(&asker[i].client);
		else
			irc_close(&asker[i]);
		irc_await(&listener, ":asker-%d!* QUIT *", i);
	}
	for (int i = ASKERS / 2; i < ASKERS; i++) {
		bool talked = expect_everybody(&asker[i], 353, 366);
		for (int rows = 0; rows < ROWS_MAX; rows += many)
			talked |= expect_everybody(&asker[i], 352, 315);
		must(talked, "what was said waits behind what was asked for");
		irc_sync(&asker[i]);
		irc_close(&asker[i]);
	}
	server_stop(&server);
}
END_TEST

/* Who asks for much, asks again and then reads nothing is not there any more, however long the
 * answer is: it is not read either, so its PONG would not be. */
START_TEST(who_never_reads_an_answer_is_gone)
{
	struct irc asker;
	struct client watcher;
	start(ARGUMENTS("--rate", "0", "--ping", "1"));
	gather();
	client_join(&watcher, &server, "watcher");
	client_say(&watcher, "/join talk");
	client_await(&watcher, "You are in #talk now");
	come_narrow(&asker, "asker", "#talk");
	client_expect(&watcher, "-- asker joined");
	for (int rows = 0; rows < ROWS_MAX; rows += many)
		irc_say(&asker, "WHO #crowd");
	client_expect(&watcher, "-- asker left (Ping timeout)");
	server_stop(&server);
}
END_TEST

/* Who asks for names and reads them late is told of those who left meanwhile behind the names, not
 * before: else they would seem to have come back. */
START_TEST(names_are_told_before_what_happens_next)
{
	struct irc asker, talker;
	char name[80];
	bool here[LEAVING] = {false};
	int who;
	start(ARGUMENTS("--rate", "0", "--send-queue", "8M", "--slow-queue", "8M"));
	gather();
	come_narrow(&asker, "asker", "#crowd,#talk");
	irc_join(&talker, &server, "talker", NULL);
	irc_enter(&talker, "#talk");
	for (int i = 0; i < JAM_LINES; i++)
		irc_say(&talker, "PRIVMSG #talk :%0400d", i);
	irc_sync(&talker);
	irc_say(&asker, "PRIVMSG #talk :now\r\nNAMES #crowd");
	irc_await(&talker, ":asker!*PRIVMSG #talk :now");
	for (int i = 0; i < LEAVING; i++) {
		client_say(&person[i], "/quit");
		client_await_end(&person[i]);
	}
	for (int quits = 0, ends = 0; quits < LEAVING || ends < 1;) {
		const char *line = irc_line(&asker);
		if (strstr(line, " QUIT ") && sscanf(line, ":p%d", &who) == 1) {
			here[who] = false;
			quits++;
		}
		for (int i = 0; is(line, 353) && i < LEAVING; i++) {
			snprintf(name, sizeof name, "p%d" LONG, i);
			here[i] |= strstr(line, name) != NULL;
		}
		ends += is(line, 366);
	}
	irc_sync(&asker);
	for (int i = 0; i < LEAVING; i++)
		must(!here[i], "p%d is there without being there", i);
	server_stop(&server);
}
END_TEST

/* ROOMS_EACH of each, with names as long as they may be. */
static int make_rooms(int people)
{
	char rooms[450];
	int room = 0;
	for (int i = 0; i < people; i++) {
		snprintf(rooms, sizeof rooms, "m%d", i);
		irc_join(&crowd[i], &server, rooms, NULL);
		for (int j = 0; j < ROOMS_EACH;) {
			size_t length = 0;
			for (int k = 0; k < 4; k++, j++)
				length += (size_t)snprintf(rooms + length, sizeof rooms - length,
					"#r%d" LONG "-üüüüüüüüüüüü,", room++);
			irc_say(&crowd[i], "JOIN %s", rooms);
		}
	}
	for (int i = 0; i < people; i++)
		irc_sync(&crowd[i]);
	return room;
}

/* With nc, which half-closes at once, and by somebody who reads late. */
START_TEST(all_rooms_are_listed)
{
	struct nc nc;
	struct irc asker;
	start(ARGUMENTS("--rate", "0"));
	int rooms = make_rooms(many / ROOMS_EACH), listed = 0;
	come_narrow(&asker, "asker", "#talk");
	irc_say(&asker, "LIST\r\nLIST");
	nc_start(&nc, &server, "-N");
	nc.screen.check = client_any_line;
	nc_type(&nc, "NICK lister\r\nUSER l 0 * :l\r\nLIST\r\nQUIT :done\r\n");
	close(nc.in);
	client_await(&nc.screen, " 321 ");
	while (strstr(client_line(&nc.screen), " 322 "))
		listed++;
	ck_assert_int_eq(listed, rooms + 1);
	client_expect(&nc.screen, "ERROR :Closing link: done\r");
	nc_end(&nc);
	for (int i = 0; i < 2; i++) {
		irc_await_numeric(&asker, 321);
		for (listed = 0; strstr(irc_line(&asker), " 322 "); listed++)
			;
		ck_assert_int_eq(listed, rooms + 1);
	}
	irc_sync(&asker);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {everybody_comes_in_and_sees_everybody,
		long_answers_wait_for_their_readers, who_never_reads_an_answer_is_gone,
		names_are_told_before_what_happens_next, all_rooms_are_listed, NULL};
	return run_tests("irc crowd", each, NULL);
}
