#include "stored.h"

#include <stdio.h>

const struct record_line stored_whole_line = {.room = 1,
	.number = 1,
	.time = 1700000000123,
	.connection = UINT64_C(0xFEDCBA9876543210),
	.kind = RECORD_KICK,
	.name = "Zoë",
	.user = "~zoe",
	.host = "2001:db8::1",
	.other = "бо́б",
	.text = "日本語 | \"quoted\" 'too' 😀",
	.tags = "+draft/reply=abc;+x=\\s"};

const struct stored_kind stored_kinds[] = {
	{"sqlite", &store_sqlite, true},
	{"sqlite in memory", &store_sqlite, false},
	{0},
};

void stored_each(void (*check)(struct stored *))
{
	for (const struct stored_kind *kind = stored_kinds; kind->name; kind++) {
		struct stored stored;
		stored_start(&stored, kind);
		check(&stored);
		stored_end(&stored);
	}
}

void stored_start(struct stored *stored, const struct stored_kind *kind)
{
	memset(stored, 0, sizeof *stored);
	stored->ops = kind->ops;
	if (kind->in_folder) {
		temporary_subfolder(stored->folder, "store");
		stored->options.folder = stored->folder;
	}
	stored_open(stored);
}

void stored_open(struct stored *stored)
{
	stored->store = stored->ops->open(&stored->options, &stored->info, stored->error);
	ck_assert_msg(stored->store != NULL, "not opened: %s", stored->error);
}

void stored_close(struct stored *stored)
{
	if (stored->store)
		stored->ops->close(stored->store);
	stored->store = NULL;
}

void stored_end(struct stored *stored)
{
	stored_close(stored);
	buffer_finish(&stored->out);
	buffer_finish(&stored->text);
}

void stored_limit_files(rlim_t bytes)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

void stored_write(struct stored *stored, const struct buffer *records)
{
	enum store_result result = stored->ops->write(
		stored->store, records->bytes, records->length, false, stored->error);
	ck_assert_msg(result == STORE_DONE, "not written: %s", stored->error);
}

static void write_room(struct stored *stored, uint32_t id, const char *name, bool ended)
{
	struct buffer records = {0};
	record_write_room(&records,
		&(struct record_room){.id = id, .name = name, .key = name, .ended = ended}, NULL);
	stored_write(stored, &records);
	buffer_finish(&records);
}

void stored_room(struct stored *stored, uint32_t id, const char *name)
{
	write_room(stored, id, name, false);
}

void stored_end_room(struct stored *stored, uint32_t id, const char *name)
{
	write_room(stored, id, name, true);
}

uint64_t stored_connection(const char *name)
{
	return 1000 + (unsigned char)name[0];
}

static void add_line(
	struct buffer *records, uint32_t room, uint32_t number, const char *name, const char *text)
{
	record_write_line(records, &(struct record_line){.room = room,
					   .number = number,
					   .time = number * INT64_C(1000),
					   .connection = stored_connection(name),
					   .name = name,
					   .text = text});
}

void stored_say(
	struct stored *stored, uint32_t room, uint32_t number, const char *name, const char *text)
{
	struct buffer records = {0};
	add_line(&records, room, number, name, text);
	stored_write(stored, &records);
	buffer_finish(&records);
}

void stored_say_kinds(struct stored *stored, uint32_t room, const char *text)
{
	struct buffer records = {0};
	for (unsigned kind = RECORD_SAY; kind <= RECORD_MODE; kind++)
		record_write_line(&records, &(struct record_line){.room = room,
						    .number = kind + 1,
						    .kind = (enum record_kind)kind,
						    .name = "al",
						    .text = text});
	stored_write(stored, &records);
	buffer_finish(&records);
}

void stored_say_many(
	struct stored *stored, uint32_t room, uint32_t first, uint32_t last, const char *name)
{
	struct buffer records = {0};
	for (; first <= last; first++) {
		char text[32];
		snprintf(text, sizeof text, "text %u", first);
		add_line(&records, room, first, name, text);
	}
	stored_write(stored, &records);
	buffer_finish(&records);
}

static void erase(struct stored *stored, const struct record_erase *erase)
{
	struct buffer records = {0};
	record_write_erase(&records, erase);
	stored_write(stored, &records);
	buffer_finish(&records);
}

void stored_erase(struct stored *stored, uint32_t room, uint32_t number)
{
	erase(stored, &(struct record_erase){.room = room, .number = number, .by = "oper"});
}

void stored_erase_all(struct stored *stored, uint64_t connection)
{
	erase(stored, &(struct record_erase){.connection = connection});
}

void stored_account(struct stored *stored, const struct record_account *account)
{
	struct buffer records = {0};
	record_write_account(&records, account);
	stored_write(stored, &records);
	buffer_finish(&records);
}

void stored_drop(struct stored *stored, uint32_t account)
{
	stored_account(stored, &(struct record_account){.id = account, .dropped = true});
}

void stored_ban(struct stored *stored, const struct record_server_ban *ban)
{
	struct buffer records = {0};
	record_write_server_ban(&records, ban);
	stored_write(stored, &records);
	buffer_finish(&records);
}

