#include "local_users.h"

#include <errno.h>
#include <pthread.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "memory.h"
#include "table.h"
#include "thread.h"

#define ROW_BYTES 1024	      /* of a user, where the system gives no other size */
#define ROW_BYTES_MAX 1048576 /* a larger one is as none */
#define STOP_SECONDS 1	      /* that a name may still take when the program ends */

/* A user who has been looked up; the newest first, where the name has changed. */
struct known {
	UT_hash_handle hh;
	uid_t uid;
	int64_t at; /* of the last time, milliseconds of clock_monotonic_ms() */
	struct known *older;
	struct local_user user;
};

/* A user who is listed, whether looked up or not. */
struct listed {
	UT_hash_handle hh;
	uid_t uid;
	char key[];
};

struct job {
	struct job *next;
	struct arrival *arrival;
	uid_t uid;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wanted;
	pthread_t thread;
	struct known *known;   /* table */
	struct listed *listed; /* table by key */
	int64_t listed_at; /* of the last time, milliseconds of clock_monotonic_ms(); 0: never */
	struct job *jobs, **last;
	bool started, ending;
	bool working;	       /* the thread has taken a job */
	pthread_mutex_t calls; /* held while `arrived` runs in the thread */
	bool left;	       /* the thread is left behind: it calls nothing. Under `calls` */
	void (*arrived)(void *data, struct arrival *arrival);
	void *data;
} users = {.lock = PTHREAD_MUTEX_INITIALIZER,
	.wanted = PTHREAD_COND_INITIALIZER,
	.calls = PTHREAD_MUTEX_INITIALIZER};

void local_users_init(void (*arrived)(void *data, struct arrival *arrival), void *data)
{
	users.arrived = arrived;
	users.data = data;
	users.jobs = NULL;
	users.last = &users.jobs;
	users.started = users.ending = users.working = false;
}

static struct known *find(uid_t uid)
{
	struct known *known;
	HASH_FIND(hh, users.known, &uid, sizeof uid, known);
	return known;
}

const struct local_user *local_users_find(uid_t uid)
{
	pthread_mutex_lock(&users.lock);
	const struct known *known = find(uid);
	pthread_mutex_unlock(&users.lock);
	return known ? &known->user : NULL;
}

/* One row of the system's list: by name, or where that is NULL, by number. Fills `found` with the
 * name, NULL for none, and the number; the name lives in the buffer returned. */
static char *look_up(const char *name, uid_t uid, struct passwd *found)
{
	long wished = sysconf(_SC_GETPW_R_SIZE_MAX);
	size_t size = wished > 0 ? (size_t)wished : ROW_BYTES;
	struct passwd *row = NULL;
	for (;; size *= 2) {
		char *buffer = memory_get(size);
		int error = name ? getpwnam_r(name, found, buffer, size, &row)
				 : getpwuid_r(uid, found, buffer, size, &row);
		if (error != ERANGE || size >= ROW_BYTES_MAX) {
			if (error != 0 || !row)
				*found = (struct passwd){.pw_uid = uid};
			return buffer;
		}
		free(buffer);
	}
}

/* Notes a user who was looked up. Under the lock. */
static struct known *note(const struct local_user *user)
{
	struct known *known = find(user->uid);
	if (!known || strcmp(known->user.user, user->user) != 0) {
		struct known *newer = memory_zero(sizeof *newer);
		newer->uid = user->uid;
		newer->user = *user;
		newer->older = known;
		if (known)
			HASH_DEL(users.known, known);
		HASH_ADD(hh, users.known, uid, sizeof newer->uid, newer);
		known = newer;
	}
	known->at = clock_monotonic_ms();
	return known;
}

/* Unless the key is listed already. */
static void list_user(struct listed **all, const char *key, uid_t uid)
{
	size_t length = strlen(key);
	struct listed *listed;
	HASH_FIND(hh, *all, key, length, listed);
	if (listed)
		return;
	listed = memory_zero(sizeof *listed + length + 1);
	listed->uid = uid;
	memcpy(listed->key, key, length + 1);
	HASH_ADD_KEYPTR(hh, *all, listed->key, length, listed);
}

