#include "record.h"

#include <string.h>

#include "store.h"

/* A record is its length (four bytes), its type (one), and its numbers and texts in the order of
 * the functions below; a text ends with NUL. */

static size_t start(struct buffer *out, enum record_type type)
{
	static const char length[sizeof(uint32_t)];
	size_t at = out->length;
	buffer_add(out, length, sizeof length);
	buffer_add(out, &(char){(char)type}, 1);
	return at;
}

static void end(struct buffer *out, size_t at)
{
	uint32_t length = (uint32_t)(out->length - at);
	memcpy(out->bytes + at, &length, sizeof length);
}

static void add(struct buffer *out, const void *value, size_t size)
{
	buffer_add(out, value, size);
}

#define ADD(out, value) add((out), &(value), sizeof(value))

static void add_text(struct buffer *out, const char *text)
{
	buffer_add(out, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void take(const char **from, void *value, size_t size)
{
	memcpy(value, *from, size);
	*from += size;
}

#define TAKE(from, value) take((from), &(value), sizeof(value))

static const char *take_text(const char **from)
{
	const char *text = *from;
	*from += strlen(text) + 1;
	return text;
}

size_t record_length(const char *bytes)
{
	uint32_t length;
	memcpy(&length, bytes, sizeof length);
	return length;
}

enum record_type record_type(const char *bytes)
{
	return (enum record_type)bytes[sizeof(uint32_t)];
}

static const char *body(const char *bytes)
{
	return bytes + sizeof(uint32_t) + 1;
}

/* Tags of clients begin with '+', so none of them looks like it. */
size_t record_account_length(const char *tags)
{
	bool there = tags && strncmp(tags, RECORD_ACCOUNT_TAG, sizeof RECORD_ACCOUNT_TAG - 1) == 0;
	return there ? strcspn(tags, ";") : 0;
}

void record_write_line(struct buffer *out, const struct record_line *line)
{
	size_t at = start(out, RECORD_LINE);
	char bits[] = {(char)line->kind, line->erased};
	ADD(out, line->room);
	ADD(out, line->number);
	ADD(out, line->time);
	ADD(out, line->connection);
	ADD(out, bits);
	add_text(out, line->name);
	add_text(out, line->user);
	add_text(out, line->host);
	add_text(out, line->other);
	add_text(out, line->text);
	add_text(out, line->tags);
	if (line->erased) {
		add_text(out, line->erased_by);
		add_text(out, line->erased_why);
	}
	end(out, at);
}

void record_read_line(const char *bytes, struct record_line *line)
{
	const char *from = body(bytes);
	char bits[2];
	TAKE(&from, line->room);
	TAKE(&from, line->number);
	TAKE(&from, line->time);
	TAKE(&from, line->connection);
	TAKE(&from, bits);
	line->kind = (enum record_kind)bits[0];
	line->erased = bits[1];
	line->name = take_text(&from);
	line->user = take_text(&from);
	line->host = take_text(&from);
	line->other = take_text(&from);
	line->text = take_text(&from);
	line->tags = take_text(&from);
	line->erased_by = line->erased ? take_text(&from) : "";
	line->erased_why = line->erased ? take_text(&from) : "";
}

void record_write_room(
	struct buffer *out, const struct record_room *room, const struct record_mask *masks)
{
	size_t at = start(out, RECORD_ROOM);
	ADD(out, room->id);
	ADD(out, room->number);
	ADD(out, room->time);
	ADD(out, room->topic_at);
	ADD(out, room->made_at);
	ADD(out, room->ended);
	ADD(out, room->flags);
	ADD(out, room->limit);
	ADD(out, room->keep_ms);
	ADD(out, room->founder);
	ADD(out, room->operator_count);
	ADD(out, room->mask_count);
	add_text(out, room->name);
	add_text(out, room->key);
	add_text(out, room->topic);
	add_text(out, room->topic_by);
	add_text(out, room->password);
	add(out, room->operators, room->operator_count * sizeof(uint32_t));
	for (unsigned i = 0; i < room->mask_count; i++) {
		ADD(out, masks[i].mode);
		ADD(out, masks[i].at);
		ADD(out, masks[i].until);
		add_text(out, masks[i].text);
		add_text(out, masks[i].by);
		add_text(out, masks[i].why);
		add_text(out, masks[i].meant);
	}
	end(out, at);
}

void record_read_room(const char *bytes, struct record_room *room,
	void (*mask)(const struct record_mask *, void *), void *data)
{
	const char *from = body(bytes);
	TAKE(&from, room->id);
	TAKE(&from, room->number);
	TAKE(&from, room->time);
	TAKE(&from, room->topic_at);
	TAKE(&from, room->made_at);
	TAKE(&from, room->ended);
	TAKE(&from, room->flags);
	TAKE(&from, room->limit);
	TAKE(&from, room->keep_ms);
	TAKE(&from, room->founder);
	TAKE(&from, room->operator_count);
	TAKE(&from, room->mask_count);
	room->name = take_text(&from);
	room->key = take_text(&from);
	room->topic = take_text(&from);
	room->topic_by = take_text(&from);
	room->password = take_text(&from);
	room->operators = from;
	from += room->operator_count * sizeof(uint32_t);
	for (unsigned i = 0; mask && i < room->mask_count; i++) {
		struct record_mask one;
		TAKE(&from, one.mode);
		TAKE(&from, one.at);
		TAKE(&from, one.until);
		one.text = take_text(&from);
		one.by = take_text(&from);
		one.why = take_text(&from);
		one.meant = take_text(&from);
		mask(&one, data);
	}
}

void record_write_erase(struct buffer *out, const struct record_erase *erase)
{
	size_t at = start(out, RECORD_ERASE);
	ADD(out, erase->room);
	ADD(out, erase->number);
	ADD(out, erase->connection);
	add_text(out, erase->by);
	add_text(out, erase->why);
	end(out, at);
}

void record_read_erase(const char *bytes, struct record_erase *erase)
{
	const char *from = body(bytes);
	TAKE(&from, erase->room);
	TAKE(&from, erase->number);
	TAKE(&from, erase->connection);
	erase->by = take_text(&from);
	erase->why = take_text(&from);
}

void record_write_missed(struct buffer *out, const struct record_missed *missed)
{
	size_t at = start(out, RECORD_MISSED);
	ADD(out, *missed);
	end(out, at);
}

void record_read_missed(const char *bytes, struct record_missed *missed)
{
	memcpy(missed, body(bytes), sizeof *missed);
}

void record_write_origin(struct buffer *out, const struct record_origin *origin)
{
	size_t at = start(out, RECORD_ORIGIN);
	bool has_secret = origin->secret != NULL;
	ADD(out, origin->origin);
	ADD(out, has_secret);
	if (has_secret)
		add(out, origin->secret, STORE_SECRET_BYTES);
	end(out, at);
}

void record_read_origin(const char *bytes, struct record_origin *origin)
{
	const char *from = body(bytes);
	bool has_secret;
	TAKE(&from, origin->origin);
	TAKE(&from, has_secret);
	origin->secret = has_secret ? (const unsigned char *)from : NULL;
}

uint32_t record_operator(const struct record_room *room, unsigned i)
{
	uint32_t id;
	memcpy(&id, (const char *)room->operators + i * sizeof id, sizeof id);
	return id;
}

void record_write_account(struct buffer *out, const struct record_account *account)
{
	size_t at = start(out, RECORD_ACCOUNT);
	ADD(out, account->id);
	ADD(out, account->made_at);
	ADD(out, account->seen_at);
	ADD(out, account->dropped);
	add_text(out, account->name);
	add_text(out, account->key);
	add_text(out, account->hash);
	add_text(out, account->scram);
	add_text(out, account->certificates);
	add_text(out, account->tokens);
	end(out, at);
}

void record_read_account(const char *bytes, struct record_account *account)
{
	const char *from = body(bytes);
	TAKE(&from, account->id);
	TAKE(&from, account->made_at);
	TAKE(&from, account->seen_at);
	TAKE(&from, account->dropped);
	account->name = take_text(&from);
	account->key = take_text(&from);
	account->hash = take_text(&from);
	account->scram = take_text(&from);
	account->certificates = take_text(&from);
	account->tokens = take_text(&from);
}

void record_write_marker(struct buffer *out, const struct record_marker *marker)
{
	size_t at = start(out, RECORD_MARKER);
	ADD(out, *marker);
	end(out, at);
}

void record_read_marker(const char *bytes, struct record_marker *marker)
{
	memcpy(marker, body(bytes), sizeof *marker);
}

void record_write_server_ban(struct buffer *out, const struct record_server_ban *ban)
{
	size_t at = start(out, RECORD_SERVER_BAN);
	ADD(out, ban->of_account);
	ADD(out, ban->lifted);
	ADD(out, ban->at);
	ADD(out, ban->until);
	add_text(out, ban->mask);
	add_text(out, ban->by);
	add_text(out, ban->why);
	end(out, at);
}

void record_read_server_ban(const char *bytes, struct record_server_ban *ban)
{
	const char *from = body(bytes);
	TAKE(&from, ban->of_account);
	TAKE(&from, ban->lifted);
	TAKE(&from, ban->at);
	TAKE(&from, ban->until);
	ban->mask = take_text(&from);
	ban->by = take_text(&from);
	ban->why = take_text(&from);
}