/* The lines of `out` as text. */
static const char *shown(struct stored *stored)
{
	const char *end = stored->out.bytes + stored->out.length;
	stored->text.length = 0;
	for (const char *at = stored->out.bytes; at < end; at += record_length(at)) {
		struct record_line line;
		ck_assert_int_eq(record_type(at), RECORD_LINE);
		record_read_line(at, &line);
		buffer_format(&stored->text, "%u %s %s|", line.number, line.name,
			line.erased ? "(erased)" : line.text);
	}
	return buffer_text(&stored->text);
}

const char *stored_range(struct stored *stored, const struct store_range *range)
{
	stored->out.length = 0;
	ck_assert_msg(stored->ops->lines(stored->store, range, &stored->out, stored->error), "%s",
		stored->error);
	return shown(stored);
}

const char *stored_lines(struct stored *stored, uint32_t room, uint32_t first, uint32_t last)
{
	return stored_range(stored,
		&(struct store_range){
			.room = room, .first = first, .last = last, .limit = STORE_LINES_MAX});
}

const char *stored_search(struct stored *stored, uint32_t room, const char *words, const char *name)
{
	struct store_search search = {
		.room = room, .before = UINT32_MAX, .limit = 100, .words = words, .name = name};
	unsigned tries = 0;
	do { /* on a busy machine the index may take more than one search */
		stored->out.length = 0;
		ck_assert_msg(stored->ops->search(stored->store, &search, &stored->out,
				      &stored->complete, stored->error),
			"%s", stored->error);
	} while (!stored->complete && ++tries < 1000);
	ck_assert(stored->complete);
	return shown(stored);
}

static void show_mask(const struct record_mask *mask, void *data)
{
	buffer_format(data, " [%u %s %s %s %s %lld %lld]", mask->mode, mask->text, mask->by,
		mask->why, mask->meant, (long long)mask->at, (long long)mask->until);
}

const char *stored_card(struct stored *stored, const char *key)
{
	struct record_room room;
	stored->out.length = 0;
	stored->text.length = 0;
	ck_assert_msg(stored->ops->room(stored->store, key, &stored->out, stored->error), "%s",
		stored->error);
	if (stored->out.length == 0)
		return "";
	ck_assert_uint_eq(record_length(stored->out.bytes), stored->out.length);
	record_read_room(stored->out.bytes, &room, NULL, NULL);
	buffer_format(&stored->text, "%u %s %s number=%u time=%lld topic=%s/%s/%lld made=%lld",
		room.id, room.name, room.key, room.number, (long long)room.time, room.topic,
		room.topic_by, (long long)room.topic_at, (long long)room.made_at);
	buffer_format(&stored->text, " founder=%u operators=", room.founder);
	for (unsigned i = 0; i < room.operator_count; i++)
		buffer_format(&stored->text, "%u,", record_operator(&room, i));
	buffer_format(&stored->text, " flags=%u password=%s limit=%lld keep=%lld masks=%u",
		room.flags, room.password, (long long)room.limit, (long long)room.keep_ms,
		room.mask_count);
	record_read_room(stored->out.bytes, &room, show_mask, &stored->text);
	return buffer_text(&stored->text);
}

const char *stored_accounts(struct stored *stored, uint32_t after, unsigned limit)
{
	stored->out.length = stored->text.length = 0;
	ck_assert(stored->ops->accounts(stored->store, after, limit, &stored->out, stored->error));
	for (size_t at = 0; at < stored->out.length; at += record_length(stored->out.bytes + at)) {
		struct record_account one;
		ck_assert_int_eq(record_type(stored->out.bytes + at), RECORD_ACCOUNT);
		record_read_account(stored->out.bytes + at, &one);
		buffer_format(&stored->text, "%u %s;", one.id, one.name);
	}
	return buffer_text(&stored->text);
}

const char *stored_bans(struct stored *stored)
{
	stored->out.length = stored->text.length = 0;
	ck_assert(stored->ops->server_bans(stored->store, &stored->out, stored->error));
	for (size_t at = 0; at < stored->out.length; at += record_length(stored->out.bytes + at)) {
		struct record_server_ban one;
		ck_assert_int_eq(record_type(stored->out.bytes + at), RECORD_SERVER_BAN);
		record_read_server_ban(stored->out.bytes + at, &one);
		buffer_format(&stored->text, "%d %s %s '%s' %lld %lld %d;", one.of_account,
			one.mask, one.by, one.why, (long long)one.at, (long long)one.until,
			one.lifted);
	}
	return buffer_text(&stored->text);
}

uint32_t stored_number_at(struct stored *stored, uint32_t room, int64_t time)
{
	uint32_t number;
	ck_assert_msg(stored->ops->number_at(stored->store, room, time, &number, stored->error),
		"%s", stored->error);
	return number;
}

void stored_index(struct stored *stored)
{
	while (stored->ops->index(stored->store))
		;
}

void stored_expire(struct stored *stored, int64_t now)
{
	while (stored->ops->expire(stored->store, now))
		;
}

static void add_fault(const char *fault, double part, void *data)
{
	ck_assert(part >= 0 && part <= 1);
	if (fault)
		buffer_format(data, "%s\n", fault);
}

const char *stored_faults(struct stored *stored)
{
	stored->text.length = 0;
	bool good = stored->ops->verify(stored->store, add_fault, &stored->text);
	ck_assert_int_eq(good, stored->text.length == 0);
	return buffer_text(&stored->text);
}
