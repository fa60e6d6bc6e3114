/* What each door sends, byte for byte: one recorded session for each door, script and transcript
 * together in a file of tests/golden.
 *
 * The test runs the script, writes the transcript anew and compares it with the file. To change a
 * session, edit the script's lines, run with CHATD_GOLDEN_WRITE=1, which replaces the file, and
 * review the difference. CHATD_GOLDEN_SHOW=1 prints each line of the script as it is run. Blank
 * lines and comments (#) are kept. The script's lines:
 *
 *	server DOOR ARGUMENTS...  stops the running server and starts one with --bind and
 *	                          this door; $OPER is replaced by a row for --oper, $MOTD by
 *	                          a file's path
 *	line NAME [ADDRESS]       a client connects (from this address) as nc does, and is
 *	                          greeted
 *	irc NAME [ADDRESS]        an IRC client connects
 *	NAME> TEXT                the client sends a line; then all clients are synchronised
 *	NAME>> TEXT               the client sends a line; nobody waits
 *	NAME? TEXT                reads up to a line that contains the text; then all are
 *	                          synchronised
 *	NAME half                 the client shuts down its sending side, reads to the end of
 *	                          the connection, and all others are synchronised
 *	NAME reset                the client resets its connection; nobody waits
 *	stop                      stops the server
 *
 * "NAME< TEXT" is a line that the client received, "NAME<" the end of its connection. Behind each
 * line of the script stand first what its own client received, then the others in the order in
 * which they connected. Bytes below 0x20 are written \xNN; in the script, \{N*TEXT} repeats a text.
 * What differs from run to run (times, ids, hosts) is replaced, see `varying`. */
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "scram.h"
#include "temporary.h"

#define GUESTS_MAX 16 /* of one server */
#define WORDS_MAX 24
#define SEEN_MAX 512
#define TEXT_MAX 16384

struct guest {
	char name[32];
	struct client client;
	bool used, irc;
	bool can_sync; /* a question of sync_with() cannot change which door serves it */
};

static struct {
	struct server server;
	bool running, detects; /* `detects`: its port serves both doors */
	struct guest guests[GUESTS_MAX];
	int guest_count;
	struct text *out;
	char *seen[SEEN_MAX]; /* values that have been replaced by numbers */
	unsigned seen_count;
} play;

/* What differs from run to run, and its replacement. For '#' each value gets a number of its own,
 * so that the transcript shows where a value comes again. */
static const struct {
	const char *pattern, *instead;
} varying[] = {
	{"20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z| [0-9:]+ UTC)", "<time>"},
	{"[A-Z][a-z]+day [A-Z][a-z]+ [0-9]+ 20[0-9]+ -- [0-9:]+ .00:00", "<time>"},
	{"[A-Z][a-z]+ [A-Z][a-z]+ [0-9]+ 20[0-9]+ [0-9:]+ UTC", "<time>"},
	{"\\b(20[0-9]{2}-[0-9]{2}-[0-9]{2} )?[0-9]{2}:[0-9]{2} ", "<then> "},
	{"[0-9]+ days [0-9]+:[0-9]+:[0-9]+", "<while>"},
	{"chatd[- ][0-9]+\\.[0-9.]*[0-9]", "<version>"},
	{"\\bchatd_[0-9a-z]{40}\\b", "<token>"},
	{"(made|ENTRY [0-9]+) 20[0-9]{2}-[0-9]{2}-[0-9]{2}\\b", "<made>"},
	{"msgid=[^; ]+", "msgid=#"},
	{"([0-9a-f]{8}\\.)+(ip|hidden|cloak)[0-9a-z.]*", "#"},
	{"\\b1[0-9]{9}\\b", "<seconds>"},
	{"\\b(just now|[0-9]+ (second|minute)s? ago)\\b", "<ago>"},
	{"\\banother [0-9]+ (day|hour|minute|second)s?\\b", "another <while>"},
	{"\\bwait [0-9]+ seconds?\\b", "wait <while>"},
	{"\\btry again in [0-9]+ seconds?\\b", "try again in <while>"},
	{"\\b[0-9]+ <seconds> :seconds idle", "<idle> <seconds> :seconds idle"},
	{" 0 [0-9]+ 0 n/a ", " 0 <idle> 0 n/a "},
	{"\\[[0-9]{2}:[0-9]{2}\\] ", "[<clock>] "},
};

