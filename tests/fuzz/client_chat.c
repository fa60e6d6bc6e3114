/* A chat with whatever a server sends, a user does, and time brings. Nothing may crash or leak; all
 * that is told is as chat.h says; all that is sent is a message; and each line that is said
 * has one end: confirmed, refused, or unsure and then kept.
 *
 * The input is a script. Its lines are what the server sends, but those that begin with
 *
 *   !b !w !W  the connection comes up; and lets us in, with all capabilities; with none
 *   !l !q     it is lost; is quiet                          !tN       N seconds pass
 *   !s !a !n  says, does, notices: TARGET TEXT              !j !p     joins, leaves: ROOM KEY|WHY
 *   !c !r     a command: WORD PARAMETER...; a raw line      !N !A !Q  nick, away, quit: TEXT
 *   !i !u     ignores, or no longer: NAME                   !R !F     sends again, or forgets
 *   !h !f     lines before: ROOM; finds: ROOM WORDS         !S        since: ROOM NUMBER
 *   !L !P     wants to be logged in; with this password     !I        logs in as ada: PASSWORD
 *
 * With FUZZ_SHOW in the environment all that is sent and told is shown. */
#include <stdbool.h>
#include <string.h>

#include "chat.h"
#include "fuzz.h"
#include "irc_message.h"
#include "irc_text.h"
#include "table.h"
#include "text.h"

#define LINE_BYTES_MAX 8192
#define TICKETS_MAX 8192
#define MEMBERS_SEEN 64
#define CAPS                                                                              \
	"batch echo-message labeled-response message-tags server-time draft/chathistory " \
	"soju.im/search sasl draft/account-registration"

enum end { END_NONE, END_CONFIRMED, END_REFUSED };

static struct {
	struct chat *chat;
	int64_t now;
	bool show;
	size_t said, ended, forgotten;
	unsigned char ends[TICKETS_MAX];
} run;

static void check_safe(const char *text, bool codes)
{
	static char safe[TEXT_SAFE_SIZE(3 * LINE_BYTES_MAX)];
	if (!text)
		return;
	size_t length = strlen(text);
	FUZZ_CHECK(length <= 3 * LINE_BYTES_MAX);
	if (codes)
		irc_text_safe(safe, text, length);
	else
		text_safe(safe, text, length);
	FUZZ_CHECK(strcmp(safe, text) == 0 && !strchr(text, IRC_CTCP));
}

static void check_name(const char *name)
{
	check_safe(name, false);
	FUZZ_CHECK(!name || *name != '\0');
}

static void on_send(void *data, const char *line, size_t length)
{
	FUZZ_CHECK(data == &run && length > 0 && strlen(line) == length);
	FUZZ_CHECK(strcspn(line, "\r\n") == length);
	const char *message = line;
	if (*line == '@') {
		message += strcspn(line, " ") + 1;
		FUZZ_CHECK(message - line <= IRC_CLIENT_TAGS_BYTES + 2);
	}
	FUZZ_CHECK(strlen(message) + 2 <= IRC_LINE_BYTES);
	if (run.show)
		printf("> %s\n", line);
}

static void check_member(void *data, const struct chat_member *member)
{
	unsigned *left = data;
	if (*left == 0)
		return;
	--*left;
	check_name(member->name);
	FUZZ_CHECK(strlen(member->name) <= CHAT_NAME_BYTES);
	check_safe(member->roles, false);
}

/* A line that comes back in several parts is confirmed by the first, and all have its ticket. */
static void check_end(const struct chat_event *event)
{
	FUZZ_CHECK(event->ticket < TICKETS_MAX);
	unsigned char *end = &run.ends[event->ticket];
	enum end now = event->kind == CHAT_REFUSED ? END_REFUSED : END_CONFIRMED;
	if (event->kind == CHAT_UNSURE) {
		FUZZ_CHECK(*end == END_NONE);
		return;
	}
	FUZZ_CHECK(*end == END_NONE || (*end == END_CONFIRMED && now == END_CONFIRMED));
	run.ended += *end == END_NONE;
	*end = (unsigned char)now;
}

