#include "reply.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "buffer.h"
#include "irc_text.h"
#include "memory.h"
#include "mode_words.h"
#include "text_copy.h"

#define NUMBER_DIGITS_MAX 15
#define ROOM_COLUMNS 24 /* of a row of LIST, as the line door has them */
#define TOPIC_COLUMNS 38
#define ROOM_SIGNS "#&+!"

struct reply {
	struct buffer text;
	unsigned rows;
	int64_t now;
	const struct irc_message *message;
};

static void add(struct reply *to, const char *words)
{
	buffer_add_text(&to->text, words);
}

char *reply_plain(const char *text, size_t length)
{
	char *plain = memory_get(length + 1);
	length = irc_text_plain(plain, text, length);
	char *safe = text_copy_safe(plain, length, TEXT_CONTROL('\t'));
	free(plain);
	return safe;
}

static void add_text_n(struct reply *to, const char *text, size_t length)
{
	char *safe = reply_plain(text, length);
	add(to, safe);
	free(safe);
}

static void add_text(struct reply *to, const char *text)
{
	add_text_n(to, text, strlen(text));
}

static bool read_number(int64_t *number, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > NUMBER_DIGITS_MAX || text[digits])
		return false;
	*number = strtoll(text, NULL, 10);
	return true;
}

/* Names, each without what stands behind its '!'. */
static bool add_names(struct reply *to, const char *names)
{
	bool any = false;
	while (*names) {
		size_t length = strcspn(names, ", "), name = strcspn(names, "!, ");
		if (name > 0) {
			add(to, any ? ", " : "");
			add_text_n(to, names, name);
			any = true;
		}
		names += length + strspn(names + length, ", ");
	}
	return any;
}

/* The parameter `i`, never NULL. */
static const char *param(const struct irc_message *message, unsigned i)
{
	return i < message->count ? message->params[i] : "";
}

/* The last one behind our own name. */
static const char *last(const struct irc_message *message)
{
	return message->count > 1 ? param(message, message->count - 1) : "";
}

static bool add_part_as(struct reply *to, char kind, const char *text)
{
	char ago[TEXT_DURATION_SIZE];
	int64_t number;
	switch (kind) {
	case 'a':
		if (!read_number(&number, text) || number == 0)
			return false;
		add(to, text_ago(ago, to->now / 1000 - number));
		return true;
	case 's':
		if (!read_number(&number, text))
			return false;
		add(to, text_ago(ago, number));
		return true;
	case 'n':
		return add_names(to, text);
	case 'r':
		if (!strchr(ROOM_SIGNS, *text))
			return false;
		break;
	}
	add_text(to, text);
	return *text != '\0';
}

/* One "%..." of a template. */
static bool add_part(struct reply *to, const char **words)
{
	char kind = *++*words;
	++*words;
	if (kind == '#')
		buffer_format(&to->text, "%u", to->rows);
	else if (kind == '+')
		add(to, to->rows == 1 ? "" : "s");
	if (kind == '#' || kind == '+')
		return true;
	char digit = kind >= '1' && kind <= '9' ? kind : *(*words)++;
	const char *text = param(to->message, (unsigned)(digit - '0'));
	if (kind == '(' && *text) {
		add(to, " (");
		add_text(to, text);
		add(to, ")");
	}
	return kind == '(' || (*text && add_part_as(to, kind, text));
}

static bool add_words(struct reply *to, const char *words)
{
	while (*words) {
		size_t run = strcspn(words, "%");
		buffer_add(&to->text, words, run);
		words += run;
		if (*words && !add_part(to, &words))
			return false;
	}
	return true;
}

