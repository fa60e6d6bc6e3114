#include "irc_view.h"

#include <string.h>

#include "fuzz.h"
#include "irc_encode.h"
#include "irc_text.h"
#include "irc_view_form.h"
#include "irc_write.h"
#include "text.h"

#define LINE_BYTES_MAX (IRC_TAGS_BYTES + IRC_LINE_BYTES)

/* Whose names appear in what is sent. */
static const struct {
	const char *name;
	uint32_t cap;
} caps[] = {
	{"account-notify", IRC_ACCOUNT_NOTIFY},
	{"account-tag", IRC_ACCOUNT_TAG},
	{"sasl", IRC_SASL},
	{"message-tags", IRC_MESSAGE_TAGS},
	{"server-time", IRC_SERVER_TIME},
	{"away-notify", IRC_AWAY_NOTIFY},
	{"extended-join", IRC_EXTENDED_JOIN},
	{"invite-notify", IRC_INVITE_NOTIFY},
	{"setname", IRC_SETNAME},
	{"chghost", IRC_CHGHOST},
	{"labeled-response", IRC_LABELED_RESPONSE},
	{"batch", IRC_BATCH},
	{"draft/chathistory", IRC_CHATHISTORY},
	{"draft/event-playback", IRC_EVENT_PLAYBACK},
	{"draft/message-redaction", IRC_REDACTION},
	{"draft/multiline", IRC_MULTILINE},
	{"draft/read-marker", IRC_READ_MARKER},
	{"extended-monitor", IRC_EXTENDED_MONITOR},
	{"soju.im/search", IRC_SEARCH},
};

#define CAPS (sizeof caps / sizeof caps[0])

/* A message as it came, and what follows from it. */
struct line {
	struct irc_view *view;
	struct irc_message *message;
	struct irc_source source;
	uint32_t caps; /* that may show in it */
	bool own;      /* somebody does it who has the client's name */
};

static void name_copy(char out[NAME_BYTES + 1], const char *text, size_t length)
{
	FUZZ_CHECK(length <= NAME_BYTES);
	memcpy(out, text, length);
	out[length] = '\0';
}

static bool is_nick(const char *text)
{
	enum name_error error = name_check(text, strlen(text));
	return error == NAME_GOOD || error == NAME_RESERVED || error == NAME_KEPT;
}

void view_start(struct irc_view *view)
{
	buffer_clear(&view->got);
	view->nick[0] = '\0';
	view->batch_count = 0;
	view->caps = 0;
	view->hasty = view->cut = view->over = false;
	view->room_count = 0;
}

void view_finish(struct irc_view *view)
{
	buffer_finish(&view->got);
}

/* -1 where it is not in the room. */
static int room_at(const struct irc_view *view, const char *name)
{
	for (unsigned i = 0; i < view->room_count; i++)
		if (strcmp(view->rooms[i].name, name) == 0)
			return (int)i;
	return -1;
}

static struct view_room *room_of(struct irc_view *view, const char *name)
{
	int at = room_at(view, name);
	return at < 0 ? NULL : &view->rooms[at];
}

static int member_of(const struct view_room *room, const char *nick)
{
	for (unsigned i = 0; i < room->count; i++)
		if (strcmp(room->members[i], nick) == 0)
			return (int)i;
	return -1;
}

static bool shares_room(const struct irc_view *view, const char *nick)
{
	for (unsigned i = 0; i < view->room_count; i++)
		if (member_of(&view->rooms[i], nick) >= 0)
			return true;
	return false;
}

static void put_in(struct irc_view *view, const char *name, const char *nick)
{
	struct view_room *room = room_of(view, name);
	if (!room) {
		FUZZ_CHECK(strcmp(nick, view->nick) == 0 && view->room_count < VIEW_ROOMS_MAX);
		FUZZ_CHECK(room_name_check(name, strlen(name)) == NAME_GOOD);
		room = &view->rooms[view->room_count++];
		strcpy(room->name, name);
		room->count = 0;
	}
	FUZZ_CHECK(member_of(room, nick) < 0 && room->count < VIEW_MEMBERS_MAX);
	name_copy(room->members[room->count++], nick, strlen(nick));
}

