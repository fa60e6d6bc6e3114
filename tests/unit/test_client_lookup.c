/* A look-up that does not answer blocks nobody. The resolver is the test's own: it stands in front
 * of the system's for this program. */
#include <check.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "lookup.h"
#include "unit.h"

static struct event_base *base;
static sem_t asked, answer, freed;
static bool blocks, fails;
static struct sockaddr_in place = {.sin_family = AF_INET};
static struct addrinfo node = {.ai_family = AF_INET, .ai_addr = (struct sockaddr *)&place};

static struct {
	unsigned calls;
	size_t count;
	char error[128];
} told;

static void wait_for(sem_t *semaphore)
{
	while (sem_wait(semaphore) < 0)
		ck_assert_int_eq(errno, EINTR);
}

int getaddrinfo(const char *restrict host, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict result)
{
	ck_assert_str_eq(service, "5555");
	ck_assert_str_eq(host, "chat.example.org");
	sem_post(&asked);
	if (blocks)
		wait_for(&answer);
	if (fails)
		return EAI_NONAME;
	*result = &node;
	return 0;
}

void freeaddrinfo(struct addrinfo *chain)
{
	ck_assert_ptr_eq(chain, &node);
	sem_post(&freed);
}

static void done(void *data, const struct addresses *addresses, const char *error)
{
	ck_assert_ptr_eq(data, &told);
	told.calls++;
	told.count = addresses->count;
	strncpy(told.error, error ? error : "", sizeof told.error - 1);
}

static struct lookup *start(void)
{
	char host[] = "chat.example.org";
	struct lookup *lookup = lookup_start(base, host, 5555, done, &told);
	memset(host, 'x', sizeof host - 1);
	return lookup;
}

static void set_up(void)
{
	base = event_base_new();
	sem_init(&asked, 0, 0);
	sem_init(&answer, 0, 0);
	sem_init(&freed, 0, 0);
}

static void tear_down(void)
{
	event_base_free(base);
}

START_TEST(the_answer_comes_from_the_loop)
{
	struct lookup *lookup = start();
	wait_for(&asked);
	ck_assert_uint_eq(told.calls, 0);
	event_base_loop(base, EVLOOP_ONCE);
	ck_assert_uint_eq(told.calls, 1);
	ck_assert_uint_eq(told.count, 1);
	ck_assert_str_eq(told.error, "");
	event_base_loop(base, EVLOOP_ONCE); /* nothing more can come */
	ck_assert_uint_eq(told.calls, 1);
	ck_assert_int_ne(sem_trywait(&freed), 0);
	lookup_free(lookup);
	ck_assert_int_eq(sem_trywait(&freed), 0);
}
END_TEST

START_TEST(the_path_of_a_unix_socket_is_its_address)
{
	struct addresses addresses;
	ck_assert_ptr_null(lookup_wait(&addresses, "/run/chat", 0));
	ck_assert_uint_eq(addresses.count, 1);
	const struct sockaddr_un *path = (const void *)addresses.list[0]->ai_addr;
	ck_assert_int_eq(addresses.list[0]->ai_family, AF_UNIX);
	ck_assert_int_eq(path->sun_family, AF_UNIX);
	ck_assert_str_eq(path->sun_path, "/run/chat");
	addresses_finish(&addresses);
	ck_assert_int_ne(sem_trywait(&asked), 0);
}
END_TEST

START_TEST(a_failure_comes_in_words)
{
	fails = true;
	struct lookup *lookup = start();
	event_base_loop(base, EVLOOP_ONCE);
	ck_assert_uint_eq(told.calls, 1);
	ck_assert_uint_eq(told.count, 0);
	ck_assert_str_eq(told.error, gai_strerror(EAI_NONAME));
	lookup_free(lookup);
}
END_TEST

START_TEST(the_loop_goes_on_meanwhile)
{
	blocks = true;
	struct lookup *lookup = start();
	wait_for(&asked);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_uint_eq(told.calls, 0);
	sem_post(&answer);
	event_base_loop(base, EVLOOP_ONCE);
	ck_assert_uint_eq(told.calls, 1);
	lookup_free(lookup);
}
END_TEST

/* Its addresses are freed by the thread, when it has them. */
START_TEST(who_gives_up_does_not_wait)
{
	blocks = true;
	struct lookup *lookup = start();
	wait_for(&asked);
	lookup_free(lookup);
	ck_assert_int_ne(sem_trywait(&freed), 0);
	sem_post(&answer);
	wait_for(&freed);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_uint_eq(told.calls, 0);
}
END_TEST

/* At any moment of the thread's. */
START_TEST(each_answer_is_freed_once)
{
	enum { ROUNDS = 500 };
	for (int i = 0; i < ROUNDS; i++) {
		struct lookup *lookup = start();
		if (i % 2)
			wait_for(&asked);
		if (i % 3)
			event_base_loop(base, EVLOOP_NONBLOCK);
		lookup_free(lookup);
	}
	for (int i = 0; i < ROUNDS; i++)
		wait_for(&freed);
	ck_assert_int_ne(sem_trywait(&freed), 0);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_answer_comes_from_the_loop,
		the_path_of_a_unix_socket_is_its_address, a_failure_comes_in_words,
		the_loop_goes_on_meanwhile, who_gives_up_does_not_wait, each_answer_is_freed_once,
		NULL};
	return unit_cases_with("client lookup", set_up, tear_down, cases);
}