/* "  #dev                        3  what it is about" */
static bool add_room(struct reply *to)
{
	int64_t count;
	const char *room = param(to->message, 1), *topic = param(to->message, 3);
	if (!*room || !read_number(&count, param(to->message, 2)))
		return false;
	add(to, "  ");
	add_text(to, room);
	size_t width = text_width(to->text.bytes + 2, to->text.length - 2);
	int pad = width < ROOM_COLUMNS ? (int)(ROOM_COLUMNS - width) : 1;
	buffer_format(&to->text, "%*s%5lld", pad, "", (long long)count);
	if (strncmp(topic, "[+", 2) == 0 && strchr(topic, ']')) /* InspIRCd's modes */
		topic = strchr(topic, ']') + 1;
	char *safe = reply_plain(topic, strlen(topic));
	const char *begin = safe + strspn(safe, " ");
	size_t length = strlen(begin);
	size_t shown = text_fit(begin, text_cut(begin, length, 4 * TOPIC_COLUMNS), TOPIC_COLUMNS);
	add(to, length > 0 ? "  " : "");
	buffer_add(&to->text, begin, shown);
	add(to, shown < length ? "..." : "");
	free(safe);
	return true;
}

static const char *mode_word(char letter)
{
	for (enum mode mode = 0; mode <= MODE_KEEP; mode++)
		if (mode_letter(mode) == letter)
			return mode_name(mode);
	return NULL;
}

static bool has_param(char mode)
{
	return mode == 'k' || mode == 'l' || mode == 'H';
}

/* The modes by their names with their parameters; false if it is not clear which belong together.
 */
static bool add_mode_words(struct reply *to, const char *modes)
{
	unsigned next = 3, wanted = 0;
	for (const char *mode = modes; *mode; mode++)
		wanted += has_param(*mode);
	if (to->message->count != next + wanted)
		return false;
	for (const char *mode = modes; *mode; mode++) {
		const char *word = mode_word(*mode);
		add(to, mode == modes ? "" : ", ");
		if (word)
			add(to, word);
		else
			add_text_n(to, mode, 1);
		if (has_param(*mode)) {
			add(to, " ");
			add_text(to, param(to->message, next++));
		}
	}
	return true;
}

static void add_all(struct reply *to, unsigned first, unsigned end)
{
	bool any = false;
	for (unsigned i = first; i < end; i++) {
		const char *text = param(to->message, i);
		add(to, any && *text ? " " : "");
		add_text(to, text);
		any |= *text != '\0';
	}
}

/* "#dev is set to: members-only, key hush" */
static bool add_modes(struct reply *to)
{
	const char *modes = param(to->message, 2);
	if (!*param(to->message, 1) || *modes != '+')
		return false;
	add_text(to, param(to->message, 1));
	add(to, modes[1] ? " is set to: " : " is open");
	if (modes[1] && !add_mode_words(to, modes + 1))
		add_all(to, 2, to->message->count);
	return true;
}

static bool add_row(struct reply *to, const struct reply_row *row)
{
	const char *text = last(to->message);
	if (row->when && (*row->when ? strcmp(text, row->when) != 0 : to->rows > 0))
		return false;
	switch (row->form) {
	case REPLY_ROOM:
		return add_room(to);
	case REPLY_MODES:
		return add_modes(to);
	case REPLY_LINE:
		add_text(to, *text || to->message->count < 2 ? text : " ");
		return true;
	default:
		return !row->words || add_words(to, row->words);
	}
}

unsigned reply_number(const struct irc_message *message)
{
	const char *command = message->command;
	if (strspn(command, "0123456789") != 3 || command[3])
		return 0;
	return (unsigned)strtoul(command, NULL, 10);
}

bool reply_is_one(const unsigned *list, unsigned number)
{
	while (*list && *list != number)
		list++;
	return *list;
}

static bool is_error(unsigned number)
{
	static const unsigned others[] = {RPL_TRYAGAIN, ERR_INVALIDMODEPARAM,
		ERR_LISTMODEALREADYSET, ERR_LISTMODENOTSET, ERR_TARGCHANGE, ERR_CHANOPEN,
		ERR_KNOCKONCHAN, ERR_TARGUMODEG, ERR_MONLISTFULL, ERR_NICKLOCKED, ERR_SASLFAIL,
		ERR_SASLTOOLONG, ERR_SASLABORTED, ERR_SASLALREADY, ERR_BADCHANNEL, 0};
	return (number >= 400 && number <= 599) || reply_is_one(others, number);
}

