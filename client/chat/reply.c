#include "reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "irc_text.h"
#include "memory.h"
#include "reply_table.h"
#include "text.h"

#define AGO_SIZE 48
#define NUMBER_DIGITS_MAX 15
#define LIST_COLUMNS 76 /* as the line door's */
#define ROOM_SIGNS "#&+!"
#define ROLE_SIGNS "~&@%+"

/* What is being written. Once something did not fit, nothing is added. */
struct sentence {
	char *out;
	size_t length;
	bool full;
	unsigned rows;
	int64_t now;
	const struct irc_message *message;
};

static void add_safe(struct sentence *to, const char *text, size_t length)
{
	size_t fits = to->full ? 0 : text_cut(text, length, REPLY_SIZE - 1 - to->length);
	memcpy(to->out + to->length, text, fits);
	to->length += fits;
	to->out[to->length] = '\0';
	to->full |= fits < length;
}

static void add(struct sentence *to, const char *words)
{
	add_safe(to, words, strlen(words));
}

/* A stranger's text as it may be shown, to free(3). */
static char *make_safe(const char *text, size_t length)
{
	char *plain = memory_get(length + 1);
	length = irc_text_plain(plain, text, length);
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	text_safe(safe, plain, length);
	free(plain);
	return safe;
}

static void add_text_n(struct sentence *to, const char *text, size_t length)
{
	char *safe = make_safe(text, length);
	add(to, safe);
	free(safe);
}

static void add_text(struct sentence *to, const char *text)
{
	add_text_n(to, text, strlen(text));
}

static void clear(struct sentence *to)
{
	to->length = 0;
	to->full = false;
	to->out[0] = '\0';
}

static bool read_number(int64_t *number, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > NUMBER_DIGITS_MAX || text[digits])
		return false;
	*number = strtoll(text, NULL, 10);
	return true;
}

/* "3 hours ago", "just now": in the largest unit of which there is one. */
static void add_ago(struct sentence *to, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	char text[AGO_SIZE];
	unsigned i = 0;
	if (seconds < 1) {
		add(to, "just now");
		return;
	}
	while (i < 3 && seconds < units[i].seconds)
		i++;
	int64_t n = seconds / units[i].seconds;
	snprintf(
		text, sizeof text, "%lld %s%s ago", (long long)n, units[i].name, n == 1 ? "" : "s");
	add(to, text);
}

/* Each without what stands behind its '!'. */
static bool add_names(struct sentence *to, const char *names)
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

static const char *without_number(const char *text)
{
	text += strspn(text, "0123456789");
	return text + strspn(text, " ");
}

/* The parameter `i`, never NULL. */
static const char *param(const struct irc_message *message, unsigned i)
{
	return i < message->count && i < IRC_PARAMS_MAX && message->params[i] ? message->params[i]
									      : "";
}

/* The last one behind our own name. */
static const char *last(const struct irc_message *message)
{
	return message->count > 1 ? param(message, message->count - 1) : "";
}

static bool add_part_as(struct sentence *to, char kind, const char *text)
{
	int64_t number;
	switch (kind) {
	case 'a':
		if (!read_number(&number, text) || number == 0)
			return false;
		add_ago(to, to->now / 1000 - number);
		return true;
	case 's':
		if (!read_number(&number, text))
			return false;
		add_ago(to, number);
		return true;
	case 'n':
		return add_names(to, text);
	case 'h':
		text = without_number(text);
		break;
	case 'r':
		if (!strchr(ROOM_SIGNS, *text))
			return false;
		break;
	case 'm':
		if (strcmp(text, "+") == 0)
			return false;
		break;
	}
	add_text(to, text);
	return *text != '\0';
}

static bool add_count(struct sentence *to, char kind)
{
	char number[16];
	snprintf(number, sizeof number, "%u", to->rows);
	if (kind == '#')
		add(to, number);
	else if (to->rows != 1)
		add(to, "s");
	return true;
}

/* One "%..." of a template. */
static bool add_part(struct sentence *to, const char **words)
{
	char kind = '\0';
	(*words)++;
	if (**words == '#' || **words == '+')
		return add_count(to, *(*words)++);
	if (**words != '$' && !(**words >= '1' && **words <= '9'))
		kind = *(*words)++;
	char which = *(*words)++;
	const char *text =
		which == '$' ? last(to->message) : param(to->message, (unsigned)(which - '0'));
	if (kind == '(' && *text) {
		add(to, " (");
		add_text(to, text);
		add(to, ")");
	}
	return kind == '(' || (*text && add_part_as(to, kind, text));
}

