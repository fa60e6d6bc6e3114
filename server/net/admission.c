#include "admission.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "memory.h"
#include "rate.h"
#include "table.h"

#define ADDRESS_BYTES 16

struct admission_address {
	UT_hash_handle hh;
	unsigned char key[ADDRESS_BYTES];
	long count; /* of its clients */
	struct rate rate;
};

void admission_init(struct admission *admission)
{
	*admission = (struct admission){0};
	pthread_mutex_init(&admission->lock, NULL);
}

void admission_finish(struct admission *admission)
{
	struct admission_address *address, *next;
	HASH_ITER (hh, admission->addresses, address, next) {
		HASH_DEL(admission->addresses, address);
		free(address);
	}
	pthread_mutex_destroy(&admission->lock);
}

void admission_set(struct admission *admission, long most, long most_of_address)
{
	pthread_mutex_lock(&admission->lock);
	admission->most = most;
	admission->most_of_address = most_of_address;
	pthread_mutex_unlock(&admission->lock);
}

static struct admission_address *find(struct admission *admission, const unsigned char *key)
{
	struct admission_address *address;
	HASH_FIND(hh, admission->addresses, key, ADDRESS_BYTES, address);
	return address;
}

static long per_second(const struct admission *admission)
{
	long rate = admission->most_of_address / ADMISSION_SECONDS;
	return admission->most_of_address > 0 && rate == 0 ? 1 : rate;
}

static enum admission_answer enter_address(
	struct admission *admission, const unsigned char peer[ADDRESS_BYTES], int64_t now)
{
	long most = admission->most_of_address, rate = per_second(admission);
	unsigned char key[ADDRESS_BYTES];
	address_share(key, peer);
	struct admission_address *address = find(admission, key);
	if (address && most > 0 && address->count >= most)
		return ADMISSION_ADDRESS_FULL;
	if (address && rate_wait(&address->rate, now, rate, ADMISSION_BURST * most) > 0)
		return ADMISSION_ADDRESS_OFTEN;
	if (!address) {
		address = memory_zero(sizeof *address);
		memcpy(address->key, key, sizeof key);
		HASH_ADD(hh, admission->addresses, key, ADDRESS_BYTES, address);
	}
	address->count++;
	rate_spend(&address->rate, now, rate, 1);
	return ADMISSION_GRANTED;
}

enum admission_answer admission_enter(
	struct admission *admission, const unsigned char peer[ADDRESS_BYTES], int64_t now_ms)
{
	enum admission_answer answer = ADMISSION_GRANTED;
	pthread_mutex_lock(&admission->lock);
	if (admission->count >= admission->most)
		answer = ADMISSION_FULL;
	else if (!address_is_loopback(peer))
		answer = enter_address(admission, peer, now_ms);
	admission->count += answer == ADMISSION_GRANTED;
	pthread_mutex_unlock(&admission->lock);
	return answer;
}

void admission_leave(struct admission *admission, const unsigned char peer[ADDRESS_BYTES])
{
	unsigned char key[ADDRESS_BYTES];
	pthread_mutex_lock(&admission->lock);
	admission->count--;
	if (!address_is_loopback(peer)) {
		address_share(key, peer);
		find(admission, key)->count--;
	}
	pthread_mutex_unlock(&admission->lock);
}

void admission_sweep(struct admission *admission, int64_t now_ms)
{
	struct admission_address *address, *next;
	pthread_mutex_lock(&admission->lock);
	HASH_ITER (hh, admission->addresses, address, next) {
		if (address->count > 0 || !rate_is_full(&address->rate, now_ms))
			continue;
		HASH_DEL(admission->addresses, address);
		free(address);
	}
	pthread_mutex_unlock(&admission->lock);
}
