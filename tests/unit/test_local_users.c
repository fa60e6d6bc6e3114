/* Looking up users of this machine; the system's list is made up. */
#include "local_users.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "table.h"
#include "unit.h"

#define SLOW_UID 6000 /* whose name does not come before `slow_goes` */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned asked, arrived;
static bool slow_asked, slow_goes;
static uid_t arrivals[100];

/* The system's list. Names need more space than a first buffer has. */
static const char *const names[] = {[1] = "alice", "bob", "john.doe", "john-doe", "Carol", NULL};
static const char *renamed; /* of number 1 */

static int fill(uid_t uid, struct passwd *row, char *buffer, size_t size, struct passwd **result)
{
	*result = NULL;
	if (uid < 1 || uid > 5)
		return 0;
	if (size < 100000)
		return ERANGE;
	strcpy(buffer, uid == 1 && renamed ? renamed : names[uid]);
	*row = (struct passwd){.pw_name = buffer, .pw_uid = uid};
	*result = row;
	return 0;
}

int getpwuid_r(uid_t uid, struct passwd *row, char *buffer, size_t size, struct passwd **result)
{
	pthread_mutex_lock(&lock);
	asked++;
	slow_asked |= uid == SLOW_UID;
	pthread_cond_broadcast(&changed);
	while (uid == SLOW_UID && !slow_goes)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	return fill(uid, row, buffer, size, result);
}

int getpwnam_r(
	const char *name, struct passwd *row, char *buffer, size_t size, struct passwd **result)
{
	for (uid_t uid = 1; names[uid]; uid++)
		if (strcmp(name, names[uid]) == 0)
			return fill(uid, row, buffer, size, result);
	*result = NULL;
	return EIO; /* as is no answer from a directory */
}

static unsigned next_row;

void setpwent(void)
{
	next_row = 1;
}

void endpwent(void)
{
}

struct passwd *getpwent(void)
{
	static struct passwd row;
	if (!names[next_row])
		return NULL;
	row = (struct passwd){
		.pw_name = (char *)(uintptr_t)names[next_row], .pw_uid = (uid_t)next_row};
	next_row++;
	return &row;
}

static void arrive(void *data, struct arrival *arrival)
{
	pthread_mutex_lock(&lock);
	arrivals[arrived++] = arrival->port;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	close(arrival->fd);
	free(arrival);
}

static void await(const unsigned *count, unsigned wanted)
{
	pthread_mutex_lock(&lock);
	while (*count < wanted)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static unsigned now(const unsigned *count)
{
	pthread_mutex_lock(&lock);
	unsigned value = *count;
	pthread_mutex_unlock(&lock);
	return value;
}

static int admit(uid_t uid)
{
	struct arrival *arrival = memory_zero(sizeof *arrival);
	int fd = arrival->fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	arrival->port = (unsigned short)uid;
	local_users_admit(uid, arrival);
	return fd;
}

static const char *name_of(uid_t uid)
{
	const struct local_user *user = local_users_find(uid);
	ck_assert_ptr_nonnull(user);
	return user->name;
}

static void set_up(void)
{
	table_init();
	local_users_init(arrive, NULL);
}

static void tear_down(void)
{
	local_users_stop();
	local_users_finish();
}

START_TEST(whoever_arrives_has_a_name_by_then)
{
	ck_assert_ptr_null(local_users_find(1));
	admit(1);
	admit(7);
	admit(2);
	await(&arrived, 3);
	ck_assert_str_eq(name_of(1), "alice");
	ck_assert_str_eq(name_of(7), "uid-7");
	ck_assert_str_eq(name_of(2), "bob");
	ck_assert(arrivals[0] == 1 && arrivals[1] == 7 && arrivals[2] == 2);
}
END_TEST

START_TEST(the_second_time_nobody_is_asked)
{
	admit(1);
	await(&arrived, 1);
	unsigned before = now(&asked);
	const struct local_user *first = local_users_find(1);
	renamed = "eve";
	admit(1);
	ck_assert_uint_eq(now(&arrived), 2); /* at once */
	ck_assert_uint_eq(now(&asked), before);
	ck_assert_ptr_eq(local_users_find(1), first);
}
END_TEST

START_TEST(a_slow_answer_keeps_only_newcomers_waiting)
{
	admit(1);
	await(&arrived, 1);
	admit(SLOW_UID);
	pthread_mutex_lock(&lock);
	while (!slow_asked)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	admit(2);
	admit(1);
	ck_assert_uint_eq(now(&arrived), 2);
	ck_assert_str_eq(name_of(1), "alice");
	ck_assert_ptr_null(local_users_find(2));
	pthread_mutex_lock(&lock);
	slow_goes = true;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	await(&arrived, 4);
	ck_assert_uint_eq(arrivals[2], SLOW_UID);
	ck_assert_str_eq(name_of(2), "bob");
}
END_TEST

/* The system never answers. */
START_TEST(the_end_does_not_wait_for_a_name)
{
	int slow = admit(SLOW_UID), behind = admit(2);
	pthread_mutex_lock(&lock);
	while (!slow_asked)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
	local_users_stop();
	ck_assert_uint_eq(arrived, 0);
	ck_assert_int_lt(fcntl(behind, F_GETFD), 0); /* closed */
	ck_assert_int_ge(fcntl(slow, F_GETFD), 0);
}
END_TEST

START_TEST(all_users_are_listed)
{
	uid_t uid = 0;
	ck_assert(!local_users_has("bob", &uid));
	admit(1);
	await(&arrived, 1);
	ck_assert(local_users_has("bob", &uid)); /* who has not been here */
	ck_assert_uint_eq(uid, 2);
	ck_assert(local_users_has("carol", &uid)); /* Carol */
	ck_assert_uint_eq(uid, 5);
	ck_assert(local_users_has("john-doe", &uid));
	ck_assert(!local_users_has("zoe", &uid));
}
END_TEST

START_TEST(no_mapped_name_is_that_of_another)
{
	admit(3);
	admit(4);
	await(&arrived, 2);
	ck_assert_str_eq(name_of(3), "uid-3");
	ck_assert_str_eq(local_users_find(3)->user, "john.doe");
	ck_assert_str_eq(name_of(4), "john-doe");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {whoever_arrives_has_a_name_by_then,
		the_second_time_nobody_is_asked, a_slow_answer_keeps_only_newcomers_waiting,
		the_end_does_not_wait_for_a_name, all_users_are_listed,
		no_mapped_name_is_that_of_another, NULL};
	return unit_cases_with("local_users", set_up, tear_down, cases);
}
