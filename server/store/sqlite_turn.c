#include "sqlite_store.h"

/* In memory both threads use one connection, in the order in which they come. */
void sqlite_enter(struct store *store)
{
	if (store->folder)
		return;
	pthread_mutex_lock(&store->turn_lock);
	uint64_t turn = store->turn_next++;
	while (turn != store->turn_now)
		pthread_cond_wait(&store->turn_ended, &store->turn_lock);
	pthread_mutex_unlock(&store->turn_lock);
}

void sqlite_leave(struct store *store)
{
	if (store->folder)
		return;
	pthread_mutex_lock(&store->turn_lock);
	store->turn_now++;
	pthread_cond_broadcast(&store->turn_ended);
	pthread_mutex_unlock(&store->turn_lock);
}