static bool add_words(struct sentence *to, const char *words)
{
	while (*words) {
		size_t run = strcspn(words, "%");
		add_safe(to, words, run);
		words += run;
		if (*words && !add_part(to, &words))
			return false;
	}
	return true;
}

/* "  #dev                        3  what it is about" */
static bool add_room(struct sentence *to)
{
	char number[64];
	int64_t count;
	const char *room = param(to->message, 1), *topic = param(to->message, 3);
	if (!*room || !read_number(&count, param(to->message, 2)))
		return false;
	add(to, "  ");
	add_text(to, room);
	size_t width = text_width(to->out + 2, to->length - 2);
	int pad = width < 24 ? (int)(24 - width) : 1;
	snprintf(number, sizeof number, "%*s%5lld", pad, "", (long long)count);
	add(to, number);
	if (strncmp(topic, "[+", 2) == 0 && strchr(topic, ']')) /* InspIRCd's modes */
		topic = strchr(topic, ']') + 1;
	char *safe = make_safe(topic, strlen(topic));
	const char *begin = safe + strspn(safe, " ");
	size_t length = strlen(begin);
	size_t shown = text_fit(begin, text_cut(begin, length, 2 * LIST_COLUMNS), LIST_COLUMNS / 2);
	add(to, length > 0 ? "  " : "");
	add_safe(to, begin, shown);
	add(to, shown < length ? "..." : "");
	free(safe);
	return true;
}

/* "@ada is ada@host (Ada), in #dev, away" */
static bool add_person(struct sentence *to)
{
	const char *room = param(to->message, 1), *flags = param(to->message, 6);
	for (unsigned i = 1; i <= 6; i++)
		if (!*param(to->message, i))
			return false;
	bool in_room = strcmp(room, "*") != 0;
	for (const char *flag = flags; in_room && *flag; flag++)
		if (strchr(ROLE_SIGNS, *flag))
			add_safe(to, flag, 1);
	add_words(to, "%5 is %2@%3");
	const char *real = without_number(param(to->message, 7));
	if (*real) {
		add(to, " (");
		add_text(to, real);
		add(to, ")");
	}
	add_words(to, in_room ? ", in %1" : "");
	add(to, strchr(flags, 'G') ? ", away" : "");
	add(to, strchr(flags, '*') ? ", one of the server's operators" : "");
	add(to, strchr(flags, 'B') ? ", a bot" : "");
	return true;
}

static const char *mode_word(char letter)
{
	static const struct {
		char letter;
		const char *word;
	} modes[] = {{'i', "invite-only"}, {'m', "moderated"}, {'n', "members-only"},
		{'s', "secret"}, {'t', "topic-locked"}, {'k', "key"}, {'l', "limit"}};
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		if (modes[i].letter == letter)
			return modes[i].word;
	return NULL;
}

/* The modes by their names, with their parameters if it is clear whose these are. */
static bool add_mode_words(struct sentence *to, const char *modes)
{
	unsigned next = 3, wanted = 0;
	for (const char *mode = modes; *mode; mode++)
		wanted += *mode == 'k' || *mode == 'l';
	if (to->message->count != next + wanted)
		return false;
	for (const char *mode = modes; *mode; mode++) {
		const char *word = mode_word(*mode);
		add(to, mode == modes ? "" : ", ");
		if (word)
			add(to, word);
		else
			add_text_n(to, mode, 1);
		if (*mode == 'k' || *mode == 'l') {
			add(to, " ");
			add_text(to, param(to->message, next++));
		}
	}
	return true;
}

static void add_all(struct sentence *to, unsigned first)
{
	bool any = false;
	for (unsigned i = first; i < to->message->count; i++) {
		const char *text = param(to->message, i);
		add(to, any && *text ? " " : "");
		add_text(to, text);
		any |= *text != '\0';
	}
}

/* "#dev is set to: members-only, key hush" */
static bool add_modes(struct sentence *to)
{
	const char *modes = param(to->message, 2);
	if (!*param(to->message, 1) || *modes != '+')
		return false;
	add_text(to, param(to->message, 1));
	add(to, modes[1] ? " is set to: " : " is open");
	if (modes[1] && !add_mode_words(to, modes + 1))
		add_all(to, 2);
	return true;
}