static void on_event(void *data, const struct chat_event *event)
{
	unsigned members = MEMBERS_SEEN;
	FUZZ_CHECK(data == &run && event->text && event->kind <= CHAT_MISSED);
	check_name(event->room);
	check_name(event->name);
	check_safe(event->other, false);
	check_safe(event->id, false);
	check_safe(event->text, true);
	FUZZ_CHECK(event->time > 0);
	FUZZ_CHECK(!event->mention || !event->own);
	FUZZ_CHECK(!event->past || event->ticket == 0 || event->own);
	if (event->room) {
		chat_members(run.chat, event->room, check_member, &members);
		FUZZ_CHECK(event->kind != CHAT_OPENED || chat_in_room(run.chat, event->room));
		FUZZ_CHECK(event->kind != CHAT_CLOSED || !chat_in_room(run.chat, event->room));
	}
	if (event->ticket > 0)
		check_end(event);
	if (run.show)
		printf("  %d %s %s %s '%s' %lu\n", (int)event->kind,
			event->room ? event->room : "-", event->name ? event->name : "-",
			event->other ? event->other : "-", event->text, event->ticket);
}

static void on_drop(void *data, const char *why)
{
	FUZZ_CHECK(data == &run && *why != '\0');
}

/* The lines whose end is known. */
static size_t count_lines(void)
{
	return run.ended + run.forgotten + chat_unconfirmed(run.chat) + chat_kept(run.chat);
}

static void check_chat(void)
{
	const char *target, *name;
	bool unsure;
	FUZZ_CHECK(count_lines() <= run.said); /* one may wait for lines of the past */
	FUZZ_CHECK((chat_unconfirmed_since(run.chat) != 0) == (chat_unconfirmed(run.chat) != 0));
	FUZZ_CHECK(!chat_kept_line(run.chat, chat_kept(run.chat), &target, &unsure));
	check_name(chat_name(run.chat));
	for (size_t i = 0; (name = chat_room(run.chat, i)); i++) {
		check_name(name);
		FUZZ_CHECK(i < CHAT_ROOMS_MAX && chat_in_room(run.chat, name));
		check_safe(chat_topic(run.chat, name), true);
	}
}

static void server(const char *line)
{
	chat_line(run.chat, line, strlen(line), run.now);
}

static void enter(bool caps)
{
	chat_begin(run.chat, run.now);
	if (caps) {
		server("CAP * LS :" CAPS);
		server("CAP * ACK :" CAPS);
	}
	server(":s.test 001 ada :Welcome");
	server(":s.test 005 ada CASEMAPPING=ascii CHANTYPES=# PREFIX=(qov)~@+ UTF8ONLY CHATD=1 "
	       ":are");
	server(":s.test 422 ada :No MOTD");
}

/* The first word, which is cut off; NULL behind the last. */
static char *word(char **rest)
{
	char *text = strsep(rest, " ");
	return text && *text != '\0' ? text : NULL;
}

static void say(enum chat_kind kind, char *rest)
{
	unsigned parts = 0;
	const char *target = word(&rest);
	if (!target)
		return;
	FUZZ_CHECK(chat_say(run.chat, kind, target, rest ? rest : "", &parts) == run.said + 1);
	FUZZ_CHECK(parts > 0);
	run.said += parts;
}

static void command(char *rest)
{
	const char *name = word(&rest), *params[IRC_PARAMS_MAX];
	unsigned count = 0;
	for (const char *param; count < IRC_PARAMS_MAX && (param = strsep(&rest, " "));)
		params[count++] = param;
	if (name)
		chat_command(run.chat, name, params, count);
}

static void pass(const char *seconds)
{
	run.now += INT64_C(1000) * (int64_t)(strtoul(seconds, NULL, 10) % 1000);
	chat_tick(run.chat, run.now);
}

