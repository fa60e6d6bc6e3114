/* Who reads too slowly is told what it was not sent, asks for that, and has every line in the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define SMALL_WINDOW 4096
#define BODY_BYTES 400
#define AT_ONCE 100
#define ROUNDS 150 /* 6 MB: more than the kernel takes */
#define LINES (ROUNDS * AT_ONCE)

static struct server server;
static struct irc alice; /* says lines with numbers from 0 on */
static char body[BODY_BYTES + 1];

static void start(void)
{
	char state[TEMPORARY_PATH_SIZE];
	temporary_subfolder(state, "skipped");
	memset(body, 'x', BODY_BYTES);
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--rate", "0", "--history", "strict", "--state", state, "--send-queue",
			"64K", "--slow-queue", "64K"));
	irc_join(&alice, &server, "alice", NULL);
	irc_enter(&alice, "#lobby");
}

static void alice_says(int first, int last)
{
	for (int i = first; i < last; i++)
		irc_say(&alice, "PRIVMSG #lobby :%d %s", i, body);
	irc_sync(&alice);
}

static void alice_says_all(void)
{
	for (int i = 0; i < ROUNDS; i++)
		alice_says(i * AT_ONCE, (i + 1) * AT_ONCE);
}

/* It begins to read, and faster than it could with its small window. */
static void open_window(const struct client *client)
{
	int bytes = 1 << 20;
	setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

/* What somebody has read: the next number that is missing, the one that is said next behind the
 * hole, and the hole. */
struct reader {
	int next, live;
	unsigned skipped, number;
	char id[96];
};

/* Notes a line of alice, `text`: "17 xxx...". A line may come twice, but none may be missing. */
static void note_line(struct reader *reader, const char *text)
{
	int number = atoi(text);
	must(number <= reader->next, "%d came, and %d has not", number, reader->next);
	reader->next += number == reader->next;
}

/* What has been said since the hole comes before what is asked for. */
static void note_live(struct reader *reader, const char *text)
{
	ck_assert_int_eq(atoi(text), reader->live);
	reader->live++;
}

/* The hole is as large as is told, and its number is not behind its first line. */
static void check_hole(struct reader *reader, int number)
{
	ck_assert_uint_gt(reader->skipped, 100);
	reader->live = reader->next + (int)reader->skipped;
	ck_assert_int_le(reader->live, LINES);
	ck_assert_int_le(number, reader->next + 1); /* numbers begin with 1 */
}

/* Reads on to the next hole; all lines before it come in order. */
static void line_reads_to_hole(struct client *client, struct reader *reader)
{
	int number;
	for (;;) {
		const char *line = client_line(client);
		must(line, "it was closed");
		if (sscanf(line, "<alice> %d ", &number) == 1)
			note_line(reader, line + strlen("<alice> "));
		else if (sscanf(line, "-- %u lines were skipped; /since %u", &reader->skipped,
				 &reader->number) == 2) {
			check_hole(reader, (int)reader->number);
			return;
		} else
			must(strncmp(line, "-- ", 3) == 0, "it was told: %.80s", line);
	}
}

/* Follows the commands that the pages end with. */
static void line_asks(struct client *client, struct reader *reader)
{
	client_say(client, "/since %u", reader->number);
	for (;;) {
		const char *line = client_line(client), *said;
		must(line, "it was closed");
		if (sscanf(line, "-- Later lines: /since %u", &reader->number) == 1)
			client_say(client, "/since %u", reader->number);
		else if (strncmp(line, "-- That is all", 14) == 0)
			return;
		else if (strncmp(line, "<alice> ", strlen("<alice> ")) == 0)
			note_live(reader, line + strlen("<alice> "));
		else if ((said = strstr(line, "<alice> ")))
			note_line(reader, said + strlen("<alice> "));
	}
}

START_TEST(somebody_with_nc)
{
	struct client stuck;
	struct reader reader = {0};
	start();
	client_connect_from(&stuck, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	client_greet(&stuck);
	alice_says_all();
	open_window(&stuck);
	line_reads_to_hole(&stuck, &reader);
	stuck.check = client_any_line; /* lines of the past begin with the time */
	line_asks(&stuck, &reader);
	ck_assert_int_eq(reader.live, LINES);
	ck_assert_int_eq(reader.next, LINES);
	alice_says(LINES, LINES + 1);
	client_expect(&stuck, "<alice> %d ...", LINES);
	client_close(&stuck);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

static void irc_reads_to_hole(struct irc *irc, struct reader *reader)
{
	int number;
	for (;;) {
		const char *line = irc_line(irc), *said;
		must(line, "it was closed");
		if ((said = strstr(line, " PRIVMSG #lobby :")))
			note_line(reader, said + strlen(" PRIVMSG #lobby :"));
		else if (sscanf(line,
				 ":" IRC_SERVER " NOTE * LINES_SKIPPED #lobby %95s :%u lines were",
				 reader->id, &reader->skipped) == 2)
			break;
	}
	ck_assert_int_eq(sscanf(reader->id, "%*[0-9a-f]-%*u-%d", &number), 1);
	check_hole(reader, number + 1);
}

/* Until a page is empty. */
static void irc_asks(struct irc *irc, struct reader *reader)
{
	for (bool any = true; any;) {
		const char *line, *said;
		any = false;
		irc_say(irc, "CHATHISTORY AFTER #lobby msgid=%s 100", reader->id);
		while ((line = irc_line(irc)) && !strstr(line, " BATCH +"))
			if ((said = strstr(line, " PRIVMSG #lobby :")))
				note_live(reader, said + strlen(" PRIVMSG #lobby :"));
		while ((line = irc_line(irc)) && !strstr(line, " BATCH -")) {
			any = true;
			said = strstr(line, " PRIVMSG #lobby :");
			must(said && irc_tag(line, "msgid", reader->id, sizeof reader->id),
				"it was told: %.80s", line);
			note_line(reader, said + strlen(" PRIVMSG #lobby :"));
		}
	}
}

START_TEST(somebody_with_irc)
{
	struct irc stuck = {.nick = "stuck"};
	struct reader reader = {0};
	start();
	client_connect_from(&stuck.client, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	stuck.client.check = client_any_line;
	irc_say(&stuck,
		"CAP REQ :message-tags server-time batch draft/chathistory standard-replies");
	irc_say(&stuck, "NICK stuck");
	irc_say(&stuck, "USER stuck 0 * :stuck");
	irc_say(&stuck, "CAP END");
	irc_say(&stuck, "JOIN #lobby");
	irc_await(&alice, ":stuck!* JOIN *");
	alice_says_all();
	open_window(&stuck.client);
	irc_reads_to_hole(&stuck, &reader);
	irc_asks(&stuck, &reader);
	ck_assert_int_eq(reader.live, LINES);
	ck_assert_int_eq(reader.next, LINES);
	alice_says(LINES, LINES + 1);
	irc_expect(&stuck, "@* PRIVMSG #lobby :%d *", LINES);
	irc_close(&stuck);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {somebody_with_nc, somebody_with_irc, NULL};
	return run_tests("slow_skipped", each, NULL);
}
