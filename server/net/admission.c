#include "admission.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "memory.h"
#include "table.h"

#define ADDRESS_BYTES 16

struct admission_address {
	UT_hash_handle hh;
	unsigned char key[ADDRESS_BYTES];
	long count;
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

static bool enter_address(struct admission *admission, const unsigned char peer[ADDRESS_BYTES])
{
	unsigned char key[ADDRESS_BYTES];
	address_share(key, peer);
	struct admission_address *address = find(admission, key);
	if (address && admission->most_of_address > 0 &&
		address->count >= admission->most_of_address)
		return false;
	if (!address) {
		address = memory_zero(sizeof *address);
		memcpy(address->key, key, sizeof key);
		HASH_ADD(hh, admission->addresses, key, ADDRESS_BYTES, address);
	}
	address->count++;
	return true;
}

enum admission_answer admission_enter(
	struct admission *admission, const unsigned char peer[ADDRESS_BYTES])
{
	enum admission_answer answer = ADMISSION_GRANTED;
	pthread_mutex_lock(&admission->lock);
	if (admission->count >= admission->most)
		answer = ADMISSION_FULL;
	else if (!address_is_loopback(peer) && !enter_address(admission, peer))
		answer = ADMISSION_ADDRESS_FULL;
	else
		admission->count++;
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
		struct admission_address *address = find(admission, key);
		if (--address->count == 0) {
			HASH_DEL(admission->addresses, address);
			free(address);
		}
	}
	pthread_mutex_unlock(&admission->lock);
}
