/* What the index of words lacks: rooms with new lines, and erased lines whose words are still in
 * it. The writer adds, the librarian takes; both lock. */
#ifndef TODO_H
#define TODO_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one line that was erased. What it said is kept here in memory only. */
struct todo_erased {
	struct todo_erased *next;
	int64_t id;
	char *name, *text;
};

struct todo_room;

struct todo {
	pthread_mutex_t lock;
	struct todo_room *rooms;
	unsigned lines; /* about, in all these rooms */
	int64_t since;	/* when the first of them came (monotonic, ms) */
	struct todo_erased *erased, **erased_end;
	bool removing; /* the librarian has taken erased lines and is not done */
};

void todo_init(struct todo *todo);
void todo_finish(struct todo *todo);

void todo_add_room(struct todo *todo, uint32_t room, unsigned lines);
/* Takes rooms that have at least so many lines together, or all, at most `most`. Returns how many,
 * in the order of their ids. */
unsigned todo_take_rooms(struct todo *todo, unsigned lines, uint32_t *rooms, unsigned most);
/* Whether there are at least so many lines, or some for at least so long. */
bool todo_due(struct todo *todo, unsigned lines, int64_t ms);

struct todo_erased *todo_erased_new(int64_t id, const char *name, const char *text);
void todo_erased_free(struct todo_erased *list);
/* Adds a whole list. */
void todo_add_erased(struct todo *todo, struct todo_erased *list);
/* Takes the list; todo_removed() says that their words are gone. */
struct todo_erased *todo_take_erased(struct todo *todo);
void todo_removed(struct todo *todo);
/* Whether no words of erased lines are left. */
bool todo_all_removed(struct todo *todo);

#endif
