/* A library to be preloaded into the server; see hold.h. It makes system calls itself, so it needs
 * no look-up of the function that it replaces, which a sanitizer's library replaces as well. */
#include "hold.h"

#include <dlfcn.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shim_find.h"

static struct hold *hold;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find_hold(void)
{
	hold = shim_find(HOLD_VARIABLE, sizeof *hold);
}

static void hold_while(unsigned mine)
{
	pthread_once(&once, find_hold);
	if (!hold || hold->which != mine)
		return;
	hold->held++;
	while (hold->which == mine)
		syscall(SYS_futex, &hold->which, FUTEX_WAIT, mine, NULL, NULL, 0);
	hold->held--;
}

int epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
	hold_while(gettid() == getpid() ? HOLD_FIRST : HOLD_OTHERS);
	return (int)syscall(SYS_epoll_pwait, fd, events, most, timeout, NULL, 8);
}

/* Of libsodium, which no sanitizer replaces. */
int crypto_pwhash_str_verify(
	const char *hash, const char *password, unsigned long long password_length);
int crypto_pwhash_str_verify(
	const char *hash, const char *password, unsigned long long password_length)
{
	int (*verify)(const char *, const char *, unsigned long long);
	*(void **)&verify = dlsym(RTLD_NEXT, "crypto_pwhash_str_verify");
	hold_while(HOLD_PASSWORDS);
	return verify(hash, password, password_length);
}
