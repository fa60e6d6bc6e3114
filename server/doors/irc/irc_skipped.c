#include "irc_skipped.h"

#include <inttypes.h>
#include <string.h>

#include "irc_id.h"
#include "irc_peer.h"
#include "irc_write.h"

/* The word at `*line`, of which it takes the bytes and the blank behind. */
static size_t take_word(const char **line, const char *end, const char **word)
{
	const char *blank = memchr(*line, ' ', (size_t)(end - *line));
	*word = *line;
	*line = blank ? blank + 1 : end;
	return (size_t)((blank ? blank : end) - *word);
}

static bool is(const char *word, size_t length, const char *wanted)
{
	return length == strlen(wanted) && memcmp(word, wanted, length) == 0;
}

/* A BATCH of a room is a message of several lines (draft/multiline). */
enum door_line irc_skipped_kind(const char *line, size_t length)
{
	const char *end = line + length, *word;
	bool in_batch = false;
	size_t size = take_word(&line, end, &word);
	if (size > 0 && *word == '@') {
		in_batch = size > 7 && memcmp(word, "@batch=", 7) == 0;
		size = take_word(&line, end, &word);
	}
	bool person = memchr(word, '!', size) != NULL;
	size = take_word(&line, end, &word);
	if (is(word, size, "BATCH"))
		return *line == '+' ? DOOR_LINE_OPENS : DOOR_LINE_CLOSES;
	if (!person)
		return DOOR_LINE_STAYS;
	if (is(word, size, "PRIVMSG") || is(word, size, "NOTICE"))
		return in_batch ? DOOR_LINE_PART : DOOR_LINE_SAID;
	return is(word, size, "TAGMSG") ? DOOR_LINE_PASSES : DOOR_LINE_STAYS;
}

void irc_skipped_encode(struct buffer *out, const struct event *event)
{
	const struct irc_peer *peer = event->actor->peer;
	bool note = peer->caps & IRC_STANDARD_REPLIES, one = event->total == 1;
	const char *room = event->room;
	buffer_add_all(out, ":", irc_server, note ? " NOTE * LINES_SKIPPED " : " NOTICE ",
		room   ? room
		: note ? "*"
		       : event->name,
		NULL);
	if (note && event->number > 0) {
		buffer_add_text(out, " ");
		irc_id_add_line(out, event->room_id, event->number - 1);
	}
	buffer_format(out, " :%" PRIu64 " line%s%s %s skipped", event->total, one ? "" : "s",
		room ? "" : " of a room that you left", one ? "was" : "were");
	if (event->number > 0 && (peer->caps & IRC_CHATHISTORY)) {
		buffer_add_all(out, "; CHATHISTORY AFTER ", room, " msgid=", NULL);
		irc_id_add_line(out, event->room_id, event->number - 1);
		buffer_format(out, " %d shows %s\r\n", IRC_HISTORY_LINES, one ? "it" : "them");
	} else {
		buffer_add_text(out, room ? ": you read too slowly\r\n" : "\r\n");
	}
}