static void act_room(char what, char *rest)
{
	const char *name = word(&rest);
	if (!name)
		return;
	switch (what) {
	case 'j':
		chat_join(run.chat, name, rest);
		break;
	case 'p':
		chat_part(run.chat, name, rest);
		break;
	case 'h':
		chat_earlier(run.chat, name, 2);
		break;
	case 'f':
		chat_search(run.chat, name,
			&(struct chat_search){.words = rest ? rest : "",
				.name = "",
				.before = rest ? (uint32_t)strlen(rest) : 0,
				.typed = " tea"});
		break;
	case 'g':
		chat_page(run.chat, name,
			&(struct chat_page){.first = rest ? (uint32_t)strlen(rest) : 0,
				.before = 5,
				.words = "then",
				.bound = ""});
		break;
	case 'e':
		chat_erase(run.chat, name, 3, rest);
		break;
	case 'S':
		chat_since(run.chat, name, NULL, 0, rest ? strtoul(rest, NULL, 10) : 0);
		break;
	}
}

static void on_ask(void *data, const char *why)
{
	FUZZ_CHECK(data == &run && (!why || *why));
}

static void on_failed(void *data, const char *why)
{
	FUZZ_CHECK(data == &run && why);
}

static const struct chat_login login = {.ask = on_ask, .failed = on_failed};

static void act_line(char what, char *rest)
{
	switch (what) {
	case 'L':
		chat_set_private(run.chat, true);
		chat_set_login(run.chat, "ada", &login);
		break;
	case 'P':
		chat_password(run.chat, *rest ? rest : NULL);
		break;
	case 'I':
		chat_set_private(run.chat, true);
		chat_log_in(run.chat, "ada", rest);
		break;
	case 's':
		say(CHAT_SAID, rest);
		break;
	case 'a':
		say(CHAT_ACTION, rest);
		break;
	case 'n':
		say(CHAT_NOTICE, rest);
		break;
	case 'R':
		chat_resend(run.chat);
		break;
	case 'F':
		run.forgotten += chat_kept(run.chat);
		chat_forget(run.chat);
		break;
	case 'c':
		command(rest);
		break;
	case 'r':
		chat_raw(run.chat, rest);
		break;
	}
}

static void act(char what, char *rest)
{
	switch (what) {
	case 'b':
		chat_begin(run.chat, run.now);
		break;
	case 'w':
	case 'W':
		enter(what == 'w');
		break;
	case 'l':
		chat_lost(run.chat, run.now);
		FUZZ_CHECK(count_lines() == run.said);
		break;
	case 'q':
		chat_quiet(run.chat, run.now);
		break;
	case 't':
		pass(rest);
		break;
	case 'j':
	case 'p':
	case 'h':
	case 'g':
	case 'e':
	case 'f':
	case 'S':
		act_room(what, rest);
		break;
	case 'N':
		chat_nick(run.chat, rest);
		break;
	case 'A':
		chat_away(run.chat, rest);
		break;
	case 'Q':
		chat_quit(run.chat, rest);
		break;
	case 'i':
		chat_ignore(run.chat, rest);
		break;
	case 'u':
		chat_unignore(run.chat, rest);
		break;
	default:
		act_line(what, rest);
	}
}

static void step(const char *bytes, size_t length)
{
	char line[LINE_BYTES_MAX + 1];
	if (length < 2 || *bytes != '!') {
		chat_line(run.chat, bytes, length, run.now);
	} else {
		memcpy(line, bytes, length);
		line[length] = '\0';
		act(line[1], line + 2);
	}
	check_chat();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct chat_user user = {on_send, on_event, on_drop};
	static bool begun;
	const char *at = (const char *)data;
	if (!begun)
		table_init();
	begun = true;
	memset(&run, 0, sizeof run);
	run.show = getenv("FUZZ_SHOW");
	if (run.show)
		setvbuf(stdout, NULL, _IOLBF, 0);
	run.now = INT64_C(1795363548000);
	run.chat = chat_new(&(struct chat_settings){.nick = "ada", .recent = 3}, &user, &run);
	chat_tick(run.chat, run.now);
	if (size > LINE_BYTES_MAX)
		size = LINE_BYTES_MAX;
	while (size > 0) {
		const char *newline = memchr(at, '\n', size);
		size_t length = newline ? (size_t)(newline - at) : size;
		step(at, length);
		length += newline != NULL;
		at += length;
		size -= length;
	}
	chat_free(run.chat);
	return 0;
}
