#include "log_storm.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "clock.h"

#define KINDS_MAX 96
#define BUCKETS 4096 /* a power of two */
#define APART 43     /* odd */

struct kind {
	const char *event;
	enum log_level level;
	int64_t full_at; /* ms: when the bucket will be full again */
	uint64_t left_out;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kind kinds[KINDS_MAX];
static int64_t buckets[BUCKETS]; /* as kind.full_at */

/* Events that find no place share the last one. */
static struct kind *kind_of(enum log_level level, const char *event)
{
	struct kind *kind = kinds, *last = &kinds[KINDS_MAX - 1];
	while (kind < last && kind->event && strcmp(kind->event, event) != 0)
		kind++;
	if (!kind->event)
		*kind = (struct kind){.event = kind < last ? event : "others", .level = level};
	return kind;
}

/* Those of one address are apart, for each kind its own. */
static int64_t *bucket_of(const struct kind *kind, uint32_t from)
{
	uint32_t hash = from * UINT32_C(0x85EBCA6B);
	return &buckets[((hash ^ hash >> 16) + (uint32_t)(kind - kinds) * APART) % BUCKETS];
}

static bool has_room(int64_t full_at, int64_t now, unsigned burst, int64_t regain_ms)
{
	return full_at - now <= (int64_t)(burst - 1) * regain_ms;
}

static void spend(int64_t *full_at, int64_t now, int64_t regain_ms)
{
	*full_at = (*full_at > now ? *full_at : now) + regain_ms;
}

bool log_storm_allows(enum log_level level, const char *event, uint32_t from, unsigned burst)
{
	if (!log_enabled(level))
		return false;
	int64_t now = clock_ms(CLOCK_MONOTONIC_COARSE);
	pthread_mutex_lock(&lock);
	struct kind *kind = kind_of(level, event);
	int64_t *bucket = bucket_of(kind, from);
	bool allows = has_room(*bucket, now, burst, LOG_REGAIN_MS) &&
		      has_room(kind->full_at, now, LOG_KIND_BURST, LOG_KIND_REGAIN_MS);
	if (allows) {
		spend(bucket, now, LOG_REGAIN_MS);
		spend(&kind->full_at, now, LOG_KIND_REGAIN_MS);
	} else {
		kind->left_out++;
	}
	pthread_mutex_unlock(&lock);
	return allows;
}

static void tell_dropped(void)
{
	static uint64_t told;
	uint64_t dropped = log_dropped();
	if (dropped == told)
		return;
	uint64_t lines = dropped - told;
	told = dropped;
	log_event(LOG_WARNING, "dropped", LOG_NUMBER("lines", lines));
}

void log_storm_tell(void)
{
	tell_dropped();
	for (size_t i = 0; i < KINDS_MAX; i++) {
		pthread_mutex_lock(&lock);
		struct kind kind = kinds[i];
		kinds[i].left_out = 0;
		pthread_mutex_unlock(&lock);
		if (kind.left_out > 0)
			log_event(kind.level, kind.event, LOG_NUMBER("suppressed", kind.left_out));
	}
}
