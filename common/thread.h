/* Threads that get no signals: those are for the thread that the program began with. */
#ifndef THREAD_H
#define THREAD_H

#include <pthread.h>

/* As pthread_create(3): 0, or an errno value where no thread could be started. */
int thread_start(pthread_t *thread, void *(*run)(void *data), void *data);

/* The same for a thread that nobody waits for. */
int thread_start_detached(void *(*run)(void *data), void *data);

#endif