/* "ada is using a secure connection", but "bob: No such nick": servers begin a text that goes on
 * from the names with a small letter. */
static void add_last(struct reply *to, bool refused)
{
	unsigned count = to->message->count;
	const char *text = last(to->message);
	bool apart = refused || (*text >= 'A' && *text <= 'Z');
	if (count > 2)
		add_all(to, 1, count - 1);
	if (to->text.length > 0 && *text)
		add(to, apart ? ": " : " ");
	add_text(to, text);
}

static enum reply_kind add_numeric(struct reply *to)
{
	unsigned number = reply_number(to->message);
	enum reply_kind kind = is_error(number) ? REPLY_REFUSED : REPLY_INFO;
	for (size_t i = 0; i < reply_row_count && reply_rows[i].number <= number; i++) {
		if (reply_rows[i].number != number)
			continue;
		buffer_clear(&to->text);
		kind = reply_rows[i].kind;
		if (add_row(to, &reply_rows[i]))
			return kind;
	}
	buffer_clear(&to->text);
	add_last(to, kind == REPLY_REFUSED);
	return kind;
}

/* FAIL, WARN and NOTE (IRCv3, standard-replies): a command, a code, what it is about, and words. */
static void add_standard(struct reply *to)
{
	unsigned count = to->message->count;
	if (count < 3 || !*last(to->message)) {
		add_all(to, 0, count);
		return;
	}
	add_text(to, last(to->message));
	bool ids = ascii_equal(to->message->params[0], "REDACT"); /* which mean nothing to people */
	if (count > 3 && !ids) {
		add(to, " (");
		add_all(to, 2, count - 1);
		add(to, ")");
	}
}

static enum reply_kind add_message(struct reply *to)
{
	const char *command = to->message->command;
	if (ascii_equal(command, "ERROR")) {
		const char *why = param(to->message, 0), closing[] = "Closing link: ";
		if (ascii_equal_n(why, closing, sizeof closing - 1))
			why += sizeof closing - 1;
		add(to, "the server ends the connection");
		add(to, *why ? ": " : "");
		add_text(to, why);
		return REPLY_REFUSED;
	}
	bool fail = ascii_equal(command, "FAIL");
	if (fail || ascii_equal(command, "WARN") || ascii_equal(command, "NOTE")) {
		add_standard(to);
		return fail ? REPLY_REFUSED : REPLY_INFO;
	}
	return add_numeric(to);
}

unsigned reply_end(unsigned number)
{
	static const unsigned lists[][2] = {{RPL_LIST, RPL_LISTEND},
		{RPL_INVITELIST, RPL_ENDOFINVITELIST}, {RPL_INVEXLIST, RPL_ENDOFINVEXLIST},
		{RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST}, {RPL_BANLIST, RPL_ENDOFBANLIST},
		{RPL_STATSKLINE, RPL_ENDOFSTATS}};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (lists[i][0] == number)
			return lists[i][1];
	return 0;
}

enum reply_kind reply_text(
	char out[REPLY_SIZE], const struct irc_message *message, unsigned rows, int64_t now)
{
	struct reply to = {.rows = rows, .now = now, .message = message};
	enum reply_kind kind = add_message(&to);
	if (kind == REPLY_REFUSED && to.text.length == 0) {
		add(&to, "the server refuses that and does not say why: ");
		add_text(&to, message->command);
	}
	size_t length = text_cut(buffer_text(&to.text), to.text.length, REPLY_SIZE - 1);
	memcpy(out, to.text.bytes, length);
	out[length] = '\0';
	buffer_finish(&to.text);
	return length > 0 ? kind : REPLY_NOTHING;
}
