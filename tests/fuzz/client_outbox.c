/* What is said, to a server that does all that servers may do with it. What the chat tells of a
 * line has to be what became of it: confirmed, and it was delivered; refused, and it was not; and
 * in the end it tells of each, once.
 *
 * The input's first byte says what the server can: nothing, echo-message, and labeled-response too.
 * Each further one is a deed (see deeds) and, in its higher bits, what it is done with. What both
 * sides send waits until a deed takes it. Without labels some lines look alike for everybody: there
 * the numbers must be right. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chat.h"
#include "fuzz.h"
#include "irc_message.h"
#include "irc_text.h"
#include "table.h"

#define LINES_MAX 400
#define QUEUE_MAX 4096
#define LOOK_MAX (3 * 4) /* target and text */

enum fate { FATE_NONE, FATE_CONFIRMED, FATE_REFUSED, FATE_UNSURE };

struct queue {
	char *lines[QUEUE_MAX];
	size_t first, end;
};

static const char *const targets[] = {"#a", "#b", "bob"};
static const char *const texts[] = {"hi", "\2hi\2 all", "hi all you", "f\374r"};

static struct {
	struct chat *chat;
	int64_t now;
	bool echo, labels;
	bool out;     /* of #a */
	bool dropped; /* the connection, by the chat */
	struct queue wire, answers;
	unsigned batch;
	size_t said;
	unsigned looks[LINES_MAX];
	enum fate fates[LINES_MAX];
	bool delivered[LINES_MAX];
	size_t deliveries[LOOK_MAX]; /* where lines have no labels */
} run;

static void put(struct queue *queue, const char *line)
{
	FUZZ_CHECK(queue->end < QUEUE_MAX);
	queue->lines[queue->end++] = strdup(line);
}

static char *take(struct queue *queue)
{
	return queue->first < queue->end ? queue->lines[queue->first++] : NULL;
}

static void forget(struct queue *queue)
{
	for (char *line; (line = take(queue));)
		free(line);
	queue->first = queue->end = 0;
}

static void on_send(void *data, const char *line, size_t length)
{
	FUZZ_CHECK(strlen(line) == length);
	put(&run.wire, line);
}

static void on_event(void *data, const struct chat_event *event)
{
	if (event->ticket == 0)
		return;
	FUZZ_CHECK(event->ticket <= run.said && run.fates[event->ticket] == FATE_NONE);
	run.fates[event->ticket] = event->kind == CHAT_REFUSED	? FATE_REFUSED
				   : event->kind == CHAT_UNSURE ? FATE_UNSURE
								: FATE_CONFIRMED;
}

static void on_drop(void *data, const char *why)
{
	FUZZ_CHECK(*why != '\0');
	run.dropped = true;
}

static unsigned look_of(const char *target, const char *text)
{
	for (unsigned i = 0; i < LOOK_MAX; i++)
		if (strcmp(targets[i / 4], target) == 0 && strcmp(texts[i % 4], text) == 0)
			return i;
	FUZZ_CHECK(false);
	return 0;
}

/* What a server does with a line. */
enum answer { DELIVERED, CHANGED, REFUSED, DROPPED, KICKED, ANSWERS };

static void answer(const char *tags, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void answer(const char *tags, const char *format, ...)
{
	char line[1024];
	va_list arguments;
	int length = snprintf(line, sizeof line, "%s", tags);
	va_start(arguments, format);
	vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);
	va_end(arguments);
	put(&run.answers, line);
}

/* The whole answer in a batch, behind something else that belongs to it. */
static void echo_in_batch(const char *label, const char *target, const char *text)
{
	char tags[64];
	snprintf(tags, sizeof tags, "@label=%s ", label);
	answer(tags, "BATCH +%u labeled-response", ++run.batch);
	snprintf(tags, sizeof tags, "@batch=%u ", run.batch);
	answer(tags, ":s.test 301 ada %s :away", target);
	answer(tags, ":ada!a@h PRIVMSG %s :%s", target, text);
	answer("", "BATCH -%u", run.batch);
}

static void deliver(
	const char *label, const char *tags, const char *target, const char *text, enum answer what)
{
	char plain[64];
	unsigned long ticket = run.labels ? strtoul(label + strlen("line-"), NULL, 10) : 0;
	FUZZ_CHECK(ticket < LINES_MAX && !run.delivered[ticket]);
	run.delivered[ticket] = run.labels;
	run.deliveries[look_of(target, text)]++;
	if (!run.echo)
		return;
	snprintf(plain, sizeof plain, "%s", text);
	if (what == CHANGED)
		irc_text_plain(plain, plain, strlen(plain));
	if (what == CHANGED && run.labels)
		echo_in_batch(label, target, plain);
	else
		answer(tags, ":ada!a@h PRIVMSG %s :%s", target, plain);
}

static void hear(const struct irc_message *message, enum answer what)
{
	const char *target = message->params[0], *text = message->params[1];
	const char *label = message->tags ? message->tags + strlen("label=") : "";
	char tags[64] = "";
	FUZZ_CHECK(message->count == 2 && run.labels == (message->tags != NULL));
	if (run.labels)
		snprintf(tags, sizeof tags, "@label=%s ", label);
	if (run.out && strcmp(target, "#a") == 0)
		what = REFUSED;
	if ((what == DROPPED && !run.echo) || (what == KICKED && strcmp(target, "#a") != 0))
		what = DELIVERED; /* nobody could know; not there */
	if (what == DELIVERED || what == CHANGED)
		deliver(label, tags, target, text, what);
	else if (what == REFUSED)
		answer(tags, ":s.test 404 ada %s :No", target);
	else if (what == KICKED)
		answer(tags, ":s.test KICK %s ada :", target);
	else if (run.labels)
		answer(tags, "ACK");
	run.out |= what == KICKED;
}