/* "ada is ada@host, bob is bob@host (away)", from "ada=+ada@host bob=-bob@host" */
static bool add_user_hosts(struct sentence *to)
{
	bool any = false;
	for (const char *text = last(to->message); *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " "), name = strcspn(text, "= ");
		const char *host = text + name + 2;
		if (name > 0 && name + 2 < length) {
			add(to, any ? ", " : "");
			add_text_n(to, text, name - (name > 0 && text[name - 1] == '*'));
			add(to, " is ");
			add_text_n(to, host, length - name - 2);
			add(to, host[-1] == '-' ? " (away)" : "");
			any = true;
		}
		text += length;
	}
	if (!any)
		add(to, "None of these is here.");
	return true;
}

static bool add_line(struct sentence *to)
{
	const char *text = last(to->message);
	if (to->message->count < 2)
		return false;
	if (strcmp(text, "-") == 0 || strncmp(text, "- ", 2) == 0)
		text += strlen(text) > 1 ? 2 : 1;
	add_text(to, *text ? text : " ");
	return true;
}

static bool applies(const struct sentence *to, const struct reply_row *row)
{
	if (!row->when)
		return true;
	if (!*row->when)
		return to->rows == 0;
	if (*row->when == '=')
		return strcmp(param(to->message, 2), row->when + 1) == 0;
	return strstr(last(to->message), row->when) != NULL;
}

static bool add_row(struct sentence *to, const struct reply_row *row)
{
	static bool (*const forms[])(struct sentence *) = {
		[REPLY_ROOM] = add_room,
		[REPLY_MODES] = add_modes,
		[REPLY_PERSON] = add_person,
		[REPLY_USER_HOSTS] = add_user_hosts,
		[REPLY_LINE] = add_line,
	};
	if (row->kind == REPLY_NOTHING)
		return true;
	return row->form == REPLY_WORDS ? add_words(to, row->words) : forms[row->form](to);
}

unsigned reply_number(const struct irc_message *message)
{
	const char *command = message->command;
	if (strspn(command, "0123456789") != 3 || command[3])
		return 0;
	return (unsigned)strtoul(command, NULL, 10);
}

/* Writes what the table has for the message, or all its parameters, and returns the row: where none
 * can be filled, the first of them. */
static struct reply_row add_numeric(struct sentence *to)
{
	unsigned number = reply_number(to->message);
	bool error = number >= 400 && number <= 599;
	struct reply_row found = {.kind = error ? REPLY_REFUSED : REPLY_INFO};
	bool known = false;
	for (size_t i = 0; i < reply_row_count && reply_rows[i].number <= number; i++) {
		const struct reply_row *row = &reply_rows[i];
		if (row->number != number)
			continue;
		clear(to);
		if (applies(to, row) && add_row(to, row))
			return *row;
		found = known ? found : *row;
		known = true;
	}
	clear(to);
	add_all(to, 1);
	return found;
}

/* FAIL, WARN and NOTE (IRCv3, standard-replies): a command, a code, what it is about, and words. */
static void add_standard(struct sentence *to)
{
	unsigned count = to->message->count;
	if (count < 3 || !*last(to->message)) {
		add_all(to, 0);
		return;
	}
	add_text(to, last(to->message));
	for (unsigned i = 2; i + 1 < count; i++) {
		add(to, i == 2 ? " (" : " ");
		add_text(to, param(to->message, i));
	}
	add(to, count > 3 ? ")" : "");
}

static enum reply_kind add_message(struct sentence *to)
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
	return add_numeric(to).kind;
}

unsigned reply_end(unsigned number)
{
	static const unsigned lists[][2] = {{234, 235}, {271, 272}, {281, 282}, {322, 323},
		{336, 337}, {346, 347}, {348, 349}, {352, 315}, {354, 315}, {364, 365}, {367, 368},
		{606, 607}, {732, 733}};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (lists[i][0] == number)
			return lists[i][1];
	return 0;
}

enum reply_kind reply_text(
	char out[REPLY_SIZE], const struct irc_message *message, unsigned rows, int64_t now)
{
	struct sentence to = {.out = out, .rows = rows, .now = now, .message = message};
	clear(&to);
	enum reply_kind kind = add_message(&to);
	if (kind == REPLY_REFUSED && to.length == 0) {
		add(&to, "the server refuses that and does not say why: ");
		add_text(&to, message->command);
	}
	return to.length > 0 ? kind : REPLY_NOTHING;
}

unsigned reply_subject(const struct irc_message *message)
{
	char out[REPLY_SIZE];
	struct sentence to = {.out = out, .message = message};
	unsigned subject = add_numeric(&to).subject;
	return *param(message, subject) ? subject : 0;
}
