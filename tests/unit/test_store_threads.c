/* A store under two threads: one writes and deletes, the other reads and indexes. */
#include <pthread.h>
#include <stdatomic.h>

#include "sqlite_store.h"
#include "stored.h"

#define ROOMS 400

/* Reads all the time, as the librarian does. */
static void *read_on(void *data)
{
	struct stored *s = data;
	struct buffer out = {0};
	char error[STORE_ERROR_SIZE];
	uint32_t number = 0;
	bool complete = true;
	while (number < 1501) {
		const struct store_range range = {
			.room = 1, .first = 1, .last = UINT32_MAX, .limit = 50, .newest = true};
		const struct store_search search = {
			.room = 1, .before = UINT32_MAX, .limit = 5, .words = "text", .name = ""};
		out.length = 0;
		ck_assert(s->ops->number_at(s->store, 1, INT64_MAX, &number, error));
		ck_assert(s->ops->lines(s->store, &range, &out, error));
		ck_assert(s->ops->search(s->store, &search, &out, &complete, error));
		ck_assert(s->ops->rooms(s->store, 0, 10, &out, error));
		s->ops->index(s->store);
	}
	buffer_finish(&out);
	return NULL;
}

static void check_threads(struct stored *s)
{
	pthread_t reader;
	stored_room(s, 1, "#a");
	ck_assert_int_eq(pthread_create(&reader, NULL, read_on, s), 0);
	for (uint32_t i = 1; i <= 1500; i += 3) {
		stored_say_many(s, 1, i, i + 2, "al");
		if (i % 9 == 1)
			stored_erase(s, 1, i);
		s->ops->expire(s->store, i * INT64_C(1000));
	}
	pthread_join(reader, NULL);
	stored_index(s);
	unit_same(stored_faults(s), "");
}

/* A store that deletes what is older than five minutes. */
static void each(void (*check_both)(struct stored *))
{
	for (const struct stored_kind *kind = stored_kinds; kind->name; kind++) {
		struct stored stored;
		stored_start(&stored, kind);
		stored_close(&stored);
		stored.options.keep_ms = 300000;
		stored_open(&stored);
		check_both(&stored);
		stored_end(&stored);
	}
}

START_TEST(one_thread_writes_while_another_reads)
{
	each(check_threads);
}
END_TEST

static atomic_uint searched; /* the room in which the other thread searches; 0 at the end */

/* Searches in a room, for which its new lines are indexed. */
static void *search_on(void *data)
{
	struct stored *s = data;
	struct buffer out = {0};
	char error[STORE_ERROR_SIZE];
	bool complete;
	struct store_search search = {
		.before = UINT32_MAX, .limit = 5, .words = "text", .name = ""};
	while ((search.room = atomic_load(&searched)) != 0) {
		out.length = 0;
		ck_assert(s->ops->search(s->store, &search, &out, &complete, error));
	}
	buffer_finish(&out);
	return NULL;
}

static void check_ends(struct stored *s)
{
	pthread_t reader;
	atomic_store(&searched, 1);
	ck_assert_int_eq(pthread_create(&reader, NULL, search_on, s), 0);
	for (uint32_t room = 1; room <= ROOMS; room++) {
		stored_room(s, room, "#a");
		stored_say_many(s, room, 1, 5, "al");
		stored_end_room(s, room, "#a");
		atomic_store(&searched, room);
		stored_expire(s, 0);
	}
	atomic_store(&searched, 0);
	pthread_join(reader, NULL);
	unit_same(stored_faults(s), "");
}

/* Its words go with its lines, and none come back. */
START_TEST(a_room_ends_while_it_is_searched)
{
	each(check_ends);
}
END_TEST

START_TEST(a_busy_index_keeps_no_writer_waiting)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	stored_close(&s);
	s.options.keep_ms = 1000;
	stored_open(&s);
	stored_room(&s, 1, "#a");
	stored_say_many(&s, 1, 1, 10, "al");
	unit_same(stored_search(&s, 1, "10", ""), "10 al text 10|");
	pthread_mutex_lock(&s.store->words.lock);
	ck_assert(s.ops->expire(s.store, 1000000));
	pthread_mutex_unlock(&s.store->words.lock);
	unit_same(stored_lines(&s, 1, 10, 10), "10 al text 10|");
	stored_expire(&s, 1000000);
	unit_same(stored_lines(&s, 1, 1, 10), "");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {one_thread_writes_while_another_reads,
		a_room_ends_while_it_is_searched, a_busy_index_keeps_no_writer_waiting, NULL};
	return unit_cases("store-threads", cases);
}