/* The server reads a line. */
static bool serve(enum answer what)
{
	struct irc_message message;
	char *line = take(&run.wire);
	if (!line)
		return false;
	FUZZ_CHECK(irc_parse(&message, line));
	if (strcmp(message.command, "PRIVMSG") == 0)
		hear(&message, what);
	else if (strcmp(message.command, "PING") == 0)
		answer("", ":s.test PONG s.test :%s", message.params[0]);
	else if (strcmp(message.command, "TOPIC") == 0)
		answer("", ":s.test 482 ada %s :No", message.params[0]);
	free(line);
	return true;
}

/* The client reads one. */
static bool read_one(void)
{
	char *line = take(&run.answers);
	if (!line)
		return false;
	chat_line(run.chat, line, strlen(line), run.now);
	free(line);
	return true;
}

static void come(void)
{
	static const char *const lets_in[] = {":s.test 001 ada :Welcome",
		":s.test 005 ada CASEMAPPING=ascii CHANTYPES=# :are", ":ada!a@h JOIN #a",
		":s.test 366 ada #a :End", NULL};
	const char *caps = run.labels ? "batch echo-message labeled-response" : "echo-message";
	chat_begin(run.chat, run.now);
	if (run.echo) {
		answer("", "CAP * LS :%s", caps);
		answer("", "CAP * ACK :%s", caps);
	}
	for (size_t i = 0; lets_in[i]; i++)
		put(&run.answers, lets_in[i]);
	while (read_one())
		;
	forget(&run.wire);
	run.out = false;
}

static void say(unsigned with)
{
	unsigned look = with % LOOK_MAX, parts;
	if (run.said + 1 >= LINES_MAX)
		return;
	run.said++;
	run.looks[run.said] = look;
	chat_say(run.chat, CHAT_SAID, targets[look / 4], texts[look % 4], &parts);
	FUZZ_CHECK(parts == 1);
}

static void pass(unsigned seconds)
{
	run.now += seconds * INT64_C(1000);
	chat_tick(run.chat, run.now);
}

/* Everything is read; what still waits for an answer is asked for. */
static void settle_all(void)
{
	for (unsigned i = 0; i < 2 * LINES_MAX && chat_unconfirmed(run.chat) > 0; i++) {
		while (serve(DELIVERED))
			;
		while (read_one())
			;
		pass(20);
	}
	FUZZ_CHECK(chat_unconfirmed(run.chat) == 0);
}

/* Where texts lose their codes, lines that differ in nothing else look alike. */
static size_t alike(unsigned look)
{
	return run.echo ? look : look / 4 * 4;
}

static void check_numbers(void)
{
	size_t delivered[LOOK_MAX] = {0}, confirmed[LOOK_MAX] = {0};
	for (unsigned i = 0; i < LOOK_MAX; i++)
		delivered[alike(i)] += run.deliveries[i];
	for (size_t i = 1; i <= run.said; i++)
		confirmed[alike(run.looks[i])] += run.fates[i] == FATE_CONFIRMED;
	for (unsigned i = 0; i < LOOK_MAX; i++) {
		FUZZ_CHECK(confirmed[i] <= delivered[i]);
		FUZZ_CHECK(!run.echo || confirmed[i] == delivered[i]);
	}
}

static void check_each(void)
{
	for (size_t i = 1; i <= run.said; i++)
		FUZZ_CHECK(run.fates[i] == FATE_NONE || run.fates[i] == FATE_UNSURE ||
			   run.delivered[i] == (run.fates[i] == FATE_CONFIRMED));
}

/* Before the connection goes, so that what is delivered is not unsure. */
static void lose(bool settled)
{
	if (settled)
		settle_all();
	chat_lost(run.chat, run.now);
	forget(&run.wire);
	forget(&run.answers);
	chat_forget(run.chat);
	if (settled && !run.labels)
		check_numbers();
	if (run.labels)
		check_each();
}

static void act(unsigned deed, unsigned with)
{
	switch (deed) {
	case 0:
	case 1:
		say(with);
		break;
	case 2:
	case 3:
		serve(with % ANSWERS);
		break;
	case 4:
	case 5:
		for (unsigned i = 0; i <= with; i++)
			read_one();
		break;
	case 6:
		pass(with);
		break;
	default:
		if (with < 16) /* refused, and is no line */
			chat_command(run.chat, "TOPIC", &targets[with % 2], 1);
		if (run.labels && with == 31) {
			lose(false);
			come();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct chat_user user = {on_send, on_event, on_drop};
	static bool begun;
	if (!begun)
		table_init();
	begun = true;
	memset(&run, 0, sizeof run);
	if (size == 0)
		return 0;
	run.echo = data[0] % 3 > 0;
	run.labels = data[0] % 3 > 1;
	run.now = INT64_C(1795363548000);
	run.chat = chat_new(&(struct chat_settings){.nick = "ada"}, &user, &run);
	chat_tick(run.chat, run.now);
	come();
	for (size_t i = 1; i < size && i < LINES_MAX && !run.dropped; i++)
		act(data[i] & 7, data[i] >> 3);
	lose(!run.dropped);
	chat_free(run.chat);
	return 0;
}
