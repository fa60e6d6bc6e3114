#include "thread.h"

#include <signal.h>

int thread_start(pthread_t *thread, void *(*run)(void *data), void *data)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(thread, NULL, run, data);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

int thread_start_detached(void *(*run)(void *data), void *data)
{
	pthread_t thread;
	int error = thread_start(&thread, run, data);
	if (!error)
		pthread_detach(thread);
	return error;
}
