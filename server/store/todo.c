#include "todo.h"

#include <stdlib.h>

#include "clock.h"
#include "memory.h"
#include "table.h"

struct todo_room {
	uint32_t room;
	unsigned lines;
	UT_hash_handle hh;
};

void todo_init(struct todo *todo)
{
	*todo = (struct todo){.erased_end = &todo->erased};
	pthread_mutex_init(&todo->lock, NULL);
}

void todo_finish(struct todo *todo)
{
	uint32_t room;
	while (todo_take_rooms(todo, 1, &room, 1) != 0)
		;
	todo_erased_free(todo->erased);
	pthread_mutex_destroy(&todo->lock);
}

void todo_add_room(struct todo *todo, uint32_t room, unsigned lines)
{
	struct todo_room *one;
	pthread_mutex_lock(&todo->lock);
	HASH_FIND(hh, todo->rooms, &room, sizeof room, one);
	if (!one) {
		one = memory_zero(sizeof *one);
		one->room = room;
		if (!todo->rooms)
			todo->since = clock_monotonic_ms();
		HASH_ADD(hh, todo->rooms, room, sizeof one->room, one);
	}
	one->lines += lines;
	todo->lines += lines;
	pthread_mutex_unlock(&todo->lock);
}

static int by_id(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	return (left > right) - (left < right);
}

unsigned todo_take_rooms(struct todo *todo, unsigned lines, uint32_t *rooms, unsigned most)
{
	unsigned count = 0, taken = 0;
	pthread_mutex_lock(&todo->lock);
	while (todo->rooms && count < most && taken < lines) {
		struct todo_room *first = todo->rooms;
		rooms[count++] = first->room;
		taken += first->lines;
		todo->lines -= first->lines;
		HASH_DEL(todo->rooms, first);
		free(first);
	}
	pthread_mutex_unlock(&todo->lock);
	qsort(rooms, count, sizeof *rooms, by_id);
	return count;
}

bool todo_due(struct todo *todo, unsigned lines, int64_t ms)
{
	pthread_mutex_lock(&todo->lock);
	bool due =
		todo->rooms && (todo->lines >= lines || clock_monotonic_ms() - todo->since >= ms);
	pthread_mutex_unlock(&todo->lock);
	return due;
}

struct todo_erased *todo_erased_new(int64_t id, const char *name, const char *text)
{
	struct todo_erased *one = memory_get(sizeof *one);
	*one = (struct todo_erased){.id = id, .name = memory_text(name), .text = memory_text(text)};
	return one;
}

void todo_erased_free(struct todo_erased *list)
{
	while (list) {
		struct todo_erased *next = list->next;
		free(list->name);
		free(list->text);
		free(list);
		list = next;
	}
}

void todo_add_erased(struct todo *todo, struct todo_erased *list)
{
	pthread_mutex_lock(&todo->lock);
	*todo->erased_end = list;
	while (*todo->erased_end)
		todo->erased_end = &(*todo->erased_end)->next;
	pthread_mutex_unlock(&todo->lock);
}

struct todo_erased *todo_take_erased(struct todo *todo)
{
	pthread_mutex_lock(&todo->lock);
	struct todo_erased *list = todo->erased;
	todo->erased = NULL;
	todo->erased_end = &todo->erased;
	todo->removing = list != NULL;
	pthread_mutex_unlock(&todo->lock);
	return list;
}

void todo_removed(struct todo *todo)
{
	pthread_mutex_lock(&todo->lock);
	todo->removing = false;
	pthread_mutex_unlock(&todo->lock);
}

bool todo_all_removed(struct todo *todo)
{
	pthread_mutex_lock(&todo->lock);
	bool all = !todo->erased && !todo->removing;
	pthread_mutex_unlock(&todo->lock);
	return all;
}
