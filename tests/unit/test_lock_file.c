/* The file that tells who has a folder. */
#include "lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "temporary.h"
#include "thread.h"
#include "unit.h"

#define TIMES 20000

static char path[TEMPORARY_PATH_SIZE + 8], holder[LOCK_HOLDER_SIZE];
static atomic_bool ending;

static void set_up(void)
{
	char folder[TEMPORARY_PATH_SIZE];
	temporary_subfolder(folder, "lock");
	snprintf(path, sizeof path, "%s/lock", folder);
}

START_TEST(the_second_one_is_told_who_has_it)
{
	int fd = lock_file(path, holder);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(lock_file(path, holder), -1);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	ck_assert_int_eq(atoi(holder), (int)getpid());
	close(fd);
	fd = lock_file(path, holder);
	ck_assert_int_ge(fd, 0);
	close(fd);
}
END_TEST

/* A longer number was there. */
START_TEST(who_takes_it_over_is_all_that_it_tells)
{
	char text[64] = "";
	int fd = lock_file(path, holder);
	ck_assert_int_eq((int)pwrite(fd, "1234567890123\n", 14, 0), 14);
	lock_file_hand_over(fd, 42);
	ck_assert_int_gt((int)pread(fd, text, sizeof text - 1, 0), 0);
	ck_assert_str_eq(text, "42\n");
	close(fd);
}
END_TEST

/* Whether the file ever told nobody. */
static void *look(void *data)
{
	char text[LOCK_HOLDER_SIZE];
	bool *empty = data;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (!atomic_load(&ending))
		*empty |= pread(fd, text, sizeof text, 0) <= 0;
	close(fd);
	return NULL;
}

START_TEST(it_tells_somebody_at_any_time)
{
	pthread_t thread;
	bool empty = false;
	int fd = lock_file(path, holder);
	ck_assert_int_eq(thread_start(&thread, look, &empty), 0);
	for (int i = 0; i < TIMES; i++)
		lock_file_hand_over(fd, getpid());
	atomic_store(&ending, true);
	pthread_join(thread, NULL);
	ck_assert(!empty);
	close(fd);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_second_one_is_told_who_has_it,
		who_takes_it_over_is_all_that_it_tells, it_tells_somebody_at_any_time, NULL};
	return unit_cases_with("lock file", set_up, NULL, cases);
}
