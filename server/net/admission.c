#include "admission.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "memory.h"
#include "peer.h"
#include "rate.h"
#include "table.h"

#define ADDRESS_BYTES 16

struct admission_address {
	UT_hash_handle hh;
	unsigned char key[ADDRESS_BYTES];
	long count; /* of clients */
	struct rate rate;
};

void admission_init(struct admission *admission)
{
	*admission = (struct admission){0};
	pthread_mutex_init(&admission->lock, NULL);
}

void admission_finish(struct admission *admission)
{
	struct admission_address *entry, *next;
	HASH_ITER (hh, admission->addresses, entry, next) {
		HASH_DEL(admission->addresses, entry);
		free(entry);
	}
	pthread_mutex_destroy(&admission->lock);
}

void admission_set(struct admission *admission, long max, long max_of_address)
{
	pthread_mutex_lock(&admission->lock);
	admission->max = max;
	admission->max_of_address = max_of_address;
	pthread_mutex_unlock(&admission->lock);
}

static struct admission_address *find(struct admission *admission, const unsigned char *key)
{
	struct admission_address *entry;
	HASH_FIND(hh, admission->addresses, key, ADDRESS_BYTES, entry);
	return entry;
}

static long per_second(const struct admission *admission)
{
	long rate = admission->max_of_address / ADMISSION_SECONDS;
	return admission->max_of_address > 0 && rate == 0 ? 1 : rate;
}

static struct admission_address *entry_of(
	struct admission *admission, const unsigned char key[ADDRESS_BYTES])
{
	struct admission_address *entry = find(admission, key);
	if (!entry) {
		entry = memory_zero(sizeof *entry);
		memcpy(entry->key, key, ADDRESS_BYTES);
		HASH_ADD(hh, admission->addresses, key, ADDRESS_BYTES, entry);
	}
	return entry;
}

static enum admission_answer enter_address(
	struct admission *admission, const unsigned char address[ADDRESS_BYTES], int64_t now)
{
	long max = admission->max_of_address, rate = per_second(admission);
	unsigned char key[ADDRESS_BYTES];
	address_share(key, address);
	struct admission_address *entry = find(admission, key);
	if (entry && max > 0 && entry->count >= max)
		return ADMISSION_ADDRESS_FULL;
	if (entry && rate_wait(&entry->rate, now, rate, ADMISSION_BURST * max) > 0)
		return ADMISSION_ADDRESS_OFTEN;
	entry = entry_of(admission, key);
	entry->count++;
	rate_spend(&entry->rate, now, rate, 1);
	return ADMISSION_GRANTED;
}

enum admission_answer admission_enter(
	struct admission *admission, const unsigned char address[ADDRESS_BYTES], int64_t now_ms)
{
	enum admission_answer answer = ADMISSION_GRANTED;
	pthread_mutex_lock(&admission->lock);
	if (admission->count >= admission->max)
		answer = ADMISSION_FULL;
	else if (!peer_is_free(address))
		answer = enter_address(admission, address, now_ms);
	admission->count += answer == ADMISSION_GRANTED;
	pthread_mutex_unlock(&admission->lock);
	return answer;
}

void admission_leave(struct admission *admission, const unsigned char address[ADDRESS_BYTES])
{
	unsigned char key[ADDRESS_BYTES];
	pthread_mutex_lock(&admission->lock);
	admission->count--;
	if (!peer_is_free(address)) {
		address_share(key, address);
		find(admission, key)->count--;
	}
	pthread_mutex_unlock(&admission->lock);
}

long admission_max(struct admission *admission)
{
	pthread_mutex_lock(&admission->lock);
	long max = admission->max;
	pthread_mutex_unlock(&admission->lock);
	return max;
}

void admission_sweep(struct admission *admission, int64_t now_ms)
{
	struct admission_address *entry, *next;
	pthread_mutex_lock(&admission->lock);
	HASH_ITER (hh, admission->addresses, entry, next) {
		if (entry->count > 0 || !rate_is_full(&entry->rate, now_ms))
			continue;
		HASH_DEL(admission->addresses, entry);
		free(entry);
	}
	pthread_mutex_unlock(&admission->lock);
}

PACK_SIZE(struct rate, 8);

void admission_pack(struct admission *admission, struct pack *out)
{
	pthread_mutex_lock(&admission->lock);
	pack_u32(out, HASH_COUNT(admission->addresses));
	for (const struct admission_address *entry = admission->addresses; entry;
		entry = entry->hh.next) {
		pack_raw(out, entry->key, sizeof entry->key);
		pack_i64(out, entry->rate.full_at);
	}
	pthread_mutex_unlock(&admission->lock);
}

void admission_unpack(struct admission *admission, struct unpack *in)
{
	pthread_mutex_lock(&admission->lock);
	for (uint32_t left = unpack_count(in, UINT32_MAX); left > 0; left--) {
		unsigned char key[ADDRESS_BYTES];
		unpack_into(in, key, sizeof key);
		int64_t full_at = unpack_time(in);
		if (!in->failed)
			entry_of(admission, key)->rate.full_at = full_at;
	}
	pthread_mutex_unlock(&admission->lock);
}

void admission_restore(struct admission *admission, const unsigned char address[ADDRESS_BYTES])
{
	unsigned char key[ADDRESS_BYTES];
	pthread_mutex_lock(&admission->lock);
	admission->count++;
	if (!peer_is_free(address)) {
		address_share(key, address);
		entry_of(admission, key)->count++;
	}
	pthread_mutex_unlock(&admission->lock);
}