static void add_listed(struct listed **all, const struct passwd *row)
{
	struct local_user user;
	struct name_key key;
	local_user_init(&user, row->pw_uid, row->pw_name);
	name_key(&key, user.name, strlen(user.name));
	list_user(all, key.bytes, row->pw_uid);
}

static void free_listed(struct listed *all)
{
	struct listed *listed, *next;
	HASH_ITER (hh, all, listed, next) {
		HASH_DEL(all, listed);
		free(listed);
	}
}

/* By the thread alone, for getpwent() has one place in the list for the whole program. */
static void list_users(void)
{
	struct listed *all = NULL, *old;
	const struct passwd *row;
	int64_t now = clock_monotonic_ms();
	if (users.listed_at != 0 && now - users.listed_at < LOCAL_USERS_FRESH_MS)
		return;
	setpwent();
	while (HASH_COUNT(all) < LOCAL_USERS_LISTED_MAX && (row = getpwent()) != NULL)
		add_listed(&all, row);
	endpwent();
	pthread_mutex_lock(&users.lock);
	old = users.listed;
	users.listed = all;
	users.listed_at = now;
	pthread_mutex_unlock(&users.lock);
	free_listed(old);
}

bool local_users_has(const char *key, uid_t *uid)
{
	const struct listed *listed;
	pthread_mutex_lock(&users.lock);
	HASH_FIND_STR(users.listed, key, listed);
	if (listed)
		*uid = listed->uid;
	pthread_mutex_unlock(&users.lock);
	return listed != NULL;
}

static void look_up_user(uid_t uid)
{
	struct passwd found, other;
	struct local_user user;
	char *buffer = look_up(NULL, uid, &found);
	local_user_init(&user, uid, found.pw_name);
	free(buffer);
	if (strcmp(user.user, user.name) != 0) {
		buffer = look_up(user.name, uid, &other);
		if (other.pw_uid != uid) /* john.doe is not to be john-doe, who is another */
			local_user_set_number(&user);
		free(buffer);
	}
	pthread_mutex_lock(&users.lock);
	note(&user);
	pthread_mutex_unlock(&users.lock);
}

static void close_arrival(struct arrival *arrival)
{
	close(arrival->fd);
	free(arrival);
}

static void job_do(struct job *job)
{
	list_users();
	look_up_user(job->uid);
	pthread_mutex_lock(&users.calls);
	if (users.left)
		close_arrival(job->arrival);
	else
		users.arrived(users.data, job->arrival);
	pthread_mutex_unlock(&users.calls);
	free(job);
}

/* NULL for none. Under the lock. */
static struct job *next_job(void)
{
	struct job *job = users.jobs;
	if (job)
		users.jobs = job->next;
	if (!users.jobs)
		users.last = &users.jobs;
	return job;
}

static void *run(void *data)
{
	pthread_mutex_lock(&users.lock);
	while (!users.ending) {
		struct job *job = next_job();
		if (!job) {
			pthread_cond_wait(&users.wanted, &users.lock);
			continue;
		}
		users.working = true;
		pthread_mutex_unlock(&users.lock);
		job_do(job);
		pthread_mutex_lock(&users.lock);
		users.working = false;
	}
	pthread_mutex_unlock(&users.lock);
	return NULL;
}

/* Under the lock. */
static void start(void)
{
	users.started = thread_start(&users.thread, run, NULL) == 0;
	if (!users.started)
		fatal("no thread can be started");
}

static bool is_fresh(uid_t uid)
{
	pthread_mutex_lock(&users.lock);
	const struct known *known = find(uid);
	bool fresh = known && clock_monotonic_ms() - known->at < LOCAL_USERS_FRESH_MS;
	pthread_mutex_unlock(&users.lock);
	return fresh;
}