static size_t replace(char *line, size_t from, size_t to, const char *with)
{
	char rest[TEXT_MAX];
	snprintf(rest, sizeof rest, "%s", line + to);
	snprintf(line + from, TEXT_MAX - from, "%s%s", with, rest);
	return from + strlen(with);
}

static unsigned number_of(const char *value, size_t length)
{
	unsigned i = 0;
	while (i < play.seen_count &&
		(strlen(play.seen[i]) != length || strncmp(play.seen[i], value, length) != 0))
		i++;
	if (i == play.seen_count) {
		ck_assert_int_lt(i, SEEN_MAX);
		play.seen[play.seen_count++] = strndup(value, length);
	}
	return i + 1;
}

static void make_steady(char *line)
{
	static regex_t compiled[sizeof varying / sizeof *varying];
	for (size_t i = 0; i < sizeof varying / sizeof *varying; i++) {
		regmatch_t found;
		size_t at = 0;
		if (!compiled[i].re_nsub && !compiled[i].buffer)
			ck_assert_int_eq(
				regcomp(&compiled[i], varying[i].pattern, REG_EXTENDED), 0);
		while (regexec(&compiled[i], line + at, 1, &found, at ? REG_NOTBOL : 0) == 0) {
			char with[64];
			size_t from = at + (size_t)found.rm_so, to = at + (size_t)found.rm_eo;
			size_t kept = strcspn(varying[i].instead, "#");
			snprintf(with, sizeof with, "%s", varying[i].instead);
			if (varying[i].instead[kept])
				snprintf(with + kept, sizeof with - kept, "<%u>",
					number_of(line + from, to - from));
			at = replace(line, from, to, with);
		}
	}
}

static void record(const struct guest *guest, const char *text)
{
	char line[TEXT_MAX], *end = line + snprintf(line, sizeof line, "%s<", guest->name);
	if (text)
		*end++ = ' ';
	for (; text && *text; text++) {
		ck_assert(end < line + sizeof line - 8);
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			end += sprintf(end, "\\x%02X", (unsigned)(unsigned char)*text);
		else
			*end++ = *text;
	}
	*end = '\0';
	make_steady(line);
	text_add(play.out, line);
}

/* The next line, without its ending; NULL, which is recorded too, at the end. */
static const char *next_line(struct guest *guest)
{
	char *line = (char *)(uintptr_t)client_line(&guest->client);
	if (line && guest->irc)
		line[strcspn(line, "\r")] = '\0';
	if (!line) {
		record(guest, NULL);
		client_close(&guest->client);
		guest->used = false;
	}
	return line;
}

/* Records what comes up to a line that contains `part`; that line too if `wanted`. */
static void read_to(struct guest *guest, const char *part, bool wanted)
{
	for (;;) {
		const char *line = next_line(guest);
		if (!line)
			return;
		bool found = strstr(line, part) != NULL;
		if (!found || wanted)
			record(guest, line);
		if (found)
			return;
	}
}

static void sync_with(struct guest *guest)
{
	static unsigned number;
	char answer[96];
	if (!guest->used || !guest->can_sync)
		return;
	number++;
	if (guest->irc) {
		client_say(&guest->client, "PING golden-%u\r", number);
		snprintf(answer, sizeof answer, " PONG " IRC_SERVER " :golden-%u", number);
	} else {
		client_say(&guest->client, "/whois 0-golden-%u", number);
		snprintf(answer, sizeof answer, "!! nobody here is called 0-golden-%u;", number);
	}
	read_to(guest, answer, false);
}

/* First the client that acted: its answer means that the server has delivered to the others. */
static void sync_all(struct guest *first)
{
	sync_with(first);
	for (struct guest *guest = play.guests; guest < play.guests + play.guest_count; guest++)
		if (guest != first)
			sync_with(guest);
}