static void take_out(struct irc_view *view, const char *name, const char *nick)
{
	struct view_room *room = room_of(view, name);
	FUZZ_CHECK(room);
	int at = member_of(room, nick);
	FUZZ_CHECK(at >= 0);
	if (strcmp(nick, view->nick) == 0)
		*room = view->rooms[--view->room_count];
	else if (at < (int)--room->count)
		strcpy(room->members[at], room->members[room->count]);
}

static void rename_everywhere(struct irc_view *view, const char *from, const char *to)
{
	FUZZ_CHECK(is_nick(to));
	for (unsigned i = 0; i < view->room_count; i++) {
		int at = member_of(&view->rooms[i], from);
		if (at >= 0)
			strcpy(view->rooms[i].members[at], to);
	}
	if (strcmp(from, view->nick) == 0)
		strcpy(view->nick, to);
}

/* The names of a room that the client has just come into, or knows. */
static void take_names(struct irc_view *view, const char *name, char *names)
{
	struct view_room *room = room_of(view, name);
	char *save = NULL;
	for (char *word = strtok_r(names, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		struct irc_source source;
		char nick[NAME_BYTES + 1];
		irc_source_split(&source, word + strspn(word, "~@+"));
		name_copy(nick, source.nick, source.nick_length);
		FUZZ_CHECK(is_nick(nick));
		if (room && member_of(room, nick) < 0) {
			FUZZ_CHECK(room->count < VIEW_MEMBERS_MAX);
			strcpy(room->members[room->count++], nick);
		}
	}
}

static void check_numeric(struct line *line, int numeric)
{
	struct irc_view *view = line->view;
	char **params = line->message->params;
	unsigned count = line->message->count;
	FUZZ_CHECK(count > 0);
	if (numeric == 1)
		name_copy(view->nick, params[0], strlen(params[0]));
	FUZZ_CHECK(*view->nick ? strcmp(params[0], view->nick) == 0
			       : strcmp(params[0], "*") == 0 || is_nick(params[0]));
	FUZZ_CHECK(view_numeric(numeric, count));
	if (numeric == 353)
		take_names(view, params[2], params[3]);
}

static void take_caps(struct line *line, char *list)
{
	char *save = NULL;
	for (char *word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		bool off = *word == '-';
		for (size_t i = 0; i < CAPS; i++) {
			if (strcmp(caps[i].name, word + off) != 0)
				continue;
			if (off)
				line->view->caps &= ~caps[i].cap;
			else
				line->view->caps |= caps[i].cap;
		}
	}
	line->caps |= line->view->caps;
}

/* The innermost batch that is open; NULL for none. */
static struct view_batch *open_batch(struct irc_view *view)
{
	return view->batch_count > 0 ? &view->batches[view->batch_count - 1] : NULL;
}

/* Whether it is told of the past, of which nothing follows. */
static bool is_past(const struct irc_view *view)
{
	for (unsigned i = 0; i < view->batch_count; i++)
		if (view->batches[i].past)
			return true;
	return false;
}

static void take_batch(struct line *line)
{
	struct irc_view *view = line->view;
	char **params = line->message->params;
	FUZZ_CHECK(line->caps & IRC_BATCH);
	FUZZ_CHECK(line->message->count >= 1);
	if (*params[0] == '+') {
		FUZZ_CHECK(view->batch_count < VIEW_BATCHES_MAX && line->message->count >= 2);
		struct view_batch *batch = &view->batches[view->batch_count++];
		FUZZ_CHECK(strlen(params[0]) < sizeof batch->name);
		strcpy(batch->name, params[0] + 1);
		batch->past = strcmp(params[1], "chathistory") == 0 ||
			      strcmp(params[1], "soju.im/search") == 0;
	} else {
		FUZZ_CHECK(*params[0] == '-' && open_batch(view) &&
			   strcmp(params[0] + 1, open_batch(view)->name) == 0);
		view->batch_count--;
	}
}

static void check_batch_tag(const struct line *line, const struct irc_tag *tag)
{
	struct irc_view *view = line->view;
	const struct view_batch *batch = open_batch(view);
	if (strcmp(line->message->command, "BATCH") != 0) {
		FUZZ_CHECK(batch && strlen(batch->name) == tag->value_length &&
			   memcmp(batch->name, tag->value, tag->value_length) == 0);
		return;
	}
	/* It is one that is around the one which begins or ends. */
	bool around = false;
	for (unsigned i = 0; i < view->batch_count; i++)
		around |= strlen(view->batches[i].name) == tag->value_length &&
			  memcmp(view->batches[i].name, tag->value, tag->value_length) == 0;
	FUZZ_CHECK(around);
}

/* What the server itself says. */
static void check_server(struct line *line)
{
	const char *command = line->message->command;
	char **params = line->message->params;
	unsigned count = line->message->count;
	if (strspn(command, "0123456789") == 3 && !command[3]) {
		check_numeric(line, atoi(command));
	} else if (strcmp(command, "CAP") == 0) {
		FUZZ_CHECK(count == 3 || (count == 4 && strcmp(params[2], "*") == 0));
		if (strcmp(params[1], "ACK") == 0)
			take_caps(line, params[2]);
	} else if (strcmp(command, "BATCH") == 0) {
		take_batch(line);
	} else if (strcmp(command, "ACK") == 0) {
		FUZZ_CHECK(count == 0 && line->message->tags);
	} else if (strcmp(command, "MARKREAD") == 0) {
		FUZZ_CHECK(count == 2 && (line->caps & IRC_READ_MARKER));
	} else if (strcmp(command, "CHATHISTORY") == 0) {
		FUZZ_CHECK(count == 3 && room_of(line->view, params[1]));
	} else if (strcmp(command, "REDACT") == 0) {
		FUZZ_CHECK(count == 2 && (line->caps & IRC_REDACTION));
	} else if (strcmp(command, "MODE") == 0) {
		FUZZ_CHECK(count >= 2 && room_of(line->view, params[0]));
	} else if (strcmp(command, "AUTHENTICATE") == 0) {
		FUZZ_CHECK(count == 1 && (line->caps & IRC_SASL));
	} else if (strcmp(command, "REGISTER") == 0) {
		FUZZ_CHECK(count == 3 && strcmp(params[0], "SUCCESS") == 0);
	} else {
		FUZZ_CHECK(strcmp(command, "PONG") == 0 || strcmp(command, "NOTICE") == 0 ||
			   strcmp(command, "FAIL") == 0 || strcmp(command, "WARN") == 0 ||
			   strcmp(command, "NOTE") == 0);
		FUZZ_CHECK(count >= 2);
	}
}

/* What people do, with how many parameters, and whether one sees it only of those with whom one
 * shares a room. */
static const struct deed {
	const char *command;
	unsigned least, most;
	uint32_t cap; /* without which it is not sent */
	bool around;
} deeds[] = {
	{"PRIVMSG", 2, 2, 0, false},
	{"NOTICE", 2, 2, 0, false},
	{"TAGMSG", 1, 1, IRC_MESSAGE_TAGS, false},
	{"JOIN", 1, 3, 0, false},
	{"PART", 1, 2, 0, true},
	{"QUIT", 1, 1, 0, true},
	{"NICK", 1, 1, 0, true},
	{"MODE", 2, IRC_PARAMS_MAX, 0, true},
	{"KICK", 3, 3, 0, false},
	{"TOPIC", 2, 2, 0, true},
	{"INVITE", 2, 2, 0, false},
	{"ACCOUNT", 1, 1, IRC_ACCOUNT_NOTIFY, true},
	{"AWAY", 0, 1, IRC_AWAY_NOTIFY, true},
	{"SETNAME", 1, 1, IRC_SETNAME, true},
	{"CHGHOST", 2, 2, IRC_CHGHOST, true},
	{"KILL", 2, 2, 0, false},
	{"BATCH", 3, 3, IRC_MULTILINE, false},
	{"REDACT", 2, 3, IRC_REDACTION, false},
	{"WALLOPS", 1, 1, 0, false},
};

static void quit(struct irc_view *view, const char *nick)
{
	for (unsigned i = 0; i < view->room_count; i++)
		if (member_of(&view->rooms[i], nick) >= 0)
			take_out(view, view->rooms[i].name, nick);
}

static void check_target(const struct line *line, const char *target)
{
	const char *room = target + strspn(target, "~@+");
	if (*room == '#')
		FUZZ_CHECK(line->own || room_of(line->view, room));
	else
		FUZZ_CHECK(line->own || strcmp(target, line->view->nick) == 0);
}

static void follow(struct line *line, const struct deed *deed, const char *nick)
{
	struct irc_view *view = line->view;
	char **params = line->message->params;
	const char *command = deed->command;
	if (strcmp(command, "JOIN") == 0) {
		FUZZ_CHECK(line->message->count == (line->caps & IRC_EXTENDED_JOIN ? 3 : 1));
		put_in(view, params[0], nick);
	} else if (strcmp(command, "PART") == 0) {
		take_out(view, params[0], nick);
	} else if (strcmp(command, "KICK") == 0) {
		take_out(view, params[0], params[1]);
	} else if (strcmp(command, "QUIT") == 0) {
		if (!line->own) /* else ERROR follows */
			quit(view, nick);
	} else if (strcmp(command, "NICK") == 0) {
		rename_everywhere(view, nick, params[0]);
	} else if (strcmp(command, "INVITE") == 0) {
		FUZZ_CHECK((line->caps & IRC_INVITE_NOTIFY) || strcmp(params[0], view->nick) == 0);
	} else if (strcmp(command, "MODE") == 0 || strcmp(command, "TOPIC") == 0) {
		FUZZ_CHECK(*params[0] == '#' ? room_of(view, params[0]) != NULL : line->own);
	} else if (line->message->count == 2 && !deed->around) {
		check_target(line, params[0]);
	}
}

/* What somebody says or does. */
static void check_person(struct line *line)
{
	const struct deed *deed = NULL;
	char nick[NAME_BYTES + 1];
	name_copy(nick, line->source.nick, line->source.nick_length);
	/* History knows no more of who erased a line than the name. */
	bool named = strcmp(line->message->command, "REDACT") == 0 && is_past(line->view);
	FUZZ_CHECK(is_nick(nick));
	FUZZ_CHECK(named ||
		   (line->source.user_length > 0 && line->source.host_length > 0 &&
			   !strchr(line->source.user, '!') && !strchr(line->source.host, '@')));
	line->own = strcmp(nick, line->view->nick) == 0;
	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
		if (strcmp(deeds[i].command, line->message->command) == 0)
			deed = &deeds[i];
	FUZZ_CHECK(deed);
	FUZZ_CHECK(line->message->count >= deed->least && line->message->count <= deed->most);
	FUZZ_CHECK(!deed->cap || (line->caps & deed->cap));
	if (strcmp(deed->command, "BATCH") == 0)
		take_batch(line);
	if (is_past(line->view))
		return;
	bool watched =
		(line->caps & IRC_EXTENDED_MONITOR) &&
		(deed->cap & (IRC_ACCOUNT_NOTIFY | IRC_AWAY_NOTIFY | IRC_SETNAME | IRC_CHGHOST));
	FUZZ_CHECK(!deed->around || line->own || watched || shares_room(line->view, nick));
	follow(line, deed, nick);
}

static void check_tags(const struct line *line)
{
	const char *rest = line->message->tags;
	struct irc_tag tag;
	uint32_t seen = 0;
	while (irc_tag_next(&rest, &tag)) {
		uint32_t cap = view_tag_cap(&tag);
		FUZZ_CHECK(line->caps & cap);
		FUZZ_CHECK(cap == IRC_MESSAGE_TAGS || !(seen & cap)); /* once each */
		seen |= cap;
		if (cap == IRC_BATCH)
			check_batch_tag(line, &tag);
	}
}

/* A line without its CR LF. */
static void check_line(struct irc_view *view, const char *text, size_t length)
{
	static char safe[TEXT_SAFE_SIZE(LINE_BYTES_MAX)];
	FUZZ_CHECK(length <= LINE_BYTES_MAX);
	FUZZ_CHECK(irc_text_safe(safe, text, length) == length && memcmp(safe, text, length) == 0);
	const char *blank = *safe == '@' ? strchr(safe, ' ') : NULL;
	const char *start = blank ? blank + 1 : safe;
	FUZZ_CHECK(start - safe <= IRC_TAGS_BYTES);
	FUZZ_CHECK(strlen(start) <= IRC_LINE_BYTES - 2);
	if (strncmp(start, "ERROR :", 7) == 0) {
		FUZZ_CHECK(!view->over);
		view->over = true;
		view->cut |= strstr(start, "you have not read") != NULL;
		return;
	}
	FUZZ_CHECK(!view->cut);
	if (strncmp(start, "PING :", 6) == 0)
		return;
	struct irc_message message;
	struct line line = {.view = view, .message = &message, .caps = view->caps};
	FUZZ_CHECK(*start == ':' && irc_text_utf8(text, length));
	FUZZ_CHECK(view_blanks(start));
	FUZZ_CHECK(irc_parse(&message, safe) && message.source);
	irc_source_split(&line.source, message.source);
	if (strcmp(message.source, irc_server) == 0)
		check_server(&line);
	else
		check_person(&line);
	check_tags(&line);
}

void view_take(struct irc_view *view, const char *bytes, size_t length)
{
	struct buffer *got = &view->got;
	size_t used = 0;
	buffer_add(got, bytes, length);
	for (char *newline; (newline = memchr(got->bytes + used, '\n', got->length - used));) {
		const char *text = got->bytes + used;
		size_t size = (size_t)(newline - text);
		used += size + 1;
		if (size > 0 && newline[-1] == '\r')
			check_line(view, text, size - 1);
		else
			view->cut = true;
	}
	memmove(got->bytes, got->bytes + used, got->length - used);
	got->length -= used;
}

void view_end(const struct irc_view *view)
{
	FUZZ_CHECK(!view->cut || view->over);
	FUZZ_CHECK(view->hasty || view->cut || (view->got.length == 0 && view->batch_count == 0));
}

struct comparing {
	const struct view_room *room;
	unsigned count;
};

static bool compare_member(const struct member *member, void *data)
{
	struct comparing *comparing = data;
	FUZZ_CHECK(member_of(comparing->room, session_name(member->session)) >= 0);
	comparing->count++;
	return true;
}

void view_compare(const struct irc_view *view, const struct irc_peer *peer)
{
	const struct session *session = peer->session;
	uint32_t seen = 0;
	unsigned rooms = 0;
	for (size_t i = 0; i < CAPS; i++)
		seen |= caps[i].cap;
	FUZZ_CHECK((peer->caps & seen) == view->caps);
	FUZZ_CHECK(view->got.length == 0 && view->batch_count == 0);
	if (!session)
		return;
	FUZZ_CHECK(strcmp(session_name(session), view->nick) == 0);
	for (const struct member *member = session->members; member; member = member->next) {
		int at = room_at(view, member_room(member)->name);
		FUZZ_CHECK(at >= 0);
		struct comparing comparing = {.room = &view->rooms[at]};
		room_each(member_room(member), compare_member, &comparing);
		FUZZ_CHECK(comparing.count == comparing.room->count);
		rooms++;
	}
	FUZZ_CHECK(rooms == view->room_count);
}