void local_users_admit(uid_t uid, struct arrival *arrival)
{
	if (is_fresh(uid)) {
		users.arrived(users.data, arrival);
		return;
	}
	struct job *job = memory_zero(sizeof *job);
	job->uid = uid;
	job->arrival = arrival;
	pthread_mutex_lock(&users.lock);
	if (!users.started)
		start();
	*users.last = job;
	users.last = &job->next;
	pthread_cond_signal(&users.wanted);
	pthread_mutex_unlock(&users.lock);
}

/* Waits for the thread a moment. */
static void join(void)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_SECONDS;
	if (pthread_timedjoin_np(users.thread, NULL, &until) == 0)
		return;
	pthread_mutex_lock(&users.calls);
	users.left = true;
	pthread_mutex_unlock(&users.calls);
	pthread_detach(users.thread);
}

void local_users_stop(void)
{
	pthread_mutex_lock(&users.lock);
	users.ending = true;
	pthread_cond_signal(&users.wanted);
	pthread_mutex_unlock(&users.lock);
	if (users.started)
		join();
	users.started = false;
	struct job *job;
	while ((job = next_job()) != NULL) {
		close_arrival(job->arrival);
		free(job);
	}
}

void local_users_finish(void)
{
	struct known *known, *next;
	pthread_mutex_lock(&users.lock);
	free_listed(users.listed);
	users.listed = NULL;
	users.listed_at = 0;
	HASH_ITER (hh, users.known, known, next) {
		HASH_DEL(users.known, known);
		for (struct known *each = known, *older; each; each = older) {
			older = each->older;
			free(each);
		}
	}
	pthread_mutex_unlock(&users.lock);
}

bool local_users_busy(void)
{
	pthread_mutex_lock(&users.lock);
	bool busy = users.jobs || users.working;
	pthread_mutex_unlock(&users.lock);
	return busy;
}

/* What local_user_init() does not make of the login name again is a number. */
static void pack_known(const struct known *known, struct pack *out)
{
	struct local_user again;
	local_user_init(&again, known->uid, known->user.user);
	pack_u32(out, known->uid);
	pack_i64(out, known->at);
	pack_text(out, known->user.user);
	pack_bool(out, strcmp(again.name, known->user.name) != 0);
}

void local_users_pack(struct pack *out)
{
	pthread_mutex_lock(&users.lock);
	pack_u32(out, HASH_COUNT(users.known));
	for (const struct known *known = users.known; known; known = known->hh.next)
		pack_known(known, out);
	pack_i64(out, users.listed_at);
	pack_u32(out, HASH_COUNT(users.listed));
	for (const struct listed *listed = users.listed; listed; listed = listed->hh.next) {
		pack_u32(out, listed->uid);
		pack_text(out, listed->key);
	}
	pthread_mutex_unlock(&users.lock);
}

static void unpack_known(struct unpack *in)
{
	struct local_user user;
	uid_t uid = unpack_u32(in);
	int64_t at = unpack_time(in);
	const char *login = unpack_string(in);
	bool number = unpack_bool(in);
	if (strlen(login) > LOCAL_USER_BYTES)
		unpack_fail(in);
	if (in->failed)
		return;
	local_user_init(&user, uid, login);
	if (number)
		local_user_set_number(&user);
	note(&user)->at = at;
}

static void unpack_listed(struct unpack *in)
{
	uid_t uid = unpack_u32(in);
	const char *key = unpack_string(in);
	if (!*key || strlen(key) > NAME_KEY_BYTES)
		unpack_fail(in);
	else
		list_user(&users.listed, key, uid);
}

void local_users_unpack(struct unpack *in)
{
	pthread_mutex_lock(&users.lock);
	for (uint32_t left = unpack_count(in, UINT32_MAX); left > 0; left--)
		unpack_known(in);
	users.listed_at = unpack_time(in);
	for (uint32_t left = unpack_count(in, LOCAL_USERS_LISTED_MAX); left > 0; left--)
		unpack_listed(in);
	pthread_mutex_unlock(&users.lock);
}