static struct guest *find_guest(const char *name)
{
	for (struct guest *guest = play.guests; guest < play.guests + play.guest_count; guest++)
		if (guest->used && strcmp(guest->name, name) == 0)
			return guest;
	ck_abort_msg("nobody is called %s", name);
	return NULL;
}

/* --- The script --- */

static void expand(char *out, const char *text)
{
	size_t length = 0;
	while (*text) {
		int used = 0;
		unsigned n;
		ck_assert_int_lt((int)length, TEXT_MAX - 1);
		if (sscanf(text, "\\x%2x%n", &n, &used) == 1 && used == 4) {
			out[length++] = (char)n;
			text += 4;
		} else if (sscanf(text, "\\{%u*%n", &n, &used) == 1 && used > 0) {
			size_t size = strcspn(text + used, "}");
			ck_assert_int_lt((int)(length + n * size), TEXT_MAX - 1);
			for (; n > 0; n--, length += size)
				memcpy(out + length, text + used, size);
			text += (size_t)used + size + 1;
		} else {
			out[length++] = *text++;
		}
	}
	out[length] = '\0';
}

static void stop(void)
{
	if (!play.running)
		return;
	server_signal(&play.server, SIGTERM);
	server_expect_log(&play.server, "event=stopping");
	for (struct guest *guest = play.guests; guest < play.guests + play.guest_count; guest++)
		while (guest->used) {
			const char *line = next_line(guest);
			if (line)
				record(guest, line);
		}
	server_expect_stopped(&play.server);
	server_free(&play.server);
	play.running = false;
	play.guest_count = 0;
}

static void start(char *arguments)
{
	static char *motd;
	const char *words[WORDS_MAX] = {0};
	char bind[64], *word = strtok(arguments, " ");
	int count = 0;
	stop();
	if (!motd)
		motd = temporary_file("Be kind.\n\nTea at four.\n", 23);
	play.detects = strcmp(word, "auto") == 0;
	/* without TLS a door of its own greets at once */
	snprintf(bind, sizeof bind, "127.0.0.1,door=%s%s", word, play.detects ? "" : ",plain");
	while ((word = strtok(NULL, " "))) {
		ck_assert_int_lt(count, WORDS_MAX - 1);
		words[count++] = strcmp(word, "$OPER") == 0   ? server_operator("secret")
				 : strcmp(word, "$MOTD") == 0 ? motd
							      : word;
	}
	server_start_at(&play.server, bind, words);
	play.running = true;
}

static void connect_guest(const char *name, const char *address, bool irc)
{
	ck_assert_int_lt(play.guest_count, GUESTS_MAX);
	struct guest *guest = &play.guests[play.guest_count++];
	struct irc as_irc;
	if (irc)
		irc_connect_from(&as_irc, &play.server, address);
	else
		client_connect_from(&as_irc.client, &play.server, address, "127.0.0.1", 0);
	*guest = (struct guest){.client = as_irc.client, .used = true, .irc = irc};
	snprintf(guest->name, sizeof guest->name, "%s", name);
	if (irc)
		return;
	guest->can_sync = !play.detects;
	if (play.detects)
		client_say(&guest->client, "%s", ""); /* it chooses the door, and says nothing */
	read_to(guest, "-- Type a line to say it.", true);
	sync_all(guest);
}

static void say(struct guest *guest, const char *text, bool wait)
{
	char bytes[TEXT_MAX];
	expand(bytes, text);
	client_say(&guest->client, guest->irc ? "%s\r" : "%s", bytes);
	if (wait) {
		guest->can_sync = true;
		sync_all(guest);
	}
}

/* The line "NAME half" or "NAME reset". */
static void act(struct guest *guest, const char *what)
{
	if (strcmp(what, "reset") == 0) {
		client_reset(&guest->client);
		guest->used = false;
		return;
	}
	must(strcmp(what, "half") == 0, "unknown action: %s", what);
	client_half_close(&guest->client);
	while (guest->used) {
		const char *line = next_line(guest);
		if (line)
			record(guest, line);
	}
	sync_all(guest);
}

static void run(char *line)
{
	char *rest = line + strcspn(line, " >?");
	char kind = *rest;
	if (kind == '\0') {
		must(strcmp(line, "stop") == 0, "unknown line: %s", line);
		stop();
		return;
	}
	*rest++ = '\0';
	bool twice = kind == '>' && *rest == '>';
	rest += twice;
	rest += kind != ' ' && *rest == ' ';
	if (kind == '>') {
		say(find_guest(line), rest, !twice);
	} else if (kind == '?') {
		read_to(find_guest(line), rest, true);
		sync_all(find_guest(line));
	} else if (strcmp(line, "server") == 0) {
		start(rest);
	} else if (strcmp(line, "line") == 0 || strcmp(line, "irc") == 0) {
		char *name = strsep(&rest, " ");
		connect_guest(name, rest, strcmp(line, "irc") == 0);
	} else {
		act(find_guest(line), rest);
	}
}

/* Whether the line belongs to the transcript: "NAME<". */
static bool is_answer(const char *line)
{
	size_t name = strspn(line, "abcdefghijklmnopqrstuvwxyz");
	return name > 0 && line[name] == '<';
}

static void play_script(const char *script, struct text *out)
{
	char *copy = strdup(script), *rest = copy, *line;
	play.out = out;
	while ((line = strsep(&rest, "\n"))) {
		if (is_answer(line) || (!rest && !*line))
			continue;
		text_add(out, line);
		if (getenv("CHATD_GOLDEN_SHOW"))
			fprintf(stderr, "%s\n", line);
		if (*line && *line != '#')
			run(line);
	}
	stop();
	free(copy);
}

static void read_file(struct text *text, const char *path)
{
	FILE *file = fopen(path, "re");
	must(file, "%s cannot be read", path);
	while (text_read(text, fileno(file)))
		;
	fclose(file);
}

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A member's loop decides its place in a list of names. So with several loops, the words of each
 * line are sorted before the comparison. */
static void sort_words(char *text)
{
	char *line, *words[TEXT_MAX / 2], *copy = strdup(text), *rest = copy;
	while ((line = strsep(&rest, "\n"))) {
		int count = 0;
		for (char *word; (word = strsep(&line, " ,.:"));)
			words[count++] = word;
		qsort(words, (size_t)count, sizeof *words, compare_words);
		for (int i = 0; i < count; i++)
			text = stpcpy(stpcpy(text, words[i]), i + 1 < count ? " " : "\n");
	}
	free(copy);
}

static void expect_same(const char *name, const char *script, const char *played)
{
	char command[512];
	if (strcmp(script, played) == 0)
		return;
	char *was = temporary_file(script, strlen(script));
	char *is = temporary_file(played, strlen(played));
	snprintf(command, sizeof command, "diff -U2 '%s' '%s' | head -100 >&2", was, is);
	must(system(command) == 0, "%s failed", command);
	ck_abort_msg("the session of %s differs from its recording", name);
}

/* The recordings are of a build with all parts. */
static void leave_out(char *text, const char *part)
{
	while ((text = strstr(text, part)))
		memmove(text, text + strlen(part), strlen(text + strlen(part)) + 1);
}

static void compare_session(const char *name)
{
	struct text script = {0}, played = {0};
	char path[256];
	must(getenv("SOURCE") != NULL, "set SOURCE to the folder of the sources");
	snprintf(path, sizeof path, "%s/tests/golden/%s.txt", getenv("SOURCE"), name);
	read_file(&script, path);
	if (!scram_exists())
		leave_out(script.bytes, ",SCRAM-SHA-256");
	play_script(script.bytes, &played);
	if (server_threads > 1) {
		sort_words(script.bytes);
		sort_words(played.bytes);
	} else if (getenv("CHATD_GOLDEN_WRITE")) {
		temporary_write(path, played.bytes, played.length);
		return;
	}
	expect_same(name, script.bytes, played.bytes);
	text_free(&script);
	text_free(&played);
}

START_TEST(the_line_door)
{
	compare_session("line");
}
END_TEST

START_TEST(the_irc_door)
{
	compare_session("irc");
}
END_TEST

int main(void)
{
	const TTest *each[] = {the_line_door, the_irc_door, NULL};
	return run_tests("golden", each, NULL);
}
